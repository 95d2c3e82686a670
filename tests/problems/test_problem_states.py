"""Every ordered pair of the nine states: allowed by the one act named, or refused.

The table is for a case officer to read: the row is where a problem stands, the column where it is
to go, the word in the cell is the act that takes it there, a dot that nothing does.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

import problems_made as made
from builders import codes
from cast import NOW, Cast
from qunce.domain.problems import actions, rules
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import STEPS, ProblemState
from qunce.kernel.refusals import Refused

TABLE = """
from \\ to  found listed in_hand claimed checked confirmed closed not_now reopened
found       .     list   .       .       .       .         .      put_off .
listed      .     .      begin   .       .       .         .      put_off .
in_hand     .     give   .       claim   .       .         .      put_off .
claimed     .     .      undone  .       pass    .         .      .       .
checked     .     .      .       .       .       fixed     .      .       not_fixed
confirmed   .     .      .       .       .       .         close  .       not_fixed
closed      .     .      .       .       .       .         .      .       not_fixed
not_now     .     list   take_up .       .       .         .      .       .
reopened    .     list   begin   .       .       .         .      put_off .
"""

Act = Callable[[Cast, Problem], object]


def _list(cast: Cast, problem: Problem) -> None:
    made.listed(cast, problem, due_on=made.day_after(80))


def _give(cast: Cast, problem: Problem) -> None:
    actions.give_problem(
        problem=problem,
        lead_unit=cast.school,
        responsible=cast.teacher,
        reason="路灯在学校门前",
        actor=cast.clerk,
        now=NOW,
    )


ACTS: dict[str, tuple[str, Act]] = {
    "list": ("listed", _list),
    "give": ("listed", _give),
    "begin": (
        "in_hand",
        lambda cast, problem: made.in_hand(cast, problem, actor=cast.secretary),
    ),
    "take_up": (
        "in_hand",
        lambda cast, problem: actions.take_up(
            problem=problem, actor=cast.clerk, now=NOW, due_on=made.day_after(80)
        ),
    ),
    "undone": ("in_hand", lambda cast, problem: made.checked(cast, problem, passed=False)),
    "claim": ("claimed", lambda cast, problem: made.claimed(cast, problem, actor=cast.secretary)),
    "pass": ("checked", lambda cast, problem: made.checked(cast, problem)),
    "fixed": ("confirmed", lambda cast, problem: made.say(problem, "fixed")),
    "close": ("closed", lambda cast, problem: made.closed(cast, problem)),
    "put_off": ("not_now", lambda cast, problem: made.not_now(cast, problem)),
    "not_fixed": ("reopened", lambda cast, problem: made.say(problem, "not_fixed")),
}

MADE: dict[str, Callable[[Cast], Problem]] = {
    "found": made.a_problem,
    "listed": made.listed,
    "in_hand": made.in_hand,
    "claimed": made.claimed,
    "checked": made.checked,
    "confirmed": made.confirmed,
    "closed": made.closed,
    "not_now": made.not_now,
    "reopened": made.reopened,
}

REFUSED = {"problem_step_not_allowed", "problem_not_confirmed"}
SAYING = ("fixed", "not_fixed")
"""What is said is always taken; it moves the problem only where the table says so."""


def _pairs() -> list[tuple[str, str, str]]:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    states = head[3:]
    return [(row[0], to, act) for row in rows for to, act in zip(states, row[1:], strict=True)]


def test_the_table_is_whole_and_is_the_one_in_the_code() -> None:
    assert len(_pairs()) == 81
    assert {(a, b) for a, b, act in _pairs() if act != "."} == {
        (str(a), str(b)) for a, targets in STEPS.items() for b in targets
    }


@pytest.mark.parametrize(
    ("before", "to", "act"), [pytest.param(*one, id=f"{one[0]}-{one[1]}") for one in _pairs()]
)
def test_each_pair_of_states(cast: Cast, before: str, to: str, act: str) -> None:
    problem = MADE[before](cast)
    assert problem.state == before
    if act != ".":
        assert rules.why_not_step(problem, to) == []
        leads_to, does = ACTS[act]
        assert leads_to == to
        does(cast, problem)
        assert made.fresh(problem).state == to
        last = problem.steps.exclude(to_state="").latest("id")
        assert (last.from_state, last.to_state) == (before, to)
        return
    assert codes(rules.why_not_step(problem, to)) == ["problem_step_not_allowed"]
    for name, (leads_to, does) in ACTS.items():
        if leads_to != to:
            continue
        story = len(made.steps(problem))
        if name in SAYING:
            does(cast, problem)
        elif not (name == "give" and before in ("listed", "reopened")):
            with pytest.raises(Refused) as refused:
                does(cast, problem)
            assert set(refused.value.codes) & REFUSED, refused.value.codes
            assert len(made.steps(problem)) == story
        assert made.fresh(problem).state == before


def test_a_state_is_left_by_one_of_two_who_press_at_once(cast: Cast) -> None:
    from builders import meanwhile

    problem = made.in_hand(cast)
    with (
        pytest.raises(Refused) as refused,
        meanwhile(
            "problems_problem",
            lambda: Problem.objects.filter(pk=problem.pk).update(version=99),
        ),
    ):
        made.claimed(cast, problem)
    assert refused.value.codes == ("problem_changed_meanwhile",)


@pytest.mark.parametrize("state", list(ProblemState))
def test_a_page_that_was_not_fresh_is_refused(cast: Cast, state: str) -> None:
    problem = MADE[state](cast)
    with pytest.raises(Refused) as refused:
        made.listed(cast, problem, seen_version=problem.version - 1)
    assert "problem_changed_meanwhile" in refused.value.codes
