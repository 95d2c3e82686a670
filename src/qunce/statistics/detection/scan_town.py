"""What the scan of a town is given, and the ratio it judges a zone by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.scan_zones import Zones


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

    @cached_property
    def totals(self) -> Whole:
        """The different totals that zones have, rising."""
        return self._totals_and_where[0]

    @cached_property
    def where(self) -> Whole:
        """(K, P) the index among ``totals`` of each zone's."""
        return self._totals_and_where[1]

    @cached_property
    def _totals_and_where(self) -> tuple[Whole, Whole]:
        if self.total > 2 * self.zone_total.size:
            totals, where = np.unique(self.zone_total, return_inverse=True)
            return totals, where.reshape(self.zone_total.shape)
        there = np.zeros(self.total + 1, dtype=np.bool_)
        there[self.zone_total] = True
        return np.flatnonzero(there), (np.cumsum(there) - 1)[self.zone_total]


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
