"""What must never be false of a consultation is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

import consultations_made as made
from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, TODAY, Cast
from consultations_made import AFTER, DAY
from qunce.domain.consultations import actions
from qunce.domain.consultations.migrations import __name__ as migrations
from qunce.domain.consultations.models import (
    Answer,
    Choice,
    Consultation,
    Handout,
    Hands,
    Meeting,
    Paragraph,
    Point,
    Posting,
    Question,
    Sheet,
    Support,
)


@dataclass
class Made:
    draft: Consultation
    open: Consultation
    closed: Consultation
    told: Consultation
    ended: Consultation
    paragraph: Paragraph
    question: Question
    handout: Handout
    meeting: Meeting
    hands: Hands
    sheet: Sheet
    paper: Sheet
    point: Point
    spoken: Point
    choice: Choice
    support: Support
    answer: Answer
    posting: Posting


def made_once(cast: Cast) -> Made:
    """One campaign; at each of its gates something else."""
    campaign = made.a_campaign(cast)
    at = {"campaign": campaign, "rule": {"ways": ("web", "paper", "meeting")}}
    running = made.started(cast, kind="remedy", **at)
    review = made.a_review(cast, **at)
    draft = made.a_consultation(cast, campaign=campaign, gate=review.gate)
    actions.use_preset(consultation=draft, name="review", actor=cast.clerk, now=NOW)
    question = review.questions.get(number=1)
    meeting = made.a_meeting(cast, review, hands={question.pk: {"good": 3}})
    sheet = made.a_sheet(cast, review, choices=made.chosen(review, "good", *[""] * 4)).sheet
    support = actions.add_support(
        point=made.shown(cast, sheet.points.get()), voter="v" * 32, says="agree", now=NOW
    )
    ended = made.started(cast, **at)
    why = "方案有重大修改，重来。"
    actions.break_off(consultation=ended, reason=why, actor=cast.clerk, now=NOW)
    again_asked = made.a_consultation(cast, campaign=campaign, gate=ended.gate)
    told = made.started(cast, again_asked)
    made.a_sheet(cast, told)
    told = made.told(cast, told)
    posting = actions.note_posted(
        consultation=told, places="村口", on=TODAY + 10 * DAY, actor=cast.clerk, now=AFTER
    )
    return Made(
        draft=draft,
        open=running,
        closed=made.closed(cast, made.started(cast, kind="problems", **at)),
        told=told,
        ended=made.fresh(ended),
        paragraph=draft.paragraphs.get(number=1),
        question=draft.questions.get(number=1),
        handout=actions.note_forms(
            consultation=running, unit=cast.village, forms=4, actor=cast.clerk, now=NOW
        ),
        meeting=meeting,
        hands=meeting.hands.get(),
        sheet=sheet,
        paper=made.a_keyed_sheet(cast, review).sheet,
        point=made.a_point(cast, review),
        spoken=meeting.points.get(),
        choice=sheet.choices.get(),
        support=support,
        answer=told.answers.all()[0],
        posting=posting,
    )


BREAKS: list[Break] = [
    ("consultation_state_is_known", lambda it: changed(it.open, state="asleep")),
    ("consultation_is_at_a_gate_of_words", lambda it: changed(it.draft, kind="verdict")),
    ("consultation_says_what_it_is_about", lambda it: changed(it.draft, introduction="")),
    (
        "consultation_begun_has_round_wording_and_days",
        lambda it: changed(it.draft, state="open"),
    ),
    (
        "consultation_closes_after_it_opens",
        lambda it: changed(it.open, closes_on=TODAY - DAY),
    ),
    ("consultation_closed_has_its_time", lambda it: changed(it.open, state="closed")),
    ("consultation_answered_has_told_people", lambda it: changed(it.closed, state="answered")),
    ("consultation_ended_has_its_time", lambda it: changed(it.ended, ended_at=None)),
    (
        "gate_has_one_running_consultation",
        lambda it: again(it.open, asking_id=it.ended.asking_id + 1000),
    ),
    ("paragraph_has_a_number_of_its_own", lambda it: again(it.paragraph)),
    ("paragraph_says_something", lambda it: changed(it.paragraph, text="")),
    ("consultation_question_has_a_number_of_its_own", lambda it: again(it.question)),
    ("consultation_question_asks_something", lambda it: changed(it.question, number=0)),
    ("forms_of_a_unit_are_counted_once", lambda it: again(it.handout)),
    ("handout_is_of_a_believable_size", lambda it: changed(it.handout, forms=0)),
    ("meeting_has_a_place", lambda it: changed(it.meeting, place="")),
    ("meeting_is_of_a_believable_size", lambda it: changed(it.meeting, came=10_001)),
    ("meeting_has_as_many_speakers_as_came", lambda it: changed(it.meeting, spoke=25)),
    ("hands_are_counted_once", lambda it: again(it.hands)),
    ("hands_are_some", lambda it: changed(it.hands, count=0)),
    ("sheet_channel_is_known", lambda it: changed(it.paper, channel="pigeon")),
    ("sheet_from_paper_says_who_keyed_it", lambda it: changed(it.paper, keyed_by=None)),
    ("sheet_that_wants_an_answer_has_a_code", lambda it: changed(it.sheet, code_hash=None)),
    ("sheet_told_was_to_be_told", lambda it: changed(it.paper, told_at=NOW)),
    ("sheet_of_a_meeting_comes_from_it", lambda it: changed(it.paper, meeting=it.meeting)),
    ("point_says_something", lambda it: changed(it.point, words="")),
    ("point_state_is_known", lambda it: changed(it.support.point, state="lost")),
    (
        "point_comes_from_a_sheet_or_a_meeting",
        lambda it: changed(it.point, meeting=it.meeting),
    ),
    ("point_masked_has_its_public_words", lambda it: changed(it.point, public_text="某人")),
    ("point_withheld_has_a_reason", lambda it: changed(it.point, withheld_because="点名")),
    ("point_checked_says_by_whom", lambda it: changed(it.point, state="shown")),
    ("point_answered_was_read_through", lambda it: changed(it.spoken, answer=it.answer)),
    ("sheet_answers_a_question_once", lambda it: again(it.choice)),
    ("choice_names_an_option", lambda it: changed(it.choice, option="")),
    ("reader_has_one_word_on_a_point", lambda it: again(it.support)),
    ("support_says_something", lambda it: changed(it.support, says="love")),
    ("consultation_answer_is_one_of_three", lambda it: changed(it.answer, outcome="maybe")),
    ("consultation_answer_has_a_reason", lambda it: changed(it.answer, reason="")),
    ("posting_names_its_places", lambda it: changed(it.posting, places="")),
]


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Made], object]) -> None:
    it = made_once(cast)
    assert_refuses("consultations", name, lambda: breaks(it))


def test_no_constraint_of_consultations_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("consultations")


# --- the triggers

FIXED = "consultation_wording_is_fixed"


def refused_by_trigger(act: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError) as said, transaction.atomic():
        act()
    assert FIXED in str(said.value)


def test_the_wording_people_are_asked_about_cannot_be_changed_past_every_action(
    cast: Cast,
) -> None:
    running = made.a_review(cast)
    paragraph, question = running.paragraphs.all()[0], running.questions.all()[0]
    draft = made.a_consultation(cast)
    for part in (paragraph, question):
        refused_by_trigger(lambda part=part: changed(part, text="别的"))
        refused_by_trigger(lambda part=part: again(part, number=50))
        refused_by_trigger(lambda part=part: changed(part, consultation_id=draft.pk))
        refused_by_trigger(lambda part=part: type(part)._base_manager.filter(pk=part.pk).delete())
    moved: dict[str, Any] = {
        "title": "别的",
        "introduction": "别的",
        "language": "en",
        "opens_on": TODAY + DAY,
        "sha256": "0" * 64,
        "kind": "plan",
    }
    for field, value in moved.items():
        refused_by_trigger(lambda field=field, value=value: changed(running, **{field: value}))
    refused_by_trigger(lambda: changed(running, state="draft", asking=None, sha256=""))
    changed(running, closes_on=TODAY + 20 * DAY)


def test_a_draft_is_changed_freely(cast: Cast) -> None:
    paragraph = made.a_consultation(cast).paragraphs.all()[0]
    changed(paragraph, text="别的")
    Paragraph._base_manager.filter(pk=paragraph.pk).delete()


def test_every_trigger_stands_in_a_migrated_database(db: None) -> None:
    from importlib import import_module

    guards = import_module(f"{migrations}.0002_guards")
    if connection.vendor == "sqlite":
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        asked = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        there = {name for (name,) in cursor.fetchall()}
    assert set(guards.TRIGGERS) <= there
