"""Which cells are more than usual: the one door to the detectors, whatever they are.

A cell is one matter in one place.  Every day the last seven and the last fourteen days are
compared with what that cell, its category elsewhere and its place in other categories bring.  The
expected count is the cell's own weighted history, drawn to what place and category together
suggest (Marshall 1991, Applied Statistics 40:283), times its season, times how much more the same
category brings elsewhere now and the same place in other categories (the comparison of Kulldorff
et al. 2005, PLoS Medicine 2:e59); counts are negative binomial around it.

One budget for everything: an alarm *begins* on a day only if somebody speaks on that day.  Of a
mixed Poisson process the rate at which a window of W days comes to hold k is k/W times the
probability that it holds k, and the common level is the largest at which these rates, summed over
all cells and both windows, stay within the budget (`statistics.detection.budget`).  The tail
probability at every look would count the same excess once a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaln

from qunce.domain.warning.states import FEWEST
from qunce.statistics.detection.budget import Budget

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

METHOD = "shares"
"""Name of what is done here; it is stored with each alert."""
WINDOWS = (7, 14)
"""Days that are looked at together."""
LEAST_DAYS = 28
"""With less history nothing is said."""
HALF_LIFE = 180.0
"""Days after which what was counted weighs half."""
BORROWED = 2.0
"""So many speakers' weight have place and category together in a cell's level."""
STEADY = 6.0
"""So many speakers' weight has "as always" when others are asked how the present days are."""
STEADY_AFTER_CHANGE = 1.5
"""The same where reporting is known to have changed: the present days say more then."""
BEFORE_CHANGE = 0.1
"""What was counted before such a change weighs so much."""
CHANGE_IS_FRESH = 28
"""Days for which a change makes a level unsure."""
SEASON_FROM = 540
"""Days of history from which the same time of earlier years is compared."""
SEASON_WIDTH = 21
SEASON_STEADY = 10.0
SPENT = 1.25
"""Part of the budget's rate that is spent.  The rates of beginning are bounds (windows overlap, one
alert lasts a fortnight at least): with this, 40 simulated years with seasons and shocks raised 3.7
alerts on average and 12 at most, where 12 are allowed; with 0.8 they raised 3."""
USUAL = 0.9
"""The usual range holds so much of all such windows."""
TRIED = 80
"""Counts from the usual one up that are tried as a cell's limit."""
LONGEST = 5_200.0
"""Weeks; what is rarer is said to be "once in a hundred years" as well."""


@dataclass(frozen=True, slots=True)
class Label:
    """A cell: numbers of the unit, the category and, of accusations, of who is accused."""

    unit: int
    category: int
    accused: int | None = None


@dataclass(frozen=True, slots=True)
class KnownChange:
    """From a day on reporting is different: in a unit or all, in a category or all.

    One that is not ``lasting`` (people are asked for some weeks) makes levels unsure while it is
    fresh, and leaves history what it was.
    """

    from_on: date
    unit: int | None = None
    category: int | None = None
    lasting: bool = True

    def touches(self, label: Label) -> bool:
        return self.unit in (None, label.unit) and self.category in (None, label.category)


@dataclass(frozen=True, slots=True)
class Parts:
    """What ``observed`` is made of, in speakers; they add up to it."""

    usual: float
    season: float
    town_wide: float
    own: float


@dataclass(frozen=True, slots=True)
class Alarm:
    """A cell in the days from ``first_on`` to ``last_on``, on which the first and last spoke."""

    label: Label
    first_on: date
    last_on: date
    observed: int
    expected: float
    low: int
    high: int
    p: float
    once_in_weeks: float
    method: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class Found:
    """``alarms``: cells over the level that were not asked about.  ``standing``: those asked
    about by ``since``, as they are now; a cell in which nobody spoke since is not there.
    ``calm``: those asked about whose longest window is within the usual range again."""

    alarms: list[Alarm] = field(default_factory=list)
    standing: dict[Label, Alarm] = field(default_factory=dict)
    calm: set[Label] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Levels:
    """What is expected of each cell in a window of ``days``: all (S,)."""

    days: int
    usual: Floats
    season: Floats
    town_wide: Floats
    variance: Floats

    @property
    def mean(self) -> Floats:
        found: Floats = self.usual + self.season + self.town_wide
        return found

    @property
    def size(self) -> Floats:
        mean = self.mean
        found: Floats = mean**2 / np.maximum(self.variance - mean, 1e-9 * mean)
        return found


def detect(
    counts: Counts,
    labels: Sequence[Label],
    *,
    today: date,
    changes: Sequence[KnownChange] = (),
    per_month: float = 1.0,
    since: Mapping[Label, date] | None = None,
) -> Found:
    """The cells of one town that are more than usual.

    ``counts`` (S, T): speakers of cell s on each of T days, of which the last is ``today``; 0 where
    nobody spoke.  ``per_month``: the false alarms a month the town puts up with.  ``since``: alerts
    that go on, with their first day.  Raises ValueError for a table that does not fit the labels.
    """
    if counts.ndim != 2 or counts.shape[0] != len(labels):
        raise ValueError("counts are one row for each label")
    going_on = since or {}
    if counts.shape[1] < LEAST_DAYS or not counts.any():
        return Found()
    days = {
        max((today - first).days + 1, WINDOWS[0])
        for label, first in going_on.items()
        if label in labels
    }
    longest = max(WINDOWS)
    history = _History(counts, labels, today, changes, longest)
    levels = {width: history.levels(width) for width in {*WINDOWS, *days}}
    rates = [_Rates(levels[width], history.dispersion) for width in WINDOWS]
    allowed = SPENT * Budget(per_month=per_month).rate(365.2425)
    level = _level(rates, allowed)
    found = Found()
    for row, label in enumerate(labels):
        if label in going_on:
            width, longest = max((today - going_on[label]).days + 1, WINDOWS[0]), max(WINDOWS)
            recent = int(counts[row, -longest:].sum())
            if recent <= _quantile((1 + USUAL) / 2, levels[longest], row):
                found.calm.add(label)
            if seen := int(counts[row, -width:].sum()):
                found.standing[label] = _alarm(
                    history, levels[width], row, seen, rates, today=today
                )
            continue
        over = []
        for width in WINDOWS:
            seen = int(counts[row, -width:].sum())
            if seen >= FEWEST and (p := float(_tail(seen, levels[width], row))) <= level:
                over.append((p, width, seen))
        if over:
            _p, width, seen = min(over)
            found.alarms.append(_alarm(history, levels[width], row, seen, rates, today=today))
    found.alarms.sort(key=lambda one: (one.p, one.label.unit, one.label.category))
    return found


class _History:
    """The cells' past, without the days that are judged."""

    def __init__(
        self,
        counts: Counts,
        labels: Sequence[Label],
        today: date,
        changes: Sequence[KnownChange],
        longest: int,
    ) -> None:
        self.counts, self.labels, self.today = counts, labels, today
        self.units = _numbers([(one.unit, one.accused) for one in labels])
        self.categories = _numbers([(one.category, one.accused is None) for one in labels])
        past = counts[:, :-longest].astype(np.float64)
        ago = np.arange(past.shape[1], 0, -1) + longest - 1
        weights = np.broadcast_to(0.5 ** (ago / HALF_LIFE), past.shape).copy()
        self.fresh = np.zeros(len(labels), dtype=np.bool_)
        for change in changes:
            back = (today - change.from_on).days
            touched = np.array([change.touches(one) for one in labels], dtype=np.bool_)
            if 0 <= back < counts.shape[1]:
                if change.lasting:
                    weights[np.ix_(touched, ago > back)] *= BEFORE_CHANGE
                self.fresh |= touched & (back < CHANGE_IS_FRESH)
        spoken, length = (weights * past).sum(axis=1), weights.sum(axis=1)
        by_unit = _summed(spoken, self.units) + 1.0
        by_category = _summed(spoken, self.categories) + 1.0
        together = by_unit[self.units] * by_category[self.categories] / (spoken.sum() + 1.0)
        self.rate: Floats = together * (spoken + BORROWED) / (together + BORROWED) / length
        self.shape: Floats = spoken + BORROWED
        self.dispersion = _dispersion(past, self.rate)

    def levels(self, days: int) -> _Levels:
        """What the last ``days`` days were expected to bring, told from everybody but the cell."""
        usual = self.rate * days
        factor = self._season()[self.categories]
        seasonal = usual * factor
        seen = self.counts[:, -min(days, self.counts.shape[1]) :].sum(axis=1).astype(np.float64)
        steady = np.where(self.fresh, STEADY_AFTER_CHANGE, STEADY)
        more, unsure = np.ones(len(seen)), np.zeros(len(seen))
        for groups in (self.categories, self.units):
            others = _summed(seen, groups)[groups] - seen
            awaited = _summed(seasonal, groups)[groups] - seasonal
            more *= (others + steady) / (awaited + steady)
            unsure += 1.0 / (steady + np.maximum(others, awaited))
        mean = seasonal * more
        variance = self.dispersion * mean + mean**2 * (unsure + 1.0 / self.shape)
        return _Levels(days, usual, seasonal - usual, mean - seasonal, variance)

    def _season(self) -> Floats:
        """By category: how much more the same weeks of earlier years brought than their years."""
        length = self.counts.shape[1]
        found = np.ones(int(self.categories.max()) + 1)
        if length < SEASON_FROM:
            return found
        near, days = np.zeros_like(found), 0
        for year in range(1, length // 365 + 1):
            middle = length - year * 365
            begin, end = max(0, middle - SEASON_WIDTH), min(length, middle + SEASON_WIDTH)
            near += _summed(self.counts[:, begin:end].sum(axis=1).astype(float), self.categories)
            days += end - begin
        past = self.counts[:, : -max(WINDOWS)]
        whole = _summed(past.sum(axis=1).astype(float), self.categories)
        awaited = whole / past.shape[1] * days
        ratio: Floats = (near + SEASON_STEADY) / (awaited + SEASON_STEADY)
        return ratio


class _Rates:
    """How often a day an alarm of each cell begins by chance, for each count it may need.

    Of cells with large means not every count is looked at, but every quarter of a standard
    deviation; the rate then is that of the count before, which is larger.
    """

    def __init__(self, levels: _Levels, dispersion: float) -> None:
        mean, size = levels.mean[:, None], levels.size[:, None]
        step = np.maximum(1.0, np.floor(np.sqrt(levels.variance) / 4))[:, None]
        first = np.maximum(float(FEWEST), np.floor(mean))
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
        under = self.tails <= level
        first = under.argmax(axis=1)
        first = np.where(self.coarse, np.maximum(first - 1, 0), first)
        rates = self.begins[np.arange(len(first)), first]
        return float(np.where(under.any(axis=1), rates, 0.0).sum())


def _level(rates: Sequence[_Rates], allowed: float) -> float:
    """The largest tail probability at which no more than ``allowed`` alarms begin a day."""
    low, high = 1e-12, 0.05
    if sum(one.at(high) for one in rates) <= allowed:
        return high
    for _ in range(50):
        middle = float(np.sqrt(low * high))
        if sum(one.at(middle) for one in rates) <= allowed:
            low = middle
        else:
            high = middle
    return low


def _alarm(
    history: _History,
    levels: _Levels,
    row: int,
    seen: int,
    rates: Sequence[_Rates],
    *,
    today: date,
) -> Alarm:
    days = np.flatnonzero(history.counts[row, -levels.days :])
    begin = today - timedelta(days=min(levels.days, history.counts.shape[1]) - 1)
    p = float(_tail(seen, levels, row))
    rate = sum(one.at(p) for one in rates) * 7
    expected = float(levels.mean[row])
    usual, season = float(levels.usual[row]), float(levels.season[row])
    town_wide = float(levels.town_wide[row])
    return Alarm(
        label=history.labels[row],
        first_on=begin + timedelta(days=int(days[0])),
        last_on=begin + timedelta(days=int(days[-1])),
        observed=seen,
        expected=expected,
        low=_quantile((1 - USUAL) / 2, levels, row),
        high=_quantile((1 + USUAL) / 2, levels, row),
        p=p,
        once_in_weeks=LONGEST if rate * LONGEST < 1 else max(1.0, 1 / rate),
        method=METHOD,
        parts=Parts(usual, season, town_wide, seen - usual - season - town_wide),
    )


def _tail(seen: int, levels: _Levels, row: int) -> float:
    """The probability of so many or more."""
    if seen <= 0:
        return 1.0
    mean, size = levels.mean[row], levels.size[row]
    return float(betainc(seen, size, mean / (size + mean)))


def _quantile(share: float, levels: _Levels, row: int) -> int:
    """The smallest count that is not exceeded in at least ``share`` of all such windows."""
    below, reached = -1, 1
    while 1.0 - _tail(reached + 1, levels, row) < share:
        below, reached = reached, 2 * reached
    while reached - below > 1:
        middle = (below + reached) // 2
        if 1.0 - _tail(middle + 1, levels, row) < share:
            below = middle
        else:
            reached = middle
    return reached


def _dispersion(past: Floats, rate: Floats) -> float:
    """Variance over mean of weeks, of all cells together; 1 unless more is shown beyond doubt."""
    weeks = min(past.shape[1] // 7, 52)
    if not weeks:
        return 1.0
    sums = past[:, past.shape[1] - 7 * weeks :].reshape(len(past), weeks, 7).sum(axis=2)
    # Against the cell's own mean of these weeks: drift over the years is not dispersion.
    mean = np.maximum(sums.mean(axis=1), 0.5 * rate * 7)[:, None]
    found = float(((sums - mean) ** 2).sum() / (mean.sum() * weeks))
    spread = float(np.sqrt((2.0 + 1.0 / mean).sum() * weeks)) / (len(past) * weeks)
    return float(np.clip(found - 2 * spread, 1.0, 4.0))


def _numbers(keys: Sequence[object]) -> Counts:
    known: dict[object, int] = {}
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)


def _summed(values: Floats, groups: Counts) -> Floats:
    return np.bincount(groups, weights=values).astype(np.float64)
