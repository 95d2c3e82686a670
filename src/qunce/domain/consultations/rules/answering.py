"""Reading points through, putting them together, answering, telling, and the way to the gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.models import Answer, Consultation, Point
from qunce.domain.consultations.rules.asking import why_not_in, why_not_look_after, why_not_step
from qunce.domain.consultations.states import (
    RUNNING,
    TAKING,
    AnswerOutcome,
    ConsultationState,
    PointState,
)
from qunce.domain.consultations.words import LONGEST
from qunce.domain.gates.models import Gate
from qunce.domain.gates.states import GateState
from qunce.domain.voices.words import why_not_words
from qunce.kernel.refusals import Refusal, gettext_noop

SHORTEST_REASON = 5
"""Characters: “Adopted” alone says nothing."""
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How many points a consultation has, and how many are not yet done with."""

    points: int
    unread: int
    unanswered: int


def why_not_check_point(
    point: Point,
    post: Post | None,
    *,
    decision: str | None = None,
    public_text: str = "",
    reason: str = "",
) -> list[Refusal]:
    """Why it cannot be decided what everybody reads of ``point``.  Reads ``consultation``.

    A decision may be changed at any time, after the end too: a name that was overlooked must go.
    """
    reasons = why_not_look_after(point.consultation, post)
    if decision is None:
        return reasons
    if decision not in PointState.values or decision == PointState.WAITING:
        reasons.append(
            Refusal(
                "point_decision_unknown",
                gettext_noop("Choose whether to show it, to mask names, or not to show it."),
                on="decision",
            )
        )
    if decision == PointState.MASKED:
        reasons += why_not_words(public_text, on="public_text", most=LONGEST)
        if public_text == point.words:
            reasons.append(
                Refusal(
                    "point_nothing_masked",
                    gettext_noop("Nothing was masked. Make names unreadable, or show it as it is."),
                    on="public_text",
                )
            )
    if decision == PointState.WITHHELD:
        reasons += why_not_words(reason, on="reason", most=500, least=2)
    return reasons


def why_not_group(points: Sequence[Point], post: Post | None) -> list[Refusal]:
    """Why these points cannot stand together.  Reads ``consultation``."""
    if len({point.pk for point in points}) < 2:
        return [
            Refusal(
                "grouping_needs_two_points",
                gettext_noop("Choose at least two points that say nearly the same."),
                on="points",
            )
        ]
    if len({point.consultation_id for point in points}) > 1:
        return [
            Refusal(
                "points_of_two_consultations",
                gettext_noop("These points were said in different consultations."),
                on="points",
            )
        ]
    consultation = points[0].consultation
    reasons = why_not_look_after(consultation, post) + why_not_in(consultation, TAKING)
    if any(point.answer_id is not None for point in points):
        reasons.append(answered_already())
    if len({point.grouping_id for point in points if point.grouping_id is not None}) > 1:
        reasons.append(
            Refusal(
                "points_stand_in_two_groups",
                gettext_noop("These points stand in different groups. Take one out first."),
                on="points",
            )
        )
    return reasons


def why_not_ungroup(point: Point, post: Post | None) -> list[Refusal]:
    reasons = why_not_look_after(point.consultation, post) + why_not_in(point.consultation, TAKING)
    if point.answer_id is not None:
        reasons.append(answered_already())
    if point.grouping_id is None:
        reasons.append(
            Refusal("point_stands_alone", gettext_noop("This point stands by itself already."))
        )
    return reasons


def why_not_answer(
    points: Sequence[Point],
    post: Post | None,
    *,
    outcome: str | None = None,
    reason: str | None = None,
) -> list[Refusal]:
    """Why these points, one or those of a group, cannot be answered.  Reads ``consultation``."""
    if not points:
        return [Refusal("point_not_there", gettext_noop("There is no such point."))]
    consultation = points[0].consultation
    reasons = why_not_look_after(consultation, post) + why_not_in(consultation, TAKING)
    if any(point.state == PointState.WAITING for point in points):
        reasons.append(
            Refusal(
                "point_not_read_through",
                gettext_noop("Read the words through for names first."),
            )
        )
    if any(point.answer_id is not None for point in points):
        reasons.append(answered_already())
    if outcome is not None and outcome not in AnswerOutcome.values:
        reasons.append(
            Refusal(
                "answer_outcome_unknown",
                gettext_noop("Choose one of the three: adopted, adopted in part, not adopted."),
                on="outcome",
            )
        )
    if reason is not None:
        reasons += why_not_words(reason, on="reason", most=LONGEST_REASON, least=SHORTEST_REASON)
    return reasons


def answered_already() -> Refusal:
    return Refusal(
        "point_is_answered",
        gettext_noop("This point has an answer already. Take the answer back first."),
    )


def why_not_take_back(answer: Answer, post: Post | None) -> list[Refusal]:
    """Until people were told, an answer can be written anew.  Reads ``consultation``."""
    return why_not_look_after(answer.consultation, post) + why_not_in(answer.consultation, TAKING)


def why_not_make_problem(points: Sequence[Point], post: Post | None) -> list[Refusal]:
    """Why no problem can be made of these points; while the consultation runs or later."""
    if not points:
        return [Refusal("point_not_there", gettext_noop("There is no such point."))]
    reasons = why_not_look_after(points[0].consultation, post)
    if any(point.state == PointState.WAITING for point in points):
        reasons.append(
            Refusal(
                "point_not_read_through",
                gettext_noop("Read the words through for names first."),
            )
        )
    if any(point.problem_id is not None for point in points):
        reasons.append(
            Refusal(
                "point_is_a_problem",
                gettext_noop("A problem was made of this already. Look at the problem list."),
            )
        )
    return reasons


def why_not_tell(
    consultation: Consultation, post: Post | None, *, standing: Standing
) -> list[Refusal]:
    """Why the answers cannot be made known: each point has one first."""
    reasons = why_not_look_after(consultation, post) + why_not_step(
        consultation, ConsultationState.ANSWERED
    )
    if standing.unanswered:
        reasons.append(
            Refusal(
                "consultation_points_without_answer",
                gettext_noop(
                    "%(count)s of %(points)s points have no answer yet. Say of each whether it is "
                    "adopted, adopted in part, or not, and why."
                ),
                {"count": standing.unanswered, "points": standing.points},
            )
        )
    return reasons


def why_not_note_posted(
    consultation: Consultation, post: Post | None, *, places: str | None = None
) -> list[Refusal]:
    """The notice hangs once there are answers on it."""
    reasons = why_not_look_after(consultation, post)
    if consultation.told_at is None:
        reasons.append(
            Refusal(
                "consultation_not_told",
                gettext_noop("Publish the answers first, then hang up the notice."),
            )
        )
    if places is not None:
        reasons += why_not_words(places, on="places", most=500)
    return reasons


def why_not_settle(consultation: Consultation, post: Post | None) -> list[Refusal]:
    """What the gate itself asks for is not looked at here."""
    reasons = why_not_look_after(consultation, post)
    if consultation.state == ConsultationState.ANSWERED:
        return reasons
    if consultation.state in RUNNING:
        reasons.append(
            Refusal(
                "consultation_not_told",
                gettext_noop("Answer every point and publish the answers first."),
            )
        )
        return reasons
    return reasons + why_not_in(consultation, [ConsultationState.ANSWERED])


def why_not_ask_again(
    consultation: Consultation, gate: Gate, post: Post | None, *, running: bool = False
) -> list[Refusal]:
    """``running``: whether another consultation at the gate is a draft or runs."""
    reasons = why_not_look_after(consultation, post) + why_not_in(
        consultation, [ConsultationState.ENDED]
    )
    if gate.state in (GateState.PASSED, GateState.OVERRIDDEN):
        reasons.append(
            Refusal("gate_is_open", gettext_noop("This gate is open; nobody need be asked again."))
        )
    if running:
        reasons.append(
            Refusal(
                "consultation_next_round_exists",
                gettext_noop("The next round is being prepared, or runs, already. Go on with it."),
            )
        )
    return reasons
