"""What is done about a town's daily numbers when it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from qunce.domain.organisations.models import Unit
from qunce.domain.problems.queries import today_of
from qunce.domain.warning.actions.raising import end_alert, raise_number, update_alert
from qunce.domain.warning.explaining_numbers import checks_of_number
from qunce.domain.warning.models import Alert, ReportingChange
from qunce.domain.warning.numbers import Told, judge_numbers, numbers_of
from qunce.domain.warning.states import AlertState
from qunce.kernel.workdays import china


def look_at_numbers(
    *,
    town: Unit,
    going_on: Sequence[Alert],
    per_month: float,
    changes: Sequence[ReportingChange],
    now: datetime,
) -> None:
    """Alerts of daily numbers are raised, updated where a number rose above what was told, and over
    when the last seven counted days are as usual, or when nobody has counted for a fortnight.

    ``going_on``: those of the town; ``changes``: what is known to have changed reporting there.
    Called inside the look's transaction.
    """
    today = today_of(now)
    numbers = numbers_of(town, today, china())
    if not numbers.series and not going_on:
        return
    since = {one.series_id: Told(one.first_on, one.method) for one in going_on if one.series_id}
    found = judge_numbers(numbers, today=today, per_month=per_month, since=since)
    if not found.alarms and not going_on:
        return
    for alert in going_on:
        if alert.series_id is None:
            continue
        standing = found.standing.get(alert.series_id)
        if standing is not None and standing.observed > alert.observed:
            checked = checks_of_number(excess=standing, changes=changes)
            update_alert(alert=alert, alarm=standing, checked=checked, now=now)
        elif (
            (alert.series_id in found.calm or alert.series_id not in found.known)
            and alert.state == AlertState.OPEN
            and alert.not_over_before <= today
        ):
            end_alert(alert=alert, now=now)
    for excess in found.alarms:
        checked = checks_of_number(excess=excess, changes=changes)
        raise_number(town=town, excess=excess, checked=checked, now=now)
