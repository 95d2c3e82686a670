"""What is asked, of whom, and what must stand before slips are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qunce.domain.ballots.models import Ballot, Stratum
from qunce.domain.ballots.states import (
    DONT_KNOW,
    FEWEST_DICE,
    MOST_CODES,
    MOST_ITEMS,
    MOST_STEPS,
    Purpose,
    Step,
)
from qunce.domain.gates.models import Gate
from qunce.domain.gates.states import GateKind
from qunce.kernel.refusals import Refusal, gettext_noop

GATE_OF = {Purpose.REVIEW: GateKind.REPORT, Purpose.VERDICT: GateKind.VERDICT}


@dataclass(frozen=True, slots=True)
class Questions:
    """What stands on the slip; ``items`` without the overall mark, which comes last."""

    title: str
    introduction: str
    items: Sequence[str]
    overall: str
    scale: Sequence[Step]
    opens_on: date
    closes_on: date
    low_line: int | None


def why_not_questions(asked: Questions) -> list[Refusal]:
    """Why this cannot be printed on a slip."""
    reasons = []
    if not asked.title or len(asked.title) > 120:
        reasons.append(
            Refusal(
                "ballot_without_title",
                gettext_noop("Give the ballot a title of at most 120 characters."),
                on="title",
            )
        )
    if len(asked.introduction) > 2000:
        reasons.append(
            Refusal(
                "introduction_too_long",
                gettext_noop("The introduction has at most 2,000 characters."),
                on="introduction",
            )
        )
    if not asked.overall:
        reasons.append(
            Refusal(
                "ballot_without_overall_mark",
                gettext_noop("Ask for the overall mark as well: all in all, how is it?"),
                on="overall",
            )
        )
    texts = [*asked.items, asked.overall]
    if len(texts) > MOST_ITEMS:
        reasons.append(
            Refusal(
                "ballot_too_long",
                gettext_noop("A slip has room for %(most)s questions at most."),
                {"most": MOST_ITEMS},
                "items",
            )
        )
    if any(len(text) > 200 for text in texts):
        reasons.append(
            Refusal(
                "ballot_item_too_long",
                gettext_noop("A question has at most 200 characters."),
                on="items",
            )
        )
    if len(set(texts)) < len(texts):
        reasons.append(
            Refusal(
                "ballot_item_twice",
                gettext_noop("The same question stands on the slip twice."),
                on="items",
            )
        )
    if asked.closes_on < asked.opens_on:
        reasons.append(
            Refusal(
                "ballot_closes_before_it_opens",
                gettext_noop("The last day must not lie before the first day."),
                on="closes_on",
            )
        )
    if asked.low_line is not None and not 1 <= asked.low_line <= 99:
        reasons.append(
            Refusal(
                "low_line_no_percentage",
                gettext_noop("The line for low results is a percentage from 1 to 99."),
                on="low_line",
            )
        )
    return reasons + _scale(asked.scale)


def _scale(scale: Sequence[Step]) -> list[Refusal]:
    steps = [step for step in scale if step["code"] != DONT_KNOW]
    codes = [step["code"] for step in steps]
    labels = [step["label"].strip() for step in steps]
    sides = {step["positive"] for step in steps}
    if (
        len(steps) > MOST_STEPS
        or not all(code.isidentifier() and code.isascii() and len(code) <= 20 for code in codes)
        or not all(0 < len(label) <= 40 for label in labels)
        or len(set(codes)) < len(codes)
        or len(set(labels)) < len(labels)
    ):
        return [
            Refusal(
                "scale_cannot_be_used",
                gettext_noop(
                    "A scale has at most %(most)s steps, each with a name of its own of at most "
                    "40 characters."
                ),
                {"most": MOST_STEPS},
                "scale",
            )
        ]
    if not {True, False} <= sides:
        return [
            Refusal(
                "scale_has_one_side",
                gettext_noop("A scale needs a step for the content and one for the discontent."),
                on="scale",
            )
        ]
    return []


def why_not_gate(gate: Gate, purpose: str, unit_id: int) -> list[Refusal]:
    """A review stands before the report's gate, a verdict before the last one."""
    if purpose not in Purpose.values or GATE_OF[Purpose(purpose)] != gate.kind:
        return [
            Refusal(
                "ballot_at_the_wrong_gate",
                gettext_noop("People do not vote by slip at this gate, or not about this."),
                on="gate",
            )
        ]
    if gate.unit_id != unit_id:
        return [
            Refusal(
                "gate_of_another_unit",
                gettext_noop("This gate does not belong to the campaign."),
                on="gate",
            )
        ]
    return []


def why_not_dice(dice: str) -> list[Refusal]:
    """Why these are not the dice of a public draw: digits 1 to 6 in the order they fell."""
    digits = "".join(dice.split())
    if not digits or set(digits) - set("123456"):
        return [
            Refusal(
                "dice_unreadable",
                gettext_noop("Write the dice as they fell, each from 1 to 6."),
                on="dice",
            )
        ]
    if len(digits) < FEWEST_DICE:
        return [
            Refusal(
                "too_few_dice",
                gettext_noop("%(count)s dice are too few; roll at least %(fewest)s."),
                {"count": len(digits), "fewest": FEWEST_DICE},
                "dice",
            )
        ]
    if len(digits) > 400:
        return [
            Refusal(
                "too_many_dice", gettext_noop("400 dice are the most that are kept."), on="dice"
            )
        ]
    return []


def why_not_sizes(strata: Sequence[Stratum], sizes: Mapping[str, int]) -> list[Refusal]:
    """Each stratum is asked, by at least two people, and by no more than there are."""
    reasons = []
    unknown = sorted(set(sizes) - {stratum.name for stratum in strata})
    if unknown:
        reasons.append(
            Refusal(
                "stratum_unknown",
                gettext_noop("Nobody on the frozen roll belongs to “%(stratum)s”."),
                {"stratum": unknown[0]},
                "sizes",
            )
        )
    for stratum in strata:
        size = sizes.get(stratum.name, 0)
        if size > stratum.population:
            reasons.append(
                Refusal(
                    "sample_larger_than_stratum",
                    gettext_noop(
                        "%(sample)s people are to be drawn in “%(stratum)s”, "
                        "where only %(people)s live."
                    ),
                    {"sample": size, "stratum": stratum.name, "people": stratum.population},
                    "sizes",
                )
            )
        elif size < 2:
            reasons.append(
                Refusal(
                    "stratum_not_asked",
                    gettext_noop("Draw at least two people in “%(stratum)s”."),
                    {"stratum": stratum.name},
                    "sizes",
                )
            )
    return reasons


def why_not_commit(
    ballot: Ballot, strata: Sequence[Stratum], reserve: Mapping[str, int], today: date
) -> list[Refusal]:
    """Why no slips can be made yet."""
    reasons = []
    if ballot.opens_on < today:
        reasons.append(
            Refusal(
                "ballot_opens_in_the_past",
                gettext_noop("The first day, %(day)s, has passed. Set a later one."),
                {"day": ballot.opens_on.isoformat()},
                "opens_on",
            )
        )
    known = {stratum.name for stratum in strata}
    if any(name not in known or number < 0 for name, number in reserve.items()):
        reasons.append(
            Refusal(
                "reserve_unknown",
                gettext_noop("Say for each stratum how many spare slips are printed, 0 or more."),
                on="reserve",
            )
        )
    elif sum(s.sample for s in strata) + sum(reserve.values()) > MOST_CODES:
        reasons.append(
            Refusal(
                "too_many_slips",
                gettext_noop("%(most)s slips are the most for one ballot."),
                {"most": MOST_CODES},
                "reserve",
            )
        )
    return reasons
