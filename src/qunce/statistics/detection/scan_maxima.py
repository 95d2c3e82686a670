"""The greatest ratio of a town over all its zones and windows, for many towns at once.

What is wanted of a town dealt by chance is its maximum alone.  A zone is therefore only asked
whether it reaches a bar: whether it has the count from which its ratio would be above; logarithms
are taken of the few that do.  The near zones are looked at first.  Their bar is learnt from some
pilots, and what they hold is the bar of the far ones, in which few towns have their maximum; towns
of a like bar go together.

Nothing is approximated.  A town in which no zone reaches the bar is looked at again with one that
it surely reaches.
"""

from __future__ import annotations

import numpy as np

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.scan_bars import Bar
from qunce.statistics.detection.scan_lanes import Layout, Outgrown
from qunce.statistics.detection.scan_rings import PART_OF_RANK, Rings
from qunce.statistics.detection.scan_town import Town, log_ratio

TOWNS_AT_ONCE = 128
"""Looked at with the same bar."""
PILOTS = 32
"""Towns from which the bar for all others is learnt."""
BELOW = 0.9
"""The bar as a share of the pilots' lowest maximum: lower, more logarithms; higher, more towns are
looked at twice."""
NOTHING = 1e-12
"""Ratios below it are rounding of zero."""
NEAR = 32
"""Ranks.  Few towns have their maximum further out."""


class Scanner:
    """Finds the greatest ratio of batches of towns; learns the bar and the lanes on the way."""

    def __init__(self, town: Town) -> None:
        self.town = town
        ranks = len(town.zone_total)
        # The first block beyond the near zones brings them along.
        first = town.zone_total[min(ranks - 1, NEAR + NEAR // PART_OF_RANK)].max()
        self.layout = Layout.of(town.shares * town.zone_total.max(), town.shares * first)
        density = float(town.by_window[-1]) / town.zones.places
        self.near = Rings(town.zones, density, 0, min(ranks, NEAR))
        self.far = Rings(town.zones, density, NEAR, ranks) if ranks > NEAR else None
        self.learnt: float | None = None

    def maxima(self, counts: Whole) -> Floats:
        """(B,) of (L, P + 1, B) cases in the last 1..L days; the last place is nowhere, 0."""
        while True:
            try:
                return self._maxima(counts)
            except Outgrown:
                # Kept for what comes: one crowded town means that there will be more.
                self.layout = self.layout.wider()

    def _maxima(self, counts: Whole) -> Floats:
        packed = [_table(word.packed(counts)) for word in self.layout.words]
        towns = counts.shape[2]
        best = np.zeros(towns)
        begin = 0
        if self.learnt is None:
            begin = min(PILOTS, towns)
            best[:begin] = self._surely(counts, packed, np.arange(begin))
            self.learnt = BELOW * float(best[:begin].min())
        bar = self._bar(self.near, self.learnt)
        for first in range(begin, towns, TOWNS_AT_ONCE):
            some = np.arange(first, min(towns, first + TOWNS_AT_ONCE))
            best[some] = self._of(bar, counts, packed, some)
        missed = np.flatnonzero(best == 0)
        if missed.size:
            best[missed] = self._surely(counts, packed, missed)
        if self.far:
            falling = np.argsort(-best, kind="stable")
            for first in range(0, towns, TOWNS_AT_ONCE):
                some = falling[first : first + TOWNS_AT_ONCE]
                bar = self._bar(self.far, float(best[some[-1]]))
                best[some] = np.maximum(best[some], self._of(bar, counts, packed, some))
        return best

    def _surely(self, counts: Whole, packed: list[Floats], towns: Whole) -> Floats:
        """With a bar that each of these towns reaches: the ratio of its best single place."""
        alone = counts[:, :-1, towns]
        expected = self.town.shares[:, None, None] * self.town.by_place[:, None]
        ratio = log_ratio(alone, expected, self.town.total)
        ratio[alone < self.town.fewest] = 0.0
        bar = self._bar(self.near, float(ratio.max(axis=(0, 1)).min()))
        return self._of(bar, counts, packed, towns)

    def _bar(self, rings: Rings, ratio: float) -> Bar:
        return Bar(self.town, rings, self.layout.words, max(NOTHING, ratio * (1 - 1e-9)))

    def _of(self, bar: Bar, counts: Whole, packed: list[Floats], towns: Whole) -> Floats:
        tables = [np.ascontiguousarray(table[:, towns]) for table in packed]
        return bar.maxima(counts, tables, towns)


def _table(words: Floats) -> Floats:
    """With a last row of ones, by which what is needed is taken off."""
    return np.append(words, np.ones((1, words.shape[1]), dtype=words.dtype), axis=0)
