"""The cast, signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as given
from django.test import Client

from cast import Cast, cast

__all__ = ["cast"]

SignIn = Callable[[str], Client]


@pytest.fixture
def as_(cast: Cast, settings: Any) -> SignIn:
    """``as_("clerk")`` is a browser in which the clerk is signed in; ``as_("")`` nobody."""
    settings.SECOND_FACTOR_REQUIRED = False

    def sign_in(who: str) -> Client:
        client = Client()
        if who:
            client.force_login(cast.person(who), backend=given.AUTHENTICATION_BACKENDS[0])
        return client

    return sign_in
