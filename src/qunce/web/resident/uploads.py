"""Pictures that come with a form: made anew while they arrive, never on disk as they came."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from qunce.exchange.pictures import FILE_LIMIT, MAX_PICTURES, PictureUploads

View = Callable[..., HttpResponse]

BODY_LIMIT = (MAX_PICTURES + 1) * FILE_LIMIT
"""Bytes of one sending: six pictures of the largest size and room for words."""


def takes_pictures(*, seal_lost: View) -> Callable[[View], View]:
    """``request.FILES`` holds made-anew pictures; the form's seal is checked all the same.

    The upload handler has to be set before anything reads the form, and Django's own check of
    the seal reads it: so that check is put off and made here.  Where the seal does not hold,
    ``seal_lost`` answers in place of the view, with the form and what was typed in it.
    """

    def decorate(view: View) -> View:
        sealed = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                length = str(request.META.get("CONTENT_LENGTH") or 0)
                if not length.isascii() or not length.isdecimal() or int(length) > BODY_LIMIT:
                    return render(request, "resident/too_large.html", status=413)
                request.upload_handlers = [PictureUploads(request)]
                answer = partial(seal_lost, request, *args, **kwargs)
                request.instead_of_csrf_failure = answer  # type: ignore[attr-defined]
            return sealed(request, *args, **kwargs)

        return taking

    return decorate
