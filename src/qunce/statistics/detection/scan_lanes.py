"""Counts of several window lengths in one float, a lane for each: one addition serves them all.

The whole numbers of a float's fraction are shared by the lanes of a word.  A lane holds its middle
plus how far a count is above what it needs, so that its highest bit, the flag, says whether the
count is reached.  Where 2**52 (2**23 in a short float) lies on top, the fraction's bits are the
lanes themselves.

Most lanes stay far below what the counts go up to: what the count has and what it needs grow
together.  A lane that is left all the same shows: as long as no step changes a lane by a quarter
of what it holds, the first that goes below 0 or above three quarters is seen above three quarters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from qunce.statistics.detection.design import Floats, Whole

Bits = NDArray[np.unsignedinteger]

LONG, SHORT = 52, 23
"""Bits of the fraction of a float of 64 and of one of 32 bits; the highest is a lane's guard."""
ROOM = 10.5
"""Standard deviations of a count that a lane's lower half holds.  What is needed lies some four
above the mean; a count six below it is not to be expected."""
FIRST = 6.0
"""Standard deviations by which what is added first, before anything is asked, may pass its mean."""
SPARE = 8
"""Cases, in addition."""
WIDER = 3
"""Bits by which lanes grow that were left."""


class Outgrown(Exception):
    """A count has left its lane."""


@dataclass(frozen=True, slots=False)
class Word:
    """The lanes of ``windows`` (first, and one after the last) in a float of ``fraction`` bits."""

    windows: tuple[int, int]
    fraction: int

    @cached_property
    def bits(self) -> int:
        """Of a lane."""
        first, end = self.windows
        return (self.fraction - 1) // (end - first)

    @cached_property
    def half(self) -> int:
        """The flag: the middle of what a lane holds."""
        return 1 << (self.bits - 1)

    @cached_property
    def kind(self) -> type[np.floating]:
        return np.float64 if self.fraction == LONG else np.float32

    @cached_property
    def bits_kind(self) -> type[np.unsignedinteger]:
        return np.uint64 if self.fraction == LONG else np.uint32

    @cached_property
    def lanes(self) -> list[tuple[int, int]]:
        """Window, and by how many bits it is shifted: the longest, which has most, is highest."""
        return [(window, self.bits * lane) for lane, window in enumerate(range(*self.windows))]

    @cached_property
    def flags(self) -> int:
        return sum(self.half << shift for _, shift in self.lanes)

    @cached_property
    def start(self) -> float:
        """Every lane at its middle, the guard set, and what makes the fraction's bits the lanes."""
        guard = 1 << (self.bits * len(self.lanes))
        return float((1 << self.fraction) + guard + self.flags)

    def packed(self, values: NDArray[np.integer]) -> Floats:
        """Words of (L, ...) whole numbers."""
        words = np.zeros(values.shape[1:])
        for window, shift in self.lanes:
            words += values[window] * float(1 << shift)
        return words.astype(self.kind)

    def highest(self, words: Floats) -> Floats:
        """At least what the highest lane of changes has; other lanes may be below 0."""
        return words.astype(np.float64) / float(1 << self.lanes[-1][1]) + 1

    def shown(self, words: Floats) -> Bits:
        """The bits of words that began with :attr:`start`, as a view."""
        return words.view(self.bits_kind)

    def raised(self, bits: Bits) -> Bits:
        """The flags that are raised."""
        return bits & self.bits_kind(self.flags)

    def above(self, bits: Bits, shift: int) -> Whole:
        """How far a lane is above its middle.  Raises :class:`Outgrown`."""
        found: Whole = (bits >> self.bits_kind(shift)).astype(np.int64)
        found &= 2 * self.half - 1
        if np.any(found >= self.half + self.half // 2):
            raise Outgrown
        return found - self.half


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lanes of all windows share words; ``widths`` (L,) are the bits each wants."""

    widths: tuple[int, ...]

    @classmethod
    def of(cls, largest: Floats, first: Floats) -> Layout:
        """For (L,) cases expected in each window: in the largest zone, and in the first block."""
        spread = np.sqrt(largest)
        # Where a lane holds all that can be needed, no count is too low for it.
        lower = np.minimum(largest + ROOM / 2 * spread, ROOM * spread) + SPARE
        half = np.maximum(lower, 2 * (first + FIRST * np.sqrt(first) + SPARE))
        return cls(tuple(1 + math.ceil(math.log2(most)) for most in half))

    def wider(self) -> Layout:
        """One whose lanes want more bits."""
        return Layout(tuple(min(LONG - 1, bits + WIDER) for bits in self.widths))

    @property
    def words(self) -> list[Word]:
        """The longest windows first; what remains takes a short float if it can."""
        found: list[Word] = []
        left = len(self.widths)
        while left:
            many, fraction = left, SHORT
            if not self._fit(0, left, SHORT):
                fraction = LONG
                many = max(n for n in range(1, left + 1) if self._fit(left - n, left, LONG))
            found.append(Word((left - many, left), fraction))
            left -= many
        return found

    def _fit(self, first: int, end: int, fraction: int) -> bool:
        return max(self.widths[first:end]) * (end - first) < fraction
