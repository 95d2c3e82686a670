"""The rule fixed before the asking, and what stands in its way.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qunce.domain.gates.models import Gate
from qunce.domain.gates.states import WITHOUT_PHONE, GateState, Need, Way
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class GateRule:
    """The rule fixed before the asking: whom, how many at least, how long, how, what passes."""

    asks: str
    at_least: int
    days_open: int
    ways: Sequence[str]
    passes_when: str
    needs: Sequence[str] = ()
    share_at_least: int | None = None
    """Percent of those who judged that must be content; none draws no line."""

    @classmethod
    def of(cls, gate: Gate) -> GateRule:
        return cls(
            asks=gate.asks,
            at_least=gate.at_least,
            days_open=gate.days_open,
            ways=tuple(gate.ways),
            passes_when=gate.passes_when,
            needs=tuple(gate.needs),
            share_at_least=gate.share_at_least,
        )

    def facts(self) -> dict[str, JSON]:
        """As the record prints it."""
        return {
            "asks": self.asks,
            "at_least": self.at_least,
            "days_open": self.days_open,
            "ways": list(self.ways),
            "passes_when": self.passes_when,
            "needs": list(self.needs),
            "share_at_least": self.share_at_least,
        }


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
    if any(need not in Need.values for need in rule.needs):
        reasons.append(
            Refusal(
                "gate_need_unknown",
                gettext_noop("Choose from the list what else must hold."),
                on="needs",
            )
        )
    if rule.share_at_least is not None and not 1 <= rule.share_at_least <= 100:
        reasons.append(
            Refusal(
                "gate_share_impossible",
                gettext_noop(
                    "Give the share that must be content in percent, from 1 to 100, or none."
                ),
                on="share_at_least",
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
