"""What must never be false is refused by the database itself, each named and broken once."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, TODAY, Cast
from qunce.domain.study.actions import line_to_problem, line_to_project
from study_made import a_delivery, a_line, a_material, a_member, a_plan, a_round, hold_a_session


@pytest.fixture
def a(cast: Cast) -> SimpleNamespace:
    problem_line, project_line = a_line(cast, "修路灯"), a_line(cast, "清水沟")
    problem = line_to_problem(line=problem_line, actor=cast.secretary, now=NOW)
    project = line_to_project(line=project_line, actor=cast.secretary, now=NOW)
    plan = a_plan(cast)
    delivery = a_delivery(cast)
    return SimpleNamespace(
        material=a_material(cast),
        link=a_material(cast, kind="link", text="", link="https://example.net/"),
        document=a_material(cast, kind="document", media="docx"),
        plan=plan,
        step=plan.steps.get(),
        session=hold_a_session(cast),
        line=a_line(cast, "第三件"),
        problem=problem,
        project=project,
        member=a_member(cast, "九号"),
        delivery=delivery,
        other_round=a_round(cast),
    )


BREAKS: list[Break] = [
    ("material_kind_is_known", lambda a: changed(a.material, kind="film")),
    ("material_has_a_title", lambda a: changed(a.material, title="")),
    ("material_of_words_has_a_text", lambda a: changed(a.material, text="")),
    ("material_link_leads_to_a_page", lambda a: changed(a.link, link="javascript:alert(1)")),
    ("material_document_says_what_it_was", lambda a: changed(a.document, media="")),
    (
        "material_withdrawn_is_not_public",
        lambda a: changed(a.material, withdrawn_at=NOW, public_since=NOW),
    ),
    ("unit_has_one_study_plan_in_a_campaign", lambda a: again(a.plan)),
    ("plan_step_has_a_form", lambda a: changed(a.step, form="")),
    ("plan_step_has_a_topic", lambda a: changed(a.step, topic="")),
    ("plan_step_says_what_work_it_serves", lambda a: changed(a.step, work="")),
    ("session_has_a_form", lambda a: changed(a.session, form="")),
    ("session_has_a_place", lambda a: changed(a.session, place="")),
    ("session_has_a_believable_count_present", lambda a: changed(a.session, present=0)),
    ("session_line_says_something", lambda a: changed(a.line, words="")),
    ("session_line_has_a_place_of_its_own", lambda a: again(a.line)),
    ("problem_comes_from_one_session_line", lambda a: changed(a.line, problem=a.problem)),
    ("project_comes_from_one_session_line", lambda a: changed(a.line, project=a.project)),
    ("session_line_is_one_thing_only", lambda a: _both(a)),
    ("need_is_known", lambda a: changed(a.member, prefers="ill")),
    ("member_has_something_to_be_called", lambda a: changed(a.member, called="")),
    ("member_is_called_differently_from_others", lambda a: again(a.member)),
    ("way_of_bringing_is_known", lambda a: changed(a.delivery, way="drone")),
    ("delivery_has_one_helper", lambda a: changed(a.delivery, helper=None)),
    ("member_stands_once_in_a_round", lambda a: again(a.delivery, done_on=TODAY)),
    ("member_has_one_delivery_on_its_way", lambda a: again(a.delivery, round_id=a.other_round.pk)),
]


def _both(a: SimpleNamespace) -> None:
    """A project's line becomes a problem too, one that no other line has."""
    lines = type(a.line)._base_manager
    lines.filter(problem=a.problem).update(problem=None)
    changed(lines.get(project=a.project), problem=a.problem)


@named(BREAKS)
def test_the_database_refuses(
    a: SimpleNamespace, name: str, breaks: Callable[[Any], object]
) -> None:
    assert_refuses("study", name, lambda: breaks(a))


def test_each_constraint_is_broken() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("study")
