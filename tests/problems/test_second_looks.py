"""Thirty and ninety days after closing those who spoke are asked again; “not fixed” opens it."""

from __future__ import annotations

from datetime import timedelta

import pytest

import problems_made as made
from builders import latest
from cast import NOW, TODAY, Cast
from qunce.domain.notices.models import Notice
from qunce.domain.problems import actions, queries
from qunce.domain.problems.models import Problem
from qunce.domain.record.models import Entry
from qunce.domain.voices.models import Step

LOOK = {"kind": "second_look"}


def due(days: int) -> int:
    """What the day so many days after closing brings."""
    return actions.raise_due(**made.after(days), limit=100)


def test_closing_lays_down_two_looks_for_each_who_spoke(cast: Cast) -> None:
    voices = [made.a_message(cast), made.a_message(cast, text="又一位村民说灯不亮")]
    problem = _closed(cast, made.a_problem(cast, voices=voices))
    looks = made.asked(problem, **LOOK)
    assert sorted((one.days, one.voice_id) for one in looks) == sorted(
        (days, voice.pk) for days in (30, 90) for voice in voices
    )
    assert {one.due_on for one in looks} == {
        TODAY + timedelta(days=30),
        TODAY + timedelta(days=90),
    }
    assert [one.asked_at for one in looks] == [None] * 4


@pytest.mark.parametrize(("days", "asked"), [(29, 0), (30, 1), (31, 1), (89, 1), (90, 2)])
def test_they_are_asked_on_the_day_and_not_before(cast: Cast, days: int, asked: int) -> None:
    problem = made.closed(cast)
    if days >= 30:
        due(30)
    due(days)
    assert len([one for one in made.asked(problem, **LOOK) if one.asked_at]) == asked
    voice = problem.sources.get().voice
    told = [step for step in _told(voice) if "Please say how it is now" in step.sentence]
    assert len(told) == asked
    assert len(queries.open_askings(voice)) == asked


def test_asking_twice_on_a_day_asks_once(cast: Cast) -> None:
    problem = made.closed(cast)
    assert due(30) == 1
    size = Entry.objects.count()
    assert due(30) == 0
    assert Entry.objects.count() == size
    assert Notice.objects.filter(kind="problem.look", about_id=str(problem.pk)).count() == 1


def test_not_fixed_at_the_first_look_opens_it_at_once_and_drops_the_second(cast: Cast) -> None:
    problem = made.closed(cast)
    due(30)
    made.say(problem, "not_fixed", **made.after(31))
    problem = made.fresh(problem)
    assert (problem.state, problem.reopened_times) == ("reopened", 1)
    assert problem.due_on == TODAY + timedelta(days=31 + 15)
    first, second = made.asked(problem, **LOOK)
    assert (first.says, first.dropped_at) == ("not_fixed", None)
    assert (second.says, second.dropped_at) == ("", NOW + timedelta(days=31))
    assert due(90) > 0  # it is late by then, but nobody is asked
    second.refresh_from_db()
    assert second.asked_at is None


def test_fixed_at_both_looks_leaves_it_closed(cast: Cast) -> None:
    problem = made.closed(cast)
    for days in (30, 90):
        due(days)
        made.say(problem, "fixed", words="还亮着", **made.after(days + 1))
    problem = made.fresh(problem)
    assert problem.state == "closed"
    assert [one.says for one in made.asked(problem, **LOOK)] == ["fixed", "fixed"]


def test_silence_at_a_look_leaves_it_closed_and_the_question_open(cast: Cast) -> None:
    problem = made.closed(cast)
    due(30)
    due(90)
    due(200)
    assert made.fresh(problem).state == "closed"
    assert len(queries.open_askings(problem.sources.get().voice)) == 2


@pytest.mark.parametrize("days", [1, 29, 45, 91, 400])
def test_not_fixed_without_being_asked_opens_it_too(cast: Cast, days: int) -> None:
    problem = made.closed(cast)
    if days > 30:
        due(30)
        made.say(problem, "fixed", **made.after(30))
    if days > 90:
        due(90)
        made.say(problem, "fixed", **made.after(90))
    made.say(problem, "not_fixed", **made.after(days))
    assert made.fresh(problem).state == "reopened"
    assert latest().kind == "problem.reopened"
    assert latest().actor_kind == "resident"


def test_partly_at_a_look_is_written_down_and_closes_nothing_again(cast: Cast) -> None:
    problem = made.closed(cast)
    due(30)
    made.say(problem, "partly", words="有时不亮", **made.after(30))
    assert made.fresh(problem).state == "closed"
    assert made.asked(problem, days=30)[0].words == "有时不亮"


def test_the_round_after_reopening_has_looks_of_its_own(cast: Cast) -> None:
    problem = made.claimed(cast, made.in_hand(cast, made.reopened(cast)))
    problem = made.closed(cast, made.confirmed(cast, made.checked(cast, problem)))
    looks = made.asked(problem, **LOOK)
    assert [(one.round, bool(one.dropped_at), one.says) for one in looks] == [
        (0, False, "not_fixed"),  # said before the first look was due
        (0, True, ""),
        (1, False, ""),
        (1, False, ""),
    ]


def test_where_nobody_spoke_neighbours_are_drawn_anew_for_each_look(cast: Cast) -> None:
    problem = _closed(cast, made.a_problem(cast, voices=[]))
    assert made.asked(problem, **LOOK) == []
    assert due(29) == 0
    assert due(30) == 1
    assert due(30) == 0
    assert due(90) == 1
    first, second, third = problem.draws.order_by("pk")
    assert (second.households, second.drawn_by, third.drawn_by) == (40, None, None)
    assert len({first.seed, second.seed, third.seed}) == 3
    assert all(queries.redraw(draw) for draw in (second, third))
    asking = second.askings.all()[0]
    assert (asking.kind, asking.days) == ("second_look", 30)
    actions.note_neighbour(
        asking=asking, says="not_fixed", words="", actor=cast.clerk, **made.after(91)
    )
    assert made.fresh(problem).state == "reopened"


def test_the_doer_does_not_write_down_a_second_look(cast: Cast) -> None:
    from qunce.kernel.refusals import Refused

    problem = made.closed(cast)
    due(30)
    (asking,) = [one for one in made.asked(problem, **LOOK) if one.asked_at]
    with pytest.raises(Refused) as refused:
        actions.note_speaker(
            asking=asking, says="fixed", words="", actor=cast.secretary, **made.after(30)
        )
    assert refused.value.codes == ("problem_own_work",)
    pending = made.asked(problem, days=90)[0]
    with pytest.raises(Refused) as refused:
        actions.note_speaker(
            asking=pending, says="fixed", words="", actor=cast.clerk, **made.after(30)
        )
    assert refused.value.codes == ("problem_not_asked_yet",)


def _told(voice: object) -> list[Step]:
    return list(Step.objects.filter(voice=voice, kind="problem"))


def _closed(cast: Cast, problem: Problem) -> Problem:
    problem = made.claimed(cast, made.in_hand(cast, made.listed(cast, problem)))
    return made.closed(cast, made.confirmed(cast, made.checked(cast, problem)))
