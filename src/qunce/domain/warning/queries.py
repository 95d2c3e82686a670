"""Reads that pages and actions share: alerts, their messages, counts, how often they are right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.models import Voice
from qunce.domain.warning.detecting import Label
from qunce.domain.warning.explaining import cells_of, voices_in
from qunce.domain.warning.models import AlarmBudget, Alert, SpeakerCount, Verdict
from qunce.domain.warning.states import (
    DEFAULT_BUDGET,
    FEWEST,
    GOING_ON,
    LAST_ALERTS,
    RIGHT,
    Says,
)
from qunce.statistics.intervals import Interval, wilson

SHOWN_DAYS = 182
"""Days that the small chart of an alert looks back."""


def alert_list(post: Post | None, on: date, *, over: bool = False) -> QuerySet[Alert]:
    """The alerts ``post`` may read, the newest first, with their last verdict as ``said``; those
    that go on, or those that are over.  A row costs nothing more."""
    found = Alert.objects.visible_to(post, on=on)
    found = found.exclude(state__in=GOING_ON) if over else found.filter(state__in=GOING_ON)
    last = Verdict.objects.filter(alert=OuterRef("pk")).order_by("-at", "-id").values("says")[:1]
    return found.annotate(said=Subquery(last)).select_related(
        "town", "unit__area", "category", "problem"
    )


def find_alert(post: Post | None, pk: int, on: date) -> Alert | None:
    """The alert with this number if ``post`` may read it."""
    found = Alert.objects.visible_to(post, on=on).filter(pk=pk)
    return found.select_related(
        "town", "unit__area", "category", "problem", "asked_unit", "asked_by", "answered_by"
    ).first()


def messages_behind(alert: Alert, post: Post | None, on: date) -> QuerySet[Voice]:
    """The messages that are counted in it and that ``post`` may read, the oldest first."""
    found = voices_in(_cells(alert, alert.first_on, alert.last_on))
    readable = found & Voice.objects.visible_to(post, on=on)
    return readable.select_related("category", "village", "accused").order_by("said_on", "pk")


def weeks_of(alert: Alert, today: date) -> list[tuple[date, int | None]]:
    """For the chart: weeks ending with ``today``, each with its last day and who spoke in it.

    None is a week of fewer than three, nobody among them.  Only for who may read the alert.
    One statement.
    """
    weeks = SHOWN_DAYS // 7
    first = today - timedelta(days=7 * weeks - 1)
    sums = [0] * weeks
    counted = _cells(alert, first, today).values_list("day", "speakers")
    for day, speakers in counted:
        sums[(day - first).days // 7] += speakers
    return [
        (first + timedelta(days=7 * week + 6), speakers if speakers >= FEWEST else None)
        for week, speakers in enumerate(sums)
    ]


@dataclass(frozen=True, slots=True)
class CellSeen:
    """How many spoke of a matter in a place, by their numbers; three or more."""

    unit: int
    category: int
    speakers: int


def cells_seen(post: Post | None, town: Unit, first: date, last: date, on: date) -> list[CellSeen]:
    """Sums of the days for the map and the table.  One statement.

    One or two look like nobody: that somebody spoke is what must not be told of a small cell.
    No sums over places or categories are given besides, from which a small cell could be told.
    Cells of accusations are not among them: who may read these has the alert.
    """
    sums = (
        SpeakerCount.objects.visible_to(post, on=on)
        .filter(town=town, day__range=(first, last), accused__isnull=True)
        .order_by()
        .values("unit", "category")
        .annotate(spoke=Sum("speakers"))
        .filter(spoke__gte=FEWEST)
    )
    return [CellSeen(row["unit"], row["category"], row["spoke"]) for row in sums]


@dataclass(frozen=True, slots=True)
class Precision:
    """What became of the last judged alerts: ``right`` of ``judged``, with an interval.

    ``unclear`` are left out of both.  ``interval`` is None where none was judged.
    """

    right: int
    judged: int
    unclear: int
    said: Mapping[str, int]
    interval: Interval | None


def precision(town: Unit) -> Precision:
    """The town's own, from its last twenty alerts with a verdict (Wilson 1927).  One statement.

    Alerts that somebody must not see are not among them: the number would tell of them.
    """
    newest = Verdict.objects.filter(alert=OuterRef("alert")).order_by("-at", "-id").values("pk")
    last = (
        Verdict.objects.filter(
            alert__town=town, alert__hidden_from__isnull=True, pk=Subquery(newest[:1])
        )
        .order_by("-at", "-id")
        .values_list("says", flat=True)[:LAST_ALERTS]
    )
    said = {str(one): 0 for one in Says}
    for says in last:
        said[says] += 1
    right = sum(said[one] for one in RIGHT)
    judged = right + said[Says.NOT_REAL]
    interval = wilson(right, judged) if judged else None
    return Precision(right, judged, said[Says.UNCLEAR], said, interval)


def budget(town: Unit) -> int:
    """False alarms a month that ``town`` puts up with."""
    chosen = AlarmBudget.objects.filter(town=town).values_list("per_month", flat=True).first()
    return DEFAULT_BUDGET if chosen is None else chosen


def _cells(alert: Alert, first: date, last: date) -> QuerySet[SpeakerCount]:
    """The cells of the alert's series, those of units that were merged into its unit too."""
    merged = Unit.objects.filter(
        Q(successor=alert.unit_id) | Q(successor__successor=alert.unit_id)
    ).values_list("pk", flat=True)
    label = Label(alert.unit_id, alert.category_id, alert.hidden_from_id)
    return cells_of(label, first, last, list(merged))
