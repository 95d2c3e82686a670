"""Opening a gate: by evidence, or by a higher post that says why; and finding it not passed."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.gates.actions.asking import (
    end_round,
    gate_moved_meanwhile,
    locked,
    move_gate,
)
from qunce.domain.gates.models import Asking, DocumentCheck, Gate, Passage
from qunce.domain.gates.rules import (
    Evidence,
    what_is_missing,
    why_not_check,
    why_not_going_on,
    why_not_look_after,
    why_not_over,
    why_not_override,
    why_not_settle,
)
from qunce.domain.gates.states import AskingState, GateState, PassageKind
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("gate.document_checked", gettext_noop("Document at a gate checked"))
register("gate.passed", gettext_noop("Gate passed"))
register("gate.not_passed", gettext_noop("Gate not passed"))
register("gate.overridden", gettext_noop("Gate opened without the people"))


@transaction.atomic
def check_document(
    *, asking: Asking, code: str, holds: bool, reason: str, actor: Post, now: datetime
) -> DocumentCheck:
    """One of the four checks is made, once in a round.  Recorded, with whether it holds.

    Refuses those who wrote the document, a check made already, and a reason that says nothing.
    """
    asking = locked(asking=asking)
    if reasons := why_not_check(asking, actor, code=code, reason=reason):
        raise Refused(reasons)
    try:
        with transaction.atomic():
            check = DocumentCheck.objects.create(
                asking=asking,
                code=code,
                holds=holds,
                reason=reason.strip(),
                post=actor,
                checked_at=now,
            )
    except IntegrityError as problem:
        raise Refused(
            Refusal("check_made_already", gettext_noop("This check has been made already."))
        ) from problem
    append(
        kind="gate.document_checked",
        actor=actor.ref,
        subject=asking.gate.ref,
        facts={
            "gate": asking.gate.kind,
            "round": asking.number,
            "check": code,
            "holds": holds,
            "reason": reason.strip(),
        },
        now=now,
    )
    return check


@transaction.atomic
def settle(*, asking: Asking, evidence: Evidence, actor: Post, now: datetime) -> Passage:
    """The gate is passed on ``evidence``, and what it guards may be issued or begun.

    Recorded as ``gate.passed`` with all figures.  Refuses while people may still answer, and with
    everything that the rule of this round asks for and the evidence does not show.
    """
    asking = locked(asking=asking)
    checks = dict(asking.checks.values_list("code", "holds"))
    today = clock.day_of(now, settings.TIME_ZONE)
    if reasons := why_not_settle(asking, evidence, checks=checks, today=today, post=actor):
        raise Refused(reasons)
    end_round(asking=asking, state=AskingState.PASSED, now=now, evidence=evidence.facts())
    move_gate(gate=asking.gate, state=GateState.PASSED, passed_at=now)
    passage = Passage.objects.create(
        gate=asking.gate,
        kind=PassageKind.EVIDENCE,
        asking=asking,
        post=actor,
        at=now,
        at_least=asking.at_least,
        answered=evidence.answered,
        days_open=asking.days_open,
        days=asking.days,
        points=evidence.points,
        points_answered=evidence.points_answered,
        to_tell=evidence.to_tell,
        told=evidence.told,
    )
    append(
        kind="gate.passed",
        actor=actor.ref,
        subject=asking.gate.ref,
        facts={"gate": asking.gate.kind, "round": asking.number, "evidence": evidence.facts()},
        now=now,
    )
    return passage


@transaction.atomic
def find_not_passed(*, asking: Asking, evidence: Evidence, actor: Post, now: datetime) -> None:
    """The round ends without passing; what was missing is recorded, and people may be asked again.

    Refuses while people may still answer, and when nothing is missing: then the gate passes.
    """
    asking = locked(asking=asking)
    checks = dict(asking.checks.values_list("code", "holds"))
    today = clock.day_of(now, settings.TIME_ZONE)
    missing = what_is_missing(asking, evidence, checks=checks)
    reasons = (
        why_not_look_after(asking.gate, actor)
        + why_not_going_on(asking)
        + why_not_over(asking, today)
    )
    if not missing:
        reasons.append(
            Refusal(
                "nothing_is_missing",
                gettext_noop("Nothing is missing: the gate can be passed."),
            )
        )
    if reasons:
        raise Refused(reasons)
    end_round(
        asking=asking,
        state=AskingState.NOT_PASSED,
        now=now,
        evidence=evidence.facts(),
        missing=[
            {"code": one.code, "message": one.message, "params": dict(one.params)}
            for one in missing
        ],
    )
    move_gate(gate=asking.gate, state=GateState.NOT_PASSED)
    append(
        kind="gate.not_passed",
        actor=actor.ref,
        subject=asking.gate.ref,
        facts={
            "gate": asking.gate.kind,
            "round": asking.number,
            "missing": [one.code for one in missing],
            "evidence": evidence.facts(),
        },
        now=now,
    )


@transaction.atomic
def override(*, gate: Gate, reason: str, actor: Post, now: datetime) -> Passage:
    """The gate is open although the people were not, or not enough, heard; everybody reads why.

    A round that was going on is broken off with the same reason.  Recorded as ``gate.overridden``.
    Refuses every post that is not a leading one of the unit directly above.
    """
    gate = Gate.objects.select_for_update(of=("self",)).select_related("unit").get(pk=gate.pk)
    if reasons := why_not_override(gate, actor, reason=reason):
        raise Refused(reasons)
    said = reason.strip()
    for asking in gate.askings.going_on():
        end_round(asking=asking, state=AskingState.BROKEN_OFF, now=now, why=said[:600])
    move_gate(gate=gate, state=GateState.OVERRIDDEN)
    try:
        with transaction.atomic():
            passage = Passage.objects.create(
                gate=gate, kind=PassageKind.OVERRIDE, post=actor, reason=said, at=now
            )
    except IntegrityError as problem:
        raise Refused(gate_moved_meanwhile()) from problem
    append(
        kind="gate.overridden",
        actor=actor.ref,
        subject=gate.ref,
        facts={"gate": gate.kind, "reason": said},
        now=now,
    )
    return passage
