"""One matter in several neighbouring places of which none stands out alone: a stream passes three
villages, a road four.

Once a look and matter the space-time permutation scan
(:mod:`qunce.statistics.detection.scan`) asks whether the last fortnight's speakers crowd together
somewhere.  A part of the budget is for it: of so many looks and matters a month, each with the
chance p that its strongest cluster is as strong, as many reach p as that part allows.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from qunce.domain.warning.alarms import SCAN, Alarm, Counts, Label, Parts
from qunce.domain.warning.states import FEWEST
from qunce.statistics.detection.budget import DAYS_PER_YEAR, Budget, once_in_weeks
from qunce.statistics.detection.rolling import LEAST_DAYS, LONGEST, USUAL, usual_range
from qunce.statistics.detection.scan import CUSTOMARY, Cluster, scan
from qunce.statistics.detection.scan_zones import Zones

SCANNED = 0.2
"""Part of the budget that is for neighbours, where it is known which places are."""
DAYS = 14
"""Days in which they speak, at most."""
LOOKED_BACK = 365
"""Days from which each place's share is told."""
LEAST_PLACES = 2
CROWDED = 0.05
"""How sure it must be that speakers crowd together before this explains the whole town's alarm."""
NOWHERE_NEAR = 3.0
"""A single zone's p is about exp(-LLR), or a fifteenth of that for up to thirty speakers, and that
of a scan of many is larger.  So what is short of the budget by this much needs no replicates."""
NOTHING = 1e-3
"""Speakers that are expected where nobody ever spoke."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The places of ``zones`` are these ``units``, in this order."""

    units: Sequence[int]
    zones: Zones


class Scanning:
    """One town on one day.

    ``counts`` and ``labels`` as for :func:`~.detecting.detect`; ``since``: what goes on, with its
    first day.  ``standing`` and ``calm``: neighbours that go on, as they are now; what chance would
    show was said when they were found, and nobody scans for them again.
    """

    def __init__(
        self,
        counts: Counts,
        labels: Sequence[Label],
        town: int,
        today: date,
        since: Mapping[Label, date],
        around: Surroundings | None,
    ) -> None:
        self.counts, self.town, self.today = counts[:, -LOOKED_BACK:], town, today
        self.rows = {label: row for row, label in enumerate(labels)}
        self.since, self.around = since, around
        self.going_on = [label for label in since if label.places]
        self.standing: dict[Label, Alarm] = {}
        self.calm: set[Label] = set()
        for label in self.going_on:
            self._goes_on(label, since[label])

    def look(
        self,
        category: int,
        alone: Collection[Label],
        budget: Budget,
        categories: int,
        whole: Alarm | None = None,
    ) -> Alarm | None:
        """The strongest cluster of a matter, if the budget bears it; one of ``categories``.

        ``alone``: what stands out by itself is left out.  ``whole``: the alarm of the whole town,
        which the budget bears already; to say where it comes from a cluster needs to be no surer
        than :data:`CROWDED`, and is then as rare as ``whole``.  Nothing is looked for where
        neighbours or the whole town have an alert of this matter already: one of them goes on.
        """
        taken = any(one.category == category and one.unit == self.town for one in self.since)
        if self.around is None or taken or self.counts.shape[1] < LEAST_DAYS:
            return None
        here = self._matter(category, self.around.units, alone)
        recent = here.counts[:, -DAYS:].sum(axis=1)
        if recent.sum() < FEWEST or np.count_nonzero(recent) < LEAST_PLACES:
            return None
        bearable = -math.expm1(-SCANNED * budget.rate(DAYS_PER_YEAR) / categories)
        enough = bearable if whole is None else max(bearable, CROWDED)
        for cluster in self._clusters(here.counts, self.around.zones, category, enough):
            spoke = here.counts[list(cluster.places), -cluster.days :].any(axis=1)
            units = [here.units[place] for place in cluster.places]
            units = [unit for unit in units if Label(unit, category) not in alone]
            if np.count_nonzero(spoke) >= LEAST_PLACES:
                label = Label(self.town, category, places=tuple(sorted(units)))
                p = cluster.p_gumbel
                once = float(once_in_weeks(p, categories, 1 / 7)) * SCANNED
                if whole is not None and p > bearable:
                    p, once = whole.p, whole.once_in_weeks
                return self._alarm(here, label, cluster.days, p, min(max(once, 1.0), LONGEST))
        return None

    def _clusters(
        self, cases: Counts, zones: Zones, category: int, bearable: float
    ) -> list[Cluster]:
        """The strongest first.  The same hands are dealt however often a day is looked at."""
        for replicates in (1, CUSTOMARY):
            found = scan(
                cases,
                zones,
                rng=np.random.default_rng([self.town, category, self.today.toordinal()]),
                window_days=DAYS,
                replicates=replicates,
                fewest=FEWEST,
            ).found
            if not found or found[0].llr < -math.log(bearable) - NOWHERE_NEAR:
                return []
        return [cluster for cluster in found if cluster.p_gumbel <= bearable]

    def _goes_on(self, label: Label, first: date) -> None:
        units = [one.unit for one in self.rows if one.category == label.category]
        alone = [one for one in self.since if not one.places and one.unit not in label.places]
        here = self._matter(label.category, sorted({*units} - {self.town}), alone)
        counts = here.of(label.places)
        if counts[-DAYS:].sum() <= usual_range(*here.expected(label.places, DAYS), USUAL)[1]:
            self.calm.add(label)
        width = max((self.today - first).days + 1, DAYS // 2)
        if counts[-width:].any():
            self.standing[label] = self._alarm(here, label, width, 1.0, 1.0)

    def _matter(self, category: int, units: Sequence[int], alone: Collection[Label]) -> _Matter:
        counts = np.zeros((len(units), self.counts.shape[1]), dtype=np.int64)
        for place, unit in enumerate(units):
            label = Label(unit, category)
            if label in self.rows and label not in alone:
                counts[place] = self.counts[self.rows[label]]
        return _Matter(units, counts)

    def _alarm(self, here: _Matter, label: Label, days: int, p: float, once: float) -> Alarm:
        counts = here.of(label.places)[-days:]
        spoke = len(counts) - 1 - np.flatnonzero(counts)
        seen = int(counts.sum())
        expected, variance = here.expected(label.places, days)
        low, high = usual_range(expected, variance, USUAL)
        return Alarm(
            label=label,
            first_on=self.today - timedelta(days=int(spoke[0])),
            last_on=self.today - timedelta(days=int(spoke[-1])),
            observed=seen,
            expected=expected,
            low=low,
            high=high,
            p=p,
            once_in_weeks=once,
            method=SCAN,
            parts=Parts(expected, 0.0, 0.0, seen - expected),
        )


@dataclass(frozen=True, slots=True)
class _Matter:
    """One matter in all places: ``counts`` (P, T) a day, of ``units``."""

    units: Sequence[int]
    counts: Counts

    def of(self, places: Collection[int]) -> Counts:
        """(T,) how many spoke in these together."""
        rows = [row for row, unit in enumerate(self.units) if unit in places]
        found: Counts = self.counts[rows].sum(axis=0)
        return found

    def expected(self, places: Collection[int], days: int) -> tuple[float, float]:
        """What these were to expect in the last ``days``, as the scan reckons it, their share of
        all speakers times these days' share; and its variance, the share being told from so many.
        """
        own, total = float(self.of(places).sum()), float(self.counts.sum())
        if not own:
            return NOTHING, NOTHING
        mean = max(own * float(self.counts[:, -days:].sum()) / total, NOTHING)
        return mean, mean + mean**2 / own
