"""The places that join zones, in blocks, as sparse matrices that sum them for many towns."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.scan_lanes import Word
from qunce.statistics.detection.scan_zones import Zones

if TYPE_CHECKING:
    from scipy import sparse

CENTRES_AT_ONCE = 128
"""Near each other, so that what their zones sum stays in the processor's cache."""
PART_OF_RANK = 6
"""A block has at most one in so many of the ranks before it,"""
SPREADS = 1.0
"""and lets the count grow by so many of its standard deviations, hence seldom to what is needed;"""
LONGEST = 64
"""and has at most so many ranks."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some centres and the matrices, by bits, whose rows are their blocks, block by block.

    ``last``: where each row's last number stands, which is that of a place after all others.
    """

    centres: Whole
    matrices: dict[int, sparse.csr_array]
    last: Whole


class Rings:
    """The ranks from ``begin`` up to ``ranks`` of all zones in blocks.

    What lies before ``begin`` joins with the first block.  ``density``: recent cases by place.
    """

    def __init__(self, zones: Zones, density: float, begin: int, ranks: int) -> None:
        self.blocks: Whole = np.array(list(_blocks(density, begin, ranks)))
        self.chunks = list(self._chunks(zones))

    def _chunks(self, zones: Zones) -> Iterator[Chunk]:
        from scipy import sparse

        order = zones.order.astype(np.int32)
        ends = np.append(0, self.blocks[:, 1])
        lengths = np.diff(ends) + 1
        for centres in _together(zones):
            some = order[:, centres]
            after = np.full((1, centres.size), zones.places + 1, dtype=np.int32)
            joining = [
                np.concatenate([some[begin:end], after]).T.ravel()
                for begin, end in itertools.pairwise(ends)
            ]
            rows = np.append(0, np.cumsum(np.repeat(lengths, centres.size)))
            shape = (rows.size - 1, zones.places + 2)
            places = np.concatenate(joining)
            matrices = {
                kind().itemsize: sparse.csr_array(
                    (np.ones(places.size, dtype=kind), places, rows), shape=shape
                )
                for kind in (np.float64, np.float32)
            }
            yield Chunk(centres, matrices, rows[1:] - 1)

    def changes(self, chunk: Chunk, word: Word, table: Floats, rises: Floats) -> Floats:
        """(blocks, centres * B) by how much each block changes the lanes of B towns.

        The sums of ``table`` (P + 2, B), whose last row is 1, over the places of the block, less
        (blocks, centres) ``rises``.
        """
        matrix = chunk.matrices[word.kind().itemsize]
        matrix.data[chunk.last] = -rises.ravel()
        sums: Floats = matrix @ table
        return sums.reshape(len(self.blocks), -1)


def _together(zones: Zones) -> Iterator[Whole]:
    """All centres, those around one place together as long as there are enough left of them."""
    left = np.ones(zones.places + 1, dtype=np.bool_)
    left[zones.places] = False
    while left.any():
        around = zones.order[:, int(left.argmax())]
        near = around[left[around]][:CENTRES_AT_ONCE]
        left[near] = False
        others = np.flatnonzero(left)[: CENTRES_AT_ONCE - near.size]
        left[others] = False
        yield np.append(near, others)


def _blocks(density: float, begin: int, ranks: int) -> Iterator[tuple[int, int]]:
    """The ranks from..to (not included) that join together: the further out, the more."""
    while begin < ranks:
        spread = math.sqrt(begin / density)
        end = begin + max(1, int(min(begin / PART_OF_RANK, SPREADS * spread, LONGEST)))
        yield begin, min(ranks, end)
        begin = end
