"""The receipt: number, code, what happens next, and the proof to take home."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qunce.domain.voices.codes import code_of, public_receipt
from qunce.domain.voices.models import Voice
from qunce.domain.voices.queries import clocks_of
from qunce.exchange import qr
from qunce.kernel import clock
from qunce.web.resident import danger, kept


@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt of what this browser sent last; without one, the way to the code."""
    pk = request.session.get(kept.RECEIPT)
    if pk is None:
        return redirect("resident:follow")
    return _receipt(request, kept.own_voice(request, pk), just_sent=True)


@never_cache
def receipt_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt once more, for whoever follows the message."""
    return _receipt(request, kept.own_voice(request, pk), just_sent=False)


def _receipt(request: HttpRequest, voice: Voice, *, just_sent: bool) -> HttpResponse:
    code = code_of(voice)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    # Behind the # nothing reaches a server: neither ours nor one in between.
    link = request.build_absolute_uri(reverse("resident:follow")) + f"#{code}"
    context = {
        "voice": voice,
        "code": code,
        "follow_address": request.build_absolute_uri(reverse("resident:follow")),
        "qr": qr.svg(link, title=_("Leads to your message: code %(code)s") % {"code": code}),
        "clocks": [one for one in clocks_of(voice, today) if one.duty],
        "urgent": danger.sounds_urgent(voice),
        "numbers": danger.numbers(),
        "just_sent": just_sent,
    }
    return render(request, "resident/receipt.html", context)


@never_cache
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The record's proof as a file, for the speaker alone: it holds the words and their salt."""
    voice = kept.own_voice(request, pk)
    answer = JsonResponse(
        public_receipt(voice), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = f'attachment; filename="qunce-{voice.number}.json"'
    return answer
