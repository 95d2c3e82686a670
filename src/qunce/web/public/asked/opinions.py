"""What readers thought of one another's points: a reading aid, decided by nobody."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunce.domain.consultations import queries
from qunce.domain.consultations.models import Consultation, Point
from qunce.kernel import clock
from qunce.statistics.opinions import Opinions, opinion_groups
from qunce.statistics.release import MINIMUM
from qunce.statistics.votes import Votes
from qunce.web.public.asked.page import is_over

SHOWN = 100
"""Points on the page, those of which most readers said something."""
KEPT_FOR = 30 * 24 * 3_600
"""Seconds: finding the groups takes some, and the votes do not change any more."""


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


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A point on which a group thinks otherwise than the rest; a count of None is withheld."""

    words: str
    agrees: bool
    agree: int | None
    disagree: int | None


@dataclass(frozen=True, slots=True)
class ShownGroup:
    size: int
    marks: list[ShownMark]


def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """Only after the last day, so that nobody follows the crowd; never of fewer than ten."""
    found = get_object_or_404(Consultation.objects.public().select_related("unit"), pk=pk)
    over = is_over(found, clock.day_of(clock.now(), settings.TIME_ZONE))
    context = {"consultation": found, "over": over, "minimum": MINIMUM}
    if over:
        votes = queries.votes_matrix(found)
        words = _words(votes)
        groups = _groups(found, votes)
        tallies = [
            ShownTally(words[point], *counts)
            for point, counts in votes.tally().items()
            if point in words and sum(counts) >= MINIMUM
        ]
        tallies.sort(key=lambda one: -one.readers)
        context |= {
            "readers": len(votes.voters),
            "tallies": tallies[:SHOWN],
            "opinions": groups,
            "groups": _shown(groups, votes, words),
        }
    return render(request, "public/asked/opinions.html", context)


def _words(votes: Votes[str, int]) -> dict[int, str]:
    points = Point.objects.public().in_bulk(list(votes.statements))
    return {pk: point.said for pk, point in points.items() if point.said is not None}


def _groups(found: Consultation, votes: Votes[str, int]) -> Opinions:
    """Found once for the same votes."""
    same = sha256(votes.matrix.tobytes() + repr(votes.statements).encode()).hexdigest()
    key = f"opinions:{found.pk}:{same}"
    kept = cache.get(key)
    if isinstance(kept, Opinions):
        return kept
    groups = opinion_groups(votes.matrix)
    cache.set(key, groups, KEPT_FOR)
    return groups


def _shown(groups: Opinions, votes: Votes[str, int], words: dict[int, str]) -> list[ShownGroup]:
    return [
        ShownGroup(
            group.size,
            [
                ShownMark(
                    words[votes.statements[mark.statement]], mark.agrees, mark.agree, mark.disagree
                )
                for mark in group.marks
                if votes.statements[mark.statement] in words
            ],
        )
        for group in groups.groups
    ]
