"""Setting up a gate and changing its rule, before anybody is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.gates.models import Gate
from qunce.domain.gates.rules import (
    GateRule,
    why_not_change_rule,
    why_not_look_after,
    why_not_rule,
)
from qunce.domain.gates.states import GateState
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("gate.set_up", gettext_noop("Gate set up"))
register("gate.rule_changed", gettext_noop("Rule of a gate changed"))


def _facts(kind: str, rule: GateRule, version: int) -> dict[str, JSON]:
    return {"gate": kind, **rule.facts(), "version": version}


def _fields(rule: GateRule) -> dict[str, Any]:
    return {
        "asks": rule.asks,
        "at_least": rule.at_least,
        "days_open": rule.days_open,
        "ways": list(rule.ways),
        "needs": list(rule.needs),
        "share_at_least": rule.share_at_least,
        "passes_when": rule.passes_when,
    }


@transaction.atomic
def set_up_gate(
    *, kind: str, about: str, rule: GateRule, unit: Unit, actor: Ref, now: datetime
) -> Gate:
    """A gate of ``unit`` stands, not passed; its rule is recorded as ``gate.set_up``.

    Refuses a rule that asks nobody, or shuts out people without phones.
    """
    if reasons := why_not_rule(rule):
        raise Refused(reasons)
    gate = Gate.objects.create(kind=kind, about=about, unit=unit, **_fields(rule))
    append(kind="gate.set_up", actor=actor, subject=gate.ref, facts=_facts(kind, rule, 1), now=now)
    return gate


@transaction.atomic
def change_rule(
    *, gate: Gate, rule: GateRule, seen_version: int, actor: Post, now: datetime
) -> Gate:
    """The gate has a new rule and version; recorded with the whole rule as ``gate.rule_changed``.

    Refuses posts outside the campaign office of the gate's unit, once people have been asked, and
    when somebody changed the rule meanwhile (``seen_version`` is the version the writer looked at).
    """
    gate = Gate.objects.get(pk=gate.pk)
    if reasons := why_not_look_after(gate, actor) or why_not_change_rule(gate) + why_not_rule(rule):
        raise Refused(reasons)
    changed = Gate.objects.filter(
        pk=gate.pk, rule_version=seen_version, state=GateState.WAITING
    ).update(rule_version=seen_version + 1, **_fields(rule))
    if changed != 1:
        raise Refused(
            Refusal(
                "gate_rule_changed_meanwhile",
                gettext_noop(
                    "Somebody else changed this rule meanwhile. Look at it again, "
                    "then save your change."
                ),
            )
        )
    append(
        kind="gate.rule_changed",
        actor=actor.ref,
        subject=gate.ref,
        facts=_facts(gate.kind, rule, seen_version + 1),
        now=now,
    )
    return Gate.objects.get(pk=gate.pk)
