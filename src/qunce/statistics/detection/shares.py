"""Cold start: what a place should have brought, told from what all other places brought this week.

With eight weeks of history nobody knows the season, but all places share it: a place's count is
expected to be its usual share of the others' count in the same week.  Holidays, a campaign that
reaches everybody and bad weather fall out by themselves.  As history grows, the place's own
seasonal forecast takes over by precision (:func:`hand_over`).

Sources: the comparison of one place with the rest of its week is that of Kulldorff et al. 2005
(PLoS Medicine 2:e59), without permutations; the weights are Noufaily's (2013, Statistics in
Medicine 32:1206); drawing shares to the mean is Marshall's empirical Bayes (1991, Applied
Statistics 40:283), combining by precision Cochran's (1954, Biometrics 10:101).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.forecast import Forecast
from qunce.statistics.detection.penalised import outliers_down
from qunce.statistics.detection.seasonal import checked

LEAST_PLACES = 3
"""With fewer there is no "all others"."""
OUTSIDE_THE_MODEL = 3.0
"""A season drawn from less than a few years is by so much less sure (in variance) than its model
says; measured in the cold-start world, where 1 gave away a point of what the share finds."""


@dataclass(frozen=True, slots=True)
class ShareSettings:
    """How shares are estimated; the defaults are the ones measured."""

    history: int = 104
    """Units of time looked back, at most: shares drift over the years."""
    drift: float = 0.15
    """Standard deviation of the logarithm by which a share may have changed since."""
    own_dispersion_after: float = 200.0
    """After so many units of time a place's own dispersion counts as much as that of all."""
    reweight_above: float = 2.58

    def __post_init__(self) -> None:
        if self.history < 1 or self.drift < 0 or self.own_dispersion_after <= 0:
            raise ValueError("shares need a history, a drift of 0 or more and some common ground")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Both forecasts in one, and how much of it is the place's own; (P, W) from 0 to 1."""

    forecast: Forecast
    own: Floats


def share(counts: Floats, at: Whole, settings: ShareSettings | None = None) -> Forecast:
    """The forecast for the weeks ``at`` (W,) from the places' shares.

    ``counts`` (P, T) of one category in all places, 0 or more, NaN where nothing was counted.  The
    judged week's counts of the *other* places are used, never a place's own.  A place with no week
    before, or alone in the judged week, is NaN.  Raises ValueError as
    :func:`~qunce.statistics.detection.seasonal.fit` does, for fewer than :data:`LEAST_PLACES`
    places, and for a week to come.
    """
    asked = settings or ShareSettings()
    counts, at = checked(counts, at)
    if counts.shape[0] < LEAST_PLACES:
        raise ValueError(f"shares need {LEAST_PLACES} places or more, not {counts.shape[0]}")
    if at.size and at.max() >= counts.shape[1]:
        raise ValueError("the others' counts of a week to come are not known")
    known = ~np.isnan(counts)
    filled = np.where(known, counts, 0.0)
    others = np.where(known, filled.sum(axis=0) - filled, 0.0)
    shape = (counts.shape[0], at.size)
    mean, unsure, dispersion = (np.full(shape, np.nan) for _ in range(3))
    for column, week in enumerate(int(w) for w in at):
        past = slice(max(0, week - asked.history), week)
        if not known[:, past].any():
            continue
        found = _one_week(
            filled[:, past], others[:, past], known[:, past].astype(np.float64), asked
        )
        alone = ~(known.sum(axis=0)[week] > known[:, week])
        unknown = ~known[:, past].any(axis=1) | alone
        told = _now(others[:, week], found, asked)
        for mine, value in zip((mean, unsure, dispersion), told, strict=True):
            mine[:, column] = np.where(unknown, np.nan, value)
    return Forecast(mean, unsure, dispersion, np.zeros(shape, dtype=np.int64), np.ones(shape))


@dataclass(frozen=True, slots=True)
class _Shares:
    """What the weeks before say of each place; each (P,)."""

    odds: Floats
    """A place's count over that of all others."""
    cases: Floats
    others_a_week: Floats
    dispersion: Floats


def _one_week(seen: Floats, others: Floats, counted: Floats, asked: ShareSettings) -> _Shares:
    weight = counted
    for last in (False, True):
        cases, base = (seen * weight).sum(axis=1), (others * weight).sum(axis=1)
        total = base.sum()
        usual = (cases.sum() + 0.5) / (total + 0.5)
        # One case at the usual share: a place that never spoke is not impossible.
        odds = (cases + 1) / (base + 1 / usual)
        mean = np.maximum(odds[:, None] * others, 1e-9)
        squares = (seen - mean) ** 2 / (mean * (1 + odds[:, None]))
        # Where all others were silent nothing can be told of a share.
        squares[others == 0] = 0.0
        told = weight * (others > 0)
        weeks = told.sum(axis=1)
        each = (squares * told).sum(axis=1)
        # A share each was estimated from these very weeks.
        freedom = np.maximum(weeks - 1, 0.0)
        pooled = max(1.0, float(each.sum() + 1.0) / float(freedom.sum() + 1.0))
        draw = asked.own_dispersion_after
        dispersion = np.maximum(1.0, (each + draw * pooled) / (freedom + draw))
        if not last:
            screened = np.where(others > 0, (seen - mean) ** 2 / mean, 0.0)
            found = outliers_down(seen, mean, screened, weight, dispersion, asked.reweight_above)
            weight = counted if found is None else found
    weeks = np.maximum(counted.sum(axis=1), 1.0)
    return _Shares(odds, cases, (others * counted).sum(axis=1) / weeks, dispersion)


def _now(others: Floats, shares: _Shares, asked: ShareSettings) -> tuple[Floats, Floats, Floats]:
    """Mean, uncertainty and dispersion, given how many came from all other places this week.

    The others' count is itself chance: it is drawn to their usual one with the weight of half a
    case, so that a silent week does not make a single voice impossible.
    """
    usual = shares.others_a_week
    steady = np.where(usual > 0, usual * (others + 0.5) / (usual + 0.5), others + 0.5)
    mean = shares.odds * steady
    unsure = shares.dispersion / (others + 0.5) + shares.dispersion / (shares.cases + 1)
    return mean, unsure + asked.drift**2, shares.dispersion


def hand_over(by_share: Forecast, own: Forecast) -> HandedOver:
    """The forecast by share and the place's own seasonal one, each weighed by its precision.

    As history grows the own one becomes surer while the share cannot be surer than the others'
    count and its drift allow: its part only grows.  What an own forecast cannot see (shocks that
    all places share) stays in its dispersion; the excess over that of the shares counts as
    uncertainty of its mean.  Both come from the same weeks, so their errors are taken to go
    together: the result is never surer than it is.  The dispersion is the shares', which all places
    gave together, until the own part is large.  Where one is NaN the other stands alone.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        shocks = np.maximum(0.0, own.dispersion - by_share.dispersion) / own.mean
        apart = OUTSIDE_THE_MODEL * own.unsure + shocks
        part = by_share.unsure / (by_share.unsure + apart)
        part = np.where(np.isnan(by_share.mean), 1.0, np.where(np.isnan(own.mean), 0.0, part))

        def mixed(theirs: Floats, mine: Floats, power: int = 1) -> Floats:
            both = (1 - part**power) * theirs + part**power * mine
            found: Floats = np.where(part == 0, theirs, np.where(part == 1, mine, both))
            return found

        forecast = Forecast(
            mean=np.exp(mixed(np.log(by_share.mean), np.log(own.mean))),
            unsure=mixed(np.sqrt(by_share.unsure), np.sqrt(own.unsure)) ** 2,
            dispersion=mixed(by_share.dispersion, own.dispersion, power=2),
            step=own.step,
            step_factor=own.step_factor,
        )
    return HandedOver(forecast, part)
