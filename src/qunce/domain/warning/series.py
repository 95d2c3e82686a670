"""The cells of one town as the detectors want them: a table of series and days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Avg, Q

from qunce.domain.organisations.models import Place, Unit, UnitQuerySet
from qunce.domain.organisations.queries import goes_on_as, neighbours_of
from qunce.domain.organisations.states import TOPS, UnitKind
from qunce.domain.warning.alarms import Counts, KnownChange, Label
from qunce.domain.warning.clusters import Surroundings
from qunce.domain.warning.models import ReportingChange, SpeakerCount
from qunce.domain.warning.states import Change
from qunce.statistics.detection.scan_zones import by_coordinates, by_neighbours, on_the_ground

LOOKED_BACK = 2 * 365
"""Days of history; what is older says little of the present."""
PLACES = (UnitKind.VILLAGE, UnitKind.COMMUNITY, UnitKind.SCHOOL, UnitKind.CLINIC, UnitKind.WARD)
"""Units that are watched before anybody there has spoken."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Series and labels of one town up to a day; ``stands_for`` leads from a unit that was merged
    to the one that goes on; ``around`` None: nobody knows which places lie side by side."""

    counts: Counts
    labels: list[Label]
    stands_for: dict[int, int]
    around: Surroundings | None


def watched(town: Unit, today: date) -> Watched:
    """Everything that is watched in ``town``.  Four statements, however long the history."""
    first = today - timedelta(days=LOOKED_BACK - 1)
    rows = list(
        SpeakerCount.objects.filter(
            town=town, day__gte=first, day__lte=today, speakers__gte=1
        ).values_list("unit", "category", "accused", "day", "speakers")
    )
    stands_for, units = _units(town, {row[0] for row in rows}, today)
    places = [*(unit.pk for unit in units), town.pk]
    categories = sorted({row[1] for row in rows if row[2] is None})
    labels = [Label(place, category) for place in places for category in categories]
    known = set(labels)
    for unit, category, accused, _day, _speakers in rows:
        label = Label(stands_for.get(unit, unit), category, accused)
        if label not in known:
            known.add(label)
            labels.append(label)
    begin = min((row[3] for row in rows), default=today)
    at = {label: row for row, label in enumerate(labels)}
    counts = np.zeros((len(labels), (today - begin).days + 1), dtype=np.int64)
    for unit, category, accused, day, speakers in rows:
        row = at[Label(stands_for.get(unit, unit), category, accused)]
        counts[row, (day - begin).days] += speakers
    return Watched(counts, labels, stands_for, surroundings_of(units))


def known_changes(changes: Iterable[ReportingChange], town: Unit, today: date) -> list[KnownChange]:
    """What is known to have changed reporting, as the detectors want it.

    What changed in a unit that was merged holds for the one that it is part of now.  Several of one
    day and place are one: history would be taken for less twice.
    """
    first = today - timedelta(days=LOOKED_BACK)
    known = (
        KnownChange(
            from_on=one.from_on,
            unit=None if one.unit is None or one.unit == town else goes_on_as(one.unit),
            category=one.category_id,
            lasting=one.what != Change.CAMPAIGN_ASKS,
        )
        for one in changes
        if first <= one.from_on <= today
    )
    return list(dict.fromkeys(known))


def units_within(town: Unit) -> UnitQuerySet:
    """Whose messages and numbers are looked at with those of ``town``: of a county nobody's, for
    they are its towns'."""
    found = Unit.objects.within(town).order_by()
    return found.none() if town.kind in TOPS else found


def surroundings_of(units: Sequence[Unit]) -> Surroundings | None:
    """Who lies beside whom: as the office says it, if it does of each of ``units``; by where their
    places lie on average, if that is known of each; otherwise units of one area are each other's
    neighbours, besides what the office says of some.  Two statements."""
    if len(units) < 2:
        return None
    rows = {unit.pk: row for row, unit in enumerate(units)}
    pairs = neighbours_of(units)
    beside: list[set[int]] = [set() for _ in units]
    for one, other in pairs:
        beside[rows[one]].add(rows[other])
    if rows.keys() <= {pk for pair in pairs for pk in pair}:
        return Surroundings(list(rows), by_neighbours([sorted(row) for row in beside]))
    middles = (
        Place.objects.filter(unit__in=list(rows), latitude__isnull=False)
        .order_by()
        .values_list("unit")
        .annotate(north=Avg("latitude"), east=Avg("longitude"))
    )
    lies = {pk: (north, east) for pk, north, east in middles}
    if len(lies) == len(units):
        ground = on_the_ground([lies[pk][0] for pk in rows], [lies[pk][1] for pk in rows])
        return Surroundings(list(rows), by_coordinates(ground))
    areas = [unit.area_id for unit in units]
    for place, area in enumerate(areas):
        if area is not None:
            beside[place] |= {n for n, its in enumerate(areas) if its == area and n != place}
    if not any(beside):
        return None
    return Surroundings(list(rows), by_neighbours([sorted(row) for row in beside]))


def _units(town: Unit, spoken_of: Iterable[int], today: date) -> tuple[dict[int, int], list[Unit]]:
    """Which unit each stands for now, and all that are watched but the town."""
    within = units_within(town)
    units = {
        unit.pk: unit
        for unit in Unit.objects.filter(
            Q(pk__in=within.values("pk"), kind__in=PLACES)
            | Q(pk__in=list(spoken_of))
            | Q(pk__in=within.values("successor"))
        )
    }
    merged = {pk: goes_on_as(unit) for pk, unit in units.items()}
    stands_for = {pk: now for pk, now in merged.items() if now != pk and now in units}
    there = [
        unit
        for pk, unit in sorted(units.items())
        if pk not in stands_for and pk != town.pk and not unit.is_closed(today)
    ]
    return stands_for, there
