"""Whether a place differs by more than chance: funnel limits, and never a ranking.

Twenty places that are exactly alike, with 20 to 150 answers each, lie 20 points apart from best to
worst by chance alone.  So each place is compared with what all share, within limits that are wider
the fewer answered, and is inside them or outside.  Nothing here sorts by the share.

Sources: Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in
Medicine 24 (2005) 1185, appendix A.1 (exact limits, interpolated), A.3 and section 3.2
(over-dispersion); DerSimonian & Laird, Controlled Clinical Trials 7 (1986) 177, for τ².
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from qunce.statistics.intervals import Count, Interval
from qunce.statistics.unfit import Unfit

WARNING = 0.95
ALARM = 0.998

LEAST_ANSWERS = 30
"""A place with fewer answers is not placed: its limits would hold nearly everything (the National
Center for Health Statistics does not present a proportion of fewer, Series 2 no. 175, 2017)."""

LEAST_UNITS = 5
"""With fewer places there is no "what all share" to be compared with."""


class Standing(StrEnum):
    """Where a unit lies."""

    INSIDE = "inside"
    OUTSIDE_95 = "outside_95"
    OUTSIDE_998 = "outside_998"
    TOO_FEW = "too_few"


class Side(StrEnum):
    """On which side of the limits."""

    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Placed:
    """One unit in the funnel; limits and standing are None where it says nothing."""

    n: int
    share: float | None
    standing: Standing
    side: Side | None = None
    warning: Interval | None = None
    alarm: Interval | None = None


@dataclass(frozen=True, slots=True)
class Funnel:
    """All units, in the order they were given.

    ``target`` is the share of all placed units together unless one was given.  ``phi`` is how much
    wider the units scatter than chance (1: as chance does), ``tau2`` the variance between units
    that the limits allow for; 0 where the scatter is within chance.  ``units`` stands in the order
    that was given.  When fewer than :data:`LEAST_UNITS` have enough answers, ``says_nothing`` is
    true and every unit is TOO_FEW.
    """

    target: float | None
    phi: float | None
    tau2: float
    units: Mapping[str, Placed]
    says_nothing: bool


def limits(n: int, target: float, level: float = WARNING) -> Interval:
    """Between which shares a unit with ``n`` answers lies with probability ``level``, by chance.

    Exact binomial, interpolated between whole numbers (Spiegelhalter A.1.1): with r the smallest
    number with F(r) ≥ q, the limit is (r - α)/n, α = (F(r) - q) / (F(r) - F(r - 1)).
    Raises :class:`Unfit`: ``no_answers``, ``bad_share``, ``bad_level``.
    """
    if n < 1:
        raise Unfit(f"no limits for {n} answers", code="no_answers")
    if not 0 <= target <= 1:
        raise Unfit(f"a share of {target}", code="bad_share")
    if not 0 < level < 1:
        raise Unfit(f"a level of {level}; 0.95 means 95 %", code="bad_level")
    if target in (0, 1):
        return Interval(target, target)
    from scipy.stats import binom

    ends: list[float] = []
    for q in ((1 - level) / 2, (1 + level) / 2):
        r = float(binom.ppf(q, n, target))
        up_to_r, up_to_less = float(binom.cdf(r, n, target)), float(binom.cdf(r - 1, n, target))
        alpha = (up_to_r - q) / (up_to_r - up_to_less)
        ends.append(min(1.0, max(0.0, (r - alpha) / n)))
    return Interval(ends[0], ends[1])


def overdispersion(counts: Sequence[Count], target: float) -> tuple[float, float]:
    """φ and τ²: how much wider than chance the units scatter, and the variance between them.

    φ = Σz²/I with z = (y - θ)/s, s² = θ(1 - θ)/n, the outer tenth on each side drawn in to the
    10 % and 90 % quantiles, so that a few true outliers do not widen the limits that should find
    them.  τ² = max(0, (Iφ - (I - 1)) / (Σw - Σw²/Σw)), w = 1/s².
    τ² is 0 unless φ > 1 + 2 √(2/I), the scatter that chance itself may bring (Spiegelhalter 3.2).
    """
    if not 0 < target < 1 or not counts:
        return 1.0, 0.0
    n = np.array([count.n for count in counts], dtype=float)
    shares = np.array([count.successes for count in counts]) / n
    variance = target * (1 - target) / n
    z: npt.NDArray[np.float64] = (shares - target) / np.sqrt(variance)
    low, high = np.quantile(z, [0.1, 0.9])
    phi = float(np.mean(np.clip(z, low, high) ** 2))
    size = len(counts)
    if size < 2 or phi <= 1 + 2 * math.sqrt(2 / size):
        return phi, 0.0
    weights = 1 / variance
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    return phi, max(0.0, (size * phi - (size - 1)) / scale)


def funnel(
    counts: Mapping[str, Count],
    *,
    target: float | None = None,
    least_answers: int = LEAST_ANSWERS,
    least_units: int = LEAST_UNITS,
) -> Funnel:
    """Each unit inside or outside the limits of 95 % and 99.8 %.

    Exact limits where the units scatter as chance does; where they scatter more, limits from the
    random-effects variance, θ ± z √(s² + τ²).  Of twenty units that are alike one is outside 95 %
    in most years: that is a reason to look, and 99.8 % a reason to act.

    A standing tells something of the unit's counts.  It may be shown of those units only whose
    share is released (:meth:`qunce.statistics.release.Released.share`); pass only these.
    Raises :class:`Unfit` ``bad_count``, ``bad_share``.
    """
    wrong = [name for name, count in counts.items() if not 0 <= count.successes <= count.n]
    if wrong:
        raise Unfit(
            "more successes than answers, or fewer than none", code="bad_count", names=wrong
        )
    if target is not None and not 0 <= target <= 1:
        raise Unfit(f"a share of {target}", code="bad_share")
    enough = {name: count for name, count in counts.items() if count.n >= max(1, least_answers)}
    if len(enough) < max(1, least_units):
        nothing = {name: _too_few(count) for name, count in counts.items()}
        return Funnel(target=target, phi=None, tau2=0.0, units=nothing, says_nothing=True)
    if target is None:
        answers = sum(count.n for count in enough.values())
        target = sum(count.successes for count in enough.values()) / answers
    phi, tau2 = overdispersion(list(enough.values()), target)
    units = {
        name: _placed(count, target, tau2) if name in enough else _too_few(count)
        for name, count in counts.items()
    }
    return Funnel(target=target, phi=phi, tau2=tau2, units=units, says_nothing=False)


def wide_limits(n: int, target: float, tau2: float, level: float = WARNING) -> Interval:
    """Limits that allow for a variance ``tau2`` between units: θ ± z √(θ(1 - θ)/n + τ²)."""
    if not tau2:
        return limits(n, target, level)
    reach = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(target * (1 - target) / n + tau2)
    return Interval(max(0.0, target - reach), min(1.0, target + reach))


def _placed(count: Count, target: float, tau2: float) -> Placed:
    share = count.successes / count.n
    warning = wide_limits(count.n, target, tau2, WARNING)
    alarm = wide_limits(count.n, target, tau2, ALARM)
    standing, side = Standing.INSIDE, None
    for bounds, outside in ((warning, Standing.OUTSIDE_95), (alarm, Standing.OUTSIDE_998)):
        if share < bounds.low:
            standing, side = outside, Side.BELOW
        elif share > bounds.high:
            standing, side = outside, Side.ABOVE
    return Placed(
        n=count.n, share=share, standing=standing, side=side, warning=warning, alarm=alarm
    )


def _too_few(count: Count) -> Placed:
    return Placed(n=count.n, share=None, standing=Standing.TOO_FEW)
