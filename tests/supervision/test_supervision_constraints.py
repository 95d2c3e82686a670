"""What must never be false of groups, visits and findings is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, TODAY, Cast
from qunce.domain.supervision.actions import add_remark, answer_finding, finding_to_problem
from qunce.domain.supervision.models import Finding, FollowUp, Group, Remark, Visit
from supervision_made import a_follow_up, a_group, a_made_visit, a_planned_visit


@dataclass
class Made:
    group: Group
    planned: Visit
    made: Visit
    listed: Finding
    answered: Finding
    follow_up: FollowUp
    remark: Remark


def made(cast: Cast) -> Made:
    group = a_group(cast)
    visit = a_made_visit(cast)
    listed, answered = visit.findings.all()
    finding_to_problem(finding=listed, actor=cast.leader, now=NOW)
    answer_finding(finding=answered, answer="钥匙在便民中心有备份。", actor=cast.leader, now=NOW)
    remark = add_remark(visit=visit, words="收到。", actor=cast.secretary, now=NOW)
    due = a_follow_up(cast, listed)
    for row in (listed, answered):
        row.refresh_from_db()
    return Made(group, a_planned_visit(cast), visit, listed, answered, due, remark)


BREAKS: list[Break] = [
    ("area_has_one_guidance_group", lambda it: again(it.group)),
    (
        "guidance_group_ends_after_it_was_made",
        lambda it: changed(it.group, ended_at=NOW - timedelta(days=1)),
    ),
    ("visit_state_is_known", lambda it: changed(it.planned, state="gone", over_at=NOW, by=1)),
    ("visit_made_has_its_day", lambda it: changed(it.made, made_on=None)),
    ("visit_that_is_over_says_by_whom", lambda it: changed(it.made, by=None)),
    ("visit_that_is_over_had_a_call", lambda it: changed(it.made, call=None)),
    (
        "visit_called_off_has_a_reason",
        lambda it: changed(
            it.planned, state="called_off", over_at=NOW, by=it.group.leader, reason=""
        ),
    ),
    ("visit_is_planned_once_a_day", lambda it: again(it.planned, call_id=None)),
    ("visit_finding_says_what_was_seen", lambda it: changed(it.listed, words="")),
    (
        "visit_finding_has_its_own_position",
        lambda it: again(it.answered),
    ),
    (
        "problem_comes_from_one_visit_finding",
        lambda it: again(it.listed, position=9),
    ),
    (
        "answer_to_a_finding_says_when_and_by_whom",
        lambda it: changed(it.answered, answered_at=None),
    ),
    (
        "finding_is_a_problem_or_answered",
        lambda it: changed(
            it.listed, answer="也答了", answered_at=NOW, answered_by=it.group.leader
        ),
    ),
    ("follow_up_says_what_for", lambda it: changed(it.follow_up, words="")),
    ("follow_up_done_says_what_was_seen", lambda it: changed(it.follow_up, done_at=NOW)),
    ("finding_has_one_open_follow_up", lambda it: again(it.follow_up)),
    ("remark_on_a_visit_says_something", lambda it: changed(it.remark, words="")),
]


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Made], object]) -> None:
    it = made(cast)
    assert it.made.made_on == TODAY
    assert_refuses("supervision", name, lambda: breaks(it))


def test_no_constraint_of_supervision_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("supervision")
