"""What targets count: one table of things that happened, each one statement, nothing typed in.

Each line counts by unit what was found good by somebody else, or can be seen: never what a unit
says of itself.  Problems and messages that accuse somebody are left out, since a number that
rises tells the accused unit of what it must not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value

from qunce.domain.campaigns.models import Campaign
from qunce.domain.checks.models import Finding, Stop
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.practice.models import Project, Promise
from qunce.domain.practice.states import Countable, ProjectState, PromiseState
from qunce.domain.problems.models import Asking, Problem
from qunce.domain.problems.states import AskingKind, ProblemState
from qunce.domain.voices.models import Clock
from qunce.domain.voices.owed import met_by
from qunce.domain.voices.states import ClockState, Says


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the last, both counted, in the campaign's own zone."""

    campaign: Campaign
    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        return _midnight(self.last + timedelta(days=1))

    def within(self, field: str) -> Q:
        """``field``, an instant, falls into it."""
        return Q(**{f"{field}__gte": self.begins, f"{field}__lt": self.ends})


def span_of(campaign: Campaign, until: date) -> Span:
    """The campaign's days up to ``until``."""
    return Span(campaign, campaign.starts_on, until)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


def _problems(span: Span, units: QuerySet[Unit]) -> QuerySet[Problem]:
    ours = Q(campaign=span.campaign) | Q(campaign__isnull=True)
    return Problem.objects.filter(ours, unit__in=units, hidden_from__isnull=True)


def problems_confirmed(span: Span, units: QuerySet[Unit]) -> QuerySet[Problem]:
    """Confirmed by those concerned and not opened again since."""
    done = (ProblemState.CONFIRMED, ProblemState.CLOSED)
    return _problems(span, units).filter(span.within("confirmed_at"), state__in=done)


def problems_lasting(span: Span, units: QuerySet[Unit]) -> QuerySet[Problem]:
    """Closed, and at a second look still said to be fixed by those asked."""
    looked = Asking.objects.filter(
        span.within("answered_at"),
        problem=OuterRef("pk"),
        kind=AskingKind.SECOND_LOOK,
        round=OuterRef("reopened_times"),
        says=Says.FIXED,
    )
    return _problems(span, units).filter(Exists(looked), state=ProblemState.CLOSED)


def promises_kept(span: Span, units: QuerySet[Unit]) -> QuerySet[Promise]:
    """Judged to be kept by a second party."""
    return Promise.objects.filter(
        span.within("judged_at"),
        campaign=span.campaign,
        unit__in=units,
        state=PromiseState.KEPT,
    )


def projects_finished(span: Span, units: QuerySet[Unit]) -> QuerySet[Project]:
    """Finished, with a result people can go and see."""
    return Project.objects.filter(
        span.within("ended_at"),
        campaign=span.campaign,
        unit__in=units,
        state=ProjectState.FINISHED,
    )


def places_in_order(span: Span, units: QuerySet[Unit]) -> QuerySet[Place]:
    """Where the last look at every question found nothing wrong."""
    looks = Stop.objects.filter(span.within("looked_at"), place=OuterRef("pk"))
    last = looks.order_by("-looked_at", "-pk").values("pk")[:1]
    wrong = Finding.objects.filter(stop=OuterRef("last_stop"), in_order=False)
    return (
        Place.objects.filter(unit__in=units)
        .annotate(last_stop=Subquery(last))
        .filter(~Exists(wrong), last_stop__isnull=False)
    )


def answered_in_time(span: Span, units: QuerySet[Unit]) -> QuerySet[Clock]:
    """Answered within the legal days; the clock names the article."""
    return Clock.objects.filter(
        unit__in=units,
        state=ClockState.MET,
        rule__in=met_by("answer"),
        met_on__gte=span.first,
        met_on__lte=span.last,
        voice__accused__isnull=True,
    )


COUNTED_BY: Mapping[str, Callable[[Span, QuerySet[Unit]], QuerySet[Any]]] = {
    Countable.PROBLEMS_CONFIRMED: problems_confirmed,
    Countable.PROBLEMS_LASTING: problems_lasting,
    Countable.PROMISES_KEPT: promises_kept,
    Countable.PROJECTS_FINISHED: projects_finished,
    Countable.PLACES_IN_ORDER: places_in_order,
    Countable.ANSWERED_IN_TIME: answered_in_time,
}
"""Every countable has its line, and a test holds it."""


Asked = tuple[str, Span]
"""What is counted, and over which days."""


def count_all(asked: Sequence[Asked], units: QuerySet[Unit]) -> list[dict[int, int]]:
    """For each thing asked how often it happened in each of ``units`` (by number).

    One statement for all of them.
    """
    arms = [_arm(place, what, span, units.order_by()) for place, (what, span) in enumerate(asked)]
    counts: list[dict[int, int]] = [{} for _one in asked]
    for place, unit, number in arms[0].union(*arms[1:], all=True) if arms[1:] else arms[0]:
        counts[place][unit] = number
    return counts


def _arm(
    place: int, what: str, span: Span, units: QuerySet[Unit]
) -> QuerySet[Any, tuple[int, int, int]]:
    found = COUNTED_BY[what](span, units).order_by().values("unit_id")
    named = found.annotate(
        at=Value(place, output_field=IntegerField()), happened=Count("pk", distinct=True)
    )
    arm: QuerySet[Any, tuple[int, int, int]] = named.values_list("at", "unit_id", "happened")
    return arm


def total(counts: Mapping[int, int], units: Iterable[Unit]) -> int:
    """The sum over ``units``."""
    return sum(counts.get(unit.pk, 0) for unit in units)
