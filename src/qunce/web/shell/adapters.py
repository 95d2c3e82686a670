"""How django-allauth serves Qunce: staff only, added by the office."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up; residents need no account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")


class SealedSecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keys of code apps and spare codes are sealed; the sealing key lies outside the database."""

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed; nothing, which no code fits, when the sealing key was lost."""
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""


def _seal() -> Fernet:
    """The key is 32 bytes derived from the installation's second-factor secret by SHA-256."""
    return Fernet(urlsafe_b64encode(sha256(settings.SECOND_FACTOR_SECRET.encode()).digest()))
