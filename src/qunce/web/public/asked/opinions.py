"""What readers thought of one another's points: a reading aid, decided by nobody."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunce.domain.consultations import queries
from qunce.domain.consultations.models import Consultation, Point
from qunce.domain.consultations.states import ConsultationState
from qunce.kernel import clock
from qunce.statistics.release import MINIMUM

SHOWN = 100
"""Points on the page, those of which most readers said something."""


@dataclass(frozen=True, slots=True)
class ShownTally:
    """How many readers thought so too, not so, or could not say."""

    words: str
    agree: int
    disagree: int
    cannot_say: int

    @property
    def readers(self) -> int:
        return self.agree + self.disagree + self.cannot_say


def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """Only after the last day, so that nobody follows the crowd; never of fewer than ten."""
    found = get_object_or_404(Consultation.objects.public().select_related("unit"), pk=pk)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    over = found.state != ConsultationState.OPEN or (
        found.closes_on is not None and today > found.closes_on
    )
    votes = queries.votes_matrix(found) if over else None
    tallies: list[ShownTally] = []
    if votes is not None:
        enough = {pk: one for pk, one in votes.tally().items() if sum(one) >= MINIMUM}
        points = Point.objects.public().in_bulk(list(enough))
        tallies = [ShownTally(points[pk].said or "", *enough[pk]) for pk in points]
        tallies.sort(key=lambda one: -one.readers)
    context = {
        "consultation": found,
        "over": over,
        "readers": len(votes.voters) if votes else 0,
        "tallies": tallies[:SHOWN],
        "minimum": MINIMUM,
    }
    return render(request, "public/asked/opinions.html", context)
