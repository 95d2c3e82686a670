"""A form whose seal was lost comes back with everything that was typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponse]


def comes_back(*, seal_lost: View) -> Callable[[View], View]:
    """Where the form's seal (CSRF) does not hold, ``seal_lost`` answers in place of the view."""

    def decorate(view: View) -> View:
        sealed = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            answer = partial(seal_lost, request, *args, **kwargs)
            request.instead_of_csrf_failure = answer  # type: ignore[attr-defined]
            return sealed(request, *args, **kwargs)

        return taking

    return decorate
