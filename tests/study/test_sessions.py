"""A branch meets; what will change becomes a problem or a project, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from builders import a_campaign, kinds_since, latest, meanwhile
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.actions import add_post
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.models import Project
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import Mode, ProblemState, Source
from qunce.domain.study import queries
from qunce.domain.study.actions import (
    add_lines,
    add_steps,
    drop_step,
    line_to_problem,
    line_to_project,
    make_plan,
    move_step,
)
from qunce.domain.study.models import Plan, PlanStep, Session, SessionLine
from qunce.kernel.refusals import Refused
from study_made import CHANGE, a_line, a_material, a_plan, a_step, hold_a_session, the_campaign


def refused(act: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as reasons:
        act()
    return reasons.value.codes


def test_a_session_keeps_one_number_and_what_will_change(cast: Cast) -> None:
    held = hold_a_session(cast, (CHANGE, "  ", "每月 请人讲一次用电安全"))
    assert [line.words for line in held.lines.all()] == [CHANGE, "每月 请人讲一次用电安全"]
    assert held.present == 23
    assert held.led_by is None


def test_the_record_tells_day_and_form_not_how_many_nor_the_words(cast: Cast) -> None:
    hold_a_session(cast, present=4321, topic="老张家的事")
    entry = latest()
    assert entry.kind == "session.held"
    assert '"form":"explaining"' in entry.canonical
    for kept_out in ("4321", "老张", CHANGE, "present"):
        assert kept_out not in entry.canonical


def test_a_session_sent_twice_is_one_session(cast: Cast) -> None:
    first = hold_a_session(cast, submission="a" * 32)
    size = latest().index + 1
    assert hold_a_session(cast, submission="a" * 32).pk == first.pk
    assert Session.objects.count() == 1
    assert kinds_since(size) == []


def test_the_same_sending_from_another_unit_gives_nothing_of_ours(cast: Cast) -> None:
    hold_a_session(cast, submission="a" * 32)
    codes = refused(
        lambda: hold_a_session(cast, unit=cast.school, actor=cast.teacher, submission="a" * 32)
    )
    assert codes == ("session_submission_taken",)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, ("session_still_to_come",)),
        ({"held_on": TODAY - timedelta(days=2)}, ("session_before_campaign",)),
        ({"form": "karaoke"}, ("study_form_unknown",)),
        ({"form": ""}, ("study_form_unknown",)),
        ({"form": "self_study"}, ("session_form_is_alone",)),
        ({"form": "bringing_home"}, ("session_form_is_alone",)),
        ({"place": "  "}, ("words_missing",)),
        ({"place": "村" * 61}, ("words_too_long",)),
        ({"present": 0}, ("session_count_not_believable",)),
        ({"present": 5001}, ("session_count_not_believable",)),
        ({"present": -3}, ("session_count_not_believable",)),
        ({"topic": "长" * 121}, ("words_too_long",)),
        ({"lines": ["同一件", "同一件"]}, ("session_line_twice",)),
        ({"lines": [f"第{n}件" for n in range(6)]}, ("session_too_many_lines",)),
        ({"lines": ["长" * 121]}, ("words_too_long",)),
        ({"lines": ["半个\ud800字"]}, ("words_broken",)),
    ],
)
def test_a_session_that_cannot_have_been_is_refused(
    cast: Cast, changes: dict[str, Any], codes: tuple[str, ...]
) -> None:
    assert refused(lambda: hold_a_session(cast, **changes)) == codes
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("secretary", True),
        ("clerk", True),  # the office stands in where a unit has nobody
        ("leader", False),
        ("viewer", False),
        ("outsider", False),
        ("teacher", False),
        ("first", False),
    ],
)
def test_who_may_write_down_a_session_of_the_village(cast: Cast, who: str, may: bool) -> None:
    def act() -> object:
        return hold_a_session(cast, actor=getattr(cast, who))

    if may:
        act()
    else:
        assert refused(act) == ("study_of_another_unit",)


def test_a_village_without_a_secretary_is_stood_in_for_by_the_office(cast: Cast) -> None:
    held = hold_a_session(cast, unit=cast.hill_village, actor=cast.clerk)
    assert held.unit == cast.hill_village


def test_a_unit_of_another_town_takes_no_part(cast: Cast) -> None:
    codes = refused(lambda: hold_a_session(cast, unit=cast.other_village, actor=cast.outsider))
    assert codes == ("unit_outside_campaign",)


def test_a_closed_unit_holds_no_session_any_more(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.village.pk).update(closed_on=TODAY)
    assert refused(lambda: hold_a_session(cast)) == ("unit_is_closed",)


def test_a_session_before_the_closing_may_be_written_down_late(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.village.pk).update(closed_on=TODAY)
    hold_a_session(cast, held_on=TODAY - timedelta(days=1))


def test_after_a_merger_the_successor_writes_for_the_merged_village(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.hill_village.pk).update(closed_on=TODAY, successor=cast.village)
    held = hold_a_session(cast, unit=cast.hill_village, held_on=TODAY - timedelta(days=1))
    assert Session.objects.visible_to(cast.secretary).filter(pk=held.pk).exists()


def test_an_organisation_without_a_branch_is_covered_by_another(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.clinic.pk).update(covered_by=cast.village)
    held = hold_a_session(cast, unit=cast.clinic)
    assert Session.objects.visible_to(cast.secretary).filter(pk=held.pk).exists()
    assert refused(lambda: hold_a_session(cast, unit=cast.clinic, actor=cast.teacher)) == (
        "study_of_another_unit",
    )


@pytest.mark.parametrize(
    ("who", "fits"),
    [("leader", True), ("first", True), ("secretary", False), ("outsider", False)],
)
def test_only_a_leading_post_over_the_unit_leads_its_session(
    cast: Cast, who: str, fits: bool
) -> None:
    leads = getattr(cast, who)
    if fits:
        assert hold_a_session(cast, led_by=leads).led_by == leads
    else:
        assert refused(lambda: hold_a_session(cast, led_by=leads)) == (
            "session_not_led_by_this_post",
        )


def test_a_leader_leads_in_the_own_branch_too(cast: Cast) -> None:
    leads = add_post(
        unit=cast.school, code="head", title="校长", role="leader", actor=SYSTEM, now=NOW
    )
    assert refused(lambda: hold_a_session(cast, led_by=leads))
    type(leads).objects.filter(pk=leads.pk).update(own_branch=cast.village)
    leads.refresh_from_db()
    assert hold_a_session(cast, led_by=leads).led_by == leads
    assert leads in queries.leading_posts(cast.village)


def test_a_material_of_another_unit_is_not_used_here(cast: Cast) -> None:
    of_school = a_material(cast, unit=cast.school, actor=cast.teacher)
    assert refused(lambda: hold_a_session(cast, material=of_school)) == (
        "material_not_for_this_unit",
    )
    of_town = a_material(cast, unit=cast.town, actor=cast.clerk)
    assert hold_a_session(cast, material=of_town).material == of_town


# --- what will change


def test_a_line_becomes_a_problem_once(cast: Cast) -> None:
    line = a_line(cast)
    problem = line_to_problem(line=line, actor=cast.secretary, now=NOW)
    assert (problem.source, problem.source_ref) == (Source.SESSION, f"session_line:{line.pk}")
    assert problem.state == ProblemState.FOUND
    assert problem.mode == Mode.LEARNING
    assert problem.unit == cast.village
    assert problem.town == cast.town
    assert latest().kind == "session.line_became"
    assert refused(lambda: line_to_problem(line=line, actor=cast.secretary, now=NOW)) == (
        "line_is_a_problem",
    )
    assert refused(lambda: line_to_project(line=line, actor=cast.secretary, now=NOW)) == (
        "line_is_a_problem",
    )
    assert Problem.objects.count() == 1


def test_a_line_becomes_a_project_once(cast: Cast) -> None:
    line = a_line(cast)
    project = line_to_project(line=line, actor=cast.secretary, now=NOW)
    assert project.what_for == CHANGE
    assert project.owner == cast.secretary
    assert (project.source_kind, project.source_id) == ("session_line", line.pk)
    assert refused(lambda: line_to_project(line=line, actor=cast.secretary, now=NOW)) == (
        "line_is_a_project",
    )
    assert Project.objects.count() == 1


@pytest.mark.parametrize("who", ["leader", "viewer", "outsider", "teacher"])
def test_nobody_else_takes_a_line_up(cast: Cast, who: str) -> None:
    line = a_line(cast)
    post = getattr(cast, who)
    assert refused(lambda: line_to_problem(line=line, actor=post, now=NOW)) == (
        "study_of_another_unit",
    )
    assert refused(lambda: line_to_project(line=line, actor=post, now=NOW)) == (
        "study_of_another_unit",
    )


def test_of_two_who_take_a_line_up_at_once_one_is_told(cast: Cast) -> None:
    line = a_line(cast)
    other = a_line(cast, "另一件")
    taken = line_to_problem(line=other, actor=cast.secretary, now=NOW)
    SessionLine.objects.filter(pk=other.pk).update(problem=None)

    def somebody() -> None:
        SessionLine.objects.filter(pk=line.pk).update(problem=taken)

    with meanwhile("study_sessionline", somebody), pytest.raises(Refused) as reasons:
        line_to_problem(line=line, actor=cast.secretary, now=NOW)
    assert reasons.value.codes == ("study_changed_meanwhile",)
    assert Problem.objects.count() == 1


def test_lines_are_added_afterwards_up_to_five(cast: Cast) -> None:
    held = hold_a_session(cast, ("第一件",))

    def add(*lines: str) -> list[SessionLine]:
        return add_lines(session=held, lines=lines, actor=cast.secretary, now=NOW)

    assert [line.position for line in add("第二件", "第三件")] == [2, 3]
    assert refused(lambda: add("第一件")) == ("session_line_twice",)
    assert refused(lambda: add("", " ")) == ("session_line_missing",)
    assert refused(lambda: add("四", "五", "六")) == ("session_too_many_lines",)
    assert refused(lambda: add_lines(session=held, lines=["四"], actor=cast.outsider, now=NOW)) == (
        "study_of_another_unit",
    )


# --- plans


def test_a_plan_is_a_few_steps_tied_to_present_work(cast: Cast) -> None:
    plan = a_plan(cast, a_step(), a_step(on=TODAY + timedelta(days=14), form="self_study"))
    assert [step.work for step in plan.steps.all()] == ["村口垃圾点的整治"] * 2
    assert latest().kind == "study_plan.made"
    assert "垃圾" not in latest().canonical
    assert refused(lambda: a_plan(cast)) == ("plan_made_already",)


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        ([], ("plan_without_steps",)),
        ([a_step()] * 13, ("plan_too_long",)),
        ([a_step(form="karaoke")], ("study_form_unknown",)),
        ([a_step(topic="")], ("words_missing",)),
        ([a_step(work=" ")], ("words_missing",)),
        ([a_step(on=TODAY - timedelta(days=30))], ("day_outside_campaign",)),
        ([a_step(on=TODAY + timedelta(days=300))], ("day_outside_campaign",)),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(
    cast: Cast, steps: list[Any], codes: tuple[str, ...]
) -> None:
    campaign = the_campaign(cast)
    found = refused(
        lambda: make_plan(
            unit=cast.village, campaign=campaign, steps=steps, actor=cast.secretary, now=NOW
        )
    )
    assert found == codes
    assert not Plan.objects.exists()


def test_of_two_plans_made_at_once_one_is_told(cast: Cast) -> None:
    campaign = the_campaign(cast)

    def somebody() -> None:
        Plan.objects.create(unit=cast.village, campaign=campaign, made_by=cast.clerk, made_at=NOW)

    with meanwhile("study_plan", somebody), pytest.raises(Refused) as reasons:
        a_plan(cast, campaign=campaign)
    assert reasons.value.codes == ("plan_made_already",)


def test_a_session_fulfils_a_step_and_takes_its_topic(cast: Cast) -> None:
    step = a_plan(cast).steps.get()
    assert list(queries.steps_ahead(cast.village, step.plan.campaign)) == [step]
    held = hold_a_session(cast, plan_step=step)
    assert held.topic == step.topic
    assert not queries.steps_ahead(cast.village, step.plan.campaign).exists()
    assert refused(lambda: hold_a_session(cast, plan_step=step)) == ("plan_step_was_held",)
    of_school: dict[str, Any] = {"unit": cast.school, "actor": cast.teacher, "plan_step": step}
    assert "plan_step_of_another_unit" in refused(lambda: hold_a_session(cast, **of_school))


def test_a_step_moves_and_the_day_first_planned_stays(cast: Cast) -> None:
    step = a_plan(cast).steps.get()
    later = TODAY + timedelta(days=7)
    move_step(step=step, on=later, actor=cast.secretary, now=NOW)
    step.refresh_from_db()
    assert (step.first_on, step.on) == (TODAY, later)
    assert latest().kind == "study_plan.changed"
    size = latest().index + 1
    move_step(step=step, on=later, actor=cast.secretary, now=NOW)
    assert kinds_since(size) == []
    codes = refused(
        lambda: move_step(step=step, on=TODAY + timedelta(days=300), actor=cast.secretary, now=NOW)
    )
    assert codes == ("day_outside_campaign",)
    for who in ("outsider", "leader", "teacher"):
        post = getattr(cast, who)
        for act in (
            lambda post=post: move_step(step=step, on=TODAY, actor=post, now=NOW),
            lambda post=post: drop_step(step=step, actor=post, now=NOW),
            lambda post=post: add_steps(plan=step.plan, steps=[a_step()], actor=post, now=NOW),
        ):
            assert refused(act) == ("study_of_another_unit",)


def test_a_held_step_stays_as_it_is(cast: Cast) -> None:
    step = a_plan(cast).steps.get()
    hold_a_session(cast, plan_step=step)
    assert refused(lambda: move_step(step=step, on=TODAY, actor=cast.secretary, now=NOW)) == (
        "plan_step_was_held",
    )
    assert refused(lambda: drop_step(step=step, actor=cast.secretary, now=NOW)) == (
        "plan_step_was_held",
    )


def test_steps_are_added_and_dropped(cast: Cast) -> None:
    plan = a_plan(cast)
    (made,) = add_steps(plan=plan, steps=[a_step(topic="用电安全")], actor=cast.secretary, now=NOW)
    assert plan.steps.count() == 2
    drop_step(step=made, actor=cast.secretary, now=NOW)
    assert plan.steps.count() == 1
    assert refused(lambda: drop_step(step=made, actor=cast.secretary, now=NOW)) == (
        "study_changed_meanwhile",
    )
    assert PlanStep.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("secretary", True),
        ("clerk", True),
        ("leader", True),
        ("viewer", True),
        ("outsider", False),
        ("teacher", False),
    ],
)
def test_who_sees_sessions_and_plans(cast: Cast, who: str, sees: bool) -> None:
    held, plan = hold_a_session(cast), a_plan(cast)
    post = getattr(cast, who)
    assert Session.objects.visible_to(post).filter(pk=held.pk).exists() is sees
    assert Plan.objects.visible_to(post).filter(pk=plan.pk).exists() is sees
    assert not Session.objects.visible_to(None).exists()
    assert not Plan.objects.visible_to(None).exists()


def test_a_guidance_group_sees_its_area(cast: Cast) -> None:
    guide = add_post(
        unit=cast.town, code="guide", title="指导组", role="guidance", area=cast.east,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    ours = hold_a_session(cast)
    hold_a_session(cast, unit=cast.school, actor=cast.teacher)
    assert list(Session.objects.visible_to(guide)) == [ours]


def test_a_session_begins_with_what_is_usual(cast: Cast) -> None:
    campaign = the_campaign(cast)
    first = queries.usual(cast.village, campaign)
    assert (first.form, first.place) == ("explaining", "")
    hold_a_session(cast, form="discussing", place="祠堂")
    then = queries.usual(cast.village, campaign)
    assert (then.form, then.place) == ("discussing", "祠堂")


def test_the_campaign_of_a_village_is_that_of_its_town(cast: Cast) -> None:
    assert queries.campaign_of(cast.village, TODAY) is None
    campaign = a_campaign(cast)
    assert queries.campaign_of(cast.village, TODAY) == campaign
    assert queries.campaign_of(cast.other_village, TODAY) is None
