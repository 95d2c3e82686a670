"""What chance alone would show: the greatest ratio of each of many towns dealt anew.

Under chance alone each case could as well have happened on the day of any other.  Only the cases
of the last days can make a recent cluster, so only they are dealt: each recent day keeps its
number, the places are drawn without replacement from those of all cases.  The cost therefore does
not depend on how far back the history goes.

The counts of all window lengths travel together in one 64-bit word (eight windows of seven bits
and a flag, or fewer and wider ones), so that one addition serves them all.  Whether a zone matters
is one more addition, of what is missing to the count needed; logarithms are taken of the few words
that raise a flag.  Nothing is approximated: a town in which no flag rises is looked at again with a
lower bar, and counts that outgrow their bits are packed wider.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.scan_zones import Zones

Words = NDArray[np.uint64]

WORDS_AT_ONCE = 16_384
"""Places times towns of one batch: its words stay in the processor's cache."""
PILOTS = 32
"""Towns from which the bar for all others is learnt."""
BELOW = 0.9
"""The bar as a share of the pilots' lowest maximum: lower, more logarithms; higher, more towns are
looked at twice."""
NOTHING = 1e-12
"""Ratios below it are rounding of zero."""
DENSE = 4
"""When more than one in so many cases is recent, all cases are shuffled rather than some drawn."""


@dataclass(frozen=True, slots=True)
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

    @property
    def total(self) -> int:
        return int(self.by_place.sum())

    @property
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


def chance_maxima(town: Town, replicates: int, rng: np.random.Generator) -> Floats:
    """(replicates,) the greatest log ratio of each of so many towns dealt by chance."""
    scanner = _Scanner(town)
    return np.concatenate([scanner.maxima(counts) for counts in _dealt(town, replicates, rng)])


def _dealt(town: Town, replicates: int, rng: np.random.Generator) -> Iterator[Whole]:
    """Batches of (L, B, P + 1) cases of the last 1..L days; the last column is nowhere, 0."""
    columns = town.zones.places + 1
    by_age = np.diff(town.by_window, prepend=0)
    recent = int(town.by_window[-1])
    # Where the cases outnumber the cells, the cells are drawn instead of the cases.
    crowded = recent > by_age.size * columns
    home = np.repeat(np.arange(columns - 1), 0 if crowded else town.by_place)
    age = np.repeat(np.arange(by_age.size), 0 if crowded else by_age)
    size = max(1, WORDS_AT_ONCE // columns)
    for begin in range(0, replicates, size):
        towns = min(size, replicates - begin)
        if crowded:
            counts = _dealt_by_cell(town, by_age, towns, rng)
        else:
            drawn = home[_distinct(towns, recent, town.total, rng)]
            cell = (age * towns + np.arange(towns)[:, None]) * columns + drawn
            counts = np.bincount(cell.ravel(), minlength=by_age.size * towns * columns)
            counts = counts.reshape(by_age.size, towns, columns)
        yield np.cumsum(counts, axis=0)


def _distinct(towns: int, some: int, total: int, rng: np.random.Generator) -> Whole:
    """(towns, some) for each town different numbers below ``total``, in an order by chance.

    Who is drawn a second time is drawn anew until all differ, which favours no number and no
    order.
    """
    if some * DENSE > total:
        deck = np.broadcast_to(np.arange(total), (towns, total))
        return rng.permuted(deck, axis=1)[:, :some]
    drawn = rng.integers(total, size=(towns, some))
    shift = some.bit_length()
    position = np.arange(some)
    again = np.arange(towns)
    while again.size:
        key = np.sort((drawn[again] << shift) | position, axis=1)
        row, later = np.nonzero(np.diff(key >> shift, axis=1) == 0)
        twice = key[row, later + 1] & ((1 << shift) - 1)
        drawn[again[row], twice] = rng.integers(total, size=row.size)
        again = again[np.unique(row)]
    return drawn


def _dealt_by_cell(town: Town, by_age: Whole, towns: int, rng: np.random.Generator) -> Whole:
    """(L, towns, P + 1) cases by day: each place in turn takes its cases from those left."""
    dealt = np.zeros((by_age.size, towns, town.zones.places + 1), dtype=np.int64)
    left = np.repeat(by_age[:, None], towns, axis=1)
    deck = town.total
    for place, cases in enumerate(town.by_place):
        hand, others = np.full(towns, cases), np.full(towns, deck)
        for day in range(by_age.size):
            others -= left[day]
            dealt[day, :, place] = rng.hypergeometric(left[day], others, hand)
            hand -= dealt[day, :, place]
        left -= dealt[:, :, place]
        deck -= int(cases)
    return dealt


class _Outgrown(Exception):
    """A count does not fit its bits."""


class _Scanner:
    """Finds the greatest ratio of batches of towns; learns the bar and the width on the way."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.totals, where = np.unique(town.zone_total, return_inverse=True)
        self.where = where.reshape(town.zone_total.shape)
        self.bits = 8
        self.pilots: list[float] = []
        self.learnt: _Bar | None = None

    def maxima(self, counts: Whole) -> Floats:
        """(B,) of (L, B, P + 1) counts."""
        if self.learnt is None:
            best = self._surely(counts)
            self.pilots += best.tolist()
            if len(self.pilots) >= PILOTS:
                self.learnt = self._bar(BELOW * min(self.pilots))
            return best
        best = self._above(counts, self.learnt)
        missed = np.flatnonzero(best == 0)
        if missed.size:
            best[missed] = self._surely(counts[:, missed])
        return best

    def _surely(self, counts: Whole) -> Floats:
        """With a bar that each of these towns reaches: the ratio of its best single place."""
        alone = counts[:, :, :-1]
        expected = self.town.by_place * self.town.shares[:, None, None]
        ratio = log_ratio(alone, expected, self.town.total)
        ratio[alone < self.town.fewest] = 0.0
        return self._above(counts, self._bar(float(ratio.max(axis=(0, 2)).min())))

    def _bar(self, ratio: float) -> _Bar:
        return _Bar(self, max(NOTHING, ratio * (1 - 1e-9)))

    def _above(self, counts: Whole, bar: _Bar) -> Floats:
        while True:
            try:
                return bar.maxima(counts)
            except _Outgrown:
                # Kept for what comes: one crowded town means that there will be more.
                self.bits = max(self.bits, 2 * bar.bits)
                bar.pack()


class _Bar:
    """The counts at which each zone and window reaches a given ratio, packed in words."""

    def __init__(self, scanner: _Scanner, ratio: float) -> None:
        self.scanner = scanner
        self.town = scanner.town
        self.needed = self._counts_needed(ratio)
        self.pack()

    def _counts_needed(self, ratio: float) -> Whole:
        """(L, totals) the least count that reaches the ratio, by halving; recent cases + 1: none.

        At a given expectation the ratio grows with the count.
        """
        expected = self.scanner.totals * self.town.shares[:, None]
        low = np.zeros(expected.shape, dtype=np.int64)
        high = np.full(expected.shape, int(self.town.by_window[-1]) + 1)
        while np.any(high - low > 1):
            middle = (low + high) // 2
            enough = log_ratio(middle, expected, self.town.total) >= ratio
            high = np.where(enough, middle, high)
            low = np.where(enough, low, middle)
        needed: Whole = np.maximum(high, self.town.fewest)
        return needed

    def pack(self) -> None:
        self.bits = bits = self.scanner.bits
        windows = len(self.needed)
        self.lanes = 64 // bits
        self.flag = 1 << (bits - 1)
        self.flags = np.uint64(sum(self.flag << (bits * lane) for lane in range(self.lanes)))
        missing = np.maximum(0, self.flag - self.needed).astype(np.uint64)
        self.missing = [
            np.where(self.town.zones.whole, self._packed(missing[begin:])[self.where], np.uint64(0))
            for begin in range(0, windows, self.lanes)
        ]

    @property
    def where(self) -> Whole:
        return self.scanner.where

    def _packed(self, lanes: NDArray[np.generic]) -> Words:
        """The first lanes of (lanes, ...) in one word, the first one lowest."""
        word = np.zeros(lanes.shape[1:], dtype=np.uint64)
        for lane, values in enumerate(lanes[: self.lanes]):
            word |= values.astype(np.uint64) << np.uint64(self.bits * lane)
        return word

    def maxima(self, counts: Whole) -> Floats:
        """(B,) the greatest ratio of each town, 0 where none reaches the bar."""
        largest = int(counts[-1].max(initial=0))
        if largest >= self.flag:
            raise _Outgrown
        best = np.zeros(counts.shape[1])
        for part, missing in enumerate(self.missing):
            first = part * self.lanes
            words = self._packed(counts[first:])
            hit = self._flagged(words, missing, (self.flag - 1) // max(1, largest))
            for lane in range(min(self.lanes, len(counts) - first)):
                self._raise(best, hit, lane, first + lane)
        return best

    def _flagged(
        self, words: Words, missing: Words, often: int
    ) -> tuple[Whole, Whole, Words, Words]:
        """Town, total's index, counts and flags of each word in which a zone reaches the bar.

        Every ``often`` ranks it is seen whether a count has grown into its flag; sooner it cannot
        have grown past it.
        """
        order = self.town.zones.order
        places = order.shape[1]
        sums = np.zeros((len(words), places), dtype=np.uint64)
        joining, test = np.empty_like(sums), np.empty_like(sums)
        raised = np.empty(sums.shape, dtype=np.bool_)
        found: list[tuple[Whole, Whole, Words, Words]] = []
        for rank, place in enumerate(order):
            np.take(words, place, axis=1, out=joining, mode="clip")
            np.add(sums, joining, out=sums)
            np.add(sums, missing[rank], out=test)
            np.bitwise_and(test, self.flags, out=test)
            np.not_equal(test, 0, out=raised)
            at = np.flatnonzero(raised)
            if at.size:
                town, centre = np.divmod(at, places)
                found.append((town, self.where[rank, centre], sums.ravel()[at], test.ravel()[at]))
            if (rank % often == 0 or rank == len(order) - 1) and np.any(
                np.bitwise_or.reduce(sums, axis=None) & self.flags
            ):
                raise _Outgrown
        if not found:
            none = np.zeros(0, dtype=np.int64)
            return none, none, none.astype(np.uint64), none.astype(np.uint64)
        town, total, count, flags = (np.concatenate(column) for column in zip(*found, strict=True))
        return town, total, count, flags

    def _raise(
        self, best: Floats, hit: tuple[Whole, Whole, Words, Words], lane: int, window: int
    ) -> None:
        """Raise each town's best to what the flagged words of one window hold."""
        town, total, count, flags = hit
        shift = np.uint64(self.bits * lane)
        mine = ((flags >> shift) & np.uint64(self.flag)) != 0
        cases = (count[mine] >> shift) & np.uint64(self.flag - 1)
        expected = self.scanner.totals[total[mine]] * self.town.shares[window]
        np.maximum.at(best, town[mine], log_ratio(cases, expected, self.town.total))
