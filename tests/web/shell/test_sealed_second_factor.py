"""What a code app shares with the site is not readable in the database."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from qunce.domain.accounts.actions import add_staff
from qunce.web.shell.adapters import SealedSecondFactorAdapter

pytestmark = pytest.mark.django_db


def test_the_key_of_a_code_app_is_sealed_in_the_database() -> None:
    user = add_staff(username="clerk", name="甲", password=None, now=timezone.now())
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    stored = Authenticator.objects.get(user=user).data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert SealedSecondFactorAdapter().decrypt(stored) == "JBSWY3DPEHPK3PXP"


def test_the_same_key_is_sealed_differently_each_time() -> None:
    adapter = SealedSecondFactorAdapter()
    assert adapter.encrypt("same") != adapter.encrypt("same")
