"""What must never be false of projects and promises is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

import practice_made as made
from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, Cast
from qunce.domain.practice.actions import comment, read_through
from qunce.domain.practice.models import (
    LeaderComment,
    Project,
    ProjectStep,
    Promise,
    ResidentView,
    Target,
    Turn,
)


@dataclass
class Made:
    project: Project
    step: ProjectStep
    promise: Promise
    other_promise: Promise
    kept: Promise
    withdrawn: Promise
    comment: LeaderComment
    view: ResidentView
    shown: ResidentView
    target: Target
    turn: Turn


def everything(cast: Cast) -> Made:
    project = made.a_project(cast, source_kind="problem", source_id=7)
    promise = made.a_promise(cast)
    other = made.a_promise(cast, text="路灯坏了三天内修好", actor=cast.secretary)
    kept = made.judged(cast, made.said_kept(cast, made.a_promise(cast, text="厕所天天打扫")))
    gone = made.withdrawn(cast, made.a_promise(cast, text="修通后山路"))
    said = comment(about=promise, words="标准写得实在", actor=cast.leader, now=NOW)
    view = made.heard(promise, "done", "去看过了")
    shown = made.heard(promise, "partly", "二月的没有贴")
    read_through(view=shown, decision="shown", actor=cast.clerk, now=NOW)
    shown.refresh_from_db()
    step = project.steps.all()[0]
    target = made.a_target(cast)
    turn = promise.turns.get()
    return Made(project, step, promise, other, kept, gone, said, view, shown, target, turn)


BREAKS: list[Break] = [
    ("project_state_is_known", lambda it: changed(it.project, state="dreamt")),
    ("project_has_a_title", lambda it: changed(it.project, title="")),
    ("project_says_what_it_is_for", lambda it: changed(it.project, what_for="")),
    (
        "project_ends_after_it_begins",
        lambda it: changed(it.project, ends_on=it.project.starts_on - timedelta(days=1)),
    ),
    (
        "project_ended_says_its_result_or_reason",
        lambda it: changed(it.project, state="finished", ended_at=NOW),
    ),
    ("project_source_is_named_whole", lambda it: changed(it.project, source_kind="")),
    ("project_comes_from_its_source_once", lambda it: again(it.project)),
    ("project_step_says_what", lambda it: changed(it.step, text="")),
    ("project_step_stands_once", lambda it: again(it.step)),
    ("promise_state_is_known", lambda it: changed(it.promise, state="forgotten")),
    ("promise_says_something", lambda it: changed(it.promise, text="")),
    ("promise_has_a_standard", lambda it: changed(it.promise, standard="")),
    ("promise_said_kept_says_what_was_done", lambda it: changed(it.promise, state="said_kept")),
    (
        "promise_judged_says_by_whom_and_from_what",
        lambda it: changed(it.promise, state="not_kept"),
    ),
    (
        "promise_is_not_judged_by_the_promiser",
        lambda it: changed(it.kept, judge_id=it.kept.sayer_id),
    ),
    (
        "promise_is_judged_by_another_unit",
        lambda it: changed(it.kept, judging_unit_id=it.kept.unit_id),
    ),
    ("promise_withdrawn_has_a_reason", lambda it: changed(it.withdrawn, withdrawn_because="")),
    ("promise_is_made_once_by_a_unit", lambda it: again(it.promise)),
    ("comment_is_on_a_project_or_a_promise", lambda it: changed(it.comment, promise=None)),
    ("comment_says_something", lambda it: changed(it.comment, words="")),
    ("view_is_of_a_project_or_a_promise", lambda it: changed(it.view, project=it.project)),
    ("view_is_one_of_four", lambda it: changed(it.view, says="excellent")),
    ("view_written_down_says_by_whom", lambda it: changed(it.view, channel="paper")),
    (
        "view_with_words_is_to_be_read_through",
        lambda it: changed(it.view, words_state="none"),
    ),
    ("view_read_through_says_by_whom", lambda it: changed(it.shown, checked_by=None)),
    (
        "view_is_shown_only_when_read_through",
        lambda it: changed(it.view, public_words="去看过了"),
    ),
    (
        "view_withheld_has_a_reason",
        lambda it: changed(it.shown, words_state="withheld", public_words=""),
    ),
    ("turn_is_of_a_project_or_a_promise", lambda it: changed(it.turn, promise=None)),
    ("turn_is_known", lambda it: changed(it.turn, kind="rumoured")),
    ("target_counts_something_known", lambda it: changed(it.target, what="hours")),
    ("target_is_a_believable_number", lambda it: changed(it.target, number=0)),
    ("target_is_set_once_by_a_unit", lambda it: again(it.target)),
]


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Made], object]) -> None:
    it = everything(cast)
    assert_refuses("practice", name, lambda: breaks(it))


def test_neither_the_posts_of_the_promiser_judge_nor_the_one_that_said_it_kept(cast: Cast) -> None:
    kept = everything(cast).kept
    for post in (kept.post_id, kept.said_by_id):
        assert_refuses(
            "practice",
            "promise_is_not_judged_by_the_promiser",
            lambda post=post: changed(kept, judged_by_id=post),
        )


def test_a_form_sent_twice_is_one_row(cast: Cast) -> None:
    view = everything(cast).view
    with pytest.raises(IntegrityError), transaction.atomic():
        again(view)


def test_every_constraint_is_broken_here() -> None:
    assert {name for name, _break in BREAKS} == constraints_of("practice")
