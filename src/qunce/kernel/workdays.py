"""Which days are work days: weekends, the State Council's holidays and its make-up days.

A work day (工作日) is a day on which offices are open.  The State Council announces for each year
which days are off and which Saturdays and Sundays are worked instead; nothing can be computed
beforehand.  For a year that the calendar does not know, Monday to Friday are taken and no holiday
is made up; :meth:`Calendar.is_settled` says that such a day may still change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

import chinese_calendar

ONE_DAY = timedelta(days=1)

_REACH = timedelta(days=7)
"""New Year's schedule reaches back: in 2007 and 2018 to 29 December of the year before."""

_LONGEST_REST = 366
"""No rest is longer than a year; beyond it the calendar is at fault."""


class Calendar(Protocol):
    """Which days are worked in one place."""

    def is_workday(self, day: date) -> bool:
        """Whether offices are open on ``day``; an unsettled day is answered by its weekday."""

    def is_settled(self, day: date) -> bool:
        """Whether everything is announced that can make ``day`` a work day or a day off."""


@dataclass(frozen=True, slots=True)
class _Weekdays:
    def is_workday(self, day: date) -> bool:
        return day.weekday() < 5

    def is_settled(self, day: date) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class _China:
    def is_workday(self, day: date) -> bool:
        announced = _announced(day)
        return day.weekday() < 5 if announced is None else announced

    def is_settled(self, day: date) -> bool:
        if day > date.max - _REACH:
            return False
        return _announced(day) is not None and _announced(day + _REACH) is not None


@lru_cache(maxsize=4096)
def _announced(day: date) -> bool | None:
    """What the State Council's schedule says of ``day``; ``None`` for a year it is not known of.

    Kept, because the library looks through all its holidays at every question.
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def china() -> Calendar:
    """The calendar of the mainland, as far as the installed ``chinesecalendar`` knows it.

    The last week of the last known year is not settled: the next year's New Year schedule can
    turn its days.
    """
    return _China()


def weekdays() -> Calendar:
    """Monday to Friday, every year, without holidays; nothing about it is ever announced."""
    return _Weekdays()


def next_workday(day: date, calendar: Calendar) -> date:
    """``day`` itself when it is a work day, else the first one after it.

    Raises ``ValueError`` when a year has none: such a calendar is wrong.
    """
    for _ in range(_LONGEST_REST):
        if calendar.is_workday(day):
            return day
        day += ONE_DAY
    raise ValueError(f"the calendar has no work day in the year before {day.isoformat()}")


def add_workdays(start: date, number: int, calendar: Calendar) -> date:
    """The ``number``-th work day after ``start``; ``start`` itself does not count, worked or not.

    0 gives ``start``.  Raises ``ValueError`` for a negative number: time limits run forward.
    """
    if number < 0:
        raise ValueError(f"work days are counted forward, not {number}")
    day = start
    for _ in range(number):
        day = next_workday(day + ONE_DAY, calendar)
    return day
