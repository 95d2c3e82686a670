"""Targets of three levels roll up by counting what happened; nobody types what was reached."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import checks_made
import practice_made as made
import problems_made
import voices_made
from builders import ENDS_ON, kinds_since, latest, statements
from cast import NOW, TODAY, Cast
from practice.test_projects import refused
from practice_made import DAY, DUE_ON
from qunce.domain.campaigns.models import Campaign
from qunce.domain.checks.actions import note_look
from qunce.domain.checks.models import Stop
from qunce.domain.organisations.models import Unit
from qunce.domain.practice import actions, queries
from qunce.domain.practice.counting import COUNTED_BY
from qunce.domain.practice.models import Target
from qunce.domain.practice.states import Countable
from qunce.domain.problems.actions import raise_due
from qunce.domain.record.models import Entry
from voices_made import a_post

WITHOUT_NUMBER_REACHED = {"number", "version", "id"}


def count(cast: Cast, what: str, unit: Unit | None = None, on: Any = TODAY) -> dict[str, int]:
    """What stands on each level, seen from the unit, by the unit's code."""
    rows = queries.levels(made.the_campaign(cast), unit or cast.village, on)
    row = next(one for one in rows if one.what == what)
    return {one.unit.code: one.counted for one in row.rows}


def test_no_field_takes_a_number_that_was_reached() -> None:
    numbers = {
        field.name
        for field in Target._meta.concrete_fields
        if "Integer" in field.get_internal_type() or "AutoField" in field.get_internal_type()
    }
    assert numbers == WITHOUT_NUMBER_REACHED


def test_everything_that_can_be_a_target_is_counted_somehow() -> None:
    assert set(COUNTED_BY) == set(Countable.values)


# --- setting


def test_set_again_it_changes_and_the_record_keeps_both(cast: Cast) -> None:
    target = made.a_target(cast)
    assert latest().kind == "target.set"
    size = Entry.objects.count()
    made.a_target(cast)
    assert kinds_since(size) == []
    changed = made.a_target(cast, number=5)
    assert (changed.pk, changed.number) == (target.pk, 5)
    assert kinds_since(size) == ["target.changed"]
    assert '"number_before":3' in latest().canonical


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"what": "hours"}, "target_counts_nothing_known"),
        ({"number": 0}, "target_number_unbelievable"),
        ({"number": 100_001}, "target_number_unbelievable"),
        ({"by_on": None}, "target_outside_campaign"),
        ({"by_on": TODAY - DAY}, "target_outside_campaign"),
        ({"by_on": ENDS_ON + DAY}, "target_outside_campaign"),
    ],
)
def test_a_target_that_is_none(cast: Cast, changes: dict[str, Any], code: str) -> None:
    assert refused(made.a_target, cast, **changes) == (code,)


@pytest.mark.parametrize("who", ["clerk", "leader", "outsider", "viewer"])
def test_each_unit_sets_its_own(cast: Cast, who: str) -> None:
    codes = refused(made.a_target, cast, actor=getattr(cast, who))
    assert codes == ("practice_of_another_unit",)


def test_three_levels_set_theirs(cast: Cast) -> None:
    county = a_post(cast, cast.county, "campaign_office", "county")
    made.a_target(cast)
    made.a_target(cast, unit=cast.town, actor=cast.clerk, number=20)
    made.a_target(cast, unit=cast.county, actor=county, number=90)
    rows = queries.levels(made.the_campaign(cast), cast.village, TODAY)
    kept = next(one for one in rows if one.what == "promises_kept")
    assert [(row.unit.code, row.target and row.target.number) for row in kept.rows] == [
        ("qinghe", 90),
        ("qingquan", 20),
        ("shangqing", 3),
    ]
    assert "practice_campaign_elsewhere" in refused(
        made.a_target, cast, unit=cast.other_village, actor=cast.outsider
    )


# --- counting


def test_a_promise_counts_once_somebody_else_judged_it(cast: Cast) -> None:
    promise = made.said_kept(cast)
    assert set(count(cast, "promises_kept").values()) == {0}
    made.judged(cast, promise)
    assert count(cast, "promises_kept") == {"qinghe": 1, "qingquan": 1, "shangqing": 1}
    made.judged(cast, promise, kept=False)
    assert set(count(cast, "promises_kept").values()) == {0}


def test_a_county_counts_what_its_towns_count(cast: Cast) -> None:
    made.judged(cast)
    town = made.a_promise(cast, unit=cast.town, actor=cast.clerk, text="窗口中午有人")
    made.said_kept(cast, town, actor=cast.clerk)
    made.judged(cast, town, actor=cast.secretary)
    assert count(cast, "promises_kept") == {"qinghe": 2, "qingquan": 2, "shangqing": 1}
    rows = queries.levels(made.the_campaign(cast), cast.town, TODAY)
    kept = next(one for one in rows if one.what == "promises_kept")
    assert kept.own == 1


def test_a_finished_project_counts_and_one_given_up_does_not(cast: Cast) -> None:
    made.a_finished_project(cast)
    other = made.a_project(cast, title="养鱼")
    actions.give_up(project=other, reason="缺水", actor=cast.secretary, now=NOW)
    assert count(cast, "projects_finished")["shangqing"] == 1


def test_a_problem_counts_once_confirmed_and_no_more_when_opened_again(cast: Cast) -> None:
    problem = problems_made.checked(cast)
    assert count(cast, "problems_confirmed")["shangqing"] == 0
    problems_made.closed(cast, problems_made.confirmed(cast, problem))
    assert count(cast, "problems_confirmed")["qinghe"] == 1
    problems_made.say(problem, "not_fixed")
    assert count(cast, "problems_confirmed")["qinghe"] == 0


def test_a_problem_lasts_when_the_second_look_says_so(cast: Cast) -> None:
    problem = problems_made.closed(cast)
    later = TODAY + 31 * DAY
    raise_due(now=NOW + 31 * DAY, limit=100)
    assert count(cast, "problems_lasting", on=later)["shangqing"] == 0
    problems_made.say(problem, "fixed", now=NOW + 31 * DAY)
    assert count(cast, "problems_lasting", on=later)["shangqing"] == 1
    problems_made.say(problem, "not_fixed", now=NOW + 32 * DAY)
    assert count(cast, "problems_lasting", on=later + DAY)["shangqing"] == 0


def test_what_accuses_a_unit_is_not_counted(cast: Cast) -> None:
    """A number that rises would tell the village of a problem it must not see."""
    text = "上清村村委会把修路灯的钱没有公开过，村民问了几次都没有人回答，请镇里查一查。"
    voice = problems_made.a_message(cast, text=text, accused=cast.village)
    problem = problems_made.a_problem(
        cast, voices=[voice], title="路灯经费未公开", statement="经费使用情况没有公示。"
    )
    problem = problems_made.listed(cast, problem, lead_unit=cast.town, responsible=cast.leader)
    problem = problems_made.claimed(cast, problems_made.in_hand(cast, problem))
    problem = problems_made.checked(cast, problem, actor=cast.first)
    assert problems_made.confirmed(cast, problem).state == "confirmed"
    assert count(cast, "problems_confirmed")["shangqing"] == 0


def test_a_place_counts_by_the_last_look_at_it(cast: Cast) -> None:
    stop = checks_made.a_stop(cast)
    look = {"actor": cast.secretary, "now": NOW}
    note_look(stop=stop, answers=checks_made.answers(stop, "垃圾箱满了", ""), **look)
    assert count(cast, "places_in_order")["shangqing"] == 0
    again = checks_made.start_round(
        check_list=stop.round.check_list,
        places=[stop.place],
        starts_on=TODAY,
        due_on=TODAY + 7 * DAY,
        actor=cast.clerk,
        now=NOW,
    )
    second = Stop.objects.select_related("round__check_list").get(round=again)
    later = {"actor": cast.secretary, "now": NOW + timedelta(hours=1)}
    note_look(stop=second, answers=checks_made.answers(second, "", ""), **later)
    assert count(cast, "places_in_order") == {"qinghe": 1, "qingquan": 1, "shangqing": 1}


def test_a_message_counts_when_it_was_answered_within_its_days(cast: Cast) -> None:
    voices_made.answered(cast)
    assert count(cast, "answered_in_time")["shangqing"] == 1
    voice = voices_made.accepted(cast)
    late = NOW + 70 * DAY
    voices_made.answered(cast, voice, now=late)
    assert count(cast, "answered_in_time", on=TODAY + 80 * DAY)["shangqing"] == 1


def test_what_happened_before_the_campaign_is_not_counted(cast: Cast) -> None:
    made.judged(cast)
    Campaign.objects.update(starts_on=TODAY + DAY)
    assert set(count(cast, "promises_kept", on=TODAY + 2 * DAY).values()) == {0}


@pytest.mark.parametrize(("by", "reached"), [(DUE_ON, 1), (TODAY - DAY, 0)])
def test_what_happens_after_its_day_does_not_reach_a_target(
    cast: Cast, by: Any, reached: int
) -> None:
    target = made.a_target(cast, number=1)
    Target.objects.update(by_on=by)
    target.refresh_from_db()
    made.judged(cast)
    assert queries.counted(target, TODAY) == reached
    rows = queries.levels(made.the_campaign(cast), cast.village, TODAY)
    row = next(one for one in rows if one.what == "promises_kept").rows[-1]
    assert (row.counted, row.reached) == (reached, reached == 1)


def test_a_merged_village_counts_for_the_one_that_goes_on(cast: Cast) -> None:
    made.judged(cast)
    Unit.objects.filter(pk=cast.village.pk).update(closed_on=TODAY, successor=cast.hill_village)
    assert count(cast, "promises_kept", cast.hill_village) == {
        "qinghe": 1,
        "qingquan": 1,
        "dongling": 1,
    }


def test_units_beside_one_another_are_not_compared(cast: Cast) -> None:
    made.judged(cast)
    for row in queries.levels(made.the_campaign(cast), cast.town, TODAY):
        assert [one.unit.code for one in row.rows] == ["qinghe", "qingquan"]


@pytest.mark.parametrize("things", [1, 3])
def test_six_countables_cost_four_statements(cast: Cast, things: int) -> None:
    campaign = made.the_campaign(cast)
    for n in range(things):
        made.judged(cast, made.said_kept(cast, made.a_promise(cast, text=f"第{n}件")))
    for what in list(Countable.values)[:things]:
        made.a_target(cast, what=what)
    sent = statements(lambda: queries.levels(campaign, cast.village, TODAY))
    assert len(sent) == 4
