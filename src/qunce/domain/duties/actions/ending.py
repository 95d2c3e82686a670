"""A unit is no more: what it had not done is no longer owed, or another unit goes on with it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.actions.handing_out import answering_post
from qunce.domain.campaigns.models import Duty
from qunce.domain.duties.actions.acting import (
    as_it_is,
)
from qunce.domain.duties.actions.completing import store
from qunce.domain.duties.models import DutyEnd
from qunce.domain.duties.queries import standing_of, today_of
from qunce.domain.duties.rules import why_not_carry_over, why_not_end
from qunce.domain.duties.standings import Row
from qunce.domain.organisations.models import Unit
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import gettext_noop, refuse

register("duty.ended", gettext_noop("Duties of a unit ended"))
register("duty.carried_over", gettext_noop("Duties of a unit carried over to another"))


@transaction.atomic
def end_duties(*, unit: Unit, reason: str, actor: Post, now: datetime) -> int:
    """Nothing that ``unit`` has not done is owed any more; how many duties that were.

    What happened is stored first, so that what was done stays done.  Recorded once, of the unit,
    as ``duty.ended`` with their number.  Refuses posts outside a campaign office of the unit or
    above it, and no reason.
    """
    refuse(why_not_end(unit, actor, reason))
    today = today_of(now)
    ended = 0
    for row in _unfinished(unit, now):
        _end(row.duty, None, reason, actor, today, now)
        ended += 1
    if ended:
        append(
            kind="duty.ended", actor=actor.ref, subject=unit.ref, facts={"duties": ended}, now=now
        )
    return ended


@transaction.atomic
def carry_over(*, unit: Unit, successor: Unit, reason: str, actor: Post, now: datetime) -> int:
    """``successor`` owes what ``unit`` had not done; how many duties that were.

    Where the successor owes the same action itself, that one duty is enough; otherwise it gets a
    duty of its own, due on the same day, carried by the post that answers there (of a lead, by the
    same post).  Recorded once, of the old unit, as ``duty.carried_over``.  Refuses as
    :func:`end_duties`.
    """
    refuse([*why_not_end(unit, actor, reason), *why_not_carry_over(unit, successor)])
    today = today_of(now)
    answers = answering_post(unit=successor)
    carried = 0
    for row in _unfinished(unit, now):
        old = row.duty
        post = old.post if old.of_post else answers
        theirs, _made = Duty.objects.get_or_create(
            action=old.action,
            unit=successor,
            of_post=old.of_post,
            **({"post": post} if old.of_post else {}),
            defaults={"due_on": old.due_on, "post": post},
        )
        _end(old, theirs, reason, actor, today, now)
        carried += 1
    if carried:
        append(
            kind="duty.carried_over",
            actor=actor.ref,
            subject=unit.ref,
            facts={"duties": carried, "to": successor.code},
            now=now,
        )
    return carried


def _unfinished(unit: Unit, now: datetime) -> list[Row]:
    """What the unit has not done, of whatever campaign; what it has done is stored."""
    today = today_of(now)
    rows = standing_of(Duty.objects.filter(unit=unit), today)
    store(rows=rows, now=now)
    return [row for row in rows if row.is_open]


def _end(
    duty: Duty, carried_to: Duty | None, reason: str, actor: Post, on: date, now: datetime
) -> None:
    DutyEnd.objects.create(
        duty=as_it_is(pk=duty.pk),
        reason=reason.strip(),
        on=on,
        carried_to=carried_to,
        post=actor,
        at=now,
    )
