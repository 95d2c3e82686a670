"""Pages of the shell that several tests visit, and what must not stand in any page."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import path

from qunce.config import urls

LOGIN = "/accounts/login/"
PASSWORD = "nine-villages-two-communities"
STAFF_PAGES = [
    "/accounts/second-step/",
    "/accounts/second-step/totp/activate/",
    "/accounts/second-step/webauthn/add/",
    "/accounts/second-step/webauthn/",
    "/accounts/password/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
]

_INLINE = re.compile(
    r"""<script(?![^>]*(?:\bsrc=|type="application/json"))[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=""",
    re.IGNORECASE,
)


def inline_code(page: str) -> list[str]:
    """Scripts, styles and handlers written into the page, which the policy would refuse."""
    return _INLINE.findall(page)


def sign_in(client: Client, name: str, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": name, "password": password})


def confirm(client: Client) -> Any:
    """Show once more that it is you, as every page asks that changes how one signs in."""
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def _work(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/base_office.html")


def _breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


class MoreAddresses:
    """The site's addresses, with a page of the office that is empty and one that breaks."""

    urlpatterns = [path("desk/", _work), path("breaks/", _breaks), *urls.urlpatterns]
    handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
    handler500 = urls.handler500
