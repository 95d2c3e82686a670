"""How often alarms begin by chance over everything watched, and the level that keeps the budget.

An alarm *begins* on a day only if somebody speaks on that day.  Of a mixed Poisson process the rate
at which a window of W days comes to hold k is k/W times the probability that it holds k, and the
common level is the largest at which these rates, summed over all cells and windows, stay within
what is allowed.  The tail probability at every look would count the same excess once a day.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qunce.statistics.detection.design import Floats
from qunce.statistics.detection.rolling_levels import Levels

TRIED = 80
"""Counts from the usual one up that are tried as a cell's limit."""
LOWEST, HIGHEST = 1e-12, 0.05
"""Levels between which the common one is sought."""
HALVINGS = 40


class Rates:
    """How often a day an alarm of each cell begins by chance, for each count it may need.

    Of cells with large means not every count is looked at, but every quarter of a standard
    deviation; the rate then is that of the count before, which is larger.  ``fewest`` cases are
    needed for any alarm.
    """

    def __init__(self, levels: Levels, dispersion: float, fewest: int) -> None:
        from scipy.special import betainc, gammaln

        mean, size = levels.mean[:, None], levels.size[:, None]
        step = np.maximum(1.0, np.floor(np.sqrt(levels.variance) / 4))[:, None]
        first = np.maximum(float(fewest), np.floor(mean))
        numbers = first + step * np.arange(TRIED)[None, :]
        self.coarse = (step > 1)[:, 0]
        self.tails: Floats = betainc(numbers, size, mean / (size + mean))
        exactly = np.exp(
            gammaln(numbers + size)
            - gammaln(size)
            - gammaln(numbers + 1)
            - size * np.log1p(mean / size)
            + numbers * np.log(mean / (size + mean))
        )
        begins = np.minimum(self.tails, dispersion * numbers / levels.days * exactly)
        self.begins: Floats = np.maximum.accumulate(begins[:, ::-1], axis=1)[:, ::-1]

    def at(self, level: float) -> float:
        """Beginnings a day over all cells if alarms are raised at tails up to ``level``."""
        # Tails fall along a row: the first that is under is as many as are not.
        first = (self.tails > level).sum(axis=1)
        any_under = first < self.tails.shape[1]
        first = np.where(self.coarse, np.maximum(first - 1, 0), first)
        rates = self.begins[np.arange(len(first)), np.minimum(first, self.tails.shape[1] - 1)]
        return float(np.where(any_under, rates, 0.0).sum())


def common_level(rates: Sequence[Rates], allowed: float) -> float:
    """The largest tail probability at which no more than ``allowed`` alarms begin a day."""
    low, high = LOWEST, HIGHEST
    if sum(one.at(high) for one in rates) <= allowed:
        return high
    for _ in range(HALVINGS):
        middle = float(np.sqrt(low * high))
        if sum(one.at(middle) for one in rates) <= allowed:
            low = middle
        else:
            high = middle
    return low
