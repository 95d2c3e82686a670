"""Raising an alert, bringing it up to date, ending it: each once, however many look at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.db.models import F

from qunce.domain.organisations.models import Unit
from qunce.domain.problems.queries import today_of
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.warning import notifying
from qunce.domain.warning.alarms import Alarm
from qunce.domain.warning.models import Alert, AlertUpdate
from qunce.domain.warning.numbers import Excess
from qunce.domain.warning.states import GOING_ON, QUIET_DAYS, AlertState
from qunce.kernel.refusals import gettext_noop

PROGRAM = Ref("system", "warning", "Qunce")
"""Who does it: nobody had to."""

register("alert.raised", gettext_noop("Alert raised"))
register("alert.ended", gettext_noop("Alert over, because it is as usual again"))


class Figures(Protocol):
    """What an alarm and the excess of a daily number say alike."""

    @property
    def first_on(self) -> date: ...
    @property
    def last_on(self) -> date: ...
    @property
    def observed(self) -> int: ...
    @property
    def expected(self) -> float: ...
    @property
    def low(self) -> int: ...
    @property
    def high(self) -> int: ...
    @property
    def p(self) -> float: ...
    @property
    def once_in_weeks(self) -> float: ...
    @property
    def method(self) -> str: ...


def raise_alert(
    *, town: Unit, alarm: Alarm, checked: Sequence[dict[str, Any]] = (), now: datetime
) -> Alert | None:
    """The alert of ``alarm``; None where one of this matter and place goes on already, for which
    the whole town and several of its places are one.

    Recorded as ``alert.raised`` without the place and the matter: the record is public, and an
    alert is for those who can look.  Those who may read it are told.
    """
    same = {
        "unit_id": alarm.label.unit,
        "category_id": alarm.label.category,
        "hidden_from_id": alarm.label.accused,
    }
    return _raised(
        alarm,
        same,
        {"town": town, "parts": parts_of(alarm=alarm), "checked": list(checked)},
        notifying.RAISED,
        now,
        places=alarm.label.places,
    )


def raise_number(
    *, town: Unit, excess: Excess, checked: Sequence[dict[str, Any]] = (), now: datetime
) -> Alert | None:
    """The alert of a daily number; None where one of this series goes on already.

    Of nobody's accusation, and of one unit alone.  Recorded and told as :func:`raise_alert`.
    """
    return _raised(
        excess,
        {"series_id": excess.series},
        {"town": town, "unit_id": excess.unit, "checked": list(checked)},
        notifying.NUMBER_RAISED,
        now,
    )


def _raised(
    alarm: Alarm | Excess,
    same: Mapping[str, int | None],
    other: Mapping[str, Any],
    kind: str,
    now: datetime,
    places: Sequence[int] = (),
) -> Alert | None:
    """The new alert with these fields, told by a notice of this ``kind``; None where one with the
    ``same`` fields goes on: it was there, or another look raised it at this moment."""
    try:
        with transaction.atomic():
            alert = Alert.objects.create(
                first_on=alarm.first_on,
                last_on=alarm.last_on,
                raised_at=now,
                touched_at=now,
                not_over_before=today_of(now) + timedelta(days=QUIET_DAYS),
                **figures(alarm=alarm),
                **same,
                **other,
            )
            if places:
                alert.places.set(places)
            notifying.tell(notifying.readers_of(alert, now), kind, alert, now)
            append(
                kind="alert.raised",
                actor=PROGRAM,
                subject=alert.ref,
                facts={"method": alert.method},
                now=now,
            )
            return alert
    except IntegrityError:
        if not Alert.objects.going_on().filter(**same).exists():
            raise
        return None


@transaction.atomic
def update_alert(
    *, alert: Alert, alarm: Alarm | Excess, checked: Sequence[dict[str, Any]] = (), now: datetime
) -> bool:
    """Something joined ``alert``: its figures are those of ``alarm``; False if nothing did.

    One that rests is open again: what the office knew when it laid it aside is no longer all.  The
    office is told of that, and otherwise once a day: where many speak, a look finds somebody new
    every ten minutes.
    Of neighbouring places it stays as it was how rarely chance would show it: nobody scans again.
    Fewer than before (messages were joined or sorted elsewhere, a number was corrected) change
    nothing: what was said stays said.
    """
    joined = alarm.observed - alert.observed
    if joined < 1:
        return False
    if isinstance(alarm, Alarm) and alert.of_neighbours:
        alarm = replace(alarm, p=alert.p, once_in_weeks=alert.once_in_weeks)
    changed = Alert.objects.filter(pk=alert.pk, version=alert.version, state__in=GOING_ON).update(
        first_on=min(alert.first_on, alarm.first_on),  # a letter may have been written before
        last_on=alarm.last_on,
        parts=parts_of(alarm=alarm) if isinstance(alarm, Alarm) else {},
        checked=list(checked),
        state=AlertState.OPEN,
        rests_until=None,
        not_over_before=today_of(now) + timedelta(days=QUIET_DAYS),
        touched_at=now,
        version=F("version") + 1,
        **figures(alarm=alarm),
    )
    if changed != 1:
        return False
    AlertUpdate.objects.create(
        alert=alert,
        on=alarm.last_on,
        at=now,
        joined=joined,
        observed=alarm.observed,
        expected=alarm.expected,
        low=alarm.low,
        high=alarm.high,
        once_in_weeks=alarm.once_in_weeks,
    )
    rested = alert.state == AlertState.RESTING
    alert.refresh_from_db()
    kind = notifying.JOINED if alert.series_id is None else notifying.NUMBER_ROSE
    each = str(alarm.observed) if rested else today_of(now).isoformat()
    notifying.tell(notifying.readers_of(alert, now), kind, alert, now, each=each)
    return True


@transaction.atomic
def wake_alert(*, alert: Alert, now: datetime) -> bool:
    """The date up to which ``alert`` rested has come, and the office is told."""
    today = today_of(now)
    changed = Alert.objects.filter(
        pk=alert.pk, version=alert.version, state=AlertState.RESTING, rests_until__lte=today
    ).update(
        state=AlertState.OPEN,
        rests_until=None,
        not_over_before=today + timedelta(days=QUIET_DAYS),
        touched_at=now,
        version=F("version") + 1,
    )
    if changed != 1:
        return False
    notifying.tell(
        notifying.readers_of(alert, now), notifying.AWAKE, alert, now, each=today.isoformat()
    )
    return True


@transaction.atomic
def end_alert(*, alert: Alert, now: datetime, accused: int | None = None) -> bool:
    """What ``alert`` is of is as usual again; False if somebody was faster.

    ``accused``: the unit that its messages were found to speak against, which from now on sees
    nothing of it either.  Recorded as ``alert.ended``.
    """
    hidden = {} if accused is None else {"hidden_from": accused, "unit": alert.town_id}
    changed = Alert.objects.filter(pk=alert.pk, version=alert.version, state__in=GOING_ON).update(
        state=AlertState.ENDED,
        rests_until=None,
        ended_at=now,
        touched_at=now,
        version=F("version") + 1,
        **hidden,
    )
    if changed != 1:
        return False
    append(kind="alert.ended", actor=PROGRAM, subject=alert.ref, facts={}, now=now)
    return True


def figures(*, alarm: Figures) -> dict[str, Any]:
    """The figures of an alert as its row keeps them."""
    return {
        "observed": alarm.observed,
        "expected": alarm.expected,
        "low": alarm.low,
        "high": alarm.high,
        "p": alarm.p,
        "once_in_weeks": alarm.once_in_weeks,
        "method": alarm.method,
    }


def parts_of(*, alarm: Alarm) -> dict[str, float]:
    """Tenths of a speaker are enough to tell what is season and what is not."""
    parts = alarm.parts
    return {
        "usual": round(parts.usual, 2),
        "season": round(parts.season, 2),
        "town_wide": round(parts.town_wide, 2),
        "own": round(parts.own, 2),
    }
