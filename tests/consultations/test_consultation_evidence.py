"""What the gate is shown: each figure with the right denominator."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import consultations_made as made
import problems_made
from builders import statements
from cast import NOW, Cast
from consultations_made import DAY
from qunce.domain.consultations import actions, queries
from qunce.domain.consultations.models import Consultation
from qunce.domain.voices.actions import answer as answer_voice
from qunce.domain.voices.actions import set_aside
from qunce.domain.voices.models import Voice
from voices_made import a_voice, county_clerk

CLOSED_WAYS: dict[str, Any] = {"rule": {"ways": ("paper", "meeting", "visit")}}


def ways(consultation: Consultation) -> dict[str, tuple[int, int, int | None]]:
    return {
        one.way: (one.answered, one.helped, one.asked) for one in queries.ways_counted(consultation)
    }


def test_sheets_and_speakers_are_answers(cast: Cast) -> None:
    running = made.started(cast)
    made.a_sheet(cast, running)
    made.a_sheet(cast, running, helped=True)
    made.a_keyed_sheet(cast, running)
    made.a_meeting(cast, running, invited=30, came=24, spoke=5)
    shown = queries.evidence(running)
    assert dict(shown.by_way) == {"web": 2, "paper": 1, "meeting": 5}
    assert shown.answered == 8
    assert ways(running) == {
        "web": (2, 1, None),
        "paper": (1, 0, None),
        "meeting": (5, 0, 30),
    }


def test_open_to_everybody_nobody_knows_how_many_were_asked(cast: Cast) -> None:
    running = made.started(cast)
    made.a_meeting(cast, running)
    assert queries.evidence(running).asked is None


def test_invited_came_and_forms_are_the_asked(cast: Cast) -> None:
    running = made.started(cast, **CLOSED_WAYS)
    made.a_meeting(cast, running, invited=None, came=24, spoke=5)
    made.a_meeting(cast, running, invited=30, came=10, spoke=2)
    made.a_keyed_sheet(cast, running)
    made.a_keyed_sheet(cast, running, channel="visit")
    actions.note_forms(
        consultation=running, unit=cast.village, forms=40, actor=cast.secretary, now=NOW
    )
    shown = queries.evidence(running)
    assert (shown.asked, shown.answered) == (24 + 30 + 40 + 1, 5 + 2 + 1 + 1)


def test_more_answers_than_forms_means_that_the_asked_are_not_known(cast: Cast) -> None:
    running = made.started(cast, **CLOSED_WAYS)
    actions.note_forms(
        consultation=running, unit=cast.village, forms=1, actor=cast.secretary, now=NOW
    )
    made.a_keyed_sheet(cast, running)
    made.a_keyed_sheet(cast, running)
    assert queries.evidence(running).asked is None


def test_nobody_counts_twice_at_a_meeting(cast: Cast) -> None:
    running = made.a_review(cast)
    question = running.questions.get(number=1)
    meeting = made.a_meeting(
        cast, running, came=24, spoke=5, hands={question.pk: {"good": 9, "poor": 3}}
    )
    assert ways(running)["meeting"] == (12, 0, 30)
    for _ in range(3):
        made.a_keyed_sheet(
            cast,
            running,
            channel="meeting",
            meeting=meeting,
            choices=made.chosen(running, *["good"] * 5),
        )
    assert ways(running)["meeting"] == (12, 0, 30)
    made.a_keyed_sheet(cast, running, channel="meeting")
    assert ways(running)["meeting"] == (13, 0, 30)


def test_villages_are_the_groups_and_a_silent_meeting_heard_nobody(cast: Cast) -> None:
    running = made.started(cast)
    assert queries.groups_of(running) == [cast.hill_village, cast.village]
    made.a_meeting(cast, running, spoke=0, points=[])
    made.a_sheet(cast, running, village=None)
    made.a_sheet(cast, running, village=cast.school)
    assert (queries.evidence(running).groups, queries.evidence(running).groups_heard) == (2, 0)
    made.a_sheet(cast, running)
    made.a_meeting(cast, running, unit=cast.hill_village, actor=cast.clerk)
    assert queries.evidence(running).groups_heard == 2


def test_a_question_is_answered_when_somebody_judged(cast: Cast) -> None:
    running = made.a_review(cast, rule={"ways": ("web", "paper", "meeting")})
    made.a_sheet(cast, running, choices=made.chosen(running, "good", "dont_know", "", "", ""))
    shown = queries.evidence(running)
    assert (shown.questions, shown.questions_answered) == (5, 1)


def test_the_share_is_that_of_the_lowest_question_and_dont_know_is_no_judgement(
    cast: Cast,
) -> None:
    running = made.a_review(cast, rule={"ways": ("web", "paper", "meeting")})
    made.a_sheet(cast, running, choices=made.chosen(running, "good", "good", "", "", ""))
    made.a_sheet(cast, running, choices=made.chosen(running, "fairly", "poor", "", "", ""))
    made.a_sheet(
        cast,
        running,
        helped=True,
        choices=made.chosen(running, "dont_know", "dont_know", "", "", ""),
    )
    assert queries.evidence(running).share == 0.5
    first = queries.question_results(running)[0]
    assert (first.share, first.judged, first.positive) == (1.0, 2, 2)
    assert [one.helped for one in first.options] == [0, 0, 0, 0, 1]
    assert made.started(cast, kind="plan").questions.count() == 0


def test_without_questions_there_is_no_share(cast: Cast) -> None:
    assert queries.evidence(made.with_two_answers(cast)).share is None


def test_only_who_wanted_an_answer_is_to_be_told(cast: Cast) -> None:
    running = made.with_two_answers(cast)
    made.a_sheet(cast, running, wants_answer=False)
    shown = queries.evidence(running)
    assert (shown.to_tell, shown.told) == (1, 0)
    done = queries.evidence(made.told(cast, running))
    assert (done.to_tell, done.told, done.points, done.points_answered) == (1, 1, 3, 3)


# --- messages at the gate of the problems


def hearing(cast: Cast) -> Consultation:
    return made.started(cast, kind="problems", text="")


def test_messages_of_its_days_are_answers_and_points(cast: Cast) -> None:
    running = hearing(cast)
    for channel in ("web", "qr", "phone", "letter"):
        keyed = {"keyed_by": cast.clerk} if channel in ("phone", "letter") else {}
        a_voice(cast, channel=channel, **keyed)
    made.a_sheet(cast, running)
    shown = queries.evidence(running)
    assert dict(shown.by_way) == {"web": 3, "phone": 1, "paper": 1}
    assert (shown.answered, shown.points, shown.points_answered) == (5, 5, 0)
    assert (shown.to_tell, shown.groups_heard) == (1, 1)


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (NOW - DAY, False),
        (NOW, True),
        # the last day ends at midnight in the town: 16:00 in UTC
        ((NOW + 9 * DAY).replace(hour=15, minute=59), True),
        ((NOW + 9 * DAY).replace(hour=16, minute=0), False),
    ],
)
def test_a_message_counts_on_the_days_of_the_asking(cast: Cast, at: datetime, counts: bool) -> None:
    running = hearing(cast)
    a_voice(cast, now=at)
    assert queries.evidence(running).answered == int(counts)


def test_thanks_ledgers_and_other_towns_do_not_count(cast: Cast) -> None:
    running = hearing(cast)
    a_voice(cast, kind="thanks")
    a_voice(cast, kind="urgent")
    a_voice(cast, channel="import")
    a_voice(cast, town=cast.other_town, village=cast.other_village)
    assert queries.evidence(running).answered == 0
    assert queries.evidence(made.started(cast, kind="plan")).answered == 0


def test_a_message_is_done_with_when_listed_answered_or_ended_with_a_reason(cast: Cast) -> None:
    running = hearing(cast)
    listed, aside, found, waiting = (a_voice(cast) for _ in range(4))
    problems_made.listed(cast, problems_made.a_problem(cast, voices=[listed]))
    problems_made.a_problem(cast, voices=[found])
    opinion = a_voice(cast, kind="opinion")
    answer_voice(
        voice=opinion,
        outcome="noted",
        facts="情况已了解。",
        opinion="感谢您的意见。",
        basis="",
        actor=cast.clerk,
        now=NOW,
    )
    set_aside(voice=aside, reason="已有答复，见前信。", actor=cast.clerk, now=NOW)
    shown = queries.evidence(running)
    assert (shown.points, shown.points_answered) == (5, 3)
    assert waiting.state == "received"


def test_an_accusation_is_a_number_and_nothing_more(cast: Cast) -> None:
    county_clerk(cast)
    running = hearing(cast)
    a_voice(cast, accused=cast.village, village=cast.village)
    shown = queries.evidence(running)
    assert (shown.answered, shown.points, shown.groups_heard) == (1, 1, 0)
    assert Voice.objects.exclude(accused=None).count() == 1


def test_a_message_that_came_in_when_people_were_heard_passes_the_gate_with_the_others(
    cast: Cast,
) -> None:
    running = hearing(cast)
    made.a_sheet(cast, running)
    voice = a_voice(cast)
    problems_made.listed(cast, problems_made.a_problem(cast, voices=[voice]))
    assert made.settled(cast, running).state == "ended"


# --- cost


@pytest.mark.parametrize("kind", ["plan", "problems"])
def test_the_evidence_costs_the_same_for_one_answer_and_for_three(cast: Cast, kind: str) -> None:
    running = made.started(cast, kind=kind)

    def fill() -> None:
        made.a_sheet(cast, running)
        made.a_keyed_sheet(cast, running)
        made.a_meeting(cast, running)
        a_voice(cast)

    fill()
    one = made.fresh(running)
    costs = len(statements(lambda: queries.evidence(one)))
    fill()
    fill()
    three = made.fresh(running)
    assert len(statements(lambda: queries.evidence(three))) == costs
    assert costs == {"plan": 12, "problems": 14}[kind]


def test_pages_cost_the_same_for_one_point_and_for_three(cast: Cast) -> None:
    running = made.started(cast)

    def reads() -> dict[str, int]:
        it = made.fresh(running)
        sheet = it.sheets.first()
        assert sheet is not None
        return {
            name: len(statements(read))
            for name, read in {
                "paragraphs": lambda: queries.paragraphs_seen(it, "v" * 64),
                "said": lambda: queries.what_was_said(it),
                "check": lambda: list(queries.points_to_check(it, cast.clerk)),
                "answer": lambda: queries.to_answer(it, cast.clerk),
                "alike": lambda: queries.candidates(it, cast.clerk),
                "meetings": lambda: queries.meetings_of(it),
                "story": lambda: queries.sheet_story(sheet),
                "keyed": lambda: list(queries.sheets_keyed(it, cast.clerk)),
            }.items()
        }

    def fill() -> None:
        made.answered(cast, made.a_shown_point(cast, running))
        made.a_point(cast, running)
        made.a_meeting(cast, running)

    expected = {
        "paragraphs": 3,
        "said": 1,
        "check": 1,
        "answer": 1,
        "alike": 1,
        "meetings": 2,
        "story": 2,
        "keyed": 1,
    }
    fill()
    assert reads() == expected
    fill()
    fill()
    assert reads() == expected
