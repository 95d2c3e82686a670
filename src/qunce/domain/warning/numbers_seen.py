"""Reads of daily numbers for pages: what was counted, what is usual, whether an alert goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from qunce.domain.accounts.models import Post
from qunce.domain.checks.models import Series
from qunce.domain.warning.models import Alert
from qunce.domain.warning.numbers import table_of, usual_days
from qunce.kernel.workdays import Calendar

SHOWN = 56
"""Days that the chart of a daily number looks back."""


@dataclass(frozen=True, slots=True)
class NumberDay:
    """A day of a series: its number, None where there is none; from ``low`` to ``high`` were usual,
    both None where too little was counted before.  ``counted``: somebody should have counted."""

    on: date
    number: int | None
    counted: bool
    low: int | None
    high: int | None


def days_of(series: Series, today: date, calendar: Calendar) -> list[NumberDay]:
    """The last eight weeks, the oldest first.  Only for who may read the series.  One statement."""
    counts = table_of(series, today, calendar)
    usual = usual_days(counts, SHOWN)
    numbers = np.full(SHOWN, np.nan)
    numbers[max(SHOWN - counts.shape[1], 0) :] = counts[0, -SHOWN:]
    found = []
    for back, number, between in zip(range(SHOWN - 1, -1, -1), numbers, usual, strict=True):
        day = today - timedelta(days=back)
        counted = not series.workdays_only or calendar.is_workday(day)
        low, high = between if between is not None and counted else (None, None)
        found.append(NumberDay(day, None if np.isnan(number) else int(number), counted, low, high))
    return found


def usual_on(series: Series, today: date, calendar: Calendar) -> tuple[int, int] | None:
    """What is usual on a day like ``today``; None if that is not known, or nobody counts today.
    One statement."""
    if series.workdays_only and not calendar.is_workday(today):
        return None
    return usual_days(table_of(series, today, calendar), 1)[0]


def alert_of(series: Series, post: Post | None, on: date) -> Alert | None:
    """The alert of it that goes on, for who may read it.  One statement."""
    return Alert.objects.visible_to(post, on=on).going_on().filter(series=series).first()
