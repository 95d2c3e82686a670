"""Quantiles of counts that scatter more than Poisson's, however large they are."""

from __future__ import annotations

import numpy as np

from qunce.statistics.detection.design import Floats

WHOLE = 1e9
"""Up to such means and dispersions quantiles are whole numbers."""
NEARLY_POISSON = 1e-9
"""A variance that exceeds the mean by less (in parts of it) is taken for Poisson's."""


def size_of(mean: Floats, variance: Floats) -> Floats:
    """The negative binomial's size; large where the count is as good as Poisson's."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size: Floats = mean**2 / np.maximum(variance - mean, NEARLY_POISSON * mean)
    return size


def quantile(mean: Floats, dispersion: Floats, level: float) -> Floats:
    """The smallest count that is not exceeded in at least ``level`` of all cases.

    Of the negative binomial with this mean and this variance over mean, whose shapes broadcast;
    Poisson's where the dispersion is 1; NaN where one is not finite.  Beyond :data:`WHOLE` it is
    the gamma distribution's of the same mean and variance: of such counts single cases do not
    matter, and scipy's search for them ends late or never.
    """
    from scipy.special import gammaincinv
    from scipy.stats import nbinom, poisson

    mean, dispersion = np.broadcast_arrays(mean, dispersion)
    known = np.isfinite(mean) & np.isfinite(dispersion)
    large = known & ((mean > WHOLE) | (dispersion > WHOLE))
    over = known & ~large & (dispersion > 1 + NEARLY_POISSON)
    plain = known & ~large & ~over
    found = np.full(mean.shape, np.nan)
    spread = dispersion[over]
    found[over] = nbinom.ppf(level, mean[over] / (spread - 1), 1 / spread)
    found[plain] = poisson.ppf(level, mean[plain])
    scale = dispersion[large]
    found[large] = np.ceil(gammaincinv(mean[large] / scale, level) * scale)
    return found
