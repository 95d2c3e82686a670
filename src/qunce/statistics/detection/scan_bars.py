"""Which zones of many towns reach a given ratio, and the greatest ratio of each town above it.

Nearest places join in blocks.  Counts and the counts needed both only grow from rank to rank, so a
block whose last count stays below what its first rank needs holds nothing.  Of a centre it is first
asked whether any block of any window may hold something; only the blocks that may are looked at
rank by rank.
"""

from __future__ import annotations

import numpy as np

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.scan_lanes import Outgrown, Word
from qunce.statistics.detection.scan_rings import Chunk, Rings
from qunce.statistics.detection.scan_town import Town, log_ratio

_Found = tuple[Whole, Whole, Whole, Whole, Whole]
"""Window, block, centre, town, and the count at the end of the block."""

FOUND_AT_ONCE = 100_000
"""Blocks looked at rank by rank."""
HALVINGS = 32
"""Of expectations; those between the last two pass, and their ratio is then calculated."""
CLOSE = 1 + 1e-12


class Bar:
    """The counts at which each zone and window reaches a given ratio."""

    def __init__(self, town: Town, rings: Rings, words: list[Word], ratio: float) -> None:
        self.town = town
        self.rings = rings
        self.words = words
        self.ratio = ratio
        self.needed = counts_needed(town, ratio)
        self.at_begin: Whole = self.needed[:, town.where[rings.blocks[:, 0]]]
        self.rises: Whole = np.diff(self.at_begin, axis=1, prepend=0)
        self.packed = [word.packed(self.rises) for word in words]
        for word in words:
            rises = self.rises[slice(*word.windows)]
            first, others = rises[:, 0], rises[:, 1:]
            if first.max() > word.half or others.max(initial=0) > word.half // 2:
                raise Outgrown

    def maxima(self, counts: Whole, tables: list[Floats], towns: Whole) -> Floats:
        """(B,) the greatest ratio of each of ``towns``, 0 where none reaches the bar.

        ``counts`` (L, P + 1, all towns), and for each word those of these towns in a table.
        """
        best = np.zeros(towns.size)
        for word, rises, table in zip(self.words, self.packed, tables, strict=True):
            found: list[_Found] = []
            many = 0
            for chunk in self.rings.chunks:
                more = self._blocks_that_may(chunk, word, rises, table)
                found += more
                many += sum(one[0].size for one in more)
                if many > FOUND_AT_ONCE:
                    self._look_closer(best, counts, towns, found)
                    found, many = [], 0
            self._look_closer(best, counts, towns, found)
        best[best < self.ratio] = 0.0
        return best

    def _blocks_that_may(
        self, chunk: Chunk, word: Word, rises: Floats, table: Floats
    ) -> list[_Found]:
        """Where a block of these centres may hold a zone that reaches the bar."""
        changes = self.rings.changes(chunk, word, table, rises[:, chunk.centres])
        self._check(word, self.rises[word.windows[1] - 1][:, chunk.centres], changes)
        lanes = changes[0] + word.kind(word.start)
        shown = word.shown(lanes)
        ever = shown.copy()
        for change in changes[1:]:
            np.add(lanes, change, out=lanes)
            np.bitwise_or(ever, shown, out=ever)
        where = np.flatnonzero(word.raised(ever))
        if not where.size:
            return []
        lanes = np.cumsum(changes[:, where], axis=0, dtype=np.float64)
        lanes = (lanes + word.start).astype(word.kind)
        block, at = np.nonzero(word.raised(word.shown(lanes)))
        centre, town = np.divmod(where[at], table.shape[1])
        centre = chunk.centres[centre]
        bits = word.shown(lanes)[block, at]
        found: list[_Found] = []
        for window, shift in word.lanes:
            above = word.above(bits, shift)
            mine = np.flatnonzero(above >= 0)
            here = block[mine], centre[mine]
            count = above[mine] + self.at_begin[window][here]
            found.append((np.full(mine.size, window), *here, town[mine], count))
        return found

    def _check(self, word: Word, rises: Whole, changes: Floats) -> None:
        """That no step adds a quarter of what a lane holds: no window adds more than the longest.

        Raises :class:`Outgrown`.
        """
        most = word.highest(changes.max(axis=1)) + rises.max(axis=1)
        if np.any(most >= word.half // 2):
            raise Outgrown

    def _look_closer(self, best: Floats, counts: Whole, towns: Whole, found: list[_Found]) -> None:
        """Raise each town's best to what these blocks hold, going through their ranks backwards."""
        if not found:
            return
        window, block, centre, town, count = (
            np.concatenate(column) for column in zip(*found, strict=True)
        )
        order, whole, where = self.town.zones.order, self.town.zones.whole, self.town.where
        least = self.at_begin[window, block, centre]
        begin, rank = self.rings.blocks[block].T
        rank = rank - 1
        while rank.size:
            total = where[rank, centre]
            reached = (count >= self.needed[window, total]) & whole[rank, centre]
            at = np.flatnonzero(reached)
            expected = self.town.totals[total[at]] * self.town.shares[window[at]]
            np.maximum.at(best, town[at], log_ratio(count[at], expected, self.town.total))
            # What has fallen below the need of the first rank can reach no other's.
            count = count - counts[window, order[rank, centre], towns[town]]
            left = (rank > begin) & (count >= least)
            window, begin, centre, town = window[left], begin[left], centre[left], town[left]
            count, least, rank = count[left], least[left], rank[left] - 1


def counts_needed(town: Town, ratio: float) -> Whole:
    """(L, totals) the least count that reaches the ratio; recent cases + 1: none.

    At a given expectation the ratio grows with the count, and at a given count it falls with the
    expectation.
    """
    recent = int(town.by_window[-1])
    needed = _by_count(town, ratio) if recent < town.totals.size else _by_total(town, ratio)
    # Where nobody ever speaks one would do, and there is none.
    needed[:, town.totals == 0] = 1
    least: Whole = np.maximum(needed, min(town.fewest, recent + 1))
    return least


def _by_count(town: Town, ratio: float) -> Whole:
    """Of each count the greatest expectation at which it does."""
    counts = np.arange(1, int(town.by_window[-1]) + 1)
    low, high = np.zeros(counts.size), counts.astype(np.float64)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        enough = log_ratio(counts, middle, town.total) >= ratio
        low, high = np.where(enough, middle, low), np.where(enough, high, middle)
    needed = np.empty((len(town.by_window), town.totals.size), dtype=np.int64)
    for window, share in enumerate(town.shares):
        if share > 0:
            upto = np.searchsorted(town.totals, high * CLOSE / share, side="right")
            many = np.diff(upto, prepend=0, append=town.totals.size)
            needed[window] = np.repeat(np.arange(1, counts.size + 2), many)
        else:
            needed[window] = 1
    return needed


def _by_total(town: Town, ratio: float) -> Whole:
    """Of each expectation the least count, by halving."""
    expected = town.totals * town.shares[:, None]
    low = np.zeros(expected.shape, dtype=np.int64)
    high = np.full(expected.shape, int(town.by_window[-1]) + 1)
    while np.any(high - low > 1):
        middle = (low + high) // 2
        enough = log_ratio(middle, expected, town.total) >= ratio
        high = np.where(enough, middle, high)
        low = np.where(enough, low, middle)
    needed: Whole = np.where(expected > 0, high, 1)
    return needed
