"""The week of a post: what stands in it, for which units, and what has left it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

import problems_made
import reorganisations_made
import study_made
import supervision_made
import voices_made
from builders import statements
from cast import NOW, TODAY, Cast
from duties_made import DAY, a_campaign_of, move_aside, the_duty
from qunce.domain.accounts.actions import vacate
from qunce.domain.accounts.models import Post
from qunce.domain.duties.actions import tell_done
from qunce.domain.duties.weeks import MOST, Span, Week, week_of
from qunce.domain.organisations.models import Unit
from qunce.domain.problems import actions as problems
from qunce.domain.study.actions import hold_session, make_delivery


def week(cast: Cast, post: Post | None = None, today: date = TODAY) -> Week:
    return week_of(post or cast.secretary, today)


def due(found: Week) -> list[str]:
    """The campaign's own lines that are due; what its kind adds is left out."""
    texts = [row.duty.action.text for row in found.due.rows]  # type: ignore[attr-defined]
    return [text for text in texts if text.startswith("办好第")]


def titles(part: Any) -> list[str]:
    return [row.title for row in part.rows]


@pytest.mark.parametrize("weekday", range(7))
def test_it_reaches_from_monday_to_the_sunday_of_next_week(weekday: int) -> None:
    monday = date(2026, 3, 2)
    span = Span.around(monday + weekday * DAY)
    assert (span.since, span.ends, span.until) == (monday, monday + 6 * DAY, monday + 13 * DAY)
    assert span.began.isoformat() == "2026-03-02T00:00:00+08:00"


def test_without_anything_it_is_empty(cast: Cast) -> None:
    assert week(cast).empty


@pytest.mark.parametrize(
    ("due_in", "seen_in", "stands"), [(13, 0, True), (14, 0, False), (5, 5, True), (5, 20, True)]
)
def test_a_duty_stands_in_it_when_late_or_due_by_the_end_of_next_week(
    cast: Cast, due_in: int, seen_in: int, stands: bool
) -> None:
    a_campaign_of(cast, "", due_on=TODAY + due_in * DAY)
    assert bool(due(week(cast, today=TODAY + seen_in * DAY))) is stands


def test_what_is_told_leaves_it_and_stands_among_what_was_done(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "", due_on=TODAY + 5 * DAY)
    duty = the_duty(campaign, cast.village)
    assert due(week(cast)) == ["办好第1件事"]
    tell_done(duty=duty, actor=cast.secretary, now=NOW)
    found = week(cast)
    assert due(found) == []
    assert [row.duty.pk for row in found.done] == [duty.pk]
    assert week(cast, today=TODAY + 7 * DAY).done == [], "next week it is past"


def test_a_session_completes_its_duty_without_being_reported(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "session_held", due_on=TODAY + 5 * DAY)
    move_aside(campaign)
    assert due(week(cast)) == ["办好第1件事"]
    held = 0
    while due(week(cast)):  # the first completes what the kind of campaign itself asks
        study_made.hold_a_session(cast, campaign=campaign)
        held += 1
        assert held < 4
    assert [row for row in week(cast).done if row.duty.action.evidence == "session_held"]


def test_a_step_of_the_study_plan_stands_until_it_is_held(cast: Cast) -> None:
    plan = study_made.a_plan(cast, study_made.a_step(on=TODAY + 3 * DAY))
    (step,) = week(cast).steps.rows
    assert step == plan.steps.get()
    hold_session(
        unit=cast.village,
        campaign=plan.campaign,
        held_on=TODAY,
        form="explaining",
        place="村委会",
        present=12,
        lines=["水沟每周看一次"],
        plan_step=plan.steps.get(),
        actor=cast.secretary,
        now=NOW,
    )
    assert not week(cast).steps
    assert not week(cast, cast.teacher).steps


def test_a_message_stands_until_it_is_answered(cast: Cast) -> None:
    voice = voices_made.registered(cast)
    assert list(week(cast).messages.rows) == [voice]
    assert list(week(cast, cast.teacher).messages.rows) == []
    voices_made.answered(cast, voices_made.accepted(cast, voice))
    assert not week(cast).messages


def test_the_accused_unit_does_not_find_the_message_in_its_week(cast: Cast) -> None:
    voice = voices_made.a_voice(cast, accused=cast.village)
    assert voice in week(cast, cast.clerk).messages.rows, "there is something to hide"
    assert not week(cast).messages


def test_problems_stand_from_the_most_pressing(cast: Cast) -> None:
    def made(title: str, days: int) -> Any:
        return problems_made.listed(
            cast, problems_made.a_problem(cast, title=title), due_on=TODAY + days * DAY
        )

    new, far, soon = made("要开始的", 30), made("还早的", 30), made("近的", 10)
    late = made("晚了的", 2)
    for one in (far, soon, late):
        problems_made.in_hand(cast, one)
    found = week(cast, today=TODAY + 4 * DAY)
    assert titles(found.problems) == ["晚了的", "近的", "要开始的"]
    assert new.title in titles(found.problems)
    assert far.title not in titles(found.problems)


def test_whose_progress_was_told_this_week_rests_until_monday_unless_it_is_late(
    cast: Cast,
) -> None:
    problem = problems_made.in_hand(cast, problems_made.listed(cast, due_on=TODAY + 9 * DAY))
    assert week(cast).problems
    problems.report_progress(problem=problem, words="灯泡已买", actor=cast.secretary, now=NOW)
    assert not week(cast).problems
    assert week(cast, today=TODAY + 7 * DAY).problems, "the next Monday it stands there again"


def test_a_measure_that_is_due_brings_its_problem_into_the_week(cast: Cast) -> None:
    problem = problems_made.in_hand(cast, problems_made.listed(cast, due_on=TODAY + 40 * DAY))
    assert not week(cast).problems
    problems.add_measure(
        problem=problem, text="换灯泡", due_on=TODAY + 5 * DAY, actor=cast.secretary, now=NOW
    )
    (row,) = week(cast).problems.rows
    assert [one.text for one in row.open_measures] == ["换灯泡"]  # type: ignore[attr-defined]


def test_reopened_and_not_now_come_back(cast: Cast) -> None:
    again = problems_made.reopened(cast)
    put_off = problems_made.not_now(cast, until=TODAY + 5 * DAY)
    assert set(week(cast).problems.rows) == {again, put_off}


def test_what_those_concerned_said_is_read_by_who_did_the_work(cast: Cast) -> None:
    problem = problems_made.confirmed(cast)
    assert [one.problem for one in week(cast).said.rows] == [problem]  # type: ignore[attr-defined]
    assert not week(cast, cast.teacher).said


def test_who_did_the_work_is_not_sent_to_ask_about_it(cast: Cast) -> None:
    problem = problems_made.checked(cast)
    asked = [one.problem for one in week(cast, cast.clerk).askings.rows]  # type: ignore[attr-defined]
    assert asked == [problem]
    assert not week(cast).askings
    assert not week(cast, cast.viewer).askings, "who looks on writes nothing down"


def test_what_is_to_be_brought_stands_until_it_was(cast: Cast) -> None:
    delivery = study_made.a_delivery(cast)
    assert list(week(cast).deliveries.rows) == [delivery]
    assert not week(cast, cast.clerk).deliveries, "how somebody studies is the unit's own"
    make_delivery(
        delivery=delivery, done_on=TODAY, way="visit", said="", actor=cast.secretary, now=NOW
    )
    assert not week(cast).deliveries


def test_a_visit_that_is_announced_is_known_and_nothing_to_do(cast: Cast) -> None:
    visit = supervision_made.a_planned_visit(cast)
    found = week(cast)
    assert found.visits == [visit]
    assert found.empty
    assert week(cast, cast.teacher).visits == []


def test_a_branch_sees_what_it_goes_on_with_for_a_merged_unit(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "", due_on=TODAY + 5 * DAY)
    hill = reorganisations_made.hill_secretary(cast)
    study_made.a_plan(cast, study_made.a_step(on=TODAY + 3 * DAY), campaign=campaign)
    reorganisations_made.merged(cast)
    found = week(cast, Post.objects.select_related("unit").get(pk=hill.pk))
    assert [unit.pk for unit in found.units] == [cast.hill_village.pk, cast.village.pk]
    assert "办好第1件事" in due(found)


def test_a_branch_sees_the_duties_of_the_unit_it_covers(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.clinic.pk).update(covered_by=cast.village)
    a_campaign_of(cast, "", owed_by="卫生院", unit_kinds=["clinic"], due_on=TODAY + 5 * DAY)
    assert due(week(cast)) == ["办好第1件事"]
    assert due(week(cast, cast.teacher)) == []


def test_a_post_that_nobody_holds_is_named_where_its_unit_is_looked_after(cast: Cast) -> None:
    assert week(cast).vacant == []
    Unit.objects.filter(pk=cast.school.pk).update(covered_by=cast.village)
    vacate(post=cast.teacher, on=TODAY, actor=cast.clerk.ref, now=NOW)
    (vacancy,) = week(cast).vacant
    assert vacancy.post == cast.teacher


def test_a_leader_finds_the_own_leads(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "")
    leads = [row.duty for row in week(cast, cast.leader, campaign.starts_on).due.rows]  # type: ignore[attr-defined]
    later = [
        row.duty
        for days in range(0, 90, 7)
        for row in week(cast, cast.leader, campaign.starts_on + days * DAY).due.rows  # type: ignore[attr-defined]
    ]
    assert [duty for duty in (*leads, *later) if duty.of_post and duty.post == cast.leader]
    assert not [duty for duty in later if duty.of_post and duty.post != cast.leader]


def test_a_part_is_cut_where_a_page_ends_and_says_so(cast: Cast) -> None:
    for number in range(MOST + 2):
        problems_made.listed(cast, problems_made.a_problem(cast, title=f"第{number}件"))
    found = week(cast).problems
    assert (len(found.rows), found.more) == (MOST, True)


STATEMENTS = 20


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_one_row_and_for_three(cast: Cast, rows: int) -> None:
    campaign = a_campaign_of(cast, *[""] * rows, due_on=TODAY + 5 * DAY)
    members = [study_made.a_member(cast, f"{number}号") for number in range(rows)]
    study_made.a_round(cast, campaign=campaign, members=members)
    study_made.a_plan(
        cast,
        *[study_made.a_step(on=TODAY + 3 * DAY, topic=f"第{number}讲") for number in range(rows)],
        campaign=campaign,
    )
    for number in range(rows):
        problems_made.listed(cast, problems_made.a_problem(cast, title=f"第{number}件"))
        voices_made.registered(cast)
    sent = statements(lambda: week(cast))
    assert len(sent) == STATEMENTS, [one[:90] for one in sent]


def test_a_closed_unit_has_no_week_of_its_own(cast: Cast) -> None:
    a_campaign_of(cast, "", due_on=TODAY + 5 * DAY)
    assert due(week(cast)) == ["办好第1件事"]
    reorganisations_made.closed(cast)
    assert due(week(cast, today=TODAY + timedelta(days=1))) == []
