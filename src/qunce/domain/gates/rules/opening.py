"""What opens a gate: evidence that meets the rule, or a higher post that says why.  Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.gates.models import DECIDES_ABOVE, Asking, Gate
from qunce.domain.gates.rules.asking import (
    why_not_going_on,
    why_not_look_after,
    why_not_said,
)
from qunce.domain.gates.states import Check, GateState, Need
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class Evidence:
    """What came of an asking, in figures; whoever asked presents it."""

    asked: int | None
    """People invited, or slips issued; none when everybody could answer."""
    answered: int
    """People, or slips, that answered."""
    by_way: Mapping[str, int] = field(default_factory=dict)
    """Answers by code of :class:`~.states.Way`."""
    groups: int = 0
    """Villages, or strata, that should be heard."""
    groups_heard: int = 0
    points: int = 0
    points_answered: int = 0
    """Points adopted, adopted in part, or not, each with its reason."""
    to_tell: int = 0
    """Speakers who wanted to be told."""
    told: int = 0
    questions: int = 0
    questions_answered: int = 0
    counts_agree: bool | None = None
    """Whether issued = returned + spoiled + unreturned, in every stratum."""
    published: bool | None = None
    share: float | None = None
    """Of those who judged, the share that is content, 0 to 1; "don't know" is no judgement."""

    def facts(self) -> dict[str, JSON]:
        """As the record prints it: figures only.

        A way is a value there and no key: the record takes no key that is called ``phone``.
        """
        told: dict[str, JSON] = asdict(self)
        told["by_way"] = [
            {"way": way, "answers": number} for way, number in sorted(self.by_way.items())
        ]
        told["share"] = None if self.share is None else round(self.share, 4)
        return told


def why_not_check(asking: Asking, post: Post | None, *, code: str, reason: str) -> list[Refusal]:
    """Why ``post`` may not make one of the four checks.

    Whoever wrote the document does not check it: a guidance group does, or a post of the unit
    above.
    """
    reasons = why_not_going_on(asking)
    if code not in Check.values:
        reasons.append(
            Refusal("check_unknown", gettext_noop("Choose one of the four checks."), on="code")
        )
    if not checks_documents(asking.gate, post):
        reasons.append(
            Refusal(
                "check_by_somebody_else",
                gettext_noop(
                    "The four checks are made by the guidance group or by a post of the "
                    "unit above, not by those who wrote the document."
                ),
            )
        )
    return reasons + why_not_said(reason, 600, "reason")


def checks_documents(gate: Gate, post: Post | None) -> bool:
    """Whether ``post`` is one that checks what ``gate``'s unit wrote.  Reads ``gate.unit``."""
    if post is None or post.role == PostRole.VIEWER:
        return False
    if post.unit_id == gate.unit.parent_id:
        return True
    return post.role == PostRole.GUIDANCE and post.unit.path.startswith(gate.unit.path)


def why_not_settle(
    asking: Asking,
    evidence: Evidence,
    *,
    checks: Mapping[str, bool],
    today: date,
    post: Post | None,
) -> list[Refusal]:
    """Why the gate does not pass on ``evidence``.  ``checks``: whether each check made holds."""
    return (
        why_not_look_after(asking.gate, post)
        + why_not_going_on(asking)
        + why_not_over(asking, today)
        + what_is_missing(asking, evidence, checks=checks)
    )


def why_not_over(asking: Asking, today: date) -> list[Refusal]:
    """Nothing is settled while people may still answer."""
    if today > asking.closes_on:
        return []
    return [
        Refusal(
            "asking_goes_on",
            gettext_noop("People can answer until the end of %(day)s. Settle it afterwards."),
            {"day": asking.closes_on.isoformat()},
        )
    ]


def what_is_missing(
    asking: Asking, evidence: Evidence, *, checks: Mapping[str, bool]
) -> list[Refusal]:
    """What the rule of this round asks for and the evidence does not show, with figures."""
    rule = asking.rule
    needs: Collection[str] = rule.get("needs", ())
    missing = [
        _impossible(evidence),
        _short(
            "too_few_answers",
            gettext_noop("%(have)s of at least %(want)s answers have come in."),
            evidence.answered,
            asking.at_least,
        ),
        _short(
            "points_without_answer",
            gettext_noop(
                "%(have)s of %(want)s points have an answer. Say of each whether it is adopted, "
                "adopted in part, or not, and why."
            ),
            evidence.points_answered,
            evidence.points,
        ),
        _short(
            "speakers_not_told",
            gettext_noop(
                "%(have)s of %(want)s people who wanted to be told were told what came of it."
            ),
            evidence.told,
            evidence.to_tell,
        ),
    ]
    if Need.GROUPS_HEARD in needs:
        missing.append(
            _short(
                "groups_not_heard",
                gettext_noop(
                    "%(have)s of %(want)s villages or groups were heard. Go where nobody spoke."
                ),
                evidence.groups_heard,
                evidence.groups,
            )
        )
    if Need.QUESTIONS_ANSWERED in needs:
        missing.append(
            _short(
                "questions_without_answer",
                gettext_noop("%(have)s of %(want)s questions have answers."),
                evidence.questions_answered,
                max(evidence.questions, 1),
            )
        )
    if Need.COUNTS_AGREE in needs and evidence.counts_agree is not True:
        missing.append(
            Refusal(
                "counts_do_not_agree",
                gettext_noop(
                    "Slips issued are not yet slips returned, spoiled and not returned together."
                ),
            )
        )
    if Need.PUBLISHED in needs and evidence.published is not True:
        missing.append(
            Refusal("result_not_published", gettext_noop("The result has not been published yet."))
        )
    if Need.FOUR_CHECKS in needs:
        missing += _checks_missing(checks)
    line = rule.get("share_at_least")
    # Divided as the share was: 29 of 100 is 0.29, and 0.29 * 100 would be less than 29.
    if line is not None and (evidence.share is None or evidence.share < line / 100):
        missing.append(
            Refusal(
                "share_below_the_line",
                gettext_noop(
                    "Of those who judged, fewer than %(line)s percent are content; "
                    "this is the line fixed beforehand."
                ),
                {"line": line},
            )
        )
    return [reason for reason in missing if reason is not None]


def why_not_override(gate: Gate, post: Post | None, *, reason: str) -> list[Refusal]:
    """Why ``post`` may not open ``gate`` without the people.  Reads ``gate.unit``."""
    reasons = []
    higher = post is not None and gate.unit.parent_id == post.unit_id
    if not higher or post is None or post.role not in DECIDES_ABOVE:
        reasons.append(
            Refusal(
                "override_by_a_higher_post",
                gettext_noop(
                    "Only the first responsible person or a leading official of the unit "
                    "directly above can open a gate without the people."
                ),
            )
        )
    if gate.state in (GateState.PASSED, GateState.OVERRIDDEN):
        reasons.append(
            Refusal("gate_is_open", gettext_noop("This gate is open; nobody need be asked again."))
        )
    return reasons + why_not_said(reason, 1000, "reason")


def why_not_past(gate: Gate | None) -> list[Refusal]:
    """Why what ``gate`` guards may not be issued or begun; ``None`` guards nothing."""
    if gate is None or gate.state in (GateState.PASSED, GateState.OVERRIDDEN):
        return []
    return [
        Refusal(
            "gate_not_passed",
            gettext_noop("The gate “%(gate)s” has not been passed. Ask the people first."),
            {"gate": gate.get_kind_display()},
        )
    ]


def _impossible(evidence: Evidence) -> Refusal | None:
    """More of something than there is: whoever counted made a mistake."""
    parts = (
        (evidence.points_answered, evidence.points),
        (evidence.told, evidence.to_tell),
        (evidence.groups_heard, evidence.groups),
        (evidence.questions_answered, evidence.questions),
    )
    share = 0.0 if evidence.share is None else evidence.share
    if all(0 <= part <= whole for part, whole in parts) and 0 <= share <= 1:
        return None
    return Refusal(
        "evidence_does_not_add_up",
        gettext_noop("The figures do not add up: a part is larger than its whole. Count again."),
    )


def _short(code: str, message: str, have: int, want: int) -> Refusal | None:
    return Refusal(code, message, {"have": have, "want": want}) if have < want else None


def _checks_missing(checks: Mapping[str, bool]) -> list[Refusal]:
    reasons = []
    if undone := [code for code in Check.values if code not in checks]:
        reasons.append(
            Refusal(
                "checks_not_made",
                gettext_noop("%(have)s of the four checks of the document have been made."),
                {"have": len(Check.values) - len(undone)},
            )
        )
    if any(not holds for holds in checks.values()):
        reasons.append(
            Refusal(
                "check_does_not_hold",
                gettext_noop(
                    "A check of the document does not hold. Mend the document and ask again."
                ),
            )
        )
    return reasons
