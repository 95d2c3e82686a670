"""A round of asking: begun under a rule that is now fixed, made longer, broken off."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from qunce.domain.accounts.models import Post
from qunce.domain.gates.models import Asking, Gate
from qunce.domain.gates.rules import (
    GateRule,
    why_not_break_off,
    why_not_extend,
    why_not_start,
)
from qunce.domain.gates.states import AskingState, GateState
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel import clock
from qunce.kernel.canonical import day
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("gate.asking_started", gettext_noop("Asking at a gate began"))
register("gate.asking_extended", gettext_noop("Asking at a gate goes on for longer"))
register("gate.asking_broken_off", gettext_noop("Asking at a gate broken off"))


@transaction.atomic
def start_asking(
    *,
    gate: Gate,
    what: Ref,
    title: str,
    sha256: str,
    opens_on: date,
    closes_on: date,
    actor: Post,
    now: datetime,
) -> Asking:
    """People are asked about ``what`` from ``opens_on`` to ``closes_on``; the rule is fixed.

    Recorded as ``gate.asking_started`` with the whole rule and ``sha256``, the hash of the exact
    wording put before the people.  Refuses posts outside the campaign office of the gate's unit,
    a gate at which people are asked already or that is open, fewer days than the rule says, and a
    first day that is over.
    """
    gate = Gate.objects.select_for_update().get(pk=gate.pk)
    today = clock.day_of(now, settings.TIME_ZONE)
    if reasons := why_not_start(gate, actor, opens_on=opens_on, closes_on=closes_on, today=today):
        raise Refused(reasons)
    moved = Gate.objects.filter(
        pk=gate.pk, state=gate.state, rule_version=gate.rule_version
    ).update(state=GateState.ASKING)
    if moved != 1:
        raise Refused(gate_moved_meanwhile())
    last = gate.askings.aggregate(last=Max("number"))["last"] or 0
    rule = GateRule.of(gate)
    asking = Asking.objects.create(
        gate=gate,
        number=last + 1,
        rule_version=gate.rule_version,
        rule=rule.facts(),
        what_kind=what.kind,
        what_id=what.id,
        title=title[:200],
        what_sha256=sha256,
        at_least=rule.at_least,
        days_open=rule.days_open,
        opens_on=opens_on,
        closes_on=closes_on,
        days=(closes_on - opens_on).days + 1,
        started_by=actor,
        started_at=now,
    )
    append(
        kind="gate.asking_started",
        actor=actor.ref,
        subject=gate.ref,
        facts={
            "gate": gate.kind,
            "round": asking.number,
            "about": {"kind": what.kind, "id": what.id},
            "sha256": sha256,
            "opens_on": day(opens_on),
            "closes_on": day(closes_on),
            "rule": rule.facts(),
            "version": gate.rule_version,
        },
        now=now,
    )
    return asking


@transaction.atomic
def extend_asking(*, asking: Asking, closes_on: date, actor: Post, now: datetime) -> Asking:
    """People can answer until ``closes_on``, later than announced.  Recorded.

    Refuses an earlier day, and a round that is over or whose last day is.
    """
    asking = locked(asking=asking)
    today = clock.day_of(now, settings.TIME_ZONE)
    if reasons := why_not_extend(asking, actor, closes_on=closes_on, today=today):
        raise Refused(reasons)
    moved = Asking.objects.filter(
        pk=asking.pk, state=AskingState.OPEN, closes_on=asking.closes_on
    ).update(closes_on=closes_on, days=(closes_on - asking.opens_on).days + 1)
    if moved != 1:
        raise Refused(gate_moved_meanwhile())
    append(
        kind="gate.asking_extended",
        actor=actor.ref,
        subject=asking.gate.ref,
        facts={
            "gate": asking.gate.kind,
            "round": asking.number,
            "from": day(asking.closes_on),
            "to": day(closes_on),
        },
        now=now,
    )
    asking.refresh_from_db()
    return asking


@transaction.atomic
def break_off(*, asking: Asking, reason: str, actor: Post, now: datetime) -> None:
    """The round is given up; the gate waits, its rule may be changed, and all are asked anew.

    What was said stays readable.  Recorded with the reason, as ``gate.asking_broken_off``.
    """
    asking = locked(asking=asking)
    if reasons := why_not_break_off(asking, actor, reason=reason):
        raise Refused(reasons)
    end_round(asking=asking, state=AskingState.BROKEN_OFF, now=now, why=reason.strip())
    move_gate(gate=asking.gate, state=GateState.WAITING)
    append(
        kind="gate.asking_broken_off",
        actor=actor.ref,
        subject=asking.gate.ref,
        facts={"gate": asking.gate.kind, "round": asking.number, "reason": reason.strip()},
        now=now,
    )


# --- what the acts at a gate share


def locked(*, asking: Asking) -> Asking:
    """The round as it stands now, with its gate and the gate's unit; nobody settles it now."""
    return (
        Asking.objects.select_for_update(of=("self",))
        .select_related("gate__unit")
        .get(pk=asking.pk)
    )


def end_round(*, asking: Asking, state: AskingState, now: datetime, **more: object) -> None:
    """The open round has ended in ``state``; refuses when somebody else ended it meanwhile."""
    ended = Asking.objects.filter(pk=asking.pk, state=AskingState.OPEN).update(
        state=state, settled_at=now, **more
    )
    if ended != 1:
        raise Refused(gate_moved_meanwhile())


def move_gate(*, gate: Gate, state: GateState, passed_at: datetime | None = None) -> None:
    """The gate moves on from where it was read; refuses when somebody else moved it meanwhile."""
    moved = Gate.objects.filter(pk=gate.pk, state=gate.state).update(
        state=state, passed_at=passed_at
    )
    if moved != 1:
        raise Refused(gate_moved_meanwhile())


def gate_moved_meanwhile() -> Refusal:
    return Refusal(
        "gate_moved_meanwhile",
        gettext_noop("Somebody else acted at this gate meanwhile. Look at it again."),
    )
