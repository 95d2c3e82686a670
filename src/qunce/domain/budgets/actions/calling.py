"""The limit on visits and checks of a unit in a month, and the calls that stand within it.

Calls are numbered within their unit, kind and month, and the database holds that no two have one
number.  Who finds a number taken looks again, so the last place goes to one of two, and the other
is refused with the reason.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.budgets.models import Call, CallLimit
from qunce.domain.budgets.queries.calling import limits_over, standing_calls
from qunce.domain.budgets.rules.calling import (
    free_number,
    month_of,
    why_not_call,
    why_not_set_call_limit,
)
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("call_limit.set", gettext_noop("Limit on visits and checks set"))
register("call.planned", gettext_noop("Visit or check planned"))
register("call.moved", gettext_noop("Visit or check moved to another day"))
register("call.taken_back", gettext_noop("Visit or check called off"))

PROGRAM = Ref("program", "", "Qunce")
"""Who acts when nobody is named."""
TRIES = 5
"""How often a number is looked for that somebody else just took."""


@transaction.atomic
def set_call_limit(
    *, unit: Unit, visits: int, checks: int, since: date, actor: Post, now: datetime
) -> CallLimit:
    """From ``since`` on no unit below ``unit`` has more calls planned in a month.

    What is planned already stays.  Set again for the same day, the later word holds and the record
    keeps both.  Recorded as ``call_limit.set``.  Refuses a unit that is not at the top, another
    office than its own, and a day that is over.
    """
    reasons = why_not_set_call_limit(
        actor, visits=visits, checks=checks, since=since, today=day_of(now, settings.TIME_ZONE)
    )
    if not reasons and actor.unit_id != unit.pk:
        reasons.append(
            Refusal(
                "not_your_unit",
                gettext_noop("%(unit)s does not belong to your unit."),
                {"unit": unit.name},
            )
        )
    if reasons:
        raise Refused(reasons)
    limit, _made = CallLimit.objects.update_or_create(
        unit=unit,
        since=since,
        defaults={"visits": visits, "checks": checks, "set_by": actor, "set_at": now},
    )
    append(
        kind="call_limit.set",
        actor=actor.ref,
        subject=unit.ref,
        facts={"visits": visits, "checks": checks, "since": since.isoformat()},
        now=now,
    )
    return limit


def call_on(*, unit: Unit, kind: str, on: date, what: Ref, actor: Post, now: datetime) -> Call:
    """Somebody comes to ``unit`` on the day ``on``, for ``what``.

    Recorded as ``call.planned``.  Refuses what would be beyond the limit of the month, and the same
    matter twice.
    """
    return call_on_all(units=[unit], kind=kind, on=on, what=what, actor=actor, now=now)[0]


@transaction.atomic
def call_on_all(
    *, units: Collection[Unit], kind: str, on: date, what: Ref, actor: Post, now: datetime
) -> list[Call]:
    """Somebody comes to each of ``units``, or to none: refuses with one reason for each unit."""
    # In one order, so that two who plan for the same units never wait for one another in a ring.
    asked = sorted({one.pk: one for one in units}.values(), key=lambda one: one.pk)
    for _ in range(TRIES):
        planned = _fitting(asked, kind=kind, on=on, what=what, actor=actor, now=now)
        try:
            with transaction.atomic():
                made = Call.objects.bulk_create(planned)
        except IntegrityError:  # somebody else took one of the numbers: look again
            continue
        append(
            kind="call.planned",
            actor=actor.ref,
            subject=what,
            facts={
                "call": kind,
                "on": on.isoformat(),
                "units": [one.code for one in asked],
                "numbers": [one.number for one in made],
            },
            now=now,
        )
        return made
    raise Refused(_busy())


@transaction.atomic
def move_call(*, call: Call, on: date, actor: Post, now: datetime) -> Call:
    """The call is on another day; in another month it counts there.  ``call.moved``.

    Refuses a month whose limit is reached, and a call that was taken back.
    """
    before = Call.objects.select_related("unit").get(pk=call.pk)
    if before.taken_back_at is not None:
        raise Refused(_gone())
    for _ in range(TRIES):
        fields: dict[str, object] = {"on": on}
        if month_of(on) != before.month:
            what = Ref(before.what_kind, before.what_id, before.what_name)
            [moved] = _fitting(
                [before.unit], kind=before.kind, on=on, what=what, actor=actor, now=now
            )
            fields |= {"month": moved.month, "number": moved.number, "most": moved.most}
        standing = Call.objects.in_force().filter(pk=before.pk, on=before.on)
        try:
            with transaction.atomic():
                changed = standing.update(**fields)
        except IntegrityError:
            continue
        if changed != 1:
            raise Refused(_gone())
        append(
            kind="call.moved",
            actor=actor.ref,
            subject=Ref(before.what_kind, before.what_id, before.what_name),
            facts={
                "call": before.kind,
                "unit": before.unit.code,
                "from": before.on.isoformat(),
                "to": on.isoformat(),
            },
            now=now,
        )
        return Call.objects.select_related("unit").get(pk=before.pk)
    raise Refused(_busy())


@transaction.atomic
def take_back(*, call: Call, now: datetime, actor: Post | None = None) -> None:
    """Nobody comes; the number is free for another call of the month.  ``call.taken_back``."""
    if Call.objects.in_force().filter(pk=call.pk).update(taken_back_at=now) != 1:
        raise Refused(_gone())
    current = Call.objects.select_related("unit").get(pk=call.pk)
    append(
        kind="call.taken_back",
        actor=actor.ref if actor is not None else PROGRAM,
        subject=Ref(current.what_kind, current.what_id, current.what_name),
        facts={"call": current.kind, "unit": current.unit.code, "on": current.on.isoformat()},
        now=now,
    )


# --- parts


def _fitting(
    units: Collection[Unit], *, kind: str, on: date, what: Ref, actor: Post, now: datetime
) -> list[Call]:
    """A call for each unit with the smallest free number; refuses for all that have no room."""
    limits = limits_over(units, on)
    standing = standing_calls(units, kind=kind, month=on)
    reasons, calls = [], []
    for unit in units:
        others, limit = standing.get(unit.pk, []), limits.get(unit.pk)
        reasons += why_not_call(unit, kind=kind, on=on, what=what, limit=limit, others=others)
        calls.append(
            Call(
                unit=unit,
                kind=kind,
                on=on,
                month=month_of(on),
                number=free_number(others),
                most=limit.most(kind) if limit is not None else None,
                what_kind=what.kind,
                what_id=what.id,
                what_name=what.name,
                planned_by=actor,
                planned_at=now,
            )
        )
    if reasons:
        raise Refused(reasons)
    return calls


def _gone() -> Refusal:
    return Refusal(
        "call_changed_meanwhile",
        gettext_noop("This was called off or moved meanwhile. Look at it again."),
    )


def _busy() -> Refusal:
    return Refusal(
        "calls_planned_at_once",
        gettext_noop("Several people planned for the same month at once. Please try again."),
    )
