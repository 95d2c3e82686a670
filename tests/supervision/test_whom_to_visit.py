"""Whom to visit next, and why: what is stuck, in sentences, the longest waiting first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NOW, TODAY, Cast
from problems_made import a_message, a_problem, fresh, in_hand, listed
from qunce.domain.notices.models import Notice
from qunce.domain.organisations.models import Unit
from qunce.domain.problems import actions as problems
from qunce.domain.problems.models import Problem
from qunce.domain.record.models import Entry
from qunce.domain.supervision.actions import remind_of_problem
from qunce.domain.supervision.queries import Matter, Needs, needs_help, units_of, visits_of
from qunce.domain.voices.models import Clock, Voice
from qunce.kernel.refusals import Refusal, Refused
from supervision_made import DAY, a_group, a_guide, a_made_visit, a_planned_visit, post_of

LATER = TODAY + 60 * DAY


def helped(cast: Cast, today: Any = LATER, post: Any = None, **more: Any) -> list[Needs]:
    return needs_help(post or a_guide(cast), units_of(cast.east.pk, today), today, **more)


def codes_of(needs: Needs) -> list[str]:
    return [one.says.code for one in needs.matters]


def of(cast: Cast, unit: Unit, today: Any = LATER, **more: Any) -> Needs:
    [found] = [one for one in helped(cast, today, **more) if one.unit == unit]
    return found


def quiet(needs: Needs) -> list[str]:
    """What is said besides that nobody has said anything yet."""
    return [code for code in codes_of(needs) if code != "stuck_silent"]


def test_a_late_problem_is_a_reason_with_its_link(cast: Cast) -> None:
    problem = listed(cast, a_problem(cast, voices=[]))
    assert quiet(of(cast, cast.village, TODAY)) == []
    assert quiet(of(cast, cast.village, problem.due_on)) == [], "due today is not late"
    [matter] = [one for one in of(cast, cast.village).matters if one.says.code == "stuck_late"]
    assert matter.since == problem.due_on
    assert matter.path == f"/office/problems/{problem.pk}/"
    assert problem.title in str(matter.says)


def test_not_now_past_its_date_is_a_reason(cast: Cast) -> None:
    problem = in_hand(cast, listed(cast, a_problem(cast, voices=[])))
    until = TODAY + 10 * DAY
    problems.not_now(
        problem=problem, reason="要等上级资金。", until=until, actor=cast.clerk, now=NOW
    )
    assert quiet(of(cast, cast.village, until)) == []
    assert quiet(of(cast, cast.village, until + DAY)) == ["stuck_not_now"]


@pytest.mark.parametrize(("times", "reasons"), [(1, []), (2, ["stuck_again"])])
def test_a_problem_opened_again_twice_is_a_reason(
    cast: Cast, times: int, reasons: list[str]
) -> None:
    problem = listed(cast, a_problem(cast, voices=[]), due_on=LATER + DAY)
    Problem.objects.filter(pk=problem.pk).update(reopened_times=times)
    assert quiet(of(cast, cast.village)) == reasons


def test_a_problem_belongs_to_the_unit_that_puts_it_right(cast: Cast) -> None:
    listed(cast, a_problem(cast, voices=[]), lead_unit=cast.school, responsible=cast.teacher)
    assert quiet(of(cast, cast.village)) == []


def test_messages_past_their_day_are_counted_and_not_shown(cast: Cast) -> None:
    for _ in range(2):
        voice = a_message(cast)
        Clock.objects.filter(voice=voice).update(unit=cast.village)
    [matter] = [one for one in of(cast, cast.village).matters if one.says.code == "stuck_messages"]
    assert matter.says.params["count"] == 2
    assert matter.path == ""
    assert matter.since == min(Clock.objects.values_list("due_on", flat=True))


def test_an_accusation_is_no_reason_and_no_word(cast: Cast) -> None:
    voice = a_message(cast, accused=cast.village)
    Clock.objects.filter(voice=voice).update(unit=cast.village)
    assert codes_of(of(cast, cast.village)) == ["stuck_silent"]
    Voice.objects.filter(pk=voice.pk).update(accused=None)
    both = {"stuck_messages", "stuck_silent"}
    assert set(codes_of(of(cast, cast.village))) == both, "there was something to leave out"


def test_a_problem_kept_from_the_reader_is_no_reason(cast: Cast) -> None:
    problem = listed(cast, a_problem(cast, voices=[]))
    assert quiet(of(cast, cast.village)) == ["stuck_late"]
    Problem.objects.filter(pk=problem.pk).update(hidden_from=cast.town)
    assert quiet(of(cast, cast.village)) == []


def test_a_vacant_post_is_a_reason(cast: Cast) -> None:
    assert quiet(of(cast, cast.village)) == []
    cast.secretary.holdings.update(until=TODAY + DAY)
    needs = of(cast, cast.village)
    assert quiet(needs) == ["stuck_vacant"]
    assert needs.since == TODAY + DAY


@pytest.mark.parametrize(("days", "reasons"), [(42, []), (43, ["stuck_silent"])])
def test_six_weeks_without_a_word_are_a_reason(cast: Cast, days: int, reasons: list[str]) -> None:
    voice = a_message(cast)
    Clock.objects.filter(voice=voice).delete()
    assert codes_of(of(cast, cast.village, TODAY + days * DAY)) == reasons
    assert codes_of(of(cast, cast.hill_village, TODAY)) == ["stuck_silent"], "nobody ever did"


def test_the_longest_waiting_matter_decides_the_order_and_nothing_else(cast: Cast) -> None:
    early = listed(
        cast,
        a_problem(cast, voices=[], unit=cast.hill_village),
        due_on=TODAY + 5 * DAY,
        lead_unit=cast.hill_village,
        responsible=post_of("hill", cast.hill_village, "secretary"),
    )
    for number in range(3):
        listed(cast, a_problem(cast, voices=[]), due_on=TODAY + (10 + number) * DAY)
    first, second = helped(cast)
    assert (first.unit, second.unit) == (cast.hill_village, cast.village)
    assert first.since == early.due_on
    assert len(second.matters) > len(first.matters)


def test_what_packages_above_know_comes_in(cast: Cast) -> None:
    late = Matter(Refusal("duty_late", "A duty was due."), TODAY)
    assert "duty_late" in codes_of(of(cast, cast.village, more={cast.village.pk: [late]}))
    assert "duty_late" not in codes_of(of(cast, cast.hill_village))


def test_closed_units_are_not_visited(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.hill_village.pk).update(closed_on=TODAY)
    assert [one.unit for one in helped(cast)] == [cast.village]


def test_last_and_next_visit_stand_beside_it(cast: Cast) -> None:
    a_made_visit(cast)
    planned = a_planned_visit(cast)
    a_planned_visit(cast, on=TODAY + 20 * DAY)
    visits = visits_of(planned.group, [cast.village])
    pk = cast.village.pk
    assert (visits.last[pk], visits.next[pk]) == (TODAY, planned)
    assert len(visits.planned) == 2
    assert [one.made_on for one in visits.made] == [TODAY]
    elsewhere = visits_of(None, [cast.village])
    assert (elsewhere.last[pk], elsewhere.planned) == (TODAY, []), "whichever group it was"


def test_statements_do_not_grow_with_what_is_stuck(cast: Cast) -> None:
    a_group(cast)

    def count() -> int:
        with CaptureQueriesContext(connection) as sent:
            helped(cast)
        return len(sent)

    helped(cast)
    listed(cast, a_problem(cast, voices=[]))
    one = count()
    for _ in range(2):
        listed(cast, a_problem(cast, voices=[]))
        a_message(cast)
    assert one == count()


# --- reminding


def test_a_unit_is_reminded_of_a_stuck_problem_once_a_week(cast: Cast) -> None:
    group = a_group(cast)
    problem = listed(cast, a_problem(cast, voices=[]))
    late = NOW + 60 * timedelta(days=1)
    with pytest.raises(Refused) as refused:
        remind_of_problem(group=group, problem=problem, actor=cast.leader, now=NOW)
    assert refused.value.codes == ("problem_is_not_stuck",)
    said = [
        remind_of_problem(group=group, problem=problem, actor=actor, now=late + after)
        for actor, after in (
            (cast.leader, timedelta()),
            (a_guide(cast), timedelta(hours=1)),
            (cast.leader, 7 * DAY),
        )
    ]
    assert said == [True, False, True]
    assert Notice.objects.filter(post=cast.secretary, kind="visit.reminded").count() == 2
    assert Entry.objects.filter(kind="guidance.reminded").count() == 2


def test_nobody_else_reminds(cast: Cast) -> None:
    group = a_group(cast)
    problem = listed(cast, a_problem(cast, voices=[]))
    for actor in (cast.clerk, cast.secretary, cast.outsider):
        with pytest.raises(Refused) as refused:
            remind_of_problem(group=group, problem=fresh(problem), actor=actor, now=NOW + 60 * DAY)
        assert refused.value.codes == ("not_your_guidance_group",)
