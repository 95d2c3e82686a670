"""Whether the cases of the last days crowd together somewhere: the space-time permutation scan.

It needs neither a population nor years of history: what a zone could expect in the last days is
its share of all cases times the share of all cases that fell into those days.  Seasons and days on
which everybody speaks therefore raise nothing; a place that always speaks raises nothing; only
place and time together do.

Sources: Kulldorff, Heffernan, Hartman, Assunção, Mostashari 2005 (PLoS Medicine 2:e59); p-values
from the Gumbel tail, Abrams, Kulldorff, Kleinman 2010 (International Journal of Health Geographics
9:61).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.scan_maxima import Town, log_ratio
from qunce.statistics.detection.scan_replicates import chance_maxima
from qunce.statistics.detection.scan_zones import Zones
from qunce.statistics.unfit import Unfit

CUSTOMARY = 999
"""Replicates."""
MOST_CASES = 10**9
"""More in all are refused: nobody could have counted them."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A zone that had more cases in the last days than its share.

    ``places`` are indices, the centre first, then in the order they joined; ``days`` how many of
    the last days; ``llr`` the logarithm of the likelihood ratio.  ``p_rank`` is the rank among the
    replicates (least: 1 in replicates + 1), ``p_gumbel`` the tail fitted to them, for an excess
    that no replicate reaches.  Both are chances that the strongest cluster of a whole day's scan
    is as strong, hence for clusters after the first they err to the cautious side.
    """

    places: tuple[int, ...]
    days: int
    cases: int
    expected: float
    llr: float
    p_rank: float
    p_gumbel: float


@dataclass(frozen=True, slots=True)
class Clusters:
    """The clusters found, the strongest first, no place in two of them; and the replicates' maxima.

    ``found`` is empty when no zone had more than its share in the last days.
    """

    found: tuple[Cluster, ...]
    maxima: Floats


def scan(
    cases: ArrayLike,
    zones: Zones,
    *,
    rng: np.random.Generator,
    window_days: int = 7,
    replicates: int = CUSTOMARY,
    most: int = 5,
    fewest: int = 1,
) -> Clusters:
    """Clusters alive on the last day of ``cases`` (P places, D days), counts by place and day.

    ``zones``: :func:`~.scan_zones.by_coordinates` or :func:`~.scan_zones.by_neighbours`; they can
    be kept for all scans of a town.  Windows of the last 1 to ``window_days`` days.  At most
    ``most`` clusters are given.  Fewer than ``fewest`` cases are no cluster, in the replicates
    neither.  Days may as well be weeks.

    Raises :class:`Unfit`: ``bad_cases`` (not a table of whole numbers from 0 on; ``names`` are the
    places concerned), ``too_many_cases``, ``bad_zones`` (of other places), ``bad_window``,
    ``short_history`` (no day before the longest window), ``bad_count`` (no replicates, or
    ``most`` or ``fewest`` below 1).
    """
    counts = _checked(cases)
    places, days = counts.shape
    if zones.places != places:
        raise Unfit(f"zones of {zones.places} places for {places}", code="bad_zones")
    if window_days < 1:
        raise Unfit("a window has one day or more", code="bad_window")
    if days <= window_days:
        raise Unfit(f"{days} days; more than the window are needed", code="short_history")
    if min(replicates, most, fewest) < 1:
        raise Unfit("replicates, clusters and cases are one or more", code="bad_count")
    # The last day is window 1 and has index 0.
    recent = np.cumsum(counts[:, : -window_days - 1 : -1], axis=1).T
    by_place = counts.sum(axis=1)
    if not recent[-1].any():
        return Clusters((), np.zeros(replicates))
    zone_total = _summed(by_place, zones)
    town = Town(zones, by_place, recent.sum(axis=1), zone_total, fewest)
    maxima = chance_maxima(town, replicates, rng)
    return Clusters(tuple(_clusters(town, recent, maxima, most)), maxima)


def rank_p(llr: float, maxima: Floats) -> float:
    """The rank of a ratio among itself and the replicates' maxima, over their number."""
    # Equal ratios may differ in the last digit.
    as_great = int(np.count_nonzero(maxima >= llr * (1 - 1e-12)))
    return (1 + as_great) / (1 + maxima.size)


def gumbel_p(llr: float, maxima: Floats) -> float:
    """The tail beyond a ratio of the Gumbel distribution with the maxima's mean and spread.

    Moments: scale = s √6 / π, place = mean - 0.5772 scale.  From a single maximum, or from equal
    ones, it is the rank.
    """
    spread = float(maxima.std(ddof=1)) if maxima.size > 1 else 0.0
    if spread <= 0:
        return rank_p(llr, maxima)
    scale = spread * math.sqrt(6) / math.pi
    place = float(maxima.mean()) - float(np.euler_gamma) * scale
    return float(-np.expm1(-np.exp(-(llr - place) / scale)))


def _clusters(town: Town, recent: Whole, maxima: Floats, most: int) -> list[Cluster]:
    """The strongest zone, then the strongest without a place of those before, and so on."""
    zones = town.zones
    best, window = _best_windows(town, recent)
    taken = np.zeros(zones.places + 1, dtype=np.bool_)
    found: list[Cluster] = []
    while len(found) < most:
        # Of equal ratios the zone with fewer places, then the centre with the lower index.
        rank, centre = (int(i) for i in np.unravel_index(int(best.argmax()), best.shape))
        llr = float(best[rank, centre])
        if llr <= 0:
            break
        members = zones.members(rank, centre)
        days = int(window[rank, centre])
        found.append(
            Cluster(
                places=members,
                days=days + 1,
                cases=int(recent[days, list(members)].sum()),
                expected=float(town.zone_total[rank, centre] * town.shares[days]),
                llr=llr,
                p_rank=rank_p(llr, maxima),
                p_gumbel=gumbel_p(llr, maxima),
            )
        )
        taken[list(members)] = True
        best[np.logical_or.accumulate(taken[zones.order], axis=0)] = 0.0
    return found


def _best_windows(town: Town, recent: Whole) -> tuple[Floats, Whole]:
    """(K, P) the greatest ratio of each zone, and the shortest window that has it (from 0)."""
    best = np.zeros(town.zone_total.shape)
    window = np.zeros(town.zone_total.shape, dtype=np.int64)
    for days, counts in enumerate(recent):
        seen = _summed(counts, town.zones)
        ratio = log_ratio(seen, town.zone_total * town.shares[days], town.total)
        better = (ratio > best) & town.zones.whole & (seen >= town.fewest)
        best[better] = ratio[better]
        window[better] = days
    return best, window


def _summed(by_place: Whole, zones: Zones) -> Whole:
    """(K, P) the sum of (P,) over the places of each zone."""
    summed: Whole = np.cumsum(np.append(by_place, 0)[zones.order], axis=0)
    return summed


def _checked(cases: ArrayLike) -> Whole:
    try:
        given = np.asarray(cases, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Unfit("cases are numbers by place and day", code="bad_cases") from error
    if given.ndim != 2 or not given.size:
        raise Unfit("cases are a table of places and days", code="bad_cases")
    with np.errstate(invalid="ignore"):
        right = (given >= 0) & (given == np.floor(given)) & np.isfinite(given)
    wrong = np.flatnonzero(~right.all(axis=1))
    if wrong.size:
        raise Unfit("cases are whole numbers from 0 on", code="bad_cases", names=wrong.tolist())
    if given.sum() > MOST_CASES:
        raise Unfit(f"more than {MOST_CASES} cases", code="too_many_cases")
    return given.astype(np.int64)
