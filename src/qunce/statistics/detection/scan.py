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
from qunce.statistics.detection.scan_bars import counts_needed
from qunce.statistics.detection.scan_replicates import chance_maxima
from qunce.statistics.detection.scan_town import Town, log_ratio
from qunce.statistics.detection.scan_zones import Zones
from qunce.statistics.unfit import Unfit

CUSTOMARY = 999
"""Replicates."""
RANKS_AT_ONCE = 16
"""Their zones are looked at together: they stay in the processor's cache."""
CLOSE = 1 - 1e-9
"""Bounds that close below pass."""
NOTHING = 1e-12
"""Ratios below it are rounding of zero."""
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
    zone_total = _summed(by_place, zones.order)
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
    # Few zones come near what chance shows; the others are looked at when those do not suffice.
    for least in (float(np.median(maxima)) / 2, 0.0):
        found = _clusters_from(town, recent, maxima, most, least)
        if len(found) == most:
            break
    return found


def _clusters_from(
    town: Town, recent: Whole, maxima: Floats, most: int, least: float
) -> list[Cluster]:
    """The same of zones with that ratio at least."""
    zones = town.zones
    rank, centre, best, window = _best_windows(town, recent, least)
    taken = np.zeros(zones.places + 1, dtype=np.bool_)
    found: list[Cluster] = []
    while len(found) < most and best.size:
        # Of equal ratios the zone with fewer places, then the centre with the lower index.
        first = int(best.argmax())
        members = zones.members(int(rank[first]), int(centre[first]))
        days, llr = int(window[first]), float(best[first])
        found.append(
            Cluster(
                places=members,
                days=days + 1,
                cases=int(recent[days, list(members)].sum()),
                expected=float(town.zone_total[rank[first], centre[first]] * town.shares[days]),
                llr=llr,
                p_rank=rank_p(llr, maxima),
                p_gumbel=gumbel_p(llr, maxima),
            )
        )
        taken[list(members)] = True
        touching = taken[zones.order]
        # The rank at which each centre's zones reach a taken place.
        until = np.where(touching.any(axis=0), touching.argmax(axis=0), len(touching))
        free = rank < until[centre]
        rank, centre, best, window = rank[free], centre[free], best[free], window[free]
    return found


def _best_windows(town: Town, recent: Whole, least: float) -> tuple[Whole, Whole, Floats, Whole]:
    """Rank, centre, greatest ratio, and the shortest window that has it (from 0), of each zone.

    Of zones with a ratio above 0 and of ``least``, by rank, then by centre.  Most have too few
    cases for it, so that they need no logarithm.
    """
    total, zones = town.total, town.zones
    needed = counts_needed(town, max(least, NOTHING) * CLOSE)
    found: list[tuple[Whole, Floats, Whole]] = []
    sums = np.zeros((len(recent), zones.places), dtype=np.int64)
    for begin in range(0, len(zones.order), RANKS_AT_ONCE):
        ranks = slice(begin, begin + RANKS_AT_ONCE)
        order, totals, whole = zones.order[ranks], town.zone_total[ranks], zones.whole[ranks]
        where = town.where[ranks]
        best = np.zeros(totals.size)
        window = np.zeros(totals.size, dtype=np.int64)
        for days, (counts, share) in enumerate(zip(recent, town.shares, strict=True)):
            seen = _summed(counts, order, sums[days])
            sums[days] = seen[-1]
            at = np.flatnonzero((seen >= needed[days][where]) & whole)
            ratio = log_ratio(seen.ravel()[at], totals.ravel()[at] * share, total)
            better = (ratio > best[at]) & (ratio >= least)
            best[at[better]] = ratio[better]
            window[at[better]] = days
        at = np.flatnonzero(best)
        found.append((at + begin * zones.places, best[at], window[at]))
    zone, best, window = (np.concatenate(column) for column in zip(*found, strict=True))
    rank, centre = np.divmod(zone, zones.places)
    return rank, centre, best, window


def _summed(by_place: Whole, order: Whole, before: Whole | int = 0) -> Whole:
    """(K, P) the sum of (P,) over the places that join up to each rank, and of those before."""
    summed: Whole = np.append(by_place, 0)[order]
    summed[0] += before
    for rank in range(1, len(summed)):
        summed[rank] += summed[rank - 1]
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
