"""Whether those who spoke lately crowd together in neighbouring places.

Given how many spoke in all, each spoke in a place with the chance that the place's usual rate gives
it.  Of all zones the one that differs most by the likelihood ratio is found, and how often dealing
the same number anew would show one that differs as much (Kulldorff 1997, Communications in
Statistics 26:1481).  The rates are those of before, so that where few speak as a rule the excess is
not compared with itself, as it is by a permutation of the cases there were (:mod:`.scan`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.scan_zones import Zones
from qunce.statistics.unfit import Unfit

REPLICATES = 199
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Crowd:
    """The zone whose ``places`` (the centre first) have most more than their share: ``seen`` of
    all; ``p``: how often chance alone shows one as crowded, at least 1 in replicates + 1."""

    places: tuple[int, ...]
    seen: int
    p: float


def crowd(
    seen: Whole,
    rates: Floats,
    zones: Zones,
    *,
    rng: np.random.Generator,
    replicates: int = REPLICATES,
) -> Crowd | None:
    """The most crowded zone of two places or more, whose cases are not those of one place.

    ``seen`` (P,) cases lately, ``rates`` (P,) what is usual, in any one unit.  None where no zone
    has more than its share.  Raises :class:`Unfit` ``bad_zones`` and ``bad_cases``.
    """
    if not len(seen) == len(rates) == zones.places:
        raise Unfit("one count and one rate for each place of the zones", code="bad_zones")
    total, rate = int(seen.sum()), float(rates.sum())
    if (seen < 0).any() or (rates < 0).any() or not np.isfinite(rate):
        raise Unfit("counts and rates are 0 or more", code="bad_cases")
    if not total or not rate:
        return None
    shares = rates / rate
    usual = total * _summed(shares, zones)
    found = _ratios(seen, usual, total, zones)
    rank, centre = (int(i) for i in np.unravel_index(int(found.argmax()), found.shape))
    if found[rank, centre] <= 0:
        return None
    dealt = rng.multinomial(total, shares, size=replicates).T
    most = _ratios(dealt, usual[..., None], total, zones).max(axis=(0, 1))
    # Equal ratios may differ in the last digit.
    as_great = int((most >= found[rank, centre] * (1 - 1e-12)).sum())
    members = zones.members(rank, centre)
    return Crowd(members, int(seen[list(members)].sum()), (1 + as_great) / (1 + replicates))


def _ratios(seen: Whole, usual: Floats, total: int, zones: Zones) -> Floats:
    """(K, P, ...) c ln(c/mu) + (C - c) ln((C - c)/(C - mu)) of each zone that has c of C where mu
    were usual, in two of its places or more; 0 of all others."""
    from scipy.special import xlogy

    cases = _summed(seen, zones)
    several = _summed((seen > 0).astype(np.float64), zones) >= 2
    whole = zones.whole.reshape(*zones.whole.shape, *[1] * (seen.ndim - 1))
    rest = total - cases
    outside = np.maximum(total - usual, TINY)
    ratio = xlogy(cases, cases / np.maximum(usual, TINY)) + xlogy(rest, rest / outside)
    counted = (cases > usual) & several & whole
    found: Floats = np.where(counted, ratio, 0.0)
    return found


def _summed(values: Floats | Whole, zones: Zones) -> Floats:
    """(K, P, ...) the sums of (P, ...) over the places of each zone."""
    nothing = np.zeros((1, *values.shape[1:]))
    summed: Floats = np.cumsum(np.concatenate([values, nothing])[zones.order], axis=0)
    return summed
