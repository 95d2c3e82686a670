"""How a campaign stands: each number leads to what it counts."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext

from qunce.domain.campaigns import queries
from qunce.domain.campaigns.models import Campaign
from qunce.domain.gates.states import GateKind
from qunce.domain.publicity.counting import COUNTABLE
from qunce.domain.publicity.queries.figures import shown
from qunce.domain.publicity.queries.public import Progress
from qunce.domain.publicity.queries.public import progress as progress_of
from qunce.kernel import clock
from qunce.web.public.gates import rounds_going_on, shown_gate


@dataclass(frozen=True, slots=True)
class Line:
    """A figure, what it counts in words, and where its list is."""

    label: str
    number: str
    address: str


def lines(campaign: Campaign, told: Progress, *codes: str) -> list[Line]:
    return [
        Line(
            gettext(COUNTABLE[code].label),
            shown(told.numbers[code]),
            reverse("public:counted", args=[campaign.pk, code]),
        )
        for code in codes
    ]


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """What was promised, listed, put right and confirmed; what not, and why; how people judged."""
    campaign = get_object_or_404(queries.campaigns(), pk=pk)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    told = progress_of(campaign, today)
    stages = list(campaign.stages.select_related("gate"))
    places = queries.gates_of(queries.documents_shown(campaign), stages)
    order = list(GateKind.values)
    places.sort(key=lambda place: order.index(place.gate.kind))
    going_on = rounds_going_on(place.gate for place in places)
    context = {
        "campaign": campaign,
        "told": told,
        "since": told.scope.from_on,
        "heard": lines(campaign, told, "messages", "points_answered", "points_adopted"),
        "promised": lines(
            campaign,
            told,
            "promises_made",
            "promises_standing_kept",
            "promises_standing_not_kept",
            "projects_begun",
            "projects_finished",
        ),
        "on_list": lines(
            campaign, told, "problems_on_list", "problems_in_work", "problems_put_right"
        ),
        "not_now": lines(campaign, told, "problems_not_now"),
        "again": lines(campaign, told, "problems_looked_again", "problems_reopened"),
        "learned": lines(campaign, told, "sessions", "session_lines"),
        "gates": [shown_gate(place, going_on.get(place.gate.pk)) for place in places],
    }
    return render(request, "public/news/progress.html", context)
