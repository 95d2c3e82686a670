"""The greatest ratio of a town over all its zones and windows, for many towns at once.

The counts of several window lengths travel together in one 64-bit word, a lane for each, so that
one addition serves them all.  A lane does not hold the count but by how much it differs from the
count needed to reach a bar, with half the lane's range added: the highest bit, the flag, says
whether the bar is reached.  Logarithms are taken of the few lanes that raise it.

Nearest places join in blocks.  Counts and the counts needed both only grow from rank to rank, so a
block whose last count stays below what its first rank needs holds nothing; only the others are
looked at rank by rank.

Nothing is approximated.  A town in which no flag rises is looked at again with a bar that it
surely reaches.  A difference that comes near the end of its lane's range is noticed before it can
leave it, and the lanes are made wider.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.scan_zones import Zones

Words = NDArray[np.uint64]
_Found = tuple[Whole, Whole, Whole, Words]
"""Block, centre, town and sums at the end of the block."""

WORDS_AT_ONCE = 16_384
"""Zones times towns looked at together: they stay in the processor's cache."""
PILOTS = 32
"""Towns from which the bar for all others is learnt."""
BELOW = 0.9
"""The bar as a share of the pilots' lowest maximum: lower, more logarithms; higher, more towns are
looked at twice."""
NOTHING = 1e-12
"""Ratios below it are rounding of zero."""
MOST_LANES = 8
WIDEST = 48
"""Bits of a lane: enough for any number of cases, and exact as a float."""
LONGEST = 16
"""Ranks of a block, at most; and at most one in so many of the ranks before it:"""
PART_OF_RANK = 6
MOST_ROOM = 64
"""Ranks between two looks at the ends of the lanes, at most."""
SHORTEST = 4
"""Rather than blocks of fewer ranks, wider lanes."""


@dataclass(frozen=True, slots=False)
class Town:
    """What a permutation keeps, and the zones it is looked at in.

    ``by_place`` (P,) all cases of each place; ``by_window`` (L,) all cases of the last 1..L days;
    ``zone_total`` (K, P) all cases of each zone; ``fewest`` cases make a cluster.
    """

    zones: Zones
    by_place: Whole
    by_window: Whole
    zone_total: Whole
    fewest: int

    @cached_property
    def total(self) -> int:
        return int(self.by_place.sum())

    @cached_property
    def shares(self) -> Floats:
        """(L,) the part of all cases that fell into the last 1..L days."""
        parts: Floats = self.by_window / self.total
        return parts


def log_ratio(cases: NDArray[np.generic], expected: Floats, total: int) -> Floats:
    """c ln(c/mu) + (C - c) ln((C - c)/(C - mu)) where c > mu, else 0; the arrays broadcast.

    The logarithm of Kulldorff's likelihood ratio for c ``cases`` where mu were ``expected`` among
    C in ``total`` (2005, PLoS Medicine 2:e59).
    """
    c, mu = np.broadcast_arrays(np.asarray(cases, dtype=np.float64), expected)
    found = np.zeros(c.shape)
    more = (c > mu) & (mu > 0) & (mu < total)
    c, mu = c[more], mu[more]
    rest = total - c
    # ln 1 where nobody is left outside: the term is 0 ln 0.
    outside = np.where(rest > 0, rest / (total - mu), 1.0)
    found[more] = np.maximum(0.0, c * np.log(c / mu) + rest * np.log(outside))
    return found


class Outgrown(Exception):
    """A difference might leave its lane."""


class Scanner:
    """Finds the greatest ratio of batches of towns; learns the bar and the width on the way."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.totals, where = np.unique(town.zone_total, return_inverse=True)
        self.where: Whole = where.reshape(town.zone_total.shape)
        self.longest = LONGEST
        self.words = -(-len(town.by_window) // MOST_LANES)
        self.pilots: list[float] = []
        self.learnt: _Bar | None = None

    def maxima(self, counts: Whole) -> Floats:
        """(B,) of (L, P + 1, B) cases in the last 1..L days; the last place is nowhere, 0."""
        if self.learnt is None:
            best = self._surely(counts)
            self.pilots += best.tolist()
            if len(self.pilots) >= PILOTS:
                self.learnt = self._bar(BELOW * min(self.pilots))
            return best
        best = self._above(counts, self.learnt)
        missed = np.flatnonzero(best == 0)
        if missed.size:
            best[missed] = self._surely(counts[:, :, missed])
        return best

    def _surely(self, counts: Whole) -> Floats:
        """With a bar that each of these towns reaches: the ratio of its best single place."""
        alone = counts[:, :-1]
        expected = self.town.shares[:, None, None] * self.town.by_place[:, None]
        ratio = log_ratio(alone, expected, self.town.total)
        ratio[alone < self.town.fewest] = 0.0
        return self._above(counts, self._bar(float(ratio.max(axis=(0, 1)).min())))

    def _bar(self, ratio: float) -> _Bar:
        return _Bar(self, max(NOTHING, ratio * (1 - 1e-9)))

    def _above(self, counts: Whole, bar: _Bar) -> Floats:
        while True:
            try:
                return bar.maxima(counts)
            except Outgrown:
                # Kept for what comes: one crowded town means that there will be more.
                room = _room(counts[-1], bar.guard)
                if SHORTEST <= room < bar.longest:
                    self.longest = room
                else:
                    self.words = max(self.words, bar.words + 1)
                bar.pack()


def _blocks(ranks: int, longest: int) -> list[tuple[int, int]]:
    """The ranks from..to (not included) that join together: the further out, the more."""
    found, begin = [], 0
    while begin < ranks:
        end = min(ranks, begin + max(1, min(longest, begin // PART_OF_RANK)))
        found.append((begin, end))
        begin = end
    return found


def _room(counts: Whole, guard: int) -> int:
    """In how many ranks no town can grow by more than ``guard``; ``counts`` (P, B)."""
    some = min(len(counts), MOST_ROOM)
    largest = np.sort(np.partition(counts, -some, axis=0)[-some:], axis=0)[::-1]
    return int(np.count_nonzero(np.cumsum(largest, axis=0).max(axis=1) <= guard))


class _Bar:
    """The counts at which each zone and window reaches a given ratio, packed in words."""

    def __init__(self, scanner: Scanner, ratio: float) -> None:
        self.scanner = scanner
        self.town = scanner.town
        self.needed = self._counts_needed(ratio)
        self.pack()

    def _counts_needed(self, ratio: float) -> Whole:
        """(L, totals) the least count that reaches the ratio, by halving; recent cases + 1: none.

        At a given expectation the ratio grows with the count, and at a given count it falls with
        the expectation.
        """
        expected = self.scanner.totals * self.town.shares[:, None]
        low = np.zeros(expected.shape, dtype=np.int64)
        high = np.full(expected.shape, int(self.town.by_window[-1]) + 1)
        while np.any(high - low > 1):
            middle = (low + high) // 2
            enough = log_ratio(middle, expected, self.town.total) >= ratio
            high = np.where(enough, middle, high)
            low = np.where(enough, low, middle)
        # Where nobody ever speaks one would do, and there is none.
        high = np.where(expected > 0, high, 1)
        needed: Whole = np.maximum(high, self.town.fewest)
        return needed

    def pack(self) -> None:
        """Lay out the lanes in the scanner's number of words, or in more if these do not do."""
        self.longest = self.scanner.longest
        self.blocks = _blocks(len(self.scanner.where), self.longest)
        begins = np.array([begin for begin, _ in self.blocks])
        upto = np.append(begins[1:], len(self.scanner.where) - 1)
        drift = np.zeros(begins.size, dtype=np.int64)
        for needed in self.needed:
            rise = needed[self.scanner.where[upto]] - needed[self.scanner.where[begins]]
            drift = np.maximum(drift, rise.max(axis=1))
        # From one block's first rank to the next block's last.
        steepest = int((drift + np.append(drift[1:], 0)).max())
        first = int(self.needed[:, self.scanner.where[0]].max())
        while True:
            self._lay_out()
            if (first <= self.flag and steepest <= self.guard) or self.lanes == 1:
                break
            self.scanner.words += 1
        self.drift = drift.tolist()
        # Lanes without a window stand still in the middle of what is quiet.
        spare = -len(self.needed) % self.lanes
        lacking = np.pad(
            self.flag - self.needed, ((0, spare), (0, 0)), constant_values=2 * self.guard
        )
        self.lacking = [
            self._packed(lacking[begin : begin + self.lanes])
            for begin in range(0, len(lacking), self.lanes)
        ]
        self.at_begin = [lacking[self.scanner.where[begins]] for lacking in self.lacking]

    def _lay_out(self) -> None:
        self.words = self.scanner.words
        self.lanes = max(1, -(-len(self.needed) // self.words))
        self.bits = min(WIDEST, 64 // self.lanes)
        self.flag = 1 << (self.bits - 1)
        # Within a quarter of the flag of either end of its range a lane's three highest bits agree.
        self.guard = self.flag // 4
        one_each = sum(1 << (self.bits * lane) for lane in range(self.lanes))
        self.flags = np.uint64(one_each * self.flag)
        self.guards = np.uint64(one_each * self.guard)

    def _packed(self, lanes: Whole) -> Words:
        """(lanes, ...) in one word, the first one lowest; negative ones borrow, sums are right."""
        word = np.zeros(lanes.shape[1:], dtype=np.uint64)
        for lane, values in enumerate(lanes):
            word += values.astype(np.uint64) << np.uint64(self.bits * lane)
        return word

    def maxima(self, counts: Whole) -> Floats:
        """(B,) the greatest ratio of each town, 0 where none reaches the bar."""
        room = _room(counts[-1], self.guard)
        best = np.zeros(counts.shape[2])
        size = max(1, WORDS_AT_ONCE // counts.shape[2])
        for part in range(len(self.lacking)):
            first = part * self.lanes
            words = self._packed(counts[first : first + self.lanes])
            found: list[_Found] = []
            for begin in range(0, self.town.zones.places, size):
                some = slice(begin, begin + size)
                found += self._blocks_that_may(words, part, some, room)
            for town, total, test in self._zones_that_do(words, part, found):
                self._raise(best, town, total, test, first)
        return best

    def _blocks_that_may(self, words: Words, part: int, some: slice, room: int) -> list[_Found]:
        """Where a block around ``some`` may hold a zone that reaches the bar.

        In ``room`` ranks no lane can move by more than the guard, so that it suffices to look so
        often whether one is near its end.
        """
        order, blocks = self.town.zones.order[:, some], self.blocks
        sums = np.zeros((order.shape[1], words.shape[1]), dtype=np.uint64)
        spare, test = np.empty_like(sums), np.empty_like(sums)
        raised = np.empty(sums.shape, dtype=np.bool_)
        found: list[_Found] = []
        grown = drifted = 0
        for block, (begin, end) in enumerate(blocks):
            for place in order[begin:end]:
                words.take(place, axis=0, out=spare, mode="clip")
                np.add(sums, spare, out=sums)
            np.add(sums, self.at_begin[part][block, some, None], out=test)
            grown, drifted = grown + end - begin, drifted + self.drift[block]
            if grown > room:
                raise Outgrown
            if (
                block + 1 == len(blocks)
                or grown + blocks[block + 1][1] - end > room
                or drifted + self.drift[block + 1] > self.guard
            ):
                self._check(test)
                grown, drifted = 0, self.drift[block]
            np.bitwise_and(test, self.flags, out=spare)
            np.not_equal(spare, 0, out=raised)
            at = np.flatnonzero(raised)
            if at.size:
                centre, town = np.divmod(at, words.shape[1])
                same = np.full(at.size, block)
                found.append((same, centre + some.start, town, sums.ravel()[at]))
        return found

    def _check(self, test: Words) -> None:
        """:class:`Outgrown` where the three highest bits of a lane agree."""
        # The third highest is the lowest of them: there the others are moved to.
        differ = (test ^ (test >> np.uint64(1))) | (test ^ (test >> np.uint64(2)))
        if np.bitwise_and.reduce(differ, axis=None) & self.guards != self.guards:
            raise Outgrown

    def _zones_that_do(
        self, words: Words, part: int, found: list[_Found]
    ) -> Iterator[tuple[Whole, Whole, Words]]:
        """Town, index of the total, and word of the zones that reach the bar.

        In all blocks found the ranks are gone through from the last back.
        """
        if not found:
            return
        block, centre, town, sums = (np.concatenate(column) for column in zip(*found, strict=True))
        begins, ends = np.array(self.blocks).T
        begin, rank = begins[block], ends[block] - 1
        while rank.size:
            total = self.scanner.where[rank, centre]
            test = sums + self.lacking[part][total]
            reached = ((test & self.flags) != 0) & self.town.zones.whole[rank, centre]
            yield town[reached], total[reached], test[reached]
            sums = sums - words[self.town.zones.order[rank, centre], town]
            rank = rank - 1
            left = rank >= begin
            begin, rank, centre = begin[left], rank[left], centre[left]
            town, sums = town[left], sums[left]

    def _raise(self, best: Floats, town: Whole, total: Whole, test: Words, first: int) -> None:
        """Raise each town's best to what the flagged lanes hold; ``first`` is lane 0's window."""
        shares = self.town.shares
        for lane in range(min(self.lanes, len(self.needed) - first)):
            value = (test >> np.uint64(self.bits * lane)) & np.uint64(2 * self.flag - 1)
            mine = np.flatnonzero(value >= self.flag)
            window = first + lane
            cases = value[mine].astype(np.int64) - self.flag + self.needed[window, total[mine]]
            expected = self.scanner.totals[total[mine]] * shares[window]
            np.maximum.at(best, town[mine], log_ratio(cases, expected, self.town.total))
