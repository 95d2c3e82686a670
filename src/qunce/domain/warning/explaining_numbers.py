"""Other explanations of a daily number that is more than usual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from qunce.domain.checks.models import DailyCount, Series
from qunce.domain.warning.explaining import RECENT, told_of_change
from qunce.domain.warning.models import ReportingChange
from qunce.domain.warning.numbers import Excess
from qunce.domain.warning.states import Change
from qunce.kernel.workdays import china

NEW = 56
"""Days in which a series is still new: nobody knows what is usual in another season."""


def checks_of_number(*, excess: Excess, changes: Sequence[ReportingChange]) -> list[dict[str, Any]]:
    """What was looked at, and whether it may be the reason.

    ``missing``: days of the window, or the day before it, without a number, which may have been
    counted later.  ``corrected``: a number of the window was.  ``begun``: the series is new.
    ``change``: one of another kind that was told of the unit or the town; that people are asked or
    have a new way to speak up does not change what somebody counts.  Two statements.
    """
    series = Series.objects.get(pk=excess.series)
    noted = {
        one.on: one
        for one in DailyCount.objects.filter(
            series=series,
            on__range=(excess.first_on - timedelta(days=1), excess.last_on),
        )
    }
    calendar = china()
    days = (excess.last_on - excess.first_on).days + 2
    every = [excess.last_on - timedelta(days=back) for back in range(days)]
    missing = [
        day
        for day in every
        if day not in noted
        and day >= series.starts_on
        and (not series.workdays_only or calendar.is_workday(day))
    ]
    corrected = [day for day in sorted(noted) if noted[day].corrected and day >= excess.first_on]
    near = [
        one
        for one in changes
        if excess.first_on - timedelta(days=RECENT) <= one.from_on <= excess.last_on
        and one.unit_id in (None, excess.unit, series.unit_id)
        and one.category_id is None
        and one.what == Change.OTHER
    ]
    return [
        {"code": "missing", "found": bool(missing), "days": len(missing)},
        {
            "code": "corrected",
            "found": bool(corrected),
            **({"from_on": corrected[-1].isoformat()} if corrected else {}),
        },
        {
            "code": "begun",
            "found": series.starts_on > excess.first_on - timedelta(days=NEW),
            "from_on": series.starts_on.isoformat(),
        },
        told_of_change("change", near),
    ]
