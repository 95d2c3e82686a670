"""Which series are more than usual: the one door to the detectors, whatever they are.

Three levels share the town's budget of false alarms: a matter in one place, a matter in the whole
town (the sum over its places and what names none, so that what sprouts a little in every village is
noticed as well), both by :mod:`qunce.statistics.detection.rolling`; and a matter in several
neighbouring places of which none stands out alone, by :mod:`.clusters`.  What stands out in one
place is left out of the town's sum and of the neighbours, so that it is told once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import numpy as np

from qunce.domain.warning.alarms import (
    Counts,
    Found,
    KnownChange,
    Label,
    alarm_of,
)
from qunce.domain.warning.clusters import SCANNED, Scanning, Surroundings
from qunce.domain.warning.states import FEWEST
from qunce.statistics.detection import rolling
from qunce.statistics.detection.budget import Budget
from qunce.statistics.detection.design import Whole


def detect(
    counts: Counts,
    labels: Sequence[Label],
    *,
    today: date,
    town: int | None = None,
    changes: Sequence[KnownChange] = (),
    per_month: float = 1.0,
    since: Mapping[Label, date] | None = None,
    apart: Collection[Label] = (),
    around: Surroundings | None = None,
) -> Found:
    """What is more than usual in one town.

    ``counts`` (S, T): speakers of cell s on each of T days, of which the last is ``today``; 0 where
    nobody spoke.  ``town``: its number, which in a label stands for messages that name no place;
    None watches each cell alone.  ``per_month``: the false alarms a month the town puts up with.
    ``since``: alerts that go on, with their first day.  ``apart``: what is over and stays out of
    the whole town's.  ``around``: which places lie side by side, if that is known.

    Of the whole town and of neighbours in one matter only one goes on at a time, the one that was
    first; and while neighbours go on, none of them is told besides.  Where both appear in one look
    it is the whole town if it is more than usual without the neighbours too; otherwise they explain
    it, and it is they.

    Raises :class:`~qunce.statistics.unfit.Unfit` for a table that does not fit the labels.
    """
    going_on = since or {}
    named = _Named(labels, town)
    part = 1.0 - SCANNED if around is not None and town is not None else 1.0
    look = rolling.Rolling(
        named.table(counts),
        changes=[_touching(change, labels, today) for change in changes],
        watching=rolling.Watching(Budget(per_month), part=part, fewest=FEWEST),
        since={
            named.numbers[label]: (today - first).days
            for label, first in going_on.items()
            if label in named.numbers
        },
        apart=[named.numbers[label] for label in apart if label in named.numbers],
    )
    found = Found(
        [alarm_of(one, named.labels[one.which], today) for one in look.found.alarms],
        {
            named.labels[which]: alarm_of(one, named.labels[which], today)
            for which, one in look.found.standing.items()
        },
        {named.labels[which] for which in look.found.calm},
    )
    if town is not None:
        scanning = Scanning(counts, labels, town, today, going_on, around)
        _with_neighbours(found, scanning, look, named, Budget(per_month))
    found.alarms.sort(key=lambda one: (one.p, one.label.unit, one.label.category))
    return found


def _with_neighbours(
    found: Found, scanning: Scanning, look: rolling.Rolling, named: _Named, budget: Budget
) -> None:
    """Neighbours that go on are told as they are now; those that are new join the alarms."""
    found.standing.update(scanning.standing)
    found.calm.update(scanning.calm)
    # Neighbours that go on have the place of the whole town, and tell of each of theirs.
    together = {
        Label(unit, label.category)
        for label in scanning.going_on
        for unit in (scanning.town, *label.places)
    }
    found.alarms[:] = [one for one in found.alarms if one.label not in together]
    alone = {one.label for one in found.alarms} | set(scanning.since)
    categories = {label.category for label in named.labels.values() if label.accused is None}
    for category in sorted(categories):
        whole = Label(scanning.town, category)
        alarm = next((one for one in found.alarms if one.label == whole), None)
        cluster = scanning.look(category, alone, look.usual_rates, budget, len(categories), alarm)
        if cluster is None:
            continue
        if alarm is not None:
            rows = [named.numbers[Label(place, category)] for place in cluster.label.places]
            if look.sum_without(named.categories[category, False], rows) is not None:
                continue
            found.alarms.remove(alarm)
        found.alarms.append(cluster)


class _Named:
    """The labels by the numbers under which the detectors know them, and back."""

    def __init__(self, labels: Sequence[Label], town: int | None) -> None:
        self.cells, self.town = labels, town
        self.places: dict[object, int] = {}
        self.categories: dict[tuple[int, bool], int] = {}
        for one in labels:
            # Accusations are compared with each other, and with the same unit's.
            self.places.setdefault((one.unit, one.accused), len(self.places))
            key = one.category, one.accused is not None
            self.categories.setdefault(key, len(self.categories))
        self.nowhere = [one.unit == town and one.accused is None for one in labels]
        self.labels = {row: one for row, one in enumerate(labels) if not self.nowhere[row]}
        if town is not None:
            self.labels |= {
                len(labels) + number: Label(town, category)
                for (category, accused), number in self.categories.items()
                if not accused
            }
        self.numbers = {label: which for which, label in self.labels.items()}

    def table(self, counts: Counts) -> rolling.Table:
        places = [self.places[one.unit, one.accused] for one in self.cells]
        categories = [self.categories[one.category, one.accused is not None] for one in self.cells]
        return rolling.Table(
            counts=counts.astype(np.float64),
            places=_whole(places),
            categories=_whole(categories),
            watched=~np.array(self.nowhere, dtype=np.bool_),
            summed=np.array(
                [self.town is not None and one.accused is None for one in self.cells],
                dtype=np.bool_,
            ),
        )


def _whole(numbers: Sequence[int]) -> Whole:
    return np.array(numbers, dtype=np.int64)


def _touching(change: KnownChange, labels: Sequence[Label], today: date) -> rolling.Change:
    touched = np.array([change.touches(one) for one in labels], dtype=np.bool_)
    return rolling.Change((today - change.from_on).days, touched, change.lasting)
