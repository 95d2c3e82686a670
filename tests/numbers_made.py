"""Daily numbers of the cast's school, with a past; and an alert of them as the program makes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from cast import NOW, TODAY, Cast
from checks_made import a_series
from qunce.domain.accounts.models import Post
from qunce.domain.checks.models import DailyCount, Series
from qunce.domain.warning.actions.raising import raise_number
from qunce.domain.warning.models import Alert
from qunce.domain.warning.numbers import Excess

DAY = timedelta(days=1)


def counted(
    cast: Cast, *, days: int = 120, upto: date = TODAY - DAY, seed: int = 1, **changes: Any
) -> Series:
    """Two to six absent a day, of so many days up to yesterday; every day is counted."""
    given = {"workdays_only": False, "starts_on": upto - days * DAY}
    series = a_series(cast, **{**given, **changes})
    rng = np.random.default_rng(seed)
    past_numbers(cast, series, upto, rng.integers(2, 7, size=days).tolist())
    return series


def past_numbers(cast: Cast, series: Series, upto: date, numbers: list[int]) -> None:
    """These were noted, one a day, the last on ``upto``; a history is quick to write."""
    by = Post.objects.filter(unit=series.unit).first() or cast.teacher
    DailyCount.objects.bulk_create(
        DailyCount(series=series, on=upto - back * DAY, number=number, noted_by=by, noted_at=NOW)
        for back, number in enumerate(reversed(numbers))
    )


def an_excess(series: Series, **changes: Any) -> Excess:
    """Twenty are absent today where two to six are usual."""
    excess = Excess(
        series=series.pk,
        unit=series.unit_id,
        first_on=TODAY,
        last_on=TODAY,
        observed=20,
        expected=4.0,
        low=1,
        high=7,
        p=0.00001,
        once_in_weeks=300.0,
        method="daily-1",
    )
    return replace(excess, **changes)


def a_number_alert(
    cast: Cast, series: Series | None = None, *, now: datetime = NOW, **changes: Any
) -> Alert:
    excess = an_excess(series or counted(cast), **changes)
    alert = raise_number(town=cast.town, excess=excess, now=now)
    assert alert is not None
    return alert
