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
from numpy.typing import NDArray

from qunce.statistics.detection.design import Floats, Whole, checked
from qunce.statistics.detection.forecast import Forecast
from qunce.statistics.detection.penalised import outliers_down

Flags = NDArray[np.bool_]

LEAST_PLACES = 3
"""With fewer there is no "all others"."""
SEASON_COSTS = 20.0
"""An own season and trend are by so much less sure (in variance) than the level alone: they have
five coefficients, and no season is quite harmonic.  Measured: 5 gave away a point; see
:func:`hand_over`."""
OWN_HISTORY = 520
"""So many units of time of a place's own history count for the hand-over."""
TURNS = 5


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
class ShareForecast(Forecast):
    """A forecast by share, and what the hand-over weighs it with; each (P, W)."""

    apart: Floats
    """The part of ``unsure`` that an own forecast has not: the others' chance, and the drift."""
    own_cases: Floats
    """How many the place itself brought so far."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Both forecasts in one, and how much of it is the place's own; (P, W) from 0 to 1."""

    forecast: Forecast
    own: Floats


def share(counts: Floats, at: Whole, settings: ShareSettings | None = None) -> ShareForecast:
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
    shape = (counts.shape[0], at.size)
    found = np.full((5, *shape), np.nan)
    for column, week in enumerate(int(w) for w in at):
        begin = max(0, week - asked.history)
        past = slice(begin, week)
        spoken: Flags = np.asarray(known[:, past].any(axis=1), dtype=np.bool_)
        if not spoken.any():
            continue
        # Who was never counted before says nothing of the others' week.
        here = known[:, begin : week + 1] & spoken[:, None]
        others = _others(filled[:, begin : week + 1], here)
        shares = _estimate(filled[:, past], others[:, :-1], here[:, :-1], asked)
        told = _now(others[:, -1], shares, asked)
        cases = filled[:, max(0, week - OWN_HISTORY) : week].sum(axis=1)
        alone = here[:, -1].sum() - here[:, -1] < 1
        found[:, :, column] = np.where(~spoken | alone, np.nan, [*told, cases])
    mean, unsure, dispersion, apart, cases_so_far = found
    nothing = np.zeros(shape, dtype=np.int64)
    return ShareForecast(
        mean, unsure, dispersion, nothing, np.ones(shape), apart=apart, own_cases=cases_so_far
    )


def _others(seen: Floats, here: Flags) -> Floats:
    """(P, n) what all other places brought, as if each had been counted in every week.

    Places begin and end; when a large one does, the rest have not grown or shrunk.  So what came
    is divided by the part of all others' usual rates that was there.  The rates are found in turns
    with the pace of each week.
    """
    total = seen * here
    if here.all():
        found: Floats = total.sum(axis=0) - total
        return found
    pace = np.ones(seen.shape[1])
    for _ in range(TURNS):
        rate = (total.sum(axis=1) + 1e-9) / np.maximum(here @ pace, 1e-9)
        pace = (total.sum(axis=0) + 1e-9) / np.maximum(rate @ here, 1e-9)
    there = rate @ here - rate[:, None] * here
    scale = np.where(there > 0, (rate.sum() - rate)[:, None] / np.maximum(there, 1e-12), 0.0)
    scaled: Floats = (total.sum(axis=0) - total) * scale
    return scaled


@dataclass(frozen=True, slots=True)
class _Shares:
    """What the weeks before say of each place; each (P,)."""

    odds: Floats
    """A place's count over that of all others."""
    cases: Floats
    others_a_week: Floats
    dispersion: Floats


def _estimate(seen: Floats, others: Floats, here: Flags, asked: ShareSettings) -> _Shares:
    counted = here.astype(np.float64)
    weight = counted
    for last in (False, True):
        cases, base = (seen * weight).sum(axis=1), (others * weight).sum(axis=1)
        total = base.sum()
        # Half a case in all, of which each place has its equal part, where nobody ever spoke.
        usual = (cases.sum() + 0.5) / (total + 0.5 * (seen.shape[0] - 1))
        # One case at the usual share: a place that never spoke is not impossible.
        odds = (cases + 1) / (base + 1 / usual)
        mean = np.maximum(odds[:, None] * others, 1e-9)
        squares = (seen - mean) ** 2 / (mean * (1 + odds[:, None]))
        # Where all others were silent nothing can be told of a share.
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
    usual_others = ((others * counted).sum(axis=1) + 0.5) / weeks
    return _Shares(odds, cases, usual_others, dispersion)


def _now(
    others: Floats, shares: _Shares, asked: ShareSettings
) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean, uncertainty, dispersion and what is apart, given how many came from all others now.

    The others' count is itself chance: it is drawn to their usual one with the weight of half a
    case, so that a silent week does not make a single voice impossible.
    """
    usual = shares.others_a_week
    steady = usual * (others + 0.5) / (usual + 0.5)
    mean = shares.odds * steady
    apart = shares.dispersion / (others + 0.5) + asked.drift**2
    return mean, apart + shares.dispersion / (shares.cases + 1), shares.dispersion, apart


def hand_over(by_share: ShareForecast, own: Forecast) -> HandedOver:
    """The forecast by share and the place's own seasonal one, each weighed by its precision.

    Both know a place's level equally badly, so only what sets them apart is weighed: for the share
    the others' chance and the drift; for the own one a season and a trend, whose variance falls as
    one over the cases that came (:data:`SEASON_COSTS` times the level's), and shocks that all
    places share, which it cannot see: what its dispersion has more than the shares'.  So its part
    grows with each case and never falls.  (The variance that the fitted season reports was tried
    in its place: it is least after one week, when no season has been seen at all.)

    The errors of both are taken to go together: the result is never surer than its parts.  The
    dispersion is the shares', which all places gave together, until the own part is large.  Where
    one is NaN the other stands alone.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        shocks = np.maximum(0.0, own.dispersion - by_share.dispersion) / own.mean
        season = SEASON_COSTS * by_share.dispersion / (by_share.own_cases + 1)
        part = by_share.apart / (by_share.apart + season + shocks)
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
