"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from qunce.kernel import clock
from qunce.web.shell.acting import acting_post, acting_posts

LARGE_PRINT_COOKIE = "large_print"


def in_large_print(request: HttpRequest) -> bool:
    """Whether this reader has asked for large print."""
    return request.COOKIES.get(LARGE_PRINT_COOKIE) == "1"


def shell(request: HttpRequest) -> dict[str, Any]:
    """``large_print``, ``here``, ``today``, ``demo``, ``acting``, ``acting_posts``; no query."""
    return {
        "large_print": in_large_print(request),
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "today": clock.day_of(clock.now(), settings.TIME_ZONE),
        "demo": settings.DEMO,
        "acting": acting_post(request),
        "acting_posts": acting_posts(request),
    }
