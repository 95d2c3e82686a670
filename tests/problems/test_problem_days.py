"""Days: more time, not now, reminders, late; each done once however often one looks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import problems_made as made
from builders import codes, kinds_since, latest
from cast import NOW, TODAY, Cast
from problems.test_problem_doer import second_post
from qunce.domain.notices.models import Notice
from qunce.domain.problems import actions, rules
from qunce.domain.problems.models import MoreTime, Problem
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused

DAY = timedelta(days=1)


def ask(cast: Cast, problem: Problem, **changes: Any) -> MoreTime:
    given: dict[str, Any] = {
        "until": made.DUE_ON + 10 * DAY,
        "reason": "等待电力公司排期",
        "actor": cast.secretary,
        "now": NOW,
    }
    return actions.ask_more_time(problem=problem, **{**given, **changes})


def decide(cast: Cast, request: MoreTime, granted: bool, **changes: Any) -> None:
    given = {"words": "同意", "actor": cast.leader, "now": NOW}
    actions.decide_more_time(request=request, granted=granted, **{**given, **changes})


# --- more time


@pytest.mark.parametrize(
    ("days", "reasons"),
    [(0, ()), (19, ()), (20, ()), (21, ("problem_time_has_run_out",))],
    ids=["long before", "the day before", "on the day", "the day after"],
)
def test_more_time_is_asked_before_the_day_has_passed(
    cast: Cast, days: int, reasons: tuple[str, ...]
) -> None:
    problem = made.in_hand(cast)
    if not reasons:
        ask(cast, problem, **made.after(days))
        assert made.steps(problem)[-1] == "extension_asked"
        return
    with pytest.raises(Refused) as refused:
        ask(cast, problem, **made.after(days))
    assert refused.value.codes == reasons


@pytest.mark.parametrize("later", [0, -1])
def test_more_time_is_later_than_the_day(cast: Cast, later: int) -> None:
    with pytest.raises(Refused) as refused:
        ask(cast, made.in_hand(cast), until=made.DUE_ON + later * DAY)
    assert refused.value.codes == ("problem_not_more_time",)


def test_more_time_has_a_reason_and_is_asked_once_at_a_time(cast: Cast) -> None:
    problem = made.in_hand(cast)
    with pytest.raises(Refused) as refused:
        ask(cast, problem, reason="  ")
    assert refused.value.codes == ("problem_needs_reason",)
    ask(cast, problem)
    with pytest.raises(Refused) as refused:
        ask(cast, problem)
    assert refused.value.codes == ("problem_time_asked_already",)
    assert made.fresh(problem).due_on == made.DUE_ON  # until it is decided


def test_granted_the_day_is_the_one_asked_for_and_the_speaker_reads_it(cast: Cast) -> None:
    problem = made.in_hand(cast)
    decide(cast, ask(cast, problem), True)
    problem = made.fresh(problem)
    assert problem.due_on == made.DUE_ON + 10 * DAY
    step = problem.sources.get().voice.steps.filter(kind="problem").latest("id")
    assert step.params == {"day": "2026-04-01"}
    assert latest().kind == "problem.time_given"


def test_refused_the_day_stays_and_the_reason_is_said(cast: Cast) -> None:
    problem = made.in_hand(cast)
    request = ask(cast, problem)
    with pytest.raises(Refused) as refused:
        decide(cast, request, False, words=" ")
    assert refused.value.codes == ("problem_needs_reason",)
    decide(cast, request, False, words="请先装临时灯")
    assert made.fresh(problem).due_on == made.DUE_ON
    assert latest().kind == "problem.time_refused"
    with pytest.raises(Refused) as refused:
        decide(cast, request, True)
    assert refused.value.codes == ("problem_time_decided",)


def test_more_time_is_decided_after_the_day_when_it_was_asked_before(cast: Cast) -> None:
    problem = made.in_hand(cast)
    decide(cast, ask(cast, problem, **made.after(20)), True, **made.after(25))
    assert made.fresh(problem).due_on == made.DUE_ON + 10 * DAY


@pytest.mark.parametrize("who", ["secretary", "second", "viewer", "outsider", "teacher"])
def test_who_asked_does_not_decide_under_any_post(cast: Cast, who: str) -> None:
    problem = made.in_hand(cast)
    post = second_post(cast, "secretary") if who == "second" else getattr(cast, who)
    request = ask(cast, problem)
    with pytest.raises(Refused) as refused:
        decide(cast, request, True, actor=post)
    if who == "second":
        assert refused.value.codes == ("problem_own_request",)
        assert codes(rules.why_not_decide_more_time(problem, post, cast.person("secretary"))) == [
            "problem_own_request"
        ]
    request.refresh_from_db()
    assert request.decided_at is None


@pytest.mark.parametrize("state", ["found", "claimed", "checked", "closed", "not_now"])
def test_more_time_only_while_the_work_goes_on(cast: Cast, state: str) -> None:
    from problems.test_problem_states import MADE

    with pytest.raises(Refused):
        ask(cast, MADE[state](cast))


# --- not now


def test_not_now_has_a_reason_and_a_day_and_the_speaker_reads_both(cast: Cast) -> None:
    problem = made.not_now(cast)
    step = problem.sources.get().voice.steps.filter(kind="problem").latest("id")
    assert step.words == "线路改造资金下半年到位"
    assert step.params == {"day": problem.not_now_until and problem.not_now_until.isoformat()}
    assert latest().facts == {"until": "2026-05-01"}


@pytest.mark.parametrize(
    ("days", "reasons"),
    [
        (-1, ("problem_next_date_has_passed",)),
        (0, ("problem_next_date_has_passed",)),
        (1, ()),
        (366, ()),
        (367, ("problem_next_date_too_far",)),
    ],
)
def test_the_next_date_lies_ahead_within_a_year(
    cast: Cast, days: int, reasons: tuple[str, ...]
) -> None:
    if not reasons:
        assert made.not_now(cast, until=made.day_after(days)).state == "not_now"
        return
    with pytest.raises(Refused) as refused:
        made.not_now(cast, until=made.day_after(days))
    assert refused.value.codes == reasons


def test_not_now_without_a_reason_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        made.not_now(cast, reason=" \u200b")
    assert refused.value.codes == ("problem_needs_reason",)


def test_not_now_is_never_late(cast: Cast) -> None:
    problem = made.not_now(cast)
    day = made.DUE_ON + 5 * DAY
    assert list(Problem.objects.late(day)) == []
    actions.raise_due(**made.after(25), limit=100)
    problem = made.fresh(problem)
    assert problem.late_told_at is None
    assert Notice.objects.filter(kind="problem.late").count() == 0


def test_on_its_day_it_is_brought_up_once_and_taken_up_with_a_new_day(cast: Cast) -> None:
    problem = made.not_now(cast)
    assert actions.raise_due(**made.after(59), limit=100) == 0
    size = Entry.objects.count()
    assert actions.raise_due(**made.after(60), limit=100) == 1
    assert actions.raise_due(**made.after(61), limit=100) == 0
    assert kinds_since(size) == ["problem.next_date"]
    assert {notice.post_id for notice in Notice.objects.filter(kind="problem.next_date")} == {
        cast.clerk.pk,
        cast.secretary.pk,
    }
    with pytest.raises(Refused) as refused:
        actions.take_up(problem=problem, actor=cast.clerk, **made.after(60))
    assert refused.value.codes == ("problem_day_has_passed",)
    actions.take_up(
        problem=problem, actor=cast.secretary, due_on=made.day_after(75), **made.after(60)
    )
    problem = made.fresh(problem)
    assert (problem.state, problem.due_on) == ("in_hand", made.day_after(75))
    assert (problem.not_now_reason, problem.not_now_until) == ("", None)


def test_what_nobody_was_responsible_for_is_put_on_the_list_first(cast: Cast) -> None:
    problem = made.not_now(cast, made.a_problem(cast))
    with pytest.raises(Refused) as refused:
        actions.take_up(problem=problem, actor=cast.clerk, due_on=made.day_after(5), now=NOW)
    assert refused.value.codes == ("problem_was_never_listed",)
    assert made.listed(cast, problem).state == "listed"


# --- reminders and late


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        (16, []),
        (17, ["problem.due_soon"]),
        (20, ["problem.due_soon"]),
        (21, ["problem.late"]),
    ],
)
def test_the_responsible_post_is_reminded_and_told_late(
    cast: Cast, days: int, kinds: list[str]
) -> None:
    made.in_hand(cast)
    for _twice in range(2):
        actions.raise_due(**made.after(days), limit=100)
    told = Notice.objects.filter(post=cast.secretary, kind__in=("problem.due_soon", "problem.late"))
    assert [notice.kind for notice in told] == kinds


def test_late_is_told_to_the_office_too_and_stands_in_the_record_once(cast: Cast) -> None:
    problem = made.listed(cast)
    size = Entry.objects.count()
    for day in (21, 22, 50):
        actions.raise_due(**made.after(day), limit=100)
    assert kinds_since(size) == ["problem.late"]
    posts = {notice.post_id for notice in Notice.objects.filter(kind="problem.late")}
    assert posts == {cast.secretary.pk, cast.clerk.pk}
    assert list(Problem.objects.late(made.day_after(21))) == [problem]
    assert list(Problem.objects.late(made.day_after(20))) == []


def test_after_more_time_it_can_be_late_again(cast: Cast) -> None:
    problem = made.in_hand(cast)
    decide(cast, ask(cast, problem, **made.after(19)), True, **made.after(19))
    size = Entry.objects.count()
    actions.raise_due(**made.after(25), limit=100)
    assert kinds_since(size) == []
    actions.raise_due(**made.after(31), limit=100)
    assert kinds_since(size) == ["problem.late"]


def test_what_is_claimed_is_not_late(cast: Cast) -> None:
    made.claimed(cast)
    assert actions.raise_due(**made.after(30), limit=100) == 0


def test_no_more_than_the_limit_is_done(cast: Cast) -> None:
    for number in range(3):
        made.listed(cast, made.a_problem(cast, voices=[], title=f"路灯{number}"))
    assert actions.raise_due(**made.after(21), limit=2) == 2
    assert actions.raise_due(**made.after(21), limit=2) == 1
    assert actions.raise_due(**made.after(21), limit=0) == 0


def test_a_ledger_of_before_may_come_with_days_that_have_passed(cast: Cast) -> None:
    problem = made.a_problem(cast, voices=[], source="ledger", found_on=TODAY - 90 * DAY)
    assert made.listed(cast, problem, due_on=TODAY - 5 * DAY).state == "listed"
    fresh = made.a_problem(cast, voices=[])
    for day in (TODAY - DAY, TODAY - 100 * DAY):
        with pytest.raises(Refused) as refused:
            made.listed(cast, fresh, due_on=day)
        assert refused.value.codes == ("problem_day_has_passed",)
    assert made.listed(cast, fresh, due_on=TODAY).due_on == TODAY
