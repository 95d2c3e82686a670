"""What must never be false of a problem is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

import problems_made as made
from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, TODAY, Cast
from qunce.domain.problems import actions
from qunce.domain.problems.models import (
    Asking,
    Draw,
    Measure,
    MoreTime,
    Problem,
    ProblemPicture,
    ProblemStep,
    ProblemVoice,
)

DAY = timedelta(days=1)


def _in_hand(cast: Cast) -> Problem:
    return made.in_hand(cast)


def _hidden(cast: Cast) -> Problem:
    problem = made.in_hand(cast, made.listed(cast, lead_unit=cast.town, responsible=cast.leader))
    changed(problem, hidden_from=cast.village)
    return problem


def _sourced(cast: Cast) -> Problem:
    return made.a_problem(cast, voices=[], source_ref="visit-7")


def _measure(cast: Cast) -> Measure:
    return actions.add_measure(
        problem=_in_hand(cast), text="换灯泡", due_on=TODAY, actor=cast.secretary, now=NOW
    )


def _more_time(cast: Cast) -> MoreTime:
    return actions.ask_more_time(
        problem=_in_hand(cast),
        until=made.DUE_ON + DAY,
        reason="等材料",
        actor=cast.secretary,
        now=NOW,
    )


def _asking(cast: Cast) -> Asking:
    return made.checked(cast).askings.get()


def _draw(cast: Cast) -> Draw:
    problem = made.listed(cast, made.a_problem(cast, voices=[]))
    return made.a_draw(cast, made.checked(cast, made.claimed(cast, made.in_hand(cast, problem))))


def _neighbour(cast: Cast) -> Asking:
    return _draw(cast).askings.all()[0]


def _step(cast: Cast) -> ProblemStep:
    return made.a_problem(cast).steps.get()


def _link(cast: Cast) -> ProblemVoice:
    return made.a_problem(cast).sources.get()


def _picture(cast: Cast) -> ProblemPicture:
    return actions.add_picture(
        problem=_in_hand(cast), jpeg=b"1", small=b"2", after=False, actor=cast.secretary, now=NOW
    )


Maker = Callable[[Cast], Any]
MAKERS: dict[str, Maker] = {}


def _of(make: Maker, *breaks: Break) -> list[Break]:
    MAKERS.update({name: make for name, _ in breaks})
    return list(breaks)


BREAKS: list[Break] = [
    *_of(
        made.a_problem,
        ("problem_source_is_known", lambda one: changed(one, source="rumour")),
        ("problem_mode_is_known", lambda one: changed(one, mode="some day")),
        ("problem_level_is_known", lambda one: changed(one, level="moon")),
        ("problem_confirmation_is_known", lambda one: changed(one, confirmation="silence")),
        ("problem_has_a_title", lambda one: changed(one, title="")),
        ("problem_says_what_is_wrong", lambda one: changed(one, statement="")),
    ),
    *_of(
        _in_hand,
        ("problem_listed_has_unit_post_and_day", lambda one: changed(one, due_on=None)),
        ("problem_state_is_known", lambda one: changed(one, state="lost")),
        ("problem_listed_has_a_completion_standard", lambda one: changed(one, standard="")),
        ("problem_claimed_says_what_was_done", lambda one: changed(one, state="claimed")),
    ),
    *_of(
        _hidden,
        (
            "problem_is_not_led_by_the_accused_unit",
            lambda one: changed(one, lead_unit=one.hidden_from_id or one.unit_id),
        ),
    ),
    *_of(
        made.claimed, ("problem_checked_has_a_checker", lambda one: changed(one, state="checked"))
    ),
    *_of(
        made.checked,
        (
            "problem_is_not_checked_by_the_doer",
            lambda one: changed(one, checked_by=one.claimed_by_id),
        ),
        ("problem_confirmed_says_by_whom", lambda one: changed(one, state="confirmed")),
    ),
    *_of(made.confirmed, ("problem_closed_has_outcome", lambda one: changed(one, state="closed"))),
    *_of(
        made.closed,
        (
            "problem_is_not_closed_by_the_doer",
            lambda one: changed(one, closed_by=one.responsible_id),
        ),
    ),
    *_of(
        made.not_now,
        (
            "problem_not_now_has_reason_and_next_date",
            lambda one: changed(one, not_now_until=None),
        ),
    ),
    *_of(_sourced, ("problem_comes_from_its_source_once", lambda one: again(one))),
    *_of(_link, ("problem_names_a_message_once", lambda one: again(one))),
    *_of(_measure, ("measure_says_what", lambda one: changed(one, text=""))),
    *_of(
        _more_time,
        ("more_time_has_a_reason", lambda one: changed(one, reason="")),
        ("more_time_is_later_than_the_day", lambda one: changed(one, until=one.was_due_on)),
        (
            "more_time_is_asked_before_the_day_has_passed",
            lambda one: changed(one, asked_on=one.was_due_on + DAY),
        ),
        (
            "more_time_is_not_decided_by_who_asked",
            lambda one: changed(one, decided_by=one.asked_by_id, decided_at=NOW, granted=True),
        ),
        ("more_time_is_decided_by_somebody", lambda one: changed(one, granted=True)),
        ("problem_has_one_open_request_for_time", lambda one: again(one)),
    ),
    *_of(
        _step,
        ("problem_step_kind_is_known", lambda one: again(one, kind="song")),
        ("problem_step_begins_in_a_known_state", lambda one: again(one, from_state="lost")),
        ("problem_step_ends_in_a_known_state", lambda one: again(one, to_state="lost")),
    ),
    *_of(_picture, ("problem_picture_has_a_file", lambda one: changed(one, picture=""))),
    *_of(
        _draw,
        ("draw_is_from_three_or_more", lambda one: changed(one, households=2)),
        ("draw_has_a_seed", lambda one: changed(one, seed="")),
    ),
    *_of(
        _asking,
        ("asking_kind_is_known", lambda one: changed(one, kind="rumour")),
        (
            "second_look_is_after_thirty_or_ninety_days",
            lambda one: changed(one, kind="second_look", days=31),
        ),
        (
            "asking_is_of_a_speaker_or_a_drawn_neighbour",
            lambda one: changed(one, voice=None),
        ),
        ("asking_answered_is_one_of_three", lambda one: changed(one, says="fixed")),
        ("speaker_is_asked_once_each_time", lambda one: again(one)),
        (
            "asking_is_answered_after_it_was_asked",
            lambda one: changed(one, says="fixed", answered_at=one.asked_at - DAY),
        ),
    ),
    *_of(_neighbour, ("neighbour_is_asked_once_each_time", lambda one: again(one))),
]


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Any], object]) -> None:
    thing = MAKERS[name](cast)
    assert_refuses("problems", name, lambda: breaks(thing))


def test_no_constraint_of_problems_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("problems")


@pytest.mark.parametrize(
    "act",
    [
        lambda step: changed(step, words="anders"),
        lambda step: ProblemStep.objects.filter(pk=step.pk).delete(),
        lambda step: again(step, id=step.pk),
    ],
    ids=["change", "remove", "replace"],
)
def test_a_story_only_grows(cast: Cast, act: Callable[[ProblemStep], object]) -> None:
    step = _step(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        act(step)
    step.refresh_from_db()
    assert step.kind == "found"


def test_the_guards_of_the_story_are_there(cast: Cast) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            last = "problem_step_never_replaced"
        else:
            cursor.execute("SELECT tgname FROM pg_trigger")
            last = "problem_step_never_emptied"
        there = {name for (name,) in cursor.fetchall() if name.startswith("problem_step")}
    assert there == {"problem_step_never_changes", "problem_step_never_removed", last}
