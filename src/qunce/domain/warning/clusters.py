"""One matter in several neighbouring places of which none stands out alone: a stream passes three
villages, a road four.

*Where*, :mod:`qunce.statistics.detection.rolling_zones` says, once a look and matter: do the last
fortnight's speakers crowd together in neighbouring places, given how many speak there as a rule?
*How rare*, the detector of all cells says, for which these places are one; with a part of the
budget, shared out over all zones and matters among which they were found.

The space-time permutation scan was tried for both.  It compares with the cases there were, so that
where few speak as a rule most of what it expects is the excess itself: where one in a fortnight is
usual for two of three villages, eighteen would have had to speak.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from qunce.domain.warning.alarms import Alarm, Counts, Label, alarm_of
from qunce.domain.warning.states import FEWEST, SCAN
from qunce.statistics.detection.budget import Budget
from qunce.statistics.detection.design import Floats
from qunce.statistics.detection.rolling import LEAST_DAYS, LONGEST_WINDOW, Rolling, Table, Watching
from qunce.statistics.detection.rolling_zones import crowd
from qunce.statistics.detection.scan_zones import Zones

SCANNED = 0.2
"""Part of the budget that is for neighbours, where it is known which places are."""
LEAST_PLACES = 2
CROWDED = 0.05
"""How sure it must be that speakers crowd together."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The places of ``zones`` are these ``units``, in this order."""

    units: Sequence[int]
    zones: Zones

    @property
    def several(self) -> int:
        """How many zones hold two places or more; each is taken for another."""
        return max(1, int(self.zones.whole[1:].sum()))


class Scanning:
    """One town on one day.

    ``counts`` and ``labels`` as for :func:`~.detecting.detect`; ``since``: what goes on, with its
    first day.  ``standing`` and ``calm``: neighbours that go on, as they are now.
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
        self.counts, self.labels, self.town, self.today = counts, labels, town, today
        self.rows = {label: row for row, label in enumerate(labels)}
        self.since, self.around = since, around
        self.going_on = [label for label in since if label.places]
        self.standing: dict[Label, Alarm] = {}
        self.calm: set[Label] = set()
        for label in self.going_on:
            ago = (today - since[label]).days
            folded = self._folded(label)
            found = Rolling(folded, since={0: ago}).found
            if 0 in found.standing:
                self.standing[label] = alarm_of(found.standing[0], label, today, SCAN)
            if found.calm or not folded.counts[0].any():
                self.calm.add(label)

    def look(
        self,
        category: int,
        alone: Collection[Label],
        rates: Floats,
        budget: Budget,
        categories: int,
        whole: Alarm | None = None,
    ) -> Alarm | None:
        """The crowd of a matter, if there is one that the budget bears; one of ``categories``.

        ``alone``: what stands out by itself is left out.  ``rates`` (S,): what each cell usually
        brings.  ``whole``: the alarm of the whole town, which the budget bears already; a crowd
        that says where it comes from is then as rare as ``whole``.  Nothing is looked for where
        neighbours or the whole town have an alert of this matter already: one of them goes on.
        """
        taken = any(one.category == category and one.unit == self.town for one in self.since)
        if self.around is None or taken or self.counts.shape[1] < LEAST_DAYS:
            return None
        here = [Label(unit, category) for unit in self.around.units]
        rows = [-1 if one in alone else self.rows.get(one, -1) for one in here]
        known = np.array(rows) >= 0
        seen = np.where(known, self.counts[rows, -LONGEST_WINDOW:].sum(axis=1), 0)
        if seen.sum() < FEWEST or np.count_nonzero(seen) < LEAST_PLACES:
            return None
        usual = np.where(known, rates[rows], 0.0)
        most = crowd(seen, usual, self.around.zones, rng=self._hands(category), replicates=1)
        if most is None or most.seen < FEWEST:
            return None
        units = [here[place].unit for place in most.places if known[place]]
        label = Label(self.town, category, places=tuple(sorted(units)))
        folded = self._folded(label)
        part = SCANNED / (self.around.several * categories)
        rare = Rolling(folded, watching=Watching(budget, part, FEWEST)).found.alarms
        if not rare and whole is None:
            return None
        surely = crowd(seen, usual, self.around.zones, rng=self._hands(category))
        if surely is None or surely.p > CROWDED:
            return None
        if rare:
            return alarm_of(rare[0], label, self.today, SCAN)
        one = Rolling(folded, since={0: LONGEST_WINDOW - 1}).found.standing[0]
        alarm = alarm_of(one, label, self.today, SCAN)
        return replace(alarm, p=whole.p, once_in_weeks=whole.once_in_weeks) if whole else None

    def _hands(self, category: int) -> np.random.Generator:
        """The same are dealt however often a day is looked at."""
        return np.random.default_rng([self.town, category, self.today.toordinal()])

    def _folded(self, label: Label) -> Table:
        """The town as four rows, for which the places of ``label`` are one: they and their matter,
        the matter elsewhere, they in other matters, all the rest."""
        open_ones = np.array([one.accused is None for one in self.labels], dtype=np.bool_)
        here = np.array([one.unit in label.places for one in self.labels], dtype=np.bool_)
        same = np.array([one.category == label.category for one in self.labels], dtype=np.bool_)
        here, same = here & open_ones, same & open_ones
        counts: Floats = np.stack(
            [
                self.counts[rows].sum(axis=0)
                for rows in (here & same, ~here & same, here & ~same, ~here & ~same)
            ]
        ).astype(np.float64)
        return Table(
            counts,
            np.array([0, 1, 0, 1]),
            np.array([0, 0, 1, 1]),
            watched=np.array([True, False, False, False]),
        )
