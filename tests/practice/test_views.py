"""What residents say: no name, once for each form, counts from ten on, words when read through."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

import practice_made as made
from builders import kinds_since, latest
from cast import NOW, Cast
from practice.test_projects import refused
from qunce.domain.practice import actions, queries
from qunce.domain.practice.actions.views import fingerprint
from qunce.domain.practice.models import Project, Promise, ResidentView
from qunce.domain.practice.rules import Heard, why_not_say_now
from qunce.domain.record.models import Entry
from voices_made import a_post

MARK = "邻居周老根"
"""A name that stands in a resident's words and nowhere else."""


def answers(about: Project | Promise, **counts: int) -> None:
    for says, number in counts.items():
        for _n in range(number):
            made.heard(about, says)


# --- coming in


def test_the_same_form_sent_twice_is_one_view(cast: Cast) -> None:
    promise = made.a_promise(cast)
    said = Heard(about=promise, says="done", words="去看过了", submission=uuid.uuid4().hex)
    first, new = actions.hear_view(heard=said, now=NOW)
    again, new_again = actions.hear_view(heard=said, now=NOW)
    assert (first, new, again, new_again) == (again, True, first, False)
    assert ResidentView.objects.count() == 1


def test_the_record_tells_that_somebody_spoke_and_not_what(cast: Cast) -> None:
    view = made.heard(made.a_promise(cast), "not", f"{MARK}说没有贴")
    entry = latest()
    assert (entry.kind, entry.actor_kind, entry.actor_id) == ("practice.heard", "resident", "")
    assert MARK not in entry.canonical
    assert '"not"' not in entry.canonical
    assert fingerprint(view=view) in entry.canonical


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"says": "excellent"}, "view_without_answer"),
        ({"says": ""}, "view_without_answer"),
        ({"words": "长" * 501}, "words_too_long"),
        ({"words": "断\ud800字"}, "words_broken"),
        ({"submission": "0"}, "view_submission_unknown"),
        ({"submission": "Z" * 32}, "view_submission_unknown"),
        ({"channel": "paper"}, "no_post"),
    ],
)
def test_what_is_no_view(cast: Cast, changes: dict[str, Any], code: str) -> None:
    promise = made.a_promise(cast)
    assert refused(made.heard, promise, **changes) == (code,)
    assert not ResidentView.objects.exists()


def test_five_hundred_characters_will_do(cast: Cast) -> None:
    assert len(made.heard(made.a_promise(cast), "done", "长" * 500).words) == 500


def test_paper_is_written_down_by_somebody_else_than_the_promiser(cast: Cast) -> None:
    promise = made.a_promise(cast)
    paper = {"channel": "paper", "says": "partly"}
    assert refused(made.heard, promise, **paper, actor=cast.secretary) == ("view_of_own_work",)
    assert refused(made.heard, promise, **paper, actor=cast.viewer) == ("view_post_looks_on",)
    helper = a_post(cast, cast.village, "staff", "helper")
    view = made.heard(promise, **paper, actor=helper)
    assert (view.channel, view.noted_by) == ("paper", helper)
    assert latest().actor_id == str(helper.pk)
    assert refused(made.heard, promise, "done", channel="web", actor=helper) == (
        "view_channel_unknown",
    )


def test_when_there_is_something_to_say(cast: Cast) -> None:
    def codes(about: Project | Promise) -> list[str]:
        return [one.code for one in why_not_say_now(about)]

    assert codes(made.a_promise(cast)) == []
    assert codes(made.a_project(cast)) == []
    assert codes(made.a_planned_project(cast, title="种树")) == ["view_project_not_begun"]
    gone = made.a_promise(cast, text="修通后山路")
    assert codes(made.withdrawn(cast, gone)) == ["view_promise_withdrawn"]
    given_up = made.a_project(cast, title="养鱼")
    actions.give_up(project=given_up, reason="缺水", actor=cast.secretary, now=NOW)
    given_up.refresh_from_db()
    assert codes(given_up) == ["view_project_given_up"]
    assert codes(made.a_finished_project(cast, project=made.a_project(cast, title="修渠"))) == []


# --- what is shown of the answers


@pytest.mark.parametrize(("number", "counted"), [(0, 0), (9, 0), (10, 10), (19, 10), (20, 20)])
def test_answers_are_counted_in_tens(cast: Cast, number: int, counted: int) -> None:
    promise = made.a_promise(cast)
    answers(promise, done=number)
    assert queries.said_of(promise).counted == counted


def test_a_small_figure_is_withheld_with_one_for_cover(cast: Cast) -> None:
    promise = made.a_promise(cast)
    answers(promise, done=25, partly=12, cannot_tell=3)
    shown = queries.said_of(promise).answers
    assert shown["done"] == 25
    assert [shown[code] for code in ("partly", "not", "cannot_tell")] == [None] * 3


def test_figures_of_ten_and_more_are_shown(cast: Cast) -> None:
    project = made.a_project(cast)
    answers(project, done=40, partly=30, cannot_tell=15)
    answers(project, **{"not": 15})
    said = queries.said_of(project)
    assert dict(said.answers) == {"done": 40, "partly": 30, "not": 15, "cannot_tell": 15}
    assert said.counted == 100


def test_the_answer_after_the_tenth_changes_nothing_that_is_shown(cast: Cast) -> None:
    promise = made.a_promise(cast)
    answers(promise, done=10)
    before = queries.said_of(promise)
    answers(promise, **{"not": 1})
    assert queries.said_of(promise) == before


# --- words


def test_words_are_shown_only_after_they_were_read_through(cast: Cast) -> None:
    promise = made.a_promise(cast)
    view = made.heard(promise, "partly", f"{MARK}说二月没贴")
    assert queries.words_of(promise) == []
    assert list(queries.waiting_to_be_read(cast.clerk)) == [view]
    read = actions.read_through(
        view=view,
        decision="masked",
        public_words="邻居说二月没贴",
        actor=cast.clerk,
        now=NOW,
    )
    assert queries.words_of(promise) == ["邻居说二月没贴"]
    assert list(queries.waiting_to_be_read(cast.clerk)) == []
    assert MARK in read.words
    assert MARK not in latest().canonical
    assert latest().kind == "practice.read_through"


def test_a_name_that_was_overlooked_goes(cast: Cast) -> None:
    promise = made.a_promise(cast)
    view = made.heard(promise, "done", MARK)
    by = {"view": view, "actor": cast.clerk, "now": NOW}
    actions.read_through(decision="shown", **by)
    assert queries.words_of(promise) == [MARK]
    actions.read_through(decision="withheld", reason="写了人名", **by)
    assert queries.words_of(promise) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"decision": "waiting"}, "view_decision_unknown"),
        ({"decision": "burn"}, "view_decision_unknown"),
        ({"decision": "masked", "public_words": ""}, "words_missing"),
        ({"decision": "masked", "public_words": "去看过了"}, "view_nothing_masked"),
        ({"decision": "withheld"}, "words_missing"),
    ],
)
def test_a_decision_is_whole(cast: Cast, changes: dict[str, Any], code: str) -> None:
    view = made.heard(made.a_promise(cast), "done", "去看过了")
    assert refused(actions.read_through, view=view, actor=cast.clerk, now=NOW, **changes) == (code,)


@pytest.mark.parametrize("who", ["secretary", "leader", "viewer", "outsider", "teacher"])
def test_only_the_office_above_reads_words_through(cast: Cast, who: str) -> None:
    view = made.heard(made.a_promise(cast), "done", "去看过了")
    post = getattr(cast, who)
    codes = refused(actions.read_through, view=view, decision="shown", actor=post, now=NOW)
    assert codes == ("view_read_by_the_office",)
    assert list(queries.to_read_through(post)) == []


def test_an_office_does_not_read_what_is_said_of_its_own_promise(cast: Cast) -> None:
    promise = made.a_promise(cast, unit=cast.town, actor=cast.clerk)
    view = made.heard(promise, "not", "没有看到")
    assert refused(
        actions.read_through,
        view=view,
        decision="withheld",
        reason="不好",
        actor=cast.clerk,
        now=NOW,
    ) == ("view_read_by_the_office",)
    assert list(queries.waiting_to_be_read(cast.clerk)) == []
    county = a_post(cast, cast.county, "campaign_office", "county")
    assert list(queries.waiting_to_be_read(county)) == [view]
    actions.read_through(view=view, decision="shown", actor=county, now=NOW)


def test_a_view_without_words_is_not_read_through(cast: Cast) -> None:
    view = made.heard(made.a_promise(cast))
    size = Entry.objects.count()
    assert refused(
        actions.read_through,
        view=view,
        decision="withheld",
        reason="没有话",
        actor=cast.clerk,
        now=NOW,
    ) == ("practice_changed_meanwhile",)
    assert kinds_since(size) == []


# --- a leader's comment


def test_a_leading_official_of_the_unit_above_comments(cast: Cast) -> None:
    promise = made.a_promise(cast)
    actions.comment(about=promise, words="标准写得实在", actor=cast.leader, now=NOW)
    line = queries.story(promise)[-1]
    assert (line.kind, line.words, line.post) == ("comment", "标准写得实在", cast.leader)
    assert latest().kind == "practice.commented"
    assert refused(actions.comment, about=promise, words=" ", actor=cast.first, now=NOW) == (
        "comment_without_words",
    )


@pytest.mark.parametrize("who", ["clerk", "secretary", "viewer", "outsider"])
def test_nobody_else_comments(cast: Cast, who: str) -> None:
    project = made.a_project(cast)
    post = getattr(cast, who)
    codes = refused(actions.comment, about=project, words="不错", actor=post, now=NOW)
    assert codes == ("comment_comes_from_above",)


def test_a_leading_official_does_not_comment_on_the_own_unit(cast: Cast) -> None:
    promise = made.a_promise(cast, unit=cast.town, actor=cast.clerk)
    codes = refused(actions.comment, about=promise, words="不错", actor=cast.leader, now=NOW)
    assert codes == ("comment_comes_from_above",)
