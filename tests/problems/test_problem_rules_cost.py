"""A page asks every rule about one problem; together they cost a handful of statements."""

from __future__ import annotations

import pytest

import problems_made as made
from builders import statements
from cast import TODAY, Cast
from problems.test_problem_states import MADE
from qunce.domain.problems import rules
from qunce.domain.problems.queries import problem_list

ASKED_BY_A_PAGE = [
    rules.why_not_list,
    rules.why_not_edit,
    rules.why_not_give,
    rules.why_not_pass_up,
    rules.why_not_hand_down,
    rules.why_not_take_in_hand,
    rules.why_not_add_measure,
    rules.why_not_report,
    rules.why_not_add_picture,
    rules.why_not_claim,
    rules.why_not_not_now,
    rules.why_not_take_up,
    rules.why_not_ask_more_time,
    rules.why_not_decide_more_time,
    rules.why_not_check,
    rules.why_not_ask,
    rules.why_not_close,
]

AT_MOST = 4
"""Assisting units, interests, the holder's posts, the open request for more time."""


@pytest.mark.parametrize("state", list(MADE))
@pytest.mark.parametrize("who", ["clerk", "secretary", "leader"])
def test_all_rules_together(cast: Cast, state: str, who: str) -> None:
    MADE[state](cast)
    post = getattr(cast, who)
    person = cast.person(who)
    problem = problem_list(post, TODAY).get()
    sent = statements(
        lambda: [
            why_not(problem, post, person) + rules.why_not_be_the_doer(problem, post, person)
            for why_not in ASKED_BY_A_PAGE
        ]
    )
    assert len(sent) <= AT_MOST, sent


def test_what_a_rule_remembers_is_not_what_an_action_decides_by(cast: Cast) -> None:
    """The page's problem remembers that nobody asked; the action looks again."""
    problem = problem_list(cast.secretary, TODAY).filter(pk=made.in_hand(cast).pk).get()
    assert rules.why_not_ask_more_time(problem, cast.secretary) == []
    from problems.test_problem_days import ask
    from qunce.kernel.refusals import Refused

    ask(cast, problem)
    with pytest.raises(Refused):
        ask(cast, problem)
