"""Points are read through, put together, answered with a reason, and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import consultations_made as made
from builders import latest, meanwhile
from cast import NOW, TODAY, Cast
from consultations.test_consultation_way import refused
from consultations_made import AFTER, DAY
from qunce.domain.consultations import actions, codes, queries
from qunce.domain.consultations.models import Answer, Grouping, Point
from qunce.domain.problems.models import Problem
from qunce.kernel.refusals import Refused

SAME = ("三组的路灯坏了，请尽快修好。", "三组的路灯坏了请尽快修好", "三组的路灯坏了，请尽快修。")


def three(cast: Cast, consultation: Any) -> list[Point]:
    return [made.a_shown_point(cast, consultation, words) for words in SAME]


def grouped(cast: Cast, points: list[Point], **changes: Any) -> Grouping:
    return actions.group_points(points=points, **{"actor": cast.clerk, "now": NOW, **changes})


# --- reading through


def test_nobody_reads_a_point_before_somebody_read_it_through(cast: Cast) -> None:
    running = made.started(cast)
    point = made.a_point(cast, running, "李四占了公地。")
    assert queries.points_to_show(running) == []
    assert point.said is None
    masked = made.shown(cast, point, decision="masked", public_text="有人占了公地。")
    ((_at, seen),) = queries.points_to_show(running)
    assert (seen.said, seen.masked, masked.words) == ("有人占了公地。", True, "李四占了公地。")
    assert "李四" not in repr(queries.what_was_said(running)[0].said)


def test_a_withheld_point_says_why_and_can_be_decided_anew_even_after_the_end(cast: Cast) -> None:
    ended = made.settled(cast)
    point = ended.points.first()
    assert point is not None
    withheld = made.shown(cast, point, decision="withheld", reason="能看出说的是谁", now=AFTER)
    assert (withheld.said, withheld.withheld_because) == (None, "能看出说的是谁")
    assert queries.what_was_said(ended)[0].withheld == 1
    assert "三组" not in latest().canonical


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"decision": "waiting"}, "point_decision_unknown"),
        ({"decision": "gone"}, "point_decision_unknown"),
        ({"decision": "masked"}, "words_missing"),
        ({"decision": "masked", "public_text": made.WORDS}, "point_nothing_masked"),
        ({"decision": "masked", "public_text": "某" * 2001}, "words_too_long"),
        ({"decision": "withheld"}, "words_missing"),
    ],
)
def test_decisions_that_are_none(cast: Cast, given: dict[str, str], reason: str) -> None:
    point = made.a_point(cast, made.started(cast))
    refused(lambda: made.shown(cast, point, **given), reason)


# --- putting together


def test_near_identical_points_are_proposed_and_a_person_confirms(cast: Cast) -> None:
    running = made.started(cast)
    points = three(cast, running)
    made.a_shown_point(cast, running, "垃圾没人清。")
    (candidate,) = queries.candidates(running, cast.clerk)
    assert candidate.points == points
    grouped(cast, points[:2])
    (candidate,) = queries.candidates(running, cast.clerk)
    assert candidate.grouping is not None
    assert grouped(cast, points) == candidate.grouping
    assert queries.candidates(running, cast.clerk) == []
    assert [len(one.points) for one in queries.to_answer(running, cast.clerk)] == [3, 1]


def test_a_point_is_taken_out_until_it_is_answered(cast: Cast) -> None:
    running = made.started(cast)
    points = three(cast, running)
    grouped(cast, points)
    out = actions.ungroup_point(point=points[2], actor=cast.clerk, now=NOW)
    assert out.grouping_id is None
    refused(
        lambda: actions.ungroup_point(point=points[2], actor=cast.clerk, now=NOW),
        "point_stands_alone",
    )
    made.answered(cast, points[0])
    refused(
        lambda: actions.ungroup_point(point=points[1], actor=cast.clerk, now=NOW),
        "point_is_answered",
    )


def test_a_group_of_one_is_none(cast: Cast) -> None:
    points = three(cast, made.started(cast))
    grouped(cast, points[:2])
    actions.ungroup_point(point=points[0], actor=cast.clerk, now=NOW)
    assert not Grouping.objects.exists()
    assert made.fresh_point(points[1]).grouping_id is None


def test_points_that_cannot_stand_together(cast: Cast) -> None:
    running = made.started(cast)
    points = [*three(cast, running), *three(cast, running)]
    elsewhere = made.a_shown_point(cast, made.a_review(cast, rule={"ways": ("web", "paper")}))
    refused(lambda: grouped(cast, points[:1]), "grouping_needs_two_points")
    refused(lambda: grouped(cast, []), "grouping_needs_two_points")
    refused(lambda: grouped(cast, [points[0], points[0]]), "grouping_needs_two_points")
    refused(lambda: grouped(cast, [points[0], elsewhere]), "points_of_two_consultations")
    grouped(cast, points[:2])
    grouped(cast, points[2:4])
    refused(lambda: grouped(cast, points[1:3]), "points_stand_in_two_groups")
    made.answered(cast, points[4])
    refused(lambda: grouped(cast, points[4:]), "point_is_answered")


def test_nothing_joins_an_answered_group(cast: Cast) -> None:
    points = three(cast, made.started(cast))
    grouped(cast, points[:2])
    made.answered(cast, points[0])
    refused(lambda: grouped(cast, points[1:]), "point_is_answered")


# --- answering


def refused_as_changed(act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as why:
        act()
    assert set(why.value.codes) <= {"consultation_changed_meanwhile", "point_is_answered"}


def test_a_group_gets_one_answer_for_all(cast: Cast) -> None:
    running = made.started(cast)
    points = three(cast, running)
    grouping = grouped(cast, points)
    answer = actions.answer(
        to=grouping, outcome="partly", reason="先修两盏，余下下半年修。", actor=cast.clerk, now=NOW
    )
    assert {one.answer for one in running.points.all()} == {answer}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"reason": ""}, "words_missing"),
        ({"reason": "已采纳"}, "words_too_short"),
        ({"reason": "因" * 1001}, "words_too_long"),
        ({"outcome": "maybe"}, "answer_outcome_unknown"),
    ],
)
def test_an_answer_says_what_and_why(cast: Cast, given: dict[str, str], reason: str) -> None:
    point = made.a_shown_point(cast, made.started(cast))
    refused(lambda: made.answered(cast, point, **given), reason)


def test_words_nobody_read_through_are_not_answered(cast: Cast) -> None:
    point = made.a_point(cast, made.started(cast))
    refused(lambda: made.answered(cast, point), "point_not_read_through")


def test_two_posts_answer_the_same_point_and_one_is_served(cast: Cast) -> None:
    point = made.a_shown_point(cast, made.started(cast))
    made.answered(cast, point)
    refused(lambda: made.answered(cast, point, outcome="not"), "point_is_answered")
    assert Answer.objects.count() == 1


def test_a_point_answered_while_it_is_looked_at_is_not_answered_twice(cast: Cast) -> None:
    """Past every lock; seen before or after it was read, it is refused."""
    running = made.started(cast)
    point = made.a_shown_point(cast, running)
    first = made.answered(cast, made.a_shown_point(cast, running))
    with meanwhile(
        "consultations_point",
        lambda: Point._base_manager.filter(pk=point.pk).update(answer=first),
    ):
        refused_as_changed(lambda: made.answered(cast, point))
    assert list(Answer.objects.all()) == [first]
    assert made.fresh_point(point).answer in (None, first)


def test_a_point_answered_while_it_is_grouped_stays_out(cast: Cast) -> None:
    running = made.started(cast)
    points = three(cast, running)
    answer = made.answered(cast, points[2])
    with meanwhile(
        "consultations_point",
        lambda: Point._base_manager.filter(pk=points[1].pk).update(answer=answer),
    ):
        refused_as_changed(lambda: grouped(cast, points[:2]))
    assert not Grouping.objects.exists()


def test_a_point_that_joined_meanwhile_is_not_answered_unread(cast: Cast) -> None:
    points = three(cast, made.started(cast))
    grouping = grouped(cast, points[:2])
    seen = [one.pk for one in points[:2]]
    grouped(cast, points)
    refused(lambda: made.answered(cast, points[0], seen=seen), "consultation_changed_meanwhile")
    answer = made.answered(cast, points[0], seen=[*seen, points[2].pk])
    assert {one.answer for one in grouping.points.all()} == {answer}


def test_an_answer_is_taken_back_until_people_are_told(cast: Cast) -> None:
    running = made.started(cast)
    point = made.a_shown_point(cast, running)
    answer = made.answered(cast, point)
    actions.take_back_answer(answer=answer, actor=cast.clerk, now=NOW)
    assert made.fresh_point(point).answer_id is None
    again = made.answered(cast, point, outcome="not", reason="经费不足，明年再议。")
    done = made.closed(cast, running)
    actions.tell(consultation=done, actor=cast.clerk, now=AFTER)
    refused(
        lambda: actions.take_back_answer(answer=again, actor=cast.clerk, now=AFTER),
        "consultation_not_in_this_state",
    )


def test_a_point_becomes_a_problem_once(cast: Cast) -> None:
    running = made.started(cast)
    points = three(cast, running)
    grouped(cast, points)
    given: dict[str, Any] = {
        "title": "三组路灯不亮",
        "statement": "三组的路灯坏了。",
        "actor": cast.clerk,
        "now": NOW,
    }
    problem = actions.make_problem(of=points[0], **given)
    assert (problem.source, problem.unit, problem.campaign) == (
        "consultation",
        cast.village,
        running.campaign,
    )
    assert {one.problem for one in running.points.all()} == {problem}
    refused(lambda: actions.make_problem(of=points[1], **given), "point_is_a_problem")
    assert Problem.objects.count() == 1
    waiting = made.a_point(cast, running, "水管漏水。")
    refused(lambda: actions.make_problem(of=waiting, **given), "point_not_read_through")


# --- telling


def test_nobody_is_told_while_a_point_has_no_answer(cast: Cast) -> None:
    done = made.closed(cast)
    refused(
        lambda: actions.tell(consultation=done, actor=cast.clerk, now=AFTER),
        "consultation_points_without_answer",
    )


def test_whoever_left_a_code_reads_the_answer_once_people_are_told(cast: Cast) -> None:
    running = made.with_two_answers(cast)
    sent = made.a_sheet(cast, running, "修一修村口的桥。")
    made.a_sheet(cast, running, "别的事。", wants_answer=False)
    done = made.all_answered(cast, made.closed(cast, running))
    assert all(one.answer is None for _at, one in queries.points_to_show(done))
    assert all(one.answer is None for one in queries.what_was_said(done))
    actions.tell(consultation=done, actor=cast.clerk, now=AFTER)
    told = made.fresh(done)
    assert all(one.answer for _at, one in queries.points_to_show(told))
    assert made.fresh_sheet(sent.sheet).told_at == AFTER
    assert running.sheets.filter(told_at=None).count() == 2
    found = codes.find_sheet(sent.code)
    assert found is not None
    (point,) = queries.sheet_story(found).points
    assert point.words == "修一修村口的桥。"
    assert point.answer is not None
    assert point.answer.reason == made.REASON


def test_the_printed_notice_hangs_after_people_are_told(cast: Cast) -> None:
    running = made.with_two_answers(cast)
    given: dict[str, Any] = {"places": "村口公告栏、卫生院门前", "actor": cast.clerk, "now": AFTER}
    refused(
        lambda: actions.note_posted(consultation=running, on=TODAY, **given),
        "consultation_not_told",
    )
    done = made.told(cast, running)
    assert queries.evidence(done).published is False
    refused(
        lambda: actions.note_posted(consultation=done, on=TODAY + 20 * DAY, **given),
        "posting_in_the_future",
    )
    actions.note_posted(consultation=done, on=TODAY + 10 * DAY, **given)
    assert queries.evidence(done).published is True
