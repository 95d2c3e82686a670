"""Quantiles of counts that scatter more than Poisson's, however large they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from qunce.statistics.detection.design import Floats

WHOLE = 1e9
"""Up to such means and dispersions quantiles are whole numbers."""
NEARLY_POISSON = 1e-9
"""A variance that exceeds the mean by less (in parts of it) is taken for Poisson's."""
ROUNDS = 200
"""Many times as many as any quantile below :data:`WHOLE` needs."""


def size_of(mean: Floats, variance: Floats) -> Floats:
    """The negative binomial's size; large where the count is as good as Poisson's."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size: Floats = mean**2 / np.maximum(variance - mean, NEARLY_POISSON * mean)
    return size


def quantile(mean: ArrayLike, variance: ArrayLike, level: ArrayLike) -> Floats:
    """The smallest count that is not exceeded in at least ``level`` of all cases.

    Of the negative binomial with this mean and variance; the shapes broadcast.  Poisson's where
    the variance is the mean or less, 0 where the mean is, NaN where one is not finite.  Beyond
    :data:`WHOLE` it is the gamma distribution's of the same mean and variance: of such counts
    single cases do not matter.
    """
    from scipy.special import gammaincinv

    with np.errstate(over="ignore"):
        mean, variance, level = np.broadcast_arrays(
            *(np.asarray(one, dtype=np.float64) for one in (mean, variance, level))
        )
        known = np.isfinite(mean) & np.isfinite(variance)
        large = known & ((mean > WHOLE) | (variance > WHOLE * mean)) & (mean > 0)
    small = known & ~large & (mean > 0)
    found = np.where(known, 0.0, np.nan)
    found[small] = _whole(mean[small], variance[small], level[small])
    scale = variance[large] / mean[large]
    found[large] = np.ceil(gammaincinv(mean[large] / scale, level[large]) * scale)
    return found


def _whole(mean: Floats, variance: Floats, level: Floats) -> Floats:
    """From Cornish and Fisher's guess (1938) in doubling steps to both sides, then by halves."""
    from scipy.special import betainc, ndtri

    size = size_of(mean, variance)
    part, above = mean / (size + mean), 1.0 - level
    z, spread = ndtri(level), np.sqrt(mean + mean**2 / size)
    skewed = (1 + 2 * mean / size) / spread * (z**2 - 1) / 6
    guess = np.maximum(0.0, np.floor(mean + spread * (z + skewed)))
    # What is known to be exceeded too often, and the least that is known not to be.
    low, high = np.full(mean.shape, -1.0), np.full(mean.shape, np.inf)
    live, step = np.arange(mean.size), 1.0
    for _ in range(ROUNDS):
        tried = guess[live]
        enough = betainc(tried + 1, size[live], part[live]) <= above[live]
        high[live[enough]], low[live[~enough]] = tried[enough], tried[~enough]
        live = live[high[live] - low[live] > 1]
        if not live.size:
            break
        below, reached = low[live], high[live]
        up, down = np.isinf(reached), below < 0
        halves = np.floor((below + np.where(up, 0.0, reached)) / 2)
        nearer = np.where(down, np.maximum(0.0, reached - step), halves)
        guess[live] = np.where(up, below + step, nearer)
        step *= 2
    return high
