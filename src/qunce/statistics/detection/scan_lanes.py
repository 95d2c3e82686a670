"""Counts of several window lengths in one number, a lane for each: one addition serves them all.

Two layouts go together.  In the narrow one a number is a float, whose 52 bits are shared by the
lanes of a word; the places of a block are summed in it.  Its sums are then spread over two 64-bit
words, the even and the odd lanes, twice as wide, in which blocks are summed to zones.  There the
highest bit of a lane, the flag, is to say whether a bar is reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from qunce.statistics.detection.design import Floats, Whole

Words = NDArray[np.uint64]

FLOAT = 52
"""Bits of a float's fraction: whole numbers below 2**52 become its bits when 2**52 is added."""
WORD = 64
MOST_LANES = 8
WIDEST = 30
"""Bits of a narrow lane: enough for any number of cases."""


@dataclass(frozen=True, slots=False)
class Layout:
    """``windows`` lanes in ``words`` words; ``recent`` cases at most are in a lane."""

    windows: int
    words: int
    recent: int

    @classmethod
    def of(cls, windows: int, recent: int) -> Layout:
        """The fewest words that hold the sums of any zone."""
        words = -(-windows // MOST_LANES)
        while words < windows and cls(windows, words, recent).flag <= recent:
            words += 1
        return cls(windows, words, recent)

    def wider(self) -> Layout:
        """One with fewer lanes in a word."""
        words = self.words + 1
        while -(-self.windows // words) == self.lanes:
            words += 1
        return Layout(self.windows, words, self.recent)

    @cached_property
    def lanes(self) -> int:
        """In each word."""
        return -(-self.windows // self.words)

    @cached_property
    def bits(self) -> int:
        """Of a narrow lane."""
        return min(WIDEST, FLOAT // self.lanes)

    def full(self, word: int) -> float:
        """A narrow word that has left its lanes is as great at least: its last lane is greatest."""
        return float(1 << (self.bits * len(self.lanes_of(word))))

    @cached_property
    def flag(self) -> int:
        """The highest bit of a wide lane; the last lane may be cut short by the word's end."""
        begin = 2 * self.bits * (-(-self.lanes // 2) - 1)
        return 1 << min(2 * self.bits - 1, WORD - 1 - begin)

    def lanes_of(self, word: int) -> list[tuple[int, int, int]]:
        """Window, which of the two wide words (0 even, 1 odd), and by how many bits it is shifted.

        The last word may have fewer.
        """
        first = word * self.lanes
        return [
            (first + lane, lane % 2, 2 * self.bits * (lane // 2))
            for lane in range(min(self.lanes, self.windows - first))
        ]

    def packed(self, counts: Whole) -> Floats:
        """(W, P, B) narrow words of (L, P, B) counts."""
        words = np.zeros((self.words, *counts.shape[1:]))
        for word in range(self.words):
            for lane in range(min(self.lanes, self.windows - word * self.lanes)):
                words[word] += counts[word * self.lanes + lane] * float(1 << (self.bits * lane))
        return words

    @cached_property
    def masks(self) -> tuple[np.uint64, np.uint64]:
        """The bits of narrow sums in even lanes, and in odd lanes moved to those before them."""
        one = (1 << self.bits) - 1
        even, odd = (
            sum(one << (2 * self.bits * lane) for lane in range(lanes))
            for lanes in (-(-self.lanes // 2), self.lanes // 2)
        )
        return np.uint64(even), np.uint64(odd)

    def spread(self, narrow: Floats, wide: Words) -> None:
        """Write the even and odd lanes of narrow words, which are used up, to (2, ...) words."""
        # The bits of 2**52 itself are above all lanes.
        np.add(narrow, float(1 << FLOAT), out=narrow)
        bits = narrow.view(np.uint64)
        even, odd = self.masks
        np.bitwise_and(bits, even, out=wide[0])
        np.right_shift(bits, np.uint64(self.bits), out=bits)
        np.bitwise_and(bits, odd, out=wide[1])

    def flags(self, word: int) -> np.uint64:
        """The flags of the even lanes; those of the odd ones are at the same bits."""
        even = (shift for _, odd, shift in self.lanes_of(word) if not odd)
        return np.uint64(sum(self.flag << shift for shift in even))

    def wide(self, word: int, values: Whole) -> Words:
        """(2, ...) even and odd words of (L, ...) values from 0 to the flag."""
        found = np.zeros((2, *values.shape[1:]), dtype=np.uint64)
        for window, odd, shift in self.lanes_of(word):
            found[odd] += values[window].astype(np.uint64) << np.uint64(shift)
        return found
