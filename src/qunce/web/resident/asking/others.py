"""What others said, and what one thinks of it: agree, disagree, cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qunce.domain.consultations import codes
from qunce.domain.consultations.actions import add_support
from qunce.domain.consultations.models import Consultation, Point, Support
from qunce.domain.consultations.rules import why_not_speak_now
from qunce.domain.consultations.states import Says
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.resident.asking import own
from qunce.web.resident.asking.answering import begun
from qunce.web.resident.asking.sealing import comes_back
from qunce.web.shell.limits import Limit, Window
from qunce.web.shell.words import say

SAYING_SO = Limit("support", (Window(1_200, 3_600),))
"""Of one network: a village in which each says something of ten points."""
PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class ShownPoint:
    point: Point
    mine: str
    """What this browser said of it; empty before."""

    @property
    def words(self) -> str:
        return self.point.said or ""

    @property
    def mine_label(self) -> str:
        return str(Says(self.mine).label) if self.mine else ""


@never_cache
@comes_back(seal_lost=lambda request, pk: _page(request, begun(pk), seal_lost=True, status=403))
def others(request: HttpRequest, pk: int) -> HttpResponse:
    """The points read through for names; each with three buttons while people can answer."""
    consultation = begun(pk)
    if request.method != "POST":
        return _page(request, consultation)
    text = request.POST.get("point", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    point = consultation.points.public().filter(pk=number).first()
    if point is None:
        return _page(request, consultation, wrong=_("There is no such point."))
    if wait := SAYING_SO.spend(request):
        answer = _page(request, consultation, too_many=True, status=429)
        answer["Retry-After"] = str(wait)
        return answer
    try:
        add_support(
            point=point,
            voter=own.reader(request),
            says=request.POST.get("says", ""),
            now=clock.now(),
        )
    except Refused as refused:
        SAYING_SO.give_back(request)
        return _page(request, consultation, wrong=say(refused.refusals[0]))
    page = _number(request.POST.get("page", ""))
    back = reverse("resident:ask_others", args=[pk])
    return redirect(f"{back}?page={page}#point-{point.pk}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _page(
    request: HttpRequest,
    consultation: Consultation,
    *,
    wrong: str = "",
    too_many: bool = False,
    seal_lost: bool = False,
    status: int = 200,
) -> HttpResponse:
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    found = list(consultation.points.public().values_list("pk", flat=True))
    asked = request.GET.get("page") or request.POST.get("page")
    page = Paginator(_shuffled(found, today), PER_PAGE).get_page(asked)
    reasons = why_not_speak_now(consultation, today=today)
    context: dict[str, Any] = {
        "consultation": consultation,
        "page": page,
        "points": _shown(request, consultation, page),
        "says": Says.choices,
        "reasons": reasons,
        "wrong": wrong,
        "too_many": too_many,
        "seal_lost": seal_lost,
    }
    return render(request, "resident/asking/others.html", context, status=status)


def _shuffled(pks: list[int], today: date) -> list[int]:
    """The order of this day: what stands first is read most, so it is another one each day."""
    return sorted(pks, key=lambda pk: sha256(f"{today.isoformat()}:{pk}".encode()).digest())


def _shown(request: HttpRequest, consultation: Consultation, page: Page[int]) -> list[ShownPoint]:
    pks = list(page.object_list)
    points = consultation.points.public().select_related("paragraph").in_bulk(pks)
    said: dict[int, str] = {}
    if pks and (token := own.known_reader(request)):
        mine = Support.objects.filter(point__in=pks, voter=codes.voter_of(consultation, token))
        said = dict(mine.values_list("point", "says"))
    return [ShownPoint(points[pk], said.get(pk, "")) for pk in pks if pk in points]
