"""The places that join zones, in blocks, as sparse matrices that sum them for many towns."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.scan_zones import Zones

if TYPE_CHECKING:
    from scipy import sparse

CENTRES_AT_ONCE = 64
"""Their sums stay in the processor's cache."""
PART_OF_RANK = 6
"""A block has at most one in so many of the ranks before it,"""
SPREADS = 1.0
"""and lets the count grow by so many of its standard deviations, hence seldom to what is needed;"""
LONGEST = 64
"""and has at most so many ranks."""
INNER = 16
"""Ranks of a block in which nothing is looked for."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some centres and the matrix whose rows are their blocks, block by block."""

    first: int
    centres: int
    matrix: sparse.csr_array


class Rings:
    """The ranks up to ``ranks`` of all zones in blocks; those of ``begin`` ranks are too small.

    ``density``: recent cases by place.
    """

    def __init__(self, zones: Zones, density: float, begin: int, ranks: int) -> None:
        inner = [(first, min(begin, first + INNER)) for first in range(0, begin, INNER)]
        self.tested = len(inner)
        self.blocks: Whole = np.array([*inner, *_blocks(density, begin, ranks)])
        self.chunks = list(self._chunks(zones))

    def _chunks(self, zones: Zones) -> Iterator[Chunk]:
        from scipy import sparse

        order = zones.order.astype(np.int32)
        lengths = np.diff(self.blocks, axis=1).ravel()
        for first in range(0, zones.places, CENTRES_AT_ONCE):
            some = order[:, first : first + CENTRES_AT_ONCE]
            centres = some.shape[1]
            joining = np.concatenate([some[begin:end].T.ravel() for begin, end in self.blocks])
            rows = np.append(0, np.cumsum(np.repeat(lengths, centres)))
            parts = (np.ones(joining.size), joining, rows)
            shape = (rows.size - 1, zones.places + 1)
            yield Chunk(first, centres, sparse.csr_array(parts, shape=shape))

    def summed(self, chunk: Chunk, words: Floats) -> Floats:
        """(blocks, centres, B) the sums of (P + 1, B) over the places of each block."""
        sums: Floats = chunk.matrix @ words
        return sums.reshape(len(self.blocks), chunk.centres, -1)


def _blocks(density: float, begin: int, ranks: int) -> Iterator[tuple[int, int]]:
    """The ranks from..to (not included) that join together: the further out, the more."""
    while begin < ranks:
        spread = math.sqrt(begin / density)
        end = begin + max(1, int(min(begin / PART_OF_RANK, SPREADS * spread, LONGEST)))
        yield begin, min(ranks, end)
        begin = end
