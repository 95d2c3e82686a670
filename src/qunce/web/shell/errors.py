"""Error pages: what happened, what to do, and that nothing was lost."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language
from django.views.decorators.csrf import requires_csrf_token

from qunce.web.shell.templatetags.shell import page_lang

logger = logging.getLogger(__name__)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "shell/errors/400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "shell/errors/403.html", status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not there and not yours look alike."""
    return render(request, "shell/errors/404.html", status=404)


@requires_csrf_token
def too_many(request: HttpRequest) -> HttpResponse:
    """A rate limit was met (django-allauth calls this by its name in the root urls)."""
    response = render(request, "shell/errors/429.html", status=429)
    response["Retry-After"] = "300"
    return response


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form with what was typed, where its view can give that; else the way back to it."""
    again: Callable[[], HttpResponse] | None = getattr(request, "instead_of_csrf_failure", None)
    if again is not None:
        return again()
    return render(request, "shell/errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Touches neither the database nor the session: one of them may be what failed."""
    language = page_lang(get_language() or "zh-hans")
    page = loader.get_template("shell/errors/500.html").render({"language": language})
    return HttpResponse(page, status=500)
