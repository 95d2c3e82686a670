"""Farrington's method as Noufaily and others improved it, for many series and weeks at once.

Source: Farrington, Andrews, Beale, Catchpole 1996 (JRSS-A 159:547-563); Noufaily, Enki,
Farrington, Garthwaite, Andrews, Charlett 2013 (Statistics in Medicine 32:1206-1222).

The model is ``log mean = slope * week + level of the part of the year``, quasi-Poisson.  Given
the slope, each level has a closed form (its sum of counts over its sum of exp(slope * week)), so
that one Newton step in the slope serves all series and weeks together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qunce.statistics.detection.counted import quantile
from qunce.statistics.detection.design import Design, Floats, Whole, checked, windows

Threshold = Literal["delta", "nb", "muan"]
AT_ONCE = 512
"""Fits of one round: their matrices stay in the processor's cache."""
STEPS = 40
CLOSE = 1e-11
"""Newton ends when no slope moves by more (in steps of half a history)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What Farrington's method is asked to do.

    ``threshold``: ``delta`` (2/3 power, normal), ``nb`` (quantile of the negative binomial with
    the estimates put in; R's nbPlugin) or ``muan`` (the same at the mean's own upper limit: that
    of its logarithm, normal, one-sided, at the same ``alpha``; so it is much stricter).
    ``trend_below``: the trend is kept when its p-value is below and there are three years (1:
    whatever these are), and the expected count is no more than the largest count used.
    ``enough``: alarms only if so many cases came in so many weeks, the judged one among them.
    """

    design: Design = field(default_factory=Design)
    alpha: float = 0.01
    threshold: Threshold = "delta"
    trend: bool = True
    trend_below: float = 1.0
    reweight_above: float | None = 2.58
    """Anscombe residuals above it lose weight; None: nothing is reweighted."""
    enough: tuple[int, int] = (0, 4)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What was usual and what would be too many; each (S, W)."""

    expected: Floats
    dispersion: Floats
    """Variance over mean, at least 1."""
    upper: Floats
    alarm: NDArray[np.bool_]
    error: Floats
    """Standard error of the logarithm of the expected count."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A chunk of N fitted models, as seen from the judged week; each (N,)."""

    expected: Floats
    error: Floats
    dispersion: Floats
    trend_p: Floats


Fitter = Callable[["Frame", Floats, bool, float | None], Fit]


class Frame:
    """The design in numbers: scaled weeks and the matrix of levels, made once for all fits."""

    def __init__(self, design: Design) -> None:
        weeks = design.weeks.astype(np.float64)
        self.period = design.period
        self.levels = int(design.period.max()) + 1
        self.centre = float(weeks.mean())
        self.scale = max(1.0, float(np.ptp(weeks)) / 2)
        self.t = (weeks - self.centre) / self.scale
        self.t_now = -self.centre / self.scale
        member = np.zeros((weeks.size, self.levels))
        member[np.arange(weeks.size), design.period] = 1.0
        self.member = member
        self.spread = np.ascontiguousarray(member.T)
        self.moments = np.hstack([member, member * self.t[:, None], member * self.t[:, None] ** 2])


def flexible(
    counts: Floats, at: Whole, settings: Settings | None = None, *, as_r: bool = False
) -> Bounds:
    """What Farrington's flexible method says of the weeks ``at`` of each series.

    ``counts`` (S, T), NaN where nothing was counted; ``at`` (W,) week numbers from 0.
    ``as_r=True`` stops, weighs and judges as R's ``surveillance`` 1.20.3 does, its fault with the
    dispersion among it; by default the fit is carried to its end and the dispersion is right.
    Raises :class:`~.design.ShortHistory` where the weeks before do not suffice, and ValueError as
    :func:`~.design.checked`.
    """
    asked = settings or Settings()
    counts, at = checked(counts, at, to_come=False)
    frame = Frame(asked.design)
    fitter = _r_fitter() if as_r else fit_exactly
    past = windows(counts, at, asked.design.weeks)
    shape = (counts.shape[0], at.size)
    found = np.empty((3, past.shape[0]))
    for begin in range(0, past.shape[0], AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        fit = _fit(frame, past[part], asked, fitter)
        found[0, part], found[1, part], found[2, part] = fit.expected, fit.error, fit.dispersion
    expected, error, dispersion = (row.reshape(shape) for row in found)
    upper = upper_bound(expected, error, dispersion, asked.alpha, asked.threshold)
    seen = counts[:, at]
    with np.errstate(invalid="ignore"):
        alarm = (seen > upper) & _enough(counts, at, asked.enough)
    return Bounds(expected, dispersion, upper, alarm, error)


def _r_fitter() -> Fitter:
    from qunce.statistics.detection.farrington_r import fit_as_r

    return fit_as_r


def _fit(frame: Frame, past: Floats, asked: Settings, fitter: Fitter) -> Fit:
    """With a trend where one is asked for and may stand, else without."""
    fit = fitter(frame, past, asked.trend, asked.reweight_above)
    if not asked.trend:
        return fit
    most = np.nanmax(np.where(np.isnan(past), -np.inf, past), axis=1)
    with np.errstate(invalid="ignore"):
        stays = fit.expected <= most
        if asked.trend_below < 1:
            stays &= (fit.trend_p < asked.trend_below) & (asked.design.years >= 3)
    gone = ~stays & ~np.isnan(fit.expected)
    if not gone.any():
        return fit
    flat = fitter(frame, past[gone], False, asked.reweight_above)
    for mine, other in ((fit.expected, flat.expected), (fit.error, flat.error)):
        mine[gone] = other
    fit.dispersion[gone] = flat.dispersion
    return fit


def fit_exactly(frame: Frame, past: Floats, trend: bool, reweight_above: float | None) -> Fit:
    """The maximum of the quasi-likelihood, and standard errors with the model's dispersion.

    ``past`` (N, n).  A season in which nobody ever came is taken to have had half a case, so that
    a first one is not without measure; one without any week counted is not known: NaN.
    """
    missing = np.isnan(past)
    weight = None
    if missing.any():
        weight = (~missing).astype(np.float64)
        past = np.where(missing, 0.0, past)
    slope = np.zeros(past.shape[0])
    if trend:
        slope = _slope(frame, past, weight, slope)
    shape, level = _shape(frame, past, weight, slope)
    mean = shape * (level @ frame.spread)
    dispersion = _dispersion(frame, past, mean, weight, trend)
    if reweight_above is not None:
        mass, centre, spread = _moments(frame, mean, weight, trend)
        weight = _anscombe_weights(
            frame, past, mean, weight, dispersion, (mass, centre, spread), reweight_above
        )
        if trend:
            slope = _slope(frame, past, weight, slope)
        shape, level = _shape(frame, past, weight, slope)
        mean = shape * (level @ frame.spread)
        dispersion = _dispersion(frame, past, mean, weight, trend)
    mass, centre, spread = _moments(frame, mean, weight, trend)
    season = level[:, 0]
    empty = mass[:, 0] == 0
    if empty.any():
        exposed = (shape if weight is None else shape * weight) @ frame.member[:, 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            season = np.where(empty, 0.5 / exposed, season)
        season[empty & (exposed == 0)] = np.nan
        mass[empty, 0] = 0.5
    expected = season * np.exp(slope * frame.t_now)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = 1 / mass[:, 0]
        p = np.ones(past.shape[0])
        if trend:
            variance = variance + (frame.t_now - centre[:, 0]) ** 2 / spread
            p = two_sided(slope * np.sqrt(spread / dispersion), _freedom(frame, weight, past, True))
        error = np.sqrt(dispersion * variance)
    return Fit(expected, error, dispersion, p)


def _slope(frame: Frame, past: Floats, weight: Floats | None, slope: Floats) -> Floats:
    """Newton's way to the slope at which the levels leave nothing over."""
    weighed = past if weight is None else past * weight
    sums = weighed @ frame.member
    total = weighed @ frame.t
    width = frame.levels
    slope = slope.copy()
    for _ in range(STEPS):
        shape = np.exp(np.multiply.outer(slope, frame.t))
        if weight is not None:
            shape *= weight
        moments = shape @ frame.moments
        zero = moments[:, :width]
        with np.errstate(divide="ignore", invalid="ignore"):
            first = np.where(zero > 0, moments[:, width : 2 * width] / zero, 0.0)
            second = np.where(zero > 0, moments[:, 2 * width :] / zero, 0.0)
        gradient = total - (sums * first).sum(axis=1)
        curvature = (sums * (second - first * first)).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.clip(np.where(curvature > 1e-12, gradient / curvature, 0.0), -1.0, 1.0)
        slope += step
        if np.abs(step).max(initial=0.0) < CLOSE:
            break
    return slope


def _shape(
    frame: Frame, past: Floats, weight: Floats | None, slope: Floats
) -> tuple[Floats, Floats]:
    """(N, n) exp(slope * week), and (N, levels) the levels that go with it; 0 where none counts."""
    shape = np.exp(np.multiply.outer(slope, frame.t))
    weighed, base = (past, shape) if weight is None else (past * weight, shape * weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        exposed = base @ frame.member
        level: Floats = np.where(exposed > 0, (weighed @ frame.member) / exposed, 0.0)
    return shape, level


def _dispersion(
    frame: Frame, past: Floats, mean: Floats, weight: Floats | None, trend: bool
) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(mean > 0, (past - mean) ** 2 / mean, 0.0)
    if weight is not None:
        each *= weight
    freedom = np.maximum(_freedom(frame, weight, past, trend), 1.0)
    dispersion: Floats = np.maximum(1.0, each.sum(axis=1) / freedom)
    return dispersion


def _freedom(frame: Frame, weight: Floats | None, past: Floats, trend: bool) -> Floats:
    """(N,) weeks counted less parameters; reweighting leaves the sum of weights as it was."""
    if weight is None:
        return np.full(past.shape[0], float(past.shape[1] - frame.levels - trend))
    counted = weight > 0
    levels = ((counted @ frame.member) > 0).sum(axis=1)
    return np.asarray(counted.sum(axis=1) - levels - trend, dtype=np.float64)


def _moments(
    frame: Frame, mean: Floats, weight: Floats | None, trend: bool
) -> tuple[Floats, Floats, Floats]:
    """Mass and mean week of each level (N, levels), and the spread around them (N,)."""
    working = mean if weight is None else mean * weight
    width = frame.levels
    sums = working @ frame.moments
    mass = sums[:, :width]
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.where(mass > 0, sums[:, width : 2 * width] / mass, 0.0)
    spread = (sums[:, 2 * width :] - centre * sums[:, width : 2 * width]).sum(axis=1)
    return mass, centre, spread if trend else np.full_like(spread, np.inf)


def _anscombe_weights(
    frame: Frame,
    past: Floats,
    mean: Floats,
    weight: Floats | None,
    dispersion: Floats,
    moments: tuple[Floats, Floats, Floats],
    above: float,
) -> Floats:
    """Noufaily's weights: 1, or one over the squared residual where that is above ``above``."""
    mass, centre, spread = moments
    with np.errstate(divide="ignore", invalid="ignore"):
        # Only what lies well above its mean can lose weight: the leverage is asked for those.
        rough = np.sqrt(mean)
        residual = 1.5 * (np.cbrt(past * past / rough) - rough)
        suspects = np.nonzero(residual > above * np.sqrt(dispersion)[:, None] * 0.5)
        rows, columns = suspects
        part = frame.period[columns]
        working = mean[suspects] if weight is None else mean[suspects] * weight[suspects]
        leverage = working * (
            1 / mass[rows, part] + (frame.t[columns] - centre[rows, part]) ** 2 / spread[rows]
        )
        size = residual[suspects] / np.sqrt(dispersion[rows] * (1 - leverage))
    base = np.ones_like(past) if weight is None else weight.copy()
    counted = base.sum(axis=1)
    heavy = size > above
    base[rows[heavy], columns[heavy]] *= size[heavy] ** -2
    base *= (counted / np.maximum(base.sum(axis=1), 1e-300))[:, None]
    return base


def two_sided(statistic: Floats, freedom: Floats) -> Floats:
    """p-value of Student's t on both sides."""
    from scipy.special import stdtr

    p: Floats = 2 * stdtr(np.maximum(freedom, 1), -np.abs(statistic))
    return p


def upper_bound(
    expected: Floats, error: Floats, dispersion: Floats, alpha: float, threshold: Threshold
) -> Floats:
    """What would be exceeded with probability ``alpha``, one-sided; NaN where nothing is known."""
    from scipy.special import ndtri

    z = float(ndtri(1 - alpha))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if threshold == "delta":
            tau = dispersion + error**2 * expected
            width = np.sqrt(4 / 9 * np.cbrt(expected) * tau)
            bound: Floats = (np.cbrt(expected) ** 2 + z * width) ** 1.5
            return bound
        mean = expected if threshold == "nb" else expected * np.exp(z * error)
        return quantile(mean, mean * dispersion, 1 - alpha)


def _enough(counts: Floats, at: Whole, enough: tuple[int, int]) -> NDArray[np.bool_]:
    cases, weeks = enough
    summed = np.cumsum(np.nan_to_num(counts), axis=1)
    before = np.where(at >= weeks, summed[:, np.maximum(at - weeks, 0)], 0.0)
    recent: NDArray[np.bool_] = summed[:, at] - before >= cases
    return recent
