"""Preparing a consultation, beginning it, and ending it early."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Campaign
from qunce.domain.consultations.models import Consultation, Option, Paragraph, Question
from qunce.domain.consultations.models.asking import DONT_KNOW
from qunce.domain.consultations.states import (
    KINDS,
    STEPS,
    WITHOUT_DRAFT,
    ConsultationState,
)
from qunce.domain.gates import rules as gates
from qunce.domain.gates.models import Asking, Gate
from qunce.domain.gates.states import AskingState
from qunce.domain.voices.words import why_not_words
from qunce.kernel.refusals import Refusal, gettext_noop

LONGEST_TITLE = 200
LONGEST_INTRODUCTION = 4_000
LONGEST_PARAGRAPH = 4_000
MOST_PARAGRAPHS = 300
LONGEST_QUESTION = 300
LONGEST_LABEL = 40
MOST_QUESTIONS = 20
FEWEST_OPTIONS, MOST_OPTIONS = 2, 7
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


def looks_after(consultation: Consultation, post: Post | None) -> bool:
    """Whether it is run by ``post``: the campaign office of the unit that asks."""
    return not why_not_look_after(consultation, post)


def why_not_look_after(consultation: Consultation, post: Post | None) -> list[Refusal]:
    reasons = why_not_run_campaign(post)
    if post is not None and not reasons and post.unit_id != consultation.unit_id:
        reasons.append(_of_another_unit())
    return reasons


def _of_another_unit() -> Refusal:
    return Refusal(
        "consultation_of_another_unit",
        gettext_noop("Another unit's campaign office asks the people here."),
    )


def why_not_step(consultation: Consultation, to: str) -> list[Refusal]:
    """Why the table of states does not lead from where the consultation is to ``to``."""
    return [] if to in STEPS[consultation.state] else [not_in_this_state(consultation)]


def why_not_in(consultation: Consultation, states: Sequence[str]) -> list[Refusal]:
    return [] if consultation.state in states else [not_in_this_state(consultation)]


def not_in_this_state(consultation: Consultation) -> Refusal:
    return Refusal(
        "consultation_not_in_this_state",
        gettext_noop("This is not possible now. The state is: %(state)s."),
        {"state": ConsultationState(consultation.state).label},
    )


def why_not_draft(
    *, campaign: Campaign, gate: Gate, post: Post | None, belongs: bool = True
) -> list[Refusal]:
    """Why ``post`` cannot prepare a consultation at ``gate`` of ``campaign``.

    ``belongs``: whether the gate stands before a document or stage of the campaign.
    """
    reasons = why_not_run_campaign(post)
    if post is not None and not reasons and post.unit_id != campaign.unit_id:
        reasons.append(_of_another_unit())
    if not belongs or gate.unit_id != campaign.unit_id:
        reasons.append(
            Refusal(
                "gate_of_another_campaign",
                gettext_noop("This gate does not belong to this campaign. Choose one that does."),
                on="gate",
            )
        )
    if gate.kind not in KINDS:
        reasons.append(
            Refusal(
                "gate_asks_for_a_ballot",
                gettext_noop("At this gate people judge by secret ballot. Prepare a ballot."),
                on="gate",
            )
        )
    return reasons


def why_not_edit(consultation: Consultation, post: Post | None) -> list[Refusal]:
    """Only a draft can be changed."""
    reasons = why_not_look_after(consultation, post)
    if consultation.state != ConsultationState.DRAFT:
        reasons.append(wording_is_fixed())
    return reasons


LONGEST_WAYS = 600


def why_not_tell_ways(
    consultation: Consultation, post: Post | None, *, without_phone: str | None = None
) -> list[Refusal]:
    """Where and when people can answer is told until the last day; none: only whether it may be."""
    reasons = why_not_look_after(consultation, post)
    if consultation.state not in (ConsultationState.DRAFT, ConsultationState.OPEN):
        reasons.append(
            Refusal(
                "consultation_takes_no_answers",
                gettext_noop("Nobody can answer any more, on paper or anywhere else."),
            )
        )
    if without_phone is not None:
        reasons += why_not_words(without_phone, on="without_phone", most=LONGEST_WAYS)
    return reasons


def wording_is_fixed() -> Refusal:
    return Refusal(
        "consultation_wording_is_fixed",
        gettext_noop(
            "People are, or were, asked about exactly this wording. To change it, break off "
            "and ask again."
        ),
    )


def why_not_texts(*, title: str, introduction: str) -> list[Refusal]:
    """``title`` and ``introduction`` cleaned."""
    return why_not_words(title, on="title", most=LONGEST_TITLE) + why_not_words(
        introduction, on="introduction", most=LONGEST_INTRODUCTION
    )


def why_not_paragraphs(texts: Sequence[str]) -> list[Refusal]:
    """Why these cannot be the paragraphs that are laid before the people; none are allowed."""
    if len(texts) > MOST_PARAGRAPHS:
        return [
            Refusal(
                "consultation_too_many_paragraphs",
                gettext_noop(
                    "At most %(most)s paragraphs are read. Lay a shorter text before people."
                ),
                {"most": MOST_PARAGRAPHS},
                "text",
            )
        ]
    found = [why_not_words(one, on="text", most=LONGEST_PARAGRAPH) for one in texts]
    return next((reasons for reasons in found if reasons), [])


def why_not_plain(text: str) -> list[Refusal]:
    """``text`` cleaned; an empty one takes the plain wording away."""
    return why_not_words(text, on="plain", most=LONGEST_PARAGRAPH) if text else []


def why_not_question(text: str, options: Sequence[Option], *, others: int = 0) -> list[Refusal]:
    """``options`` without “don't know”, which is added; ``others``: questions already there."""
    reasons = why_not_words(text, on="text", most=LONGEST_QUESTION)
    if others >= MOST_QUESTIONS:
        reasons.append(
            Refusal(
                "consultation_too_many_questions",
                gettext_noop("At most %(most)s questions: more are not answered."),
                {"most": MOST_QUESTIONS},
            )
        )
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        reasons.append(
            Refusal(
                "question_has_too_few_or_many_options",
                gettext_noop("Give %(least)s to %(most)s options; “don't know” is added."),
                {"least": FEWEST_OPTIONS, "most": MOST_OPTIONS},
                "options",
            )
        )
    codes = [one.code for one in options]
    labels = [one.label for one in options]
    if any(why_not_words(one, on="options", most=LONGEST_LABEL) for one in labels) or len(
        set(labels)
    ) < len(labels):
        reasons.append(
            Refusal(
                "question_options_are_unclear",
                gettext_noop("Give each option words of its own, at most %(most)s characters."),
                {"most": LONGEST_LABEL},
                "options",
            )
        )
    elif (
        len(set(codes)) < len(codes)
        or DONT_KNOW in codes
        or not all(_CODE.fullmatch(one) for one in codes)
        or any(one.positive is None for one in options)
    ):
        reasons.append(
            Refusal(
                "question_options_are_wrong",
                gettext_noop("Say of each option whether it speaks for or against."),
                on="options",
            )
        )
    return reasons


def why_not_start(
    consultation: Consultation,
    post: Post | None,
    *,
    paragraphs: Sequence[Paragraph],
    questions: Sequence[Question],
    today: date,
    opens_on: date | None = None,
    closes_on: date | None = None,
) -> list[Refusal]:
    """Why people cannot be asked; the gate's own reasons among them.  Reads ``gate``."""
    reasons = why_not_look_after(consultation, post) + why_not_step(
        consultation, ConsultationState.OPEN
    )
    if not paragraphs and not questions and consultation.kind not in WITHOUT_DRAFT:
        reasons.append(
            Refusal(
                "consultation_asks_nothing",
                gettext_noop("Write what is laid before the people, or a question."),
                on="text",
            )
        )
    if opens_on is None or closes_on is None:
        return reasons
    # Both say who may do it; one of the two is enough.
    known = {one.code for one in reasons}
    of_the_gate = gates.why_not_start(
        consultation.gate, post, opens_on=opens_on, closes_on=closes_on, today=today
    )
    return reasons + [
        one
        for one in of_the_gate
        if one.code not in known
        and not (one.code == "gate_of_another_unit" and "consultation_of_another_unit" in known)
    ]


def why_not_extend(
    consultation: Consultation, post: Post | None, *, closes_on: date | None = None
) -> list[Refusal]:
    reasons = why_not_look_after(consultation, post) + why_not_in(
        consultation, [ConsultationState.OPEN]
    )
    if closes_on is None or consultation.closes_on is None or closes_on > consultation.closes_on:
        return reasons
    return [
        *reasons,
        Refusal(
            "consultation_only_gets_longer",
            gettext_noop("The last day can only move later than %(day)s."),
            {"day": consultation.closes_on.isoformat()},
            "closes_on",
        ),
    ]


def why_not_close(consultation: Consultation, post: Post | None, *, today: date) -> list[Refusal]:
    """People can answer until the end of the last day: it is closed afterwards, not on it."""
    return (
        why_not_look_after(consultation, post)
        + why_not_step(consultation, ConsultationState.CLOSED)
        + why_not_over(consultation, today)
    )


def why_not_over(consultation: Consultation, today: date) -> list[Refusal]:
    if consultation.closes_on is None or today > consultation.closes_on:
        return []
    return [
        Refusal(
            "consultation_goes_on",
            gettext_noop("People can answer until the end of %(day)s. Close it afterwards."),
            {"day": consultation.closes_on.isoformat()},
        )
    ]


def why_not_break_off(
    consultation: Consultation, post: Post | None, *, reason: str | None = None
) -> list[Refusal]:
    """Everybody reads the reason."""
    reasons = why_not_look_after(consultation, post) + why_not_step(
        consultation, ConsultationState.ENDED
    )
    if reason is not None:
        reasons += gates.why_not_said(reason, 600, "why")
    return reasons


def why_not_round_going_on(asking: Asking | None) -> list[Refusal]:
    """The gate was opened, or its round ended, while this one was still running."""
    if asking is not None and asking.state == AskingState.OPEN:
        return []
    return [
        Refusal("asking_is_over", gettext_noop("This round of asking is over; look at the gate."))
    ]


LOOKING_ON = (PostRole.VIEWER, PostRole.GUIDANCE)
"""Roles that write nothing down."""
