"""Farrington's method the way R's ``surveillance`` 1.20.3 goes, for comparison.

Written from its documentation and its published answers, not from its source.  Three things are
different from :func:`~.farrington.fit_exactly`:

* iteratively reweighted least squares begin at the counts plus 0.1 and end as soon as the
  deviance moves by less than 1e-8 of itself;
* dispersion and leverages are those of the last step's working weights;
* after reweighting the standard errors are computed with the prior weights where the working
  weights belong.  That is a documented fault: at a mean of 148 the dispersion in them is 0.007
  instead of 1.03, at 0.135 it is 7.1 instead of 1.0.
"""

from __future__ import annotations

import numpy as np

from qunce.statistics.detection.design import Floats
from qunce.statistics.detection.farrington import Fit, Frame, two_sided

CLOSE = 1e-8
STEPS = 25


def fit_as_r(frame: Frame, past: Floats, trend: bool, reweight_above: float | None) -> Fit:
    """As R fits, weighs, fits again and predicts; ``past`` (N, n) without gaps."""
    if np.isnan(past).any():
        raise ValueError("R's way is compared on series without gaps")
    n = past.shape[1]
    freedom = float(n - frame.levels - trend)
    prior = np.ones_like(past)
    link, working = _least_squares(frame, past, prior, trend)
    mean = np.exp(link)
    pearson = ((past - mean) / mean) ** 2
    dispersion = np.maximum(1.0, (working * pearson).sum(axis=1) / freedom)
    wrong = (working * pearson).sum(axis=1) / freedom
    if reweight_above is not None:
        mass, centre, spread = _around(frame, working, trend)
        away = frame.t - centre @ frame.spread
        leverage = working * (1 / (mass @ frame.spread) + away**2 / spread[:, None])
        residual = 1.5 * (np.cbrt(past) ** 2 * mean ** (-1 / 6) - np.sqrt(mean))
        residual /= np.sqrt(dispersion[:, None] * (1 - leverage))
        heavy = residual > reweight_above
        prior = np.where(heavy, np.where(heavy, residual, 1.0) ** -2, 1.0)
        prior *= (n / prior.sum(axis=1))[:, None]
        link, working = _least_squares(frame, past, prior, trend)
        mean = np.exp(link)
        pearson = ((past - mean) / mean) ** 2
        dispersion = np.maximum(1.0, (working * pearson).sum(axis=1) / freedom)
        wrong = (prior * pearson).sum(axis=1) / freedom
    mass, centre, spread = _around(frame, working, trend)
    first, second = np.flatnonzero(frame.period == 0)[:2]
    slope = (link[:, second] - link[:, first]) / (frame.t[second] - frame.t[first])
    expected = np.exp(link[:, first] + slope * (frame.t_now - frame.t[first]))
    variance = 1 / mass[:, 0] + (frame.t_now - centre[:, 0]) ** 2 / spread
    p = np.ones(len(past))
    if trend:
        p = two_sided(slope * np.sqrt(spread / wrong), np.full(len(past), freedom))
    return Fit(expected, np.sqrt(wrong * variance), dispersion, p)


def _around(frame: Frame, working: Floats, trend: bool) -> tuple[Floats, Floats, Floats]:
    mass = working @ frame.member
    centre = (working * frame.t) @ frame.member / mass
    spread = (working * (frame.t - centre @ frame.spread) ** 2).sum(axis=1)
    return mass, centre, spread if trend else np.full_like(spread, np.inf)


def _least_squares(frame: Frame, past: Floats, prior: Floats, trend: bool) -> tuple[Floats, Floats]:
    """Each fit's linear predictor, and the working weights of its last step; both (N, n)."""
    link, weights = np.empty_like(past), np.empty_like(past)
    going = np.arange(len(past))
    mean = past + 0.1
    predictor = np.log(mean)
    before = _deviance(past, mean, prior)
    for step in range(STEPS):
        working = mean * prior
        wanted = predictor + (past - mean) / mean
        mass = working @ frame.member
        centre = (working * frame.t) @ frame.member / mass
        middle = (working * wanted) @ frame.member / mass
        if trend:
            away = frame.t - centre @ frame.spread
            slope = (working * away * (wanted - middle @ frame.spread)).sum(axis=1)
            slope /= (working * away**2).sum(axis=1)
        else:
            slope = np.zeros(len(past))
        predictor = (middle - slope[:, None] * centre) @ frame.spread + slope[:, None] * frame.t
        mean = np.exp(predictor)
        deviance = _deviance(past, mean, prior)
        done = np.abs(deviance - before) / (np.abs(deviance) + 0.1) < CLOSE
        if step == STEPS - 1:
            done[:] = True
        link[going[done]], weights[going[done]] = predictor[done], working[done]
        on = ~done
        if not on.any():
            break
        going, past, prior = going[on], past[on], prior[on]
        predictor, mean, before = predictor[on], mean[on], deviance[on]
    return link, weights


def _deviance(past: Floats, mean: Floats, prior: Floats) -> Floats:
    from scipy.special import xlogy

    total: Floats = 2 * (prior * (xlogy(past, past) - xlogy(past, mean) - past + mean)).sum(axis=1)
    return total
