"""The way from the code on a receipt to the message."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qunce.domain.voices.codes import find_by_code
from qunce.domain.voices.models import Voice
from qunce.web.resident import kept
from qunce.web.resident.forms import CodeForm
from qunce.web.shell.limits import Limit, Window

WRONG_CODES = Limit("code", (Window(10, 60), Window(60, 3_600)))
"""Only wrong codes are counted: who has the receipt is never kept waiting by himself.  At sixty an
hour, one of 2 to the 60 codes is not found by trying."""


Opened = TypeVar("Opened")


def by_code(
    request: HttpRequest,
    *,
    page: Callable[..., HttpResponse],
    find: Callable[[str], Opened | None],
    unknown: str,
    lead: Callable[[Opened], HttpResponse],
) -> HttpResponse:
    """A page on which a code is typed: ``find`` looks it up, ``lead`` opens what it stands for.

    ``page(request, form, too_many=, status=)`` is the page itself; ``unknown`` is said of a code
    that opens nothing, and such codes are counted.
    """
    if request.method != "POST":
        return page(request, CodeForm())
    form = CodeForm(request.POST)
    if wait := WRONG_CODES.wait(request):
        answer = page(request, form, too_many=True, status=429)
        answer["Retry-After"] = str(wait)
        return answer
    if not form.is_valid():
        return page(request, form)
    found = find(form.cleaned_data["code"])
    if found is None:
        WRONG_CODES.spend(request)
        form.add_error("code", unknown)
        return page(request, form)
    return lead(found)


@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Type the code; afterwards this browser may see the message."""

    def lead(voice: Voice) -> HttpResponse:
        kept.remember(request, voice)
        return redirect("resident:voice", pk=voice.pk)

    return by_code(
        request,
        page=_page,
        find=find_by_code,
        unknown=_(
            "There is no message with this code. Compare it with your receipt, sign by sign."
        ),
        lead=lead,
    )


def leave(request: HttpRequest) -> HttpResponse:
    """This device forgets every message it followed."""
    if request.method == "POST":
        kept.leave(request)
        messages.success(
            request,
            _("This device no longer shows your messages. With the code you can come back."),
        )
    return redirect("resident:follow")


def _page(
    request: HttpRequest, form: CodeForm, *, too_many: bool = False, status: int = 200
) -> HttpResponse:
    pks = kept.opened(request)
    voices = Voice.objects.filter(pk__in=pks).select_related("village", "town") if pks else []
    context = {"form": form, "voices": list(voices), "too_many": too_many}
    return render(request, "resident/follow.html", context, status=status)
