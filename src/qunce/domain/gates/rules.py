"""What stands in the way of a gate's rule, and of what a gate guards.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qunce.domain.gates.models import Gate
from qunce.domain.gates.states import WITHOUT_PHONE, GateState, Way
from qunce.kernel.refusals import Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class GateRule:
    """The rule fixed before the asking: whom, how many at least, how long, how, what passes."""

    asks: str
    at_least: int
    days_open: int
    ways: Sequence[str]
    passes_when: str


def why_not_rule(rule: GateRule) -> list[Refusal]:
    """Why ``rule`` could not honestly pass anything."""
    reasons = []
    if not rule.asks.strip():
        reasons.append(Refusal("gate_asks_nobody", gettext_noop("Say who is asked."), on="asks"))
    if rule.at_least < 1:
        reasons.append(
            Refusal(
                "gate_needs_answers",
                gettext_noop("Say how many answers there must be, at least 1."),
                on="at_least",
            )
        )
    if not 1 <= rule.days_open <= 365:
        reasons.append(
            Refusal(
                "gate_needs_days",
                gettext_noop("Say for how many days people can answer, from 1 to 365."),
                on="days_open",
            )
        )
    if not rule.passes_when.strip():
        reasons.append(
            Refusal(
                "gate_needs_measure", gettext_noop("Say what counts as passed."), on="passes_when"
            )
        )
    if len(rule.asks) > 200 or len(rule.passes_when) > 300:
        reasons.append(
            Refusal(
                "gate_words_too_long",
                gettext_noop(
                    "Say it shorter: who is asked in at most 200 characters, "
                    "what counts as passed in at most 300."
                ),
                on="asks" if len(rule.asks) > 200 else "passes_when",
            )
        )
    if any(way not in Way.values for way in rule.ways):
        reasons.append(
            Refusal(
                "gate_way_unknown",
                gettext_noop("Choose the ways to answer from the list."),
                on="ways",
            )
        )
    elif not set(rule.ways) & set(WITHOUT_PHONE):
        reasons.append(
            Refusal(
                "gate_shuts_out_people_without_phones",
                gettext_noop(
                    "Choose at least one way for people without a phone: "
                    "on paper, at a meeting or by a visit."
                ),
                on="ways",
            )
        )
    return reasons


def why_not_change_rule(gate: Gate) -> list[Refusal]:
    """A rule may be changed only while nobody has been asked yet."""
    if gate.state == GateState.WAITING:
        return []
    return [
        Refusal(
            "gate_rule_is_fixed",
            gettext_noop(
                "People have already been asked under this rule. "
                "It can be changed only by starting the asking again."
            ),
        )
    ]


def why_not_past(gate: Gate | None) -> list[Refusal]:
    """Why what ``gate`` guards may not be issued or begun; ``None`` guards nothing."""
    if gate is None or gate.state == GateState.PASSED:
        return []
    return [
        Refusal(
            "gate_not_passed",
            gettext_noop("The gate “%(gate)s” has not been passed. Ask the people first."),
            {"gate": gate.get_kind_display()},
        )
    ]
