"""When the sealing key is lost, a code fits nothing and the page says so; it does not break."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet
from django.utils import timezone

from qunce.domain.accounts.actions import add_staff


@pytest.mark.django_db
def test_a_code_app_sealed_with_a_lost_key_takes_no_code() -> None:
    user = add_staff(username="clerk", name="甲", password=None, now=timezone.now())
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    kept = Authenticator.objects.get(user=user)
    kept.data = {"secret": Fernet(Fernet.generate_key()).encrypt(b"JBSWY3DPEHPK3PXP").decode()}
    kept.save()
    assert kept.wrap().validate_code("123456") is False
