"""A unit sets up what fits its place, goes on step by step, and says what came of it."""

from __future__ import annotations

from typing import Any

import pytest

import practice_made as made
from builders import a_campaign, kinds_since, latest, meanwhile
from cast import NOW, SYSTEM, TODAY, Cast
from practice_made import DAY, DUE_ON
from qunce.domain.organisations.actions import add_place
from qunce.domain.practice import actions, queries
from qunce.domain.practice.models import Project
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused


def refused(act: Any, *args: Any, **named: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as raised:
        act(*args, **named)
    return raised.value.codes


def fresh(project: Project) -> Project:
    return Project.objects.get(pk=project.pk)


def test_a_project_is_under_way_when_its_first_day_has_come(cast: Cast) -> None:
    project = made.a_project(cast)
    assert project.state == "going"
    assert latest().kind == "project.begun"
    assert latest().actor_id == str(cast.secretary.pk)
    assert made.a_planned_project(cast, title="后山种果树").state == "planned"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "project_without_title"),
        ({"title": "长" * 81}, "words_too_long"),
        ({"what_for": ""}, "project_without_purpose"),
        ({"ends_on": TODAY - DAY}, "project_ends_before_it_begins"),
        (
            {"starts_on": TODAY + 400 * DAY, "ends_on": TODAY + 500 * DAY},
            "project_outside_campaign",
        ),
        ({"steps": [("", TODAY)]}, "step_without_words"),
        ({"steps": [("清淤", DUE_ON + DAY)]}, "step_outside_project"),
        ({"steps": [("清淤", TODAY), ("清淤", TODAY)]}, "step_stands_already"),
        ({"steps": [(f"第{n}步", TODAY) for n in range(21)]}, "project_too_many_steps"),
        ({"source_kind": "problem"}, "project_source_unknown"),
        ({"source_id": 3}, "project_source_unknown"),
        ({"source_kind": "dream", "source_id": 3}, "project_source_unknown"),
        ({"title": "断\ud800字"}, "words_broken"),
    ],
)
def test_a_project_that_is_not_whole_is_refused(
    cast: Cast, changes: dict[str, Any], code: str
) -> None:
    assert code in refused(made.a_project, cast, **changes)
    assert not Project.objects.exists()


def test_the_owner_sits_in_the_unit_and_the_place_lies_in_it(cast: Cast) -> None:
    elsewhere = add_place(unit=cast.school, code="yard", name="操场", actor=SYSTEM, now=NOW)
    codes = refused(made.a_project, cast, owner=cast.teacher, place=elsewhere)
    assert {"project_owner_elsewhere", "project_place_elsewhere"} <= set(codes)


def test_the_unit_takes_part_in_the_campaign(cast: Cast) -> None:
    codes = refused(made.a_project, cast, unit=cast.other_village, owner=cast.outsider)
    assert "practice_campaign_elsewhere" in codes


@pytest.mark.parametrize("who", ["clerk", "leader", "viewer", "outsider", "teacher"])
def test_each_branch_designs_its_own(cast: Cast, who: str) -> None:
    assert "practice_of_another_unit" in refused(made.a_project, cast, actor=getattr(cast, who))


def test_a_goal_of_another_campaign_is_refused(cast: Cast) -> None:
    ours = made.the_campaign(cast)
    goal = ours.aims.filter(kind="goal").first()
    assert made.a_project(cast, aim=goal).aim == goal
    theirs = a_campaign(cast, text="另一份关于开展活动的通知")
    assert "practice_aim_elsewhere" in refused(
        made.a_project, cast, campaign=theirs, aim=goal, title="另一个"
    )


def test_nothing_gives_rise_to_two_projects(cast: Cast) -> None:
    made.a_project(cast, source_kind="session_line", source_id=12)
    again = {"source_kind": "session_line", "source_id": 12, "title": "又一个"}
    assert refused(made.a_project, cast, **again) == ("project_from_this_source_exists",)
    made.a_project(cast, source_kind="problem", source_id=12, title="别处来的")


def test_a_planned_project_is_started_once(cast: Cast) -> None:
    project = made.a_planned_project(cast)
    actions.start_project(project=project, actor=cast.secretary, now=NOW)
    assert latest().kind == "project.started"
    codes = refused(actions.start_project, project=project, actor=cast.secretary, now=NOW)
    assert codes == ("project_step_not_allowed",)


def test_a_step_is_done_once_and_stands_in_the_story(cast: Cast) -> None:
    project = made.a_project(cast)
    step = project.steps.all()[0]
    done = actions.finish_step(step=step, actor=cast.secretary, now=NOW)
    assert done.done_on == TODAY
    assert refused(actions.finish_step, step=step, actor=cast.secretary, now=NOW) == (
        "step_done_already",
    )
    assert [line.words for line in queries.story(project)] == ["", "抽水清淤"]


def test_a_step_of_a_planned_project_waits(cast: Cast) -> None:
    step = made.a_planned_project(cast).steps.get()
    assert refused(actions.finish_step, step=step, actor=cast.secretary, now=NOW) == (
        "project_step_not_allowed",
    )


def test_steps_are_added_until_there_are_enough(cast: Cast) -> None:
    project = made.a_project(cast, steps=[(f"第{n}步", TODAY) for n in range(19)])
    given = {"project": project, "due_on": TODAY, "actor": cast.secretary, "now": NOW}
    assert refused(actions.add_step, text="第1步", **given) == ("step_stands_already",)
    actions.add_step(text="第二十步", **given)
    assert refused(actions.add_step, text="再一步", **given) == ("project_too_many_steps",)


def test_it_ends_with_a_result_or_with_a_reason_and_never_again(cast: Cast) -> None:
    project = made.a_project(cast)
    by = {"project": project, "actor": cast.secretary, "now": NOW}
    assert refused(actions.finish_project, result=" ", **by) == ("project_without_result",)
    assert refused(actions.give_up, reason="", **by) == ("project_without_reason",)
    size = Entry.objects.count()
    actions.finish_project(result="水塘清完", **by)
    assert kinds_since(size) == ["project.finished"]
    for act in (
        lambda: actions.give_up(reason="没钱", **by),
        lambda: actions.add_step(text="再清", due_on=TODAY, **by),
        lambda: actions.finish_step(step=project.steps.all()[0], actor=cast.secretary, now=NOW),
    ):
        assert refused(act) == ("project_step_not_allowed",)
    other = made.a_project(cast, title="后山种果树")
    actions.give_up(project=other, reason="村民不愿出地", actor=cast.secretary, now=NOW)
    assert fresh(other).result == "村民不愿出地"


def test_of_two_who_end_it_at_once_one_is_served(cast: Cast) -> None:
    project = made.a_project(cast)

    def first() -> None:
        Project.objects.filter(pk=project.pk).update(
            state="given_up", result="先一步放弃", ended_at=NOW
        )

    size = Entry.objects.count()
    with meanwhile("practice_project", first):
        assert refused(
            actions.finish_project,
            project=project,
            result="水塘清完",
            actor=cast.secretary,
            now=NOW,
        ) == ("practice_changed_meanwhile",)
    assert kinds_since(size) == []
