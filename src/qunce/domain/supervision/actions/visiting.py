"""Planning a visit, moving it, calling it off, noting how it went; the unit's own word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from qunce.domain.accounts.models import Post
from qunce.domain.budgets.actions import call_on, move_call, take_back
from qunce.domain.budgets.models import Call
from qunce.domain.budgets.states import CallKind
from qunce.domain.organisations.models import Unit
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.supervision import notifying, rules
from qunce.domain.supervision.models import Finding, Group, Remark, Visit
from qunce.domain.supervision.queries import acts_for, month_with_room, staff_of
from qunce.domain.supervision.reading import (
    day,
    read_for_group,
    read_group,
    read_visit,
)
from qunce.domain.supervision.states import VisitState
from qunce.domain.voices.words import cleaned, one_line
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("visit.planned", gettext_noop("Guidance visit planned"))
register("visit.moved", gettext_noop("Guidance visit moved"))
register("visit.called_off", gettext_noop("Guidance visit called off"))
register("visit.made", gettext_noop("Guidance visit made"))
register("visit.remark", gettext_noop("The visited unit said something"))

PLANNED_TWICE = Refusal(
    "visit_is_planned_already",
    gettext_noop("A visit to this unit is planned for that day already."),
    on="planned_on",
)


@transaction.atomic
def plan_visit(
    *, group: Group, unit: Unit, on: date, actor: Post, now: datetime, about: str = ""
) -> Visit:
    """The group goes to ``unit`` on the day ``on``; the unit and the group are told.

    The visit takes one of the calls the county allows on the unit in that month.  Recorded as
    ``visit.planned``.  Refuses who does not act for the group, another area's unit, a day that has
    passed, and a visit beyond the county's limit.
    """
    current = read_group(group)
    refuse(
        rules.why_not_act(actor, current, acts=acts_for(actor, current)),
        rules.why_not_plan(current, unit, on, day(now)),
    )
    if Visit.objects.planned().filter(group=current, unit=unit, planned_on=on).exists():
        raise Refused(PLANNED_TWICE)
    try:
        with transaction.atomic():
            visit = Visit.objects.create(
                group=current,
                unit=unit,
                planned_on=on,
                about=one_line(about)[:200],
                planned_by=actor,
                planned_at=now,
            )
    except IntegrityError:  # somebody else planned it at this moment
        raise Refused(PLANNED_TWICE) from None
    with _saying_when(unit, on):
        call = call_on(unit=unit, kind=CallKind.VISIT, on=on, what=visit.ref, actor=actor, now=now)
    Visit.objects.filter(pk=visit.pk, call__isnull=True).update(call=call)
    visit.call = call
    notifying.tell(
        notifying.posts_visited(visit), notifying.ANNOUNCED, visit, now, but=actor, due_on=on
    )
    notifying.tell(notifying.posts_of(current), notifying.PLANNED, visit, now, but=actor, due_on=on)
    append(
        kind="visit.planned",
        actor=actor.ref,
        subject=visit.ref,
        facts={"area": current.area.code, "unit": unit.code, "on": on.isoformat()},
        now=now,
    )
    return visit


@transaction.atomic
def move_visit(*, visit: Visit, to: date, reason: str, actor: Post, now: datetime) -> None:
    """The visit is on another day, in another month it counts there; the unit is told.

    Recorded as ``visit.moved``.  Refuses a month that is full, and a visit that is over.
    """
    current = read_for_group(visit, actor, now)
    refuse(
        rules.why_not_step(current, VisitState.CALLED_OFF),
        rules.why_not_plan(current.group, current.unit, to, day(now)),
        rules.why_not_reason(reason),
    )
    before = current.planned_on
    if to == before:
        return
    same = Visit.objects.planned().filter(group=current.group, unit=current.unit, planned_on=to)
    if same.exists():
        raise Refused(PLANNED_TWICE)
    with _saying_when(current.unit, to):
        move_call(call=_call(current), on=to, actor=actor, now=now)
    _change(current, planned_on=to, reason=one_line(reason), reminded_at=None)
    told = [*notifying.posts_visited(current), *notifying.posts_of(current.group)]
    notifying.tell(told, notifying.MOVED, current, now, but=actor, due_on=to)
    append(
        kind="visit.moved",
        actor=actor.ref,
        subject=current.ref,
        facts={"from": before.isoformat(), "to": to.isoformat(), "unit": current.unit.code},
        now=now,
    )


@transaction.atomic
def call_off(*, visit: Visit, reason: str, actor: Post, now: datetime) -> None:
    """Nobody goes; the call is given back to the month.  ``visit.called_off``."""
    current = read_for_group(visit, actor, now)
    refuse(
        rules.why_not_step(current, VisitState.CALLED_OFF),
        rules.why_not_reason(reason),
    )
    take_back(call=_call(current), actor=actor, now=now)
    _change(current, state=VisitState.CALLED_OFF, reason=one_line(reason), by=actor, over_at=now)
    told = [*notifying.posts_visited(current), *notifying.posts_of(current.group)]
    notifying.tell(told, notifying.CALLED_OFF, current, now, but=actor)
    append(
        kind="visit.called_off",
        actor=actor.ref,
        subject=current.ref,
        facts={"on": current.planned_on.isoformat(), "unit": current.unit.code},
        now=now,
    )


@transaction.atomic
def make_visit(
    *,
    visit: Visit,
    made_on: date,
    help_given: str,
    findings: Sequence[str],
    actor: Post,
    now: datetime,
    names_nobody: bool = False,
) -> list[Finding]:
    """What was done there and then stands in the note, and each thing that was found by itself.

    The visited unit is told that it can be read.  A visit made on another day than planned counts
    on the day it was made, and is refused where the county's limit leaves no room for it.  What
    looks like a person is refused until it is gone, or ``names_nobody`` says that it means none.
    Recorded as ``visit.made`` with how many things were found, never what.
    """
    current = read_for_group(visit, actor, now)
    found = [cleaned(words) for words in findings if cleaned(words)]
    refuse(
        rules.why_not_note(
            current,
            made_on=made_on,
            help_given=cleaned(help_given),
            findings=found,
            today=day(now),
        ),
        () if names_nobody else _named(current, cleaned(help_given), found),
    )
    if made_on != current.planned_on:
        move_call(call=_call(current), on=made_on, actor=actor, now=now)
    _change(
        current,
        state=VisitState.MADE,
        made_on=made_on,
        help=cleaned(help_given),
        by=actor,
        over_at=now,
    )
    made = Finding.objects.bulk_create(
        Finding(visit=current, position=position, words=words)
        for position, words in enumerate(found, start=1)
    )
    notifying.tell(notifying.posts_visited(current), notifying.NOTED, current, now, but=actor)
    append(
        kind="visit.made",
        actor=actor.ref,
        subject=current.ref,
        facts={
            "unit": current.unit.code,
            "on": made_on.isoformat(),
            "found": len(found),
        },
        now=now,
    )
    return made


@transaction.atomic
def add_remark(
    *, visit: Visit, words: str, actor: Post, now: datetime, names_nobody: bool = False
) -> Remark:
    """The visited unit says something of the visit; the group is told.  ``visit.remark``."""
    current = read_visit(visit, actor, now)
    words = cleaned(words)
    refuse(
        rules.why_not_remark(current, actor, words),
        () if names_nobody else rules.why_not_name(words, staff_of(current), on="words"),
    )
    remark = Remark.objects.create(visit=current, words=words, post=actor, at=now)
    notifying.tell(
        notifying.posts_of(current.group),
        notifying.REMARK,
        current,
        now,
        but=actor,
        each=str(remark.pk),
    )
    append(kind="visit.remark", actor=actor.ref, subject=current.ref, facts={}, now=now)
    return remark


@contextmanager
def _saying_when(unit: Unit, on: date) -> Iterator[None]:
    """A refusal because the month is full says as well which month has room."""
    try:
        yield
    except Refused as refused:
        free = month_with_room(unit, on) if "calls_at_the_limit" in refused.codes else None
        if free is None:
            raise
        raise Refused(
            [
                *refused.refusals,
                Refusal(
                    "next_month_with_room",
                    gettext_noop("There is room again in %(month)s."),
                    {"month": f"{free:%Y-%m}"},
                    "planned_on",
                ),
            ]
        ) from None


def _named(visit: Visit, help_given: str, findings: Sequence[str]) -> list[Refusal]:
    staff = staff_of(visit)
    reasons = rules.why_not_name(help_given, staff, on="help")
    return reasons + rules.why_not_name("\n".join(findings), staff, on="findings")


def _call(visit: Visit) -> Call:
    if visit.call is None:
        raise ValueError("a planned visit has its call")
    return visit.call


def _change(visit: Visit, **fields: Any) -> None:
    """The row as it was read gets these fields; refuses when somebody was faster."""
    changed = Visit.objects.filter(
        pk=visit.pk, state=VisitState.PLANNED, version=visit.version
    ).update(version=F("version") + 1, **fields)
    if changed != 1:
        raise Refused(rules.CHANGED)
    visit.version += 1
    for name, value in fields.items():
        setattr(visit, name, value)
