"""The numbers that units count every day (absent pupils, cases), and which are more than usual.

Each series is compared with its own past alone, by the model of days of
:mod:`qunce.statistics.detection.seasonal`: level, trend, season and day of the week.  Judged are
the last day that has a number and the last seven counted days together; a day that nobody has noted
yet raises nothing, and neither does a number that is older than a week.  What is usual on a day is
what was usual a week before, so that what grows for some days does not hide in it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from qunce.domain.checks.models import DailyCount, Series
from qunce.domain.organisations.models import Unit
from qunce.domain.warning.series import units_within
from qunce.domain.warning.states import FEWEST, OF_A_DAY, OF_A_WEEK
from qunce.kernel.workdays import Calendar
from qunce.statistics.detection.budget import DAYS_PER_YEAR, Budget, once_in_weeks
from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.forecast import Forecast, combined, tail, usual_range
from qunce.statistics.detection.rolling import LONGEST, USUAL
from qunce.statistics.detection.rolling_levels import Flags
from qunce.statistics.detection.seasonal import DAYS, fit

NUMBERS = 0.2
"""Part of the town's budget that is for all its daily numbers together.  It comes on top of what
the messages have, which leave more than half of theirs: of 40 simulated years with both, 39 kept a
budget of twelve alarms (6.6 on average, 13 at most)."""
SPENT = 2.0
"""Times that part's rate a day is spent: windows overlap, and what was told goes on for a
fortnight.  Of eight series with weekdays, a winter and an overdispersion of 1.5, in 40 years, 2.0
alarms began a year and never more than 6; with the rate spent once they were 1.0."""
LEAST_COUNTED = 28
"""Days with a number before the judged ones; with fewer nothing is said."""
LONGER = 7
"""Counted days of the longer window, which reach back a fortnight at most."""
OLDEST = 7
"""Days since the last number; of an older one nobody needs to be warned."""
LOOKED_BACK = 3 * 365
"""Days of history."""
AGO = 7
"""Days between what is judged and the newest numbers that it is compared with: a week, so that
each is compared with the same day of the week."""
SLIP = 5
"""A past number above so many times what nine of ten stay within, a slip of the pen or a disaster
that must not be the measure of what comes, counts as so many times that."""
MODEL = replace(DAYS, harmonics=1)
"""One wave a year: with a second one nobody could tell from half a year what is usual."""
_REACH = 2 * LONGER


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is counted in one town: ``counts`` (S, T) of S series on each of T days, the last of
    which is the day that is looked at; NaN where there is no number or nobody counts.  ``units``:
    where each is counted now, by number."""

    series: Sequence[int]
    units: Sequence[int]
    counts: Floats


@dataclass(frozen=True, slots=True)
class Excess:
    """A series that is more than usual: the number of ``last_on``, or the sum of seven counted
    days of which ``first_on`` is the first."""

    series: int
    unit: int
    first_on: date
    last_on: date
    observed: int
    expected: float
    low: int
    high: int
    p: float
    once_in_weeks: float
    method: str


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a series that goes on: since when, and by which window."""

    first_on: date
    method: str


@dataclass(frozen=True, slots=True)
class NumbersFound:
    """As :class:`~.alarms.Found`, by the number of the series.  ``known``: those of which it can be
    told how they are, which were counted in the last fortnight."""

    known: set[int] = field(default_factory=set)
    alarms: list[Excess] = field(default_factory=list)
    standing: dict[int, Excess] = field(default_factory=dict)
    calm: set[int] = field(default_factory=set)


def numbers_of(town: Unit, today: date, calendar: Calendar) -> Numbers:
    """The series of ``town`` that are counted now.  Two statements.

    One of a unit that was merged is where that unit went on.
    """
    within = units_within(town).values("pk")
    found = Series.objects.filter(unit__in=within, closed_at__isnull=True, starts_on__lte=today)
    units: dict[int, int] = {}
    workdays: set[int] = set()
    for series in found.select_related("unit__successor").order_by("pk"):
        unit = series.unit.successor or series.unit
        if unit.is_closed(today):
            continue
        units[series.pk] = unit.pk
        if series.workdays_only:
            workdays.add(series.pk)
    return Numbers(list(units), list(units.values()), _table(units, workdays, today, calendar))


def table_of(series: Series, today: date, calendar: Calendar) -> Floats:
    """(1, T) the days of one series up to ``today``.  One statement."""
    return _table([series.pk], {series.pk} if series.workdays_only else (), today, calendar)


def judge_numbers(
    numbers: Numbers,
    *,
    today: date,
    per_month: float,
    since: Mapping[int, Told] | None = None,
) -> NumbersFound:
    """Which series are more than usual.

    ``per_month``: the false alarms a month that the town puts up with, of which
    :data:`NUMBERS` are for these.  ``since``: what goes on, by the number of the series.
    """
    going_on = since or {}
    found = NumbersFound()
    counts, ages = _from_the_last(numbers.counts)
    begin = counts.shape[1] - _REACH
    if begin <= 0:
        return found
    known = (~np.isnan(counts[:, :begin])).sum(axis=1)
    rows = np.flatnonzero((ages <= _REACH) & (known >= LEAST_COUNTED)).tolist()
    if not rows:
        return found
    found.known.update(numbers.series[row] for row in rows)
    forecast = _expected(counts[rows], np.arange(begin, counts.shape[1]))
    windows = _Windows(counts[rows, begin:], forecast)
    level = -math.expm1(-SPENT * NUMBERS * Budget(per_month).rate(DAYS_PER_YEAR) / len(rows))
    for place, row in enumerate(rows):
        last_on = today - timedelta(days=int(ages[row]))
        series = numbers.series[row]
        told = going_on.get(series)
        if told is None:
            p, width = windows.unusual(place)
            if not p <= level or ages[row] > OLDEST:
                continue
        else:
            width = 1 if told.method == OF_A_DAY else LONGER
            if windows.is_calm(place):
                found.calm.add(series)
        back = windows.highest(place, last_on, told.first_on) if told and width == 1 else 0
        one = windows.told(place, width, back)
        excess = Excess(
            series=series,
            unit=numbers.units[row],
            first_on=last_on - timedelta(days=one.reach),
            last_on=last_on - timedelta(days=back),
            observed=one.observed,
            expected=one.expected,
            low=one.low,
            high=one.high,
            p=one.p,
            once_in_weeks=_once(one.p, len(rows)),
            method=OF_A_DAY if width == 1 else OF_A_WEEK,
        )
        if told is None:
            found.alarms.append(excess)
        elif excess.observed >= FEWEST:
            found.standing[series] = excess
    found.alarms.sort(key=lambda one: (one.p, one.series))
    return found


def usual_days(counts: Floats, days: int) -> list[tuple[int, int] | None]:
    """From how many to how many were usual on each of the last ``days`` of ``counts`` (1, T), as it
    would have been said a week before; None where fewer than :data:`LEAST_COUNTED` were known."""
    first = max(counts.shape[1] - days, 0)
    at = np.arange(first, counts.shape[1])
    known = np.concatenate([np.zeros(AGO + 1), np.cumsum(~np.isnan(counts[0]))])[at]
    told = at[known >= LEAST_COUNTED]
    found: list[tuple[int, int] | None] = [None] * (days - told.size)
    if told.size:
        low, high = usual_range(_expected(counts, told), USUAL)
        found += [(int(a), int(b)) for a, b in zip(low[0], high[0], strict=True)]
    return found


def _table(
    series: Mapping[int, int] | Sequence[int],
    workdays: set[int] | tuple[()],
    today: date,
    calendar: Calendar,
) -> Floats:
    at = {pk: row for row, pk in enumerate(series)}
    first = today - timedelta(days=LOOKED_BACK - 1)
    noted = list(
        DailyCount.objects.filter(series__in=list(at), on__range=(first, today))
        .order_by("on")
        .values_list("series", "on", "number")
        if at
        else []
    )
    begin = noted[0][1] if noted else today
    counts = np.full((len(at), (today - begin).days + 1), np.nan)
    for pk, on, number in noted:
        if pk not in workdays or calendar.is_workday(on):
            counts[at[pk], (on - begin).days] = number
    return counts


def _expected(counts: Floats, at: Whole) -> Forecast:
    """What was to be expected on the days ``at``, told from what was known a week before.

    Moved by whole weeks a day of the week stays what it is; the season of a week before is nearly
    that of the day.
    """
    past = np.full_like(counts, np.nan)
    past[:, AGO:] = counts[:, : max(counts.shape[1] - AGO, 0)]
    for row in past:
        known = row[~np.isnan(row)]
        if known.size:
            np.minimum(row, SLIP * (np.quantile(known, 0.9) + 1.0), out=row)
    return fit(past, at, MODEL)


def _from_the_last(counts: Floats) -> tuple[Floats, Whole]:
    """Each row moved so that its last number stands in the last column, and how far it was moved;
    of a row without any it is more than the table is long."""
    days = counts.shape[1]
    known = ~np.isnan(counts)
    ages = np.where(known.any(axis=1), known[:, ::-1].argmax(axis=1), days + _REACH)
    moved = np.full_like(counts, np.nan)
    for row, age in enumerate(ages.tolist()):
        if age < days:
            moved[row, age:] = counts[row, : days - age]
    return moved, ages


@dataclass(frozen=True, slots=True)
class _Told:
    observed: int
    expected: float
    low: int
    high: int
    p: float
    reach: int
    """Days from the first of the window to the last number."""


class _Windows:
    """The last fortnight of each series, its last number in the last column."""

    def __init__(self, seen: Floats, forecast: Forecast) -> None:
        self.counted = ~np.isnan(seen) & ~np.isnan(forecast.mean)
        # The last seven counted days: their number from the right.
        order = np.cumsum(self.counted[:, ::-1], axis=1)[:, ::-1]
        self.longer = self.counted & (order <= LONGER)
        self.seen, self.forecast = np.where(self.counted, seen, 0.0), forecast

    def unusual(self, row: int) -> tuple[float, int]:
        """The chance of so much, by both windows together, and which of them tells more."""
        one, seven = (self._tail(row, self._window(row, width)) for width in (1, LONGER))
        both = float(combined(np.array([[one]]), np.array([[seven]]))[0, 0])
        told = one, 2.0 * seven
        return both, 1 if told[0] <= told[1] else LONGER

    def is_calm(self, row: int) -> bool:
        """Whether the last seven counted days are within the usual range."""
        window = self.longer[row]
        _low, high = self._range(row, window)
        return float(self.seen[row, window].sum()) <= high

    def highest(self, row: int, last_on: date, first_on: date) -> int:
        """How many days before ``last_on`` the highest number of its last seven was, not before
        ``first_on``."""
        days = self.longer[row].copy()
        days[: max(days.size - 1 - (last_on - first_on).days, 0)] = False
        numbers = np.where(days, self.seen[row], -1.0)[::-1]
        return int(numbers.argmax())

    def told(self, row: int, width: int, back: int) -> _Told:
        window = self._window(row, width, back)
        low, high = self._range(row, window)
        return _Told(
            observed=int(self.seen[row, window].sum()),
            expected=float(self.forecast.mean[row, window].sum()),
            low=low,
            high=high,
            p=self._tail(row, window),
            reach=window.size - 1 - int(np.flatnonzero(window)[0]),
        )

    def _window(self, row: int, width: int, back: int = 0) -> Flags:
        if width > 1:
            longer: Flags = self.longer[row]
            return longer
        window = np.zeros(self.seen.shape[1], dtype=np.bool_)
        window[window.size - 1 - back] = True
        return window

    def _tail(self, row: int, window: Flags) -> float:
        seen = float(self.seen[row, window].sum())
        if seen < FEWEST:
            return 1.0
        return float(tail(np.array([[seen]]), self._sum(row, window))[0, 0])

    def _range(self, row: int, window: Flags) -> tuple[int, int]:
        low, high = usual_range(self._sum(row, window), USUAL)
        return int(low[0, 0]), int(high[0, 0])

    def _sum(self, row: int, window: Flags) -> Forecast:
        """What was to be expected of these days together; how unsure it is as on average."""
        last = slice(int(np.flatnonzero(window)[-1]), int(np.flatnonzero(window)[-1]) + 1)
        of = self.forecast
        return Forecast(
            mean=of.mean[row, window].sum(keepdims=True)[None, :],
            unsure=of.unsure[row, window].mean(keepdims=True)[None, :],
            dispersion=of.dispersion[row : row + 1, last],
            step=of.step[row : row + 1, last],
            step_factor=of.step_factor[row : row + 1, last],
        )


def _once(p: float, series: int) -> float:
    """Over everything watched in the town, of whose budget these have a part."""
    once = float(once_in_weeks(p, series, 1 / 7)) * NUMBERS
    return min(max(once, 1.0), LONGEST)
