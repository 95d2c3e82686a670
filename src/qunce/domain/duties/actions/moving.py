"""The office gives a duty another day, so that two demands do not fall into one week."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Duty
from qunce.domain.duties.actions.acting import (
    row_as_it_is,
)
from qunce.domain.duties.models import DutyMove
from qunce.domain.duties.queries import standing_of, today_of
from qunce.domain.duties.rules import duty_changed_meanwhile, why_not_move
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refused, gettext_noop, refuse

register("duty.moved", gettext_noop("Day of a duty moved"))


@transaction.atomic
def move_duty(
    *,
    duty: Duty,
    to: date | None,
    reason: str,
    actor: Post,
    now: datetime,
    seen_on: date | None = None,
) -> Duty:
    """The duty is due on ``to``; the day before and the reason stay readable.  ``duty.moved``.

    ``seen_on`` is the day the office saw when it decided.  Refuses posts outside the campaign
    office of the campaign's unit, a day before today or outside the campaign, a duty that is done
    or no longer owed, no reason, and when somebody moved it meanwhile.
    """
    today = today_of(now)
    row = row_as_it_is(pk=duty.pk, today=today)
    refuse(why_not_move(row, actor, to, reason, today))
    before = seen_on or row.duty.due_on
    if to is None or Duty.objects.filter(pk=duty.pk, due_on=before).update(due_on=to) != 1:
        raise Refused(duty_changed_meanwhile())
    DutyMove.objects.create(
        duty=row.duty, from_on=before, to_on=to, reason=reason.strip(), post=actor, at=now
    )
    append(
        kind="duty.moved",
        actor=actor.ref,
        subject=row.duty.ref,
        facts={"from": before.isoformat(), "to": to.isoformat()},
        now=now,
    )
    return Duty.objects.get(pk=duty.pk)


@transaction.atomic
def move_for_all(
    *,
    duty: Duty,
    to: date | None,
    reason: str,
    actor: Post,
    now: datetime,
    seen_on: date | None = None,
) -> int:
    """Every unit that still owes the duty's action on the same day owes it on ``to``; how many.

    Recorded once, of the one the office looked at, as ``duty.moved`` with their number.  Refuses
    as :func:`move_duty`.
    """
    today = today_of(now)
    row = row_as_it_is(pk=duty.pk, today=today)
    refuse(why_not_move(row, actor, to, reason, today))
    before = seen_on or row.duty.due_on
    if to is None or before != row.duty.due_on:
        raise Refused(duty_changed_meanwhile())
    same = Duty.objects.filter(action=row.duty.action_id, due_on=before)
    rows = standing_of(same, today)
    chosen = [
        one.duty
        for one in rows
        if one.is_open and one.duty.action_id == row.duty.action_id and one.duty.due_on == before
    ]
    moved = Duty.objects.filter(pk__in=[one.pk for one in chosen], due_on=before).update(due_on=to)
    if moved != len(chosen):
        raise Refused(duty_changed_meanwhile())
    DutyMove.objects.bulk_create(
        DutyMove(duty=one, from_on=before, to_on=to, reason=reason.strip(), post=actor, at=now)
        for one in chosen
    )
    append(
        kind="duty.moved",
        actor=actor.ref,
        subject=row.duty.ref,
        facts={"from": before.isoformat(), "to": to.isoformat(), "duties": moved},
        now=now,
    )
    return moved
