"""Reads that pages and actions share: alerts, their messages, counts, how often they are right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum, prefetch_related_objects
from django.db.models.functions import Coalesce

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.models import Voice
from qunce.domain.warning.cells import (
    cells_of,
    label_of,
    matter_of,
    places_of,
    told_apart,
    voices_in,
)
from qunce.domain.warning.models import AlarmBudget, Alert, SpeakerCount, Verdict
from qunce.domain.warning.querysets import AlertQuerySet
from qunce.domain.warning.series import LOOKED_BACK
from qunce.domain.warning.states import (
    DEFAULT_BUDGET,
    FEWEST,
    LAST_ALERTS,
    RIGHT,
    Says,
)
from qunce.statistics.detection.rolling import LONGEST_WINDOW, Table, usual_ranges
from qunce.statistics.intervals import Interval, wilson

SHOWN_DAYS = 182
"""Days that the small chart of an alert looks back."""


def alerts_seen(post: Post | None, on: date) -> AlertQuerySet:
    """The alerts ``post`` may read, the newest first, with their last verdict as ``said``.

    A row costs nothing more; who may read them is asked when this is called, once for whatever is
    taken of them.
    """
    found = Alert.objects.visible_to(post, on=on)
    last = Verdict.objects.filter(alert=OuterRef("pk")).order_by("-at", "-id").values("says")[:1]
    return found.annotate(said=Subquery(last)).select_related(
        "town", "unit__area", "category", "series", "problem"
    )


def alert_list(post: Post | None, on: date) -> QuerySet[Alert]:
    """Those of :func:`alerts_seen` that go on."""
    return alerts_seen(post, on).going_on()


def find_alert(post: Post | None, pk: int, on: date) -> Alert | None:
    """The alert with this number if ``post`` may read it; of neighbours their ``places`` are there
    too."""
    found = Alert.objects.visible_to(post, on=on).filter(pk=pk)
    alert = found.select_related(
        "town",
        "unit__area",
        "category",
        "series",
        "problem",
        "asked_unit",
        "asked_by",
        "answered_by",
    ).first()
    if alert is not None and alert.of_neighbours:
        prefetch_related_objects([alert], "places")
    return alert


def questions_to(post: Post, on: date) -> AlertQuerySet:
    """What ``post`` is asked about alerts that go on and has not answered, the oldest first; who
    may answer is :func:`~.rules.why_not_answer`'s word.  Two statements; none for who is never
    asked."""
    if post.role != PostRole.SECRETARY:
        return Alert.objects.none()
    asked = Q(asked_unit=post.unit_id) | Q(unit__covered_by=post.unit_id)
    found = Alert.objects.visible_to(post, on=on).going_on().filter(asked, answer="")
    found = found.exclude(question="").select_related(
        "unit", "category", "series", "asked_by__unit"
    )
    return found.order_by("asked_at", "pk")


def messages_behind(alert: Alert, post: Post | None, on: date) -> QuerySet[Voice]:
    """The messages that are counted in it and that ``post`` may read, the oldest first; behind a
    daily number there are none."""
    if alert.series_id is not None:
        return Voice.objects.none()
    cells = cells_of(label_of(alert), alert.town_id, alert.first_on, alert.last_on)
    found = voices_in(cells)
    readable = found & Voice.objects.visible_to(post, on=on)
    return readable.select_related("category", "village", "accused").order_by("said_on", "pk")


@dataclass(frozen=True, slots=True)
class Week:
    """A column of the chart: the week that ends with ``until``.

    ``speakers`` None: fewer than three, nobody among them.  From ``low`` to ``high`` were usual in
    it, as would have been said on that day; both None where too little was counted before.
    """

    until: date
    speakers: int | None
    low: int | None
    high: int | None


def weeks_of(alert: Alert, today: date) -> list[Week]:
    """For the chart: the weeks ending with ``today``.  Only for who may read the alert.

    What was usual is told by the detector of the alert itself from a table of four rows: the
    alert's cells, the same matter elsewhere, the same places in other matters, and all the rest;
    registered changes are left out.  One statement; of neighbours one more for their ``places``.
    """
    weeks = SHOWN_DAYS // 7
    ends = [today - timedelta(days=7 * (weeks - 1 - week)) for week in range(weeks)]
    first = ends[0] - timedelta(days=LOOKED_BACK - 1)
    table, begin = _folded(alert, first, today)
    columns = [(end - begin).days for end in ends]
    usual = usual_ranges(table, columns, history=LOOKED_BACK)
    found = []
    for end, column, between in zip(ends, columns, usual, strict=True):
        speakers = int(table.counts[0, max(0, column - 6) : column + 1].sum()) if column >= 0 else 0
        low, high = between or (None, None)
        found.append(Week(end, speakers if speakers >= FEWEST else None, low, high))
    return found


def _folded(alert: Alert, first: date, last: date) -> tuple[Table, date]:
    """The town's counts a day in four rows, or two for the whole town's alert; and the first day,
    on which the first is counted.  One statement."""
    label = label_of(alert)
    judged = alert.first_on - timedelta(days=LONGEST_WINDOW)
    apart = told_apart(label, alert.town_id, judged, alert.last_on)
    matter, places = matter_of(label), places_of(label, alert.town_id) & ~apart
    sums = {"own": matter & places, "matter": matter, "places": places, "whole": Q()}
    of_town = SpeakerCount.objects.filter(
        town=alert.town_id, day__range=(first, last), speakers__gte=1
    )
    rows = list(
        of_town.order_by("day")
        .values_list("day")
        .annotate(**{name: Sum("speakers", filter=which) for name, which in sums.items()})
    )
    begin = rows[0][0] if rows else last
    days = np.zeros((4, (last - begin).days + 1))
    for day, *spoke in rows:
        own, of_matter, here, whole = (number or 0 for number in spoke)
        told = own, of_matter - own, here - own, whole - of_matter - here + own
        days[:, (day - begin).days] = told
    place, category = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    if alert.of_whole_town:  # there is no elsewhere
        days, place, category = days[[0, 2]], place[[0, 2]], category[[0, 2]]
    return Table(days, place, category), begin


@dataclass(frozen=True, slots=True)
class CellSeen:
    """How many spoke of a matter in a place, by their numbers; three or more."""

    unit: int
    category: int
    speakers: int


def cells_seen(post: Post | None, town: Unit, first: date, last: date, on: date) -> list[CellSeen]:
    """Sums of the days for the table, a merged unit's with those of the one it is part of now.  One
    statement.

    One or two look like nobody: that somebody spoke is what must not be told of a small cell.
    No sums over places or categories are given besides, from which a small cell could be told.
    Cells of accusations are not among them: who may read these has the alert.
    """
    sums = (
        SpeakerCount.objects.visible_to(post, on=on)
        .filter(town=town, day__range=(first, last), accused__isnull=True)
        .order_by()
        .annotate(there=Coalesce("unit__successor", "unit"))
        .values("there", "category")
        .annotate(spoke=Sum("speakers"))
        .filter(spoke__gte=FEWEST)
    )
    return [CellSeen(row["there"], row["category"], row["spoke"]) for row in sums]


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
