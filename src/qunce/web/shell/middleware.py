"""Which post acts, and no work without a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from qunce.kernel import clock
from qunce.web.shell.acting import SESSION_KEY, choose, find_posts

GetResponse = Callable[[HttpRequest], HttpResponse]


class ActingPostMiddleware:
    """``request.acting`` is the post acted for or ``None``, ``request.acting_posts`` all held.

    An anonymous visitor costs no query; a member of staff one.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        posts = []
        if request.user.is_authenticated:
            posts = find_posts(request.user, clock.day_of(clock.now(), settings.TIME_ZONE))
        request.acting_posts = posts  # type: ignore[attr-defined]
        request.acting = (  # type: ignore[attr-defined]
            choose(posts, request.session.get(SESSION_KEY)) if posts else None
        )
        return self.get_response(request)


class SecondFactorMiddleware:
    """A member of staff without passkey or code app is led to set one up, and nowhere else."""

    OPEN = frozenset(
        {
            "account_logout",
            "account_reauthenticate",
            "account_change_password",
            "set_language",
            "large_print",
            "mfa_index",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_list_webauthn",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
        }
    )
    """Names of the addresses one needs for setting up, and for leaving."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        if request.resolver_match and request.resolver_match.view_name in self.OPEN:
            return None
        # Recovery codes alone are no second factor: they are the spare key of one.
        if is_mfa_enabled(
            request.user, types=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        ):
            return None
        messages.warning(
            request,
            _("Before you go on, add a second step to your sign-in: a passkey or a code app."),
        )
        return redirect("mfa_index")
