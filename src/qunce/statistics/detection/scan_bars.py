"""Which zones of many towns reach a given ratio, and the greatest ratio of each town above it.

Nearest places join in blocks.  Counts and the counts needed both only grow from rank to rank, so a
block whose last count stays below what its first rank needs holds nothing; only the others are
looked at rank by rank.
"""

from __future__ import annotations

import numpy as np

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.scan_lanes import Layout, Words
from qunce.statistics.detection.scan_rings import Chunk, Rings
from qunce.statistics.detection.scan_town import Town, log_ratio

_Found = tuple[Whole, Whole, Whole, Words]
"""Block, centre, town, and (2, n) sums at the end of the block."""

FOUND_AT_ONCE = 100_000
"""Blocks looked at rank by rank."""
HALVINGS = 32
"""Of expectations; those between the last two pass, and their ratio is then calculated."""
CLOSE = 1 + 1e-12


class Outgrown(Exception):
    """The count of a block has left its lane."""


class Bar:
    """The counts at which each zone and window reaches a given ratio, packed in words."""

    def __init__(self, town: Town, rings: Rings, layout: Layout, ratio: float) -> None:
        self.town = town
        self.rings = rings
        self.layout = layout
        self.ratio = ratio
        self.needed = counts_needed(town, ratio)
        # With it a lane that has what it needs raises its flag.
        values = layout.flag - self.needed
        self.lacking = [layout.wide(word, values) for word in range(layout.words)]
        first = town.where[rings.blocks[rings.tested :, 0]]
        self.at_begin = [lacking[:, first] for lacking in self.lacking]

    def maxima(self, words: Floats) -> Floats:
        """(B,) the greatest ratio of each town of (W, P + 1, B) words, 0 where none reaches it."""
        towns = words.shape[2]
        best = np.zeros(towns)
        rows = max(chunk.matrix.shape[0] for chunk in self.rings.chunks)
        room = np.empty(2 * rows * towns, dtype=np.uint64)
        for word, given in enumerate(words):
            table = np.ascontiguousarray(given)
            rises = np.diff(self.at_begin[word], axis=1, prepend=np.uint64(0))
            found: list[_Found] = []
            for chunk in self.rings.chunks:
                self._blocks_that_may(chunk, table, word, rises, room, found)
                if sum(one[0].size for one in found) > FOUND_AT_ONCE:
                    self._look_closer(best, word, table, found)
                    found = []
            self._look_closer(best, word, table, found)
        best[best < self.ratio] = 0.0
        return best

    def _blocks_that_may(
        self,
        chunk: Chunk,
        table: Floats,
        word: int,
        rises: Words,
        room: Words,
        found: list[_Found],
    ) -> None:
        """Add to ``found`` where a block of these centres may hold a zone that reaches the bar.

        ``rises`` are how what lacks at a block's begin differs from the block before.
        """
        joined = self.rings.summed(chunk, table)
        if joined.max() >= self.layout.full(word):
            raise Outgrown
        test = room[: 2 * joined.size].reshape(2, *joined.shape)
        some = slice(chunk.first, chunk.first + chunk.centres)
        tested, flags = self.rings.tested, self.layout.flags(word)
        step = np.empty((2, *joined.shape[1:]), dtype=np.uint64)
        raised = np.zeros(joined.shape, dtype=np.bool_)
        # Block by block: that much stays in the processor's cache.
        for block, narrow in enumerate(joined):
            here = test[:, block]
            self.layout.spread(narrow, step)
            if block:
                np.add(test[:, block - 1], step, out=here)
            else:
                here[...] = step
            if block >= tested:
                np.add(here, rises[:, block - tested, some, None], out=here)
                either = np.bitwise_or(here[0], here[1], out=step[0])
                np.bitwise_and(either, flags, out=either)
                np.not_equal(either, 0, out=raised[block])
        found_at = np.flatnonzero(raised)
        if found_at.size:
            which, centre, town = (
                index.astype(np.int64) for index in np.unravel_index(found_at, raised.shape)
            )
            sums = test[:, which, centre, town]
            centre += chunk.first
            sums -= self.at_begin[word][:, which - tested, centre]
            found.append((which, centre, town, sums))

    def _look_closer(self, best: Floats, word: int, table: Floats, found: list[_Found]) -> None:
        """Raise each town's best to what these blocks hold, going through their ranks backwards."""
        if not found:
            return
        block, centre, town, sums = (
            np.concatenate(column, axis=-1) for column in zip(*found, strict=True)
        )
        begin, rank = self.rings.blocks[block].T
        rank = rank - 1
        flags = self.layout.flags(word)
        while rank.size:
            total = self.town.where[rank, centre]
            test = sums + self.lacking[word][:, total]
            reached = ((test[0] | test[1]) & flags) != 0
            reached &= self.town.zones.whole[rank, centre]
            if reached.any():
                self._raise(best, word, town[reached], total[reached], test[:, reached])
            left = rank > begin
            begin, rank, centre, town = begin[left], rank[left], centre[left], town[left]
            leaving = np.empty((2, rank.size), dtype=np.uint64)
            self.layout.spread(table[self.town.zones.order[rank, centre], town], leaving)
            sums = sums[:, left] - leaving
            rank = rank - 1

    def _raise(self, best: Floats, word: int, town: Whole, total: Whole, test: Words) -> None:
        """Raise each town's best to what the flagged lanes hold."""
        flag = self.layout.flag
        for window, odd, shift in self.layout.lanes_of(word):
            value = (test[odd] >> np.uint64(shift)) & np.uint64(2 * flag - 1)
            mine = np.flatnonzero(value >= flag)
            if mine.size:
                index = total[mine]
                cases = value[mine].astype(np.int64) - flag + self.needed[window, index]
                expected = self.town.totals[index] * self.town.shares[window]
                ratio = log_ratio(cases, expected, self.town.total)
                np.maximum.at(best, town[mine], ratio)


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
