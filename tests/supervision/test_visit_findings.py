"""What a visit found becomes a problem or has an answer, once, and is looked at again."""

from __future__ import annotations

from typing import Any

import pytest

from builders import kinds_since
from cast import NOW, TODAY, Cast
from qunce.domain.notices.models import Notice
from qunce.domain.problems.models import Problem
from qunce.domain.record.models import Entry
from qunce.domain.supervision.actions import (
    answer_finding,
    finding_to_problem,
    follow_up,
    look_again,
    raise_due,
)
from qunce.domain.supervision.models import Finding, FollowUp
from qunce.domain.supervision.queries import follow_ups_open
from qunce.kernel.refusals import Refused
from supervision_made import ALSO_FOUND, DAY, FOUND, a_follow_up, a_guide, findings, post_of


def test_a_finding_becomes_a_problem_of_the_unit(cast: Cast) -> None:
    found = findings(cast)[0]
    problem = finding_to_problem(finding=found, actor=a_guide(cast), now=NOW)
    found.refresh_from_db()
    assert found.problem == problem
    assert (problem.source, problem.unit, problem.town, problem.found_on) == (
        "visit",
        cast.village,
        cast.town,
        TODAY,
    )
    assert (problem.title, problem.statement) == (FOUND, FOUND)
    assert Notice.objects.filter(post=cast.secretary, kind="visit.taken_up").count() == 1


def test_a_long_finding_has_its_beginning_as_title_or_one_of_its_own(cast: Cast) -> None:
    long = "水塘边没有护栏，" * 40
    for number, title in enumerate(("", "水塘护栏")):
        visit = findings(cast)[0].visit if number == 0 else None
        row = Finding.objects.create(
            visit=visit or Finding.objects.first().visit,  # type: ignore[union-attr]
            position=8 + number,
            words=long,
        )
        problem = finding_to_problem(finding=row, title=title, actor=cast.leader, now=NOW)
        assert problem.title == (title or long[:120])


def test_a_finding_is_answered_and_the_unit_told(cast: Cast) -> None:
    found = findings(cast)[1]
    before = Entry.objects.count()
    answer_finding(finding=found, answer="备用钥匙在便民中心。", actor=cast.leader, now=NOW)
    found.refresh_from_db()
    assert (found.answer, found.answered_by) == ("备用钥匙在便民中心。", cast.leader)
    assert Notice.objects.filter(post=cast.secretary, kind="visit.taken_up").count() == 1
    assert kinds_since(before) == ["finding.answered"]
    assert ALSO_FOUND not in Entry.objects.latest("index").canonical


def test_a_finding_is_taken_up_once(cast: Cast) -> None:
    listed, answered = findings(cast)
    finding_to_problem(finding=listed, actor=cast.leader, now=NOW)
    answer_finding(finding=answered, answer="有备用钥匙。", actor=cast.leader, now=NOW)
    for row in (listed, answered):
        with pytest.raises(Refused) as refused:
            finding_to_problem(finding=row, actor=cast.leader, now=NOW)
        assert refused.value.codes == ("finding_taken_up",)
        with pytest.raises(Refused) as refused:
            answer_finding(finding=row, answer="再答一次。", actor=cast.leader, now=NOW)
        assert refused.value.codes == ("finding_taken_up",)
    assert Problem.objects.count() == 1


@pytest.mark.parametrize("answer", ["", " \n", "长" * 4_001])
def test_an_answer_says_something(cast: Cast, answer: str) -> None:
    with pytest.raises(Refused) as refused:
        answer_finding(finding=findings(cast)[0], answer=answer, actor=cast.leader, now=NOW)
    assert refused.value.codes[0] in ("words_missing", "words_too_long")


def test_only_the_group_takes_a_finding_up(cast: Cast) -> None:
    found = findings(cast)[0]
    for actor, code in (
        (cast.secretary, "not_your_guidance_group"),
        (cast.clerk, "not_your_guidance_group"),
        (cast.outsider, "visit_not_there"),
        (cast.teacher, "visit_not_there"),
    ):
        acts: tuple[Any, ...] = (
            lambda actor=actor: finding_to_problem(finding=found, actor=actor, now=NOW),
            lambda actor=actor: answer_finding(
                finding=found, answer="别人答", actor=actor, now=NOW
            ),
            lambda actor=actor: a_follow_up(cast, found, actor=actor),
        )
        for act in acts:
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.codes == (code,)


# --- looking again


def test_a_follow_up_is_told_to_the_group_on_its_day(cast: Cast) -> None:
    due = a_follow_up(cast, on=TODAY + 7 * DAY)
    assert follow_ups_open(due.finding.visit.group) == [due]
    assert raise_due(now=NOW + 6 * DAY, limit=10) == 0
    for told in (1, 0):
        assert raise_due(now=NOW + 7 * DAY, limit=10) == told
    [notice] = Notice.objects.filter(post=cast.leader, kind="visit.look")
    assert notice.due_on == TODAY + 7 * DAY
    assert Notice.objects.filter(post=a_guide(cast), kind="visit.look").count() == 1


def test_raise_due_does_at_most_so_many(cast: Cast) -> None:
    one, other = findings(cast)
    for row in (one, other):
        a_follow_up(cast, row)
    later = NOW + 8 * DAY
    assert [raise_due(now=later, limit=1) for _ in range(3)] == [1, 1, 0]


def test_what_was_seen_is_noted_and_another_day_can_be_set(cast: Cast) -> None:
    due = a_follow_up(cast)
    with pytest.raises(Refused) as refused:
        a_follow_up(cast, due.finding)
    assert refused.value.codes == ("follow_up_is_set",)
    look_again(follow_up=due, seen="护栏装好了一半", actor=a_guide(cast), now=NOW + 7 * DAY)
    due.refresh_from_db()
    assert (due.seen, due.done_by) == ("护栏装好了一半", a_guide(cast))
    with pytest.raises(Refused) as refused:
        look_again(follow_up=due, seen="再看", actor=cast.leader, now=NOW + 7 * DAY)
    assert refused.value.codes == ("follow_up_is_done",)
    a_follow_up(cast, due.finding)
    assert FollowUp.objects.open().count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": TODAY - DAY}, "day_has_passed"),
        ({"on": TODAY + 367 * DAY}, "day_too_far_ahead"),
        ({"words": " "}, "words_missing"),
        ({"words": "长" * 301}, "words_too_long"),
    ],
)
def test_what_is_no_follow_up(cast: Cast, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        a_follow_up(cast, **changes)
    assert code in refused.value.codes


def test_a_member_who_may_not_put_problems_on_the_list_is_told_so(cast: Cast) -> None:
    """Who is in the group keeps the powers of the post, and no others."""
    from qunce.domain.supervision.models import Group

    member = post_of("helper", cast.school, "staff")
    found = findings(cast)[0]
    Group.objects.get().members.add(member)
    with pytest.raises(Refused) as refused:
        finding_to_problem(finding=found, actor=member, now=NOW)
    assert refused.value.codes == ("problem_in_another_unit",)
    found.refresh_from_db()
    assert found.problem is None
    follow_up(finding=found, on=TODAY, words="看看", actor=member, now=NOW)
