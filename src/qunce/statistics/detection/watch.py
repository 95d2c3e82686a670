"""Everything watched in one call: each place and category, one budget of false alarms.

A cell is a place and a category.  Its forecast is the place's own season and trend and its share
of all places, mixed by precision, so that a town with eight weeks of history is served as well as
one with ten years.  The judged week stands alone and with the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qunce.statistics.detection.budget import WEEKS_PER_YEAR, Budget, per_month
from qunce.statistics.detection.design import Floats
from qunce.statistics.detection.forecast import (
    LONGER_COSTS,
    Forecast,
    combined,
    moving_sum,
    summed,
    tail,
    usual_range,
)
from qunce.statistics.detection.seasonal import WEEKS, Settings, fit
from qunce.statistics.detection.shares import LEAST_PLACES, hand_over, share

FEWEST = 3
"""No alarm and no figure of a cell in which fewer spoke."""
USUAL = 0.9


@dataclass(frozen=True, slots=True)
class Watching:
    """How is watched: the model of a series, the budget, and the fewest that are ever spoken of."""

    settings: Settings = field(default_factory=lambda: WEEKS)
    budget: Budget = field(default_factory=Budget)
    fewest: int = FEWEST
    looks_per_year: float = WEEKS_PER_YEAR
    longer: int = 2
    """How many units of time the longer window has."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """More than usual, of one category in one place."""

    place: int
    category: int
    since: int
    """The first unit of time of the window that told most; the judged one is the last."""
    seen: float
    expected: float
    low: float
    high: float
    """Nine of ten such windows lie from ``low`` to ``high``."""
    p: float
    once_in_weeks: float
    own: float
    """How much of the forecast is the place's own history, from 0 (its share alone) to 1."""
    season: float
    """By what the time of the year multiplies the place's usual level; 1 where it is not known."""
    everywhere: float
    """By what all places together are above what the season explains; 1 where not known."""
    step: int
    """How long ago the level changed for good, in units of time; 0 for never."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What was found in one unit of time; arrays (P, C)."""

    alarms: list[Alarm]
    p: Floats
    expected: Floats
    cells: int
    """How many were watched."""


def watch(
    counts: Floats,
    now: int,
    watching: Watching | None = None,
    *,
    changes: Sequence[int] = (),
) -> Watched:
    """What is more than usual in the unit of time ``now``, over all cells.

    ``counts`` (P, C, T) of places, categories and units of time, 0 or more, NaN where a place was
    not there yet or any more.  ``changes`` as for :func:`~.seasonal.fit`.  Alarms come with the
    least likely first.  Raises ValueError for counts below 0 and a ``now`` that is not counted.
    """
    asked = watching or Watching()
    counts = np.asarray(counts, dtype=np.float64)
    if counts.ndim != 3 or not 0 <= now < counts.shape[2]:
        raise ValueError("counts are of places, categories and time, and now is one of the times")
    width = min(asked.longer, now + 1)
    shape = counts.shape[:2]
    p, expected = np.full(shape, np.nan), np.full(shape, np.nan)
    told: list[_Told] = []
    for category in range(shape[1]):
        one = _tell(counts[:, category, : now + 1], width, asked, changes)
        told.append(one)
        p[:, category], expected[:, category] = one.p, one.forecast.mean[:, -1]
    spread = per_month(p.reshape(-1, 1), asked.budget, looks_per_year=asked.looks_per_year)
    alarms = [
        told[category].alarm(
            int(place),
            int(category),
            now,
            float(spread.once_in_weeks[place * shape[1] + category, 0]),
        )
        for place, category in np.argwhere(spread.alarm[:, 0].reshape(shape))
        # However large the budget is: too few, and what is as likely as anything, have a p of 1.
        if p[place, category] < 1
    ]
    alarms.sort(key=lambda alarm: alarm.p)
    return Watched(alarms, p, expected, int(np.isfinite(p).sum()))


@dataclass(frozen=True, slots=True)
class _Told:
    """One category in all places; the last column is the judged unit of time."""

    seen: Floats
    forecast: Forecast
    p: Floats
    long_tells: NDArray[np.bool_]
    width: int
    own: Floats
    season: Floats
    everywhere: Floats

    def alarm(self, place: int, category: int, now: int, once: float) -> Alarm:
        width = self.width if self.long_tells[place] else 1
        window = summed(self.forecast, width) if width > 1 else self.forecast
        low, high = usual_range(window, USUAL)
        return Alarm(
            place=place,
            category=category,
            since=now - width + 1,
            seen=float(self.seen[place, -width:].sum()),
            expected=float(window.mean[place, -1]),
            low=float(low[place, -1]),
            high=float(high[place, -1]),
            p=float(self.p[place]),
            once_in_weeks=once,
            own=float(self.own[place]),
            season=float(self.season[place]),
            everywhere=float(self.everywhere[place]),
            step=int(self.forecast.step[place, -1]),
        )


def _tell(counts: Floats, width: int, asked: Watching, changes: Sequence[int]) -> _Told:
    last = counts.shape[1] - 1
    at = np.arange(last - width + 1, last + 1)
    own = fit(counts, at, asked.settings, changes=changes)
    forecast, part = own, np.where(np.isnan(own.mean), np.nan, 1.0)
    everywhere = np.ones(counts.shape[0])
    if counts.shape[0] >= LEAST_PLACES:
        by_share = share(counts, at)
        handed = hand_over(by_share, own)
        forecast, part = handed.forecast, handed.own
        everywhere = _ratio(by_share.mean[:, -1], own.mean[:, -1])
    seen = counts[:, at]
    single = tail(seen[:, -1:], _column(forecast, -1))[:, 0]
    # What is never spoken of alone is no reason either to speak of both together.
    single_few = seen[:, -1] < asked.fewest
    single[single_few & ~np.isnan(single)] = 1.0
    double = np.full_like(single, np.nan)
    if width > 1:
        double = tail(moving_sum(seen, width), summed(forecast, width))[:, -1]
    p = combined(single, double)
    few = np.nansum(seen, axis=1) < asked.fewest
    p = np.where(np.isnan(p), np.nan, np.where(few, 1.0, p))
    with np.errstate(invalid="ignore"):
        long_tells = LONGER_COSTS * double < single
    return _Told(
        seen=seen,
        forecast=forecast,
        p=p,
        long_tells=long_tells,
        width=width,
        own=part[:, -1],
        season=_ratio(own.mean[:, -1], _level(counts, last, asked.settings)),
        everywhere=everywhere,
    )


def _column(forecast: Forecast, column: int) -> Forecast:
    only = slice(column, None)
    return Forecast(
        forecast.mean[:, only],
        forecast.unsure[:, only],
        forecast.dispersion[:, only],
        forecast.step[:, only],
        forecast.step_factor[:, only],
    )


def _level(counts: Floats, last: int, settings: Settings) -> Floats:
    """The mean of the last year before the judged unit; NaN before a year has passed."""
    year = round(settings.per_year)
    if last < year:
        return np.full(counts.shape[0], np.nan)
    past = counts[:, last - year : last]
    known = ~np.isnan(past)
    with np.errstate(invalid="ignore"):
        level: Floats = np.where(known, past, 0.0).sum(axis=1) / known.sum(axis=1)
    return level


def _ratio(over: Floats, under: Floats) -> Floats:
    """One where either is not known or nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: Floats = over / under
    return np.where(np.isfinite(ratio) & (ratio > 0), ratio, 1.0)
