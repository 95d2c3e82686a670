"""What a week is expected to bring, how sure that is, and how unusual the count that came is.

A count is taken to be negative binomial around a mean that is itself not known exactly: with the
expected count m, the dispersion f (variance over mean) and the variance v of the logarithm of m,
its variance is f m + m^2 v.  Counts may be fractions (people absent, converted to full days): the
tail is the incomplete beta function, which needs no whole numbers.

Source of the tail: Johnson, Kemp, Kotz, Univariate Discrete Distributions (2005), 5.6.
The size of an outbreak, Poisson with mean k standard deviations, and how its cases are spread over
weeks is the published design's (Noufaily et al. 2013, Statistics in Medicine 32:1206).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qunce.statistics.detection.budget import either
from qunce.statistics.detection.counted import quantile, size_of
from qunce.statistics.detection.design import Floats, Whole

SIZES = 10
"""Outbreaks of 1 to so many standard deviations are held to be equally likely."""
FIRST_WEEK = 0.5
"""Which part of an outbreak's cases its first week shows."""
LONGER_COSTS = 2.0
"""How much dearer the longer window is: see :func:`combined`."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was to be expected, made without the judged week; each (S, W), NaN if nothing is known.

    ``mean`` in counts; ``unsure`` the variance of its logarithm; ``dispersion`` variance over mean,
    at least 1; ``step`` how many weeks (days) ago a lasting change of level was found, 0 for none;
    ``step_factor`` by what the level was multiplied then.
    """

    mean: Floats
    unsure: Floats
    dispersion: Floats
    step: Whole
    step_factor: Floats

    @property
    def variance(self) -> Floats:
        """(S, W) of the count that comes."""
        found: Floats = self.dispersion * self.mean + self.mean**2 * self.unsure
        return found


def tail(seen: Floats, forecast: Forecast) -> Floats:
    """(S, W) the probability of so many as were ``seen`` (S, W), or more; NaN where one is NaN."""
    from scipy.special import betainc

    seen = np.asarray(seen, dtype=np.float64)
    size = size_of(forecast.mean, forecast.variance)
    with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
        above = betainc(np.maximum(seen, 1e-9), size, forecast.mean / (size + forecast.mean))
        p: Floats = np.where(seen > 0, above, 1.0)
    p[np.isnan(seen) | np.isnan(forecast.mean)] = np.nan
    return p


def evidence(seen: Floats, forecast: Forecast) -> Floats:
    """(S, W) logarithm of the Bayes factor for the first week of an outbreak against none.

    An outbreak of k standard deviations, k = 1 to :data:`SIZES` equally likely, adds a Poisson
    count, half of it in the first week.  Above 0 speaks for one.  It finds slightly more at the
    same rate of false alarms than :func:`tail`, because it does not take for unusual what no
    outbreak would explain either.
    """
    seen = np.asarray(seen, dtype=np.float64)
    mean, variance = forecast.mean, forecast.variance
    with np.errstate(invalid="ignore", divide="ignore", under="ignore"):
        spread = np.sqrt(forecast.dispersion * mean)
        usual = _log_probability(seen, mean, variance)
        total = np.full(np.broadcast_shapes(seen.shape, mean.shape), -np.inf)
        for k in range(1, SIZES + 1):
            more = FIRST_WEEK * k * spread
            total = np.logaddexp(total, _log_probability(seen, mean + more, variance + more))
        found: Floats = total - np.log(SIZES) - usual
    return found


def usual_range(forecast: Forecast, level: float = 0.9) -> tuple[Floats, Floats]:
    """(S, W) the lowest and highest count that is usual; ``level`` of all weeks lie within.

    Whole numbers; NaN where nothing is known.
    """
    if not 0 < level < 1:
        raise ValueError(f"a level of {level}; 0.9 means nine of ten weeks")
    with np.errstate(over="ignore"):
        variance = forecast.variance
    low, high = (quantile(forecast.mean, variance, q) for q in ((1 - level) / 2, (1 + level) / 2))
    return low, high


def summed(forecast: Forecast, width: int = 2) -> Forecast:
    """(S, W - width + 1) the same for the sum of ``width`` weeks; the columns are weeks on end.

    Each week's mean is the one forecast before it, so that what grows in the first does not hide
    in the second.  How unsure it is and the dispersion are those of the last.
    """
    if not 1 <= width <= forecast.mean.shape[1]:
        raise ValueError(f"{forecast.mean.shape[1]} weeks have no sum of {width}")
    return Forecast(
        mean=moving_sum(forecast.mean, width),
        unsure=forecast.unsure[:, width - 1 :],
        dispersion=forecast.dispersion[:, width - 1 :],
        step=forecast.step[:, width - 1 :],
        step_factor=forecast.step_factor[:, width - 1 :],
    )


def moving_sum(values: Floats, width: int) -> Floats:
    """(S, T - width + 1) sums of ``width`` neighbours of ``values`` (S, T)."""
    parts = [values[:, i : values.shape[1] - width + 1 + i] for i in range(width)]
    total: Floats = np.sum(parts, axis=0)
    return total


def combined(short: Floats, long: Floats, longer_costs: float = LONGER_COSTS) -> Floats:
    """(S, W) one p-value of two windows, the longer one of which is ``longer_costs`` times dearer.

    Bonferroni with weights: min(p1, c p2) (1 + 1/c), at most 1.  With c = 2 a series is alarmed a
    little later in its first week and much oftener in the second (measured in
    ``benchmarks/early_warning``).
    """
    if not longer_costs > 0:
        raise ValueError(f"a longer window that costs {longer_costs} times the short one")
    return either(short, long, longer_costs / (1 + longer_costs))


def _log_probability(seen: Floats, mean: Floats, variance: Floats) -> Floats:
    from scipy.special import gammaln

    size = size_of(mean, variance)
    found: Floats = (
        gammaln(seen + size)
        - gammaln(size)
        - gammaln(seen + 1)
        - size * np.log1p(mean / size)
        + seen * (np.log(mean) - np.log(size + mean))
    )
    return found
