"""Whoever did the work, or answers for it, neither checks nor asks nor closes; twice refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

import problems_made as made
from breaking import assert_refuses, changed
from builders import codes
from cast import IN_OFFICE_SINCE, NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post
from qunce.domain.problems import actions, rules
from qunce.domain.problems.models import Problem
from qunce.kernel.refusals import Refused

OWN = "problem_own_work"


def second_post(cast: Cast, who: str, **changes: Any) -> Post:
    """A second post of the town's office, held by the same person as the post ``who``."""
    given = {"unit": cast.town, "code": f"second-{who}", "role": "campaign_office"}
    post = add_post(**{**given, **changes}, title="副主任", actor=SYSTEM, now=NOW)
    appoint(post=post, user=cast.person(who), since=IN_OFFICE_SINCE, actor=SYSTEM, now=NOW)
    return post


def of_the_doer(cast: Cast) -> Post:
    return cast.secretary


def other_post_of_the_doer(cast: Cast) -> Post:
    return second_post(cast, "secretary")


WHO: list[Callable[[Cast], Post]] = [of_the_doer, other_post_of_the_doer]


@pytest.mark.parametrize("who", WHO)
def test_the_doer_does_not_check(cast: Cast, who: Callable[[Cast], Post]) -> None:
    problem, post = made.claimed(cast), who(cast)
    assert OWN in codes(rules.why_not_check(problem, post, cast.person("secretary")))
    with pytest.raises(Refused) as refused:
        made.checked(cast, problem, actor=post)
    assert OWN in refused.value.codes
    assert made.fresh(problem).state == "claimed"


@pytest.mark.parametrize("who", WHO)
def test_the_doer_does_not_say_that_it_is_undone_either(
    cast: Cast, who: Callable[[Cast], Post]
) -> None:
    problem = made.claimed(cast)
    with pytest.raises(Refused):
        made.checked(cast, problem, actor=who(cast), passed=False)


@pytest.mark.parametrize("who", WHO)
def test_the_doer_does_not_close(cast: Cast, who: Callable[[Cast], Post]) -> None:
    problem, post = made.confirmed(cast), who(cast)
    assert OWN in codes(rules.why_not_close(problem, post, cast.person("secretary")))
    with pytest.raises(Refused) as refused:
        made.closed(cast, problem, actor=post)
    assert OWN in refused.value.codes
    assert made.fresh(problem).state == "confirmed"


@pytest.mark.parametrize("who", WHO)
def test_the_doer_neither_draws_nor_writes_answers_down(
    cast: Cast, who: Callable[[Cast], Post]
) -> None:
    problem = made.checked(cast, made.claimed(cast, made.in_hand(cast, _quiet(cast))))
    with pytest.raises(Refused) as refused:
        made.a_draw(cast, problem, actor=who(cast))
    assert OWN in refused.value.codes
    draw = made.a_draw(cast, problem)
    asking = draw.askings.first()
    assert asking is not None
    with pytest.raises(Refused) as refused:
        actions.note_neighbour(asking=asking, says="fixed", words="", actor=cast.secretary, now=NOW)
    assert OWN in refused.value.codes


def test_who_claimed_for_another_is_the_doer_as_much_as_the_responsible_post(cast: Cast) -> None:
    """The teacher's unit assists and says that it is done; the secretary stays responsible."""
    problem = made.in_hand(cast, made.listed(cast, assisting=[cast.school]))
    problem = made.claimed(cast, problem, actor=cast.teacher)
    for post in (cast.teacher, cast.secretary):
        with pytest.raises(Refused) as refused:
            made.checked(cast, problem, actor=post)
        assert OWN in refused.value.codes
    assert made.checked(cast, problem).state == "checked"


def test_the_doer_stays_the_doer_in_another_post_and_whoever_follows_them_answers(
    cast: Cast,
) -> None:
    """The secretary hands over after the claim: neither the old nor the new one may close."""
    problem = made.confirmed(cast)
    moved = second_post(cast, "secretary")
    new = add_staff(username="log-in-new", name="新书记", password=None, now=NOW)
    later = {"now": NOW + timedelta(days=3)}
    appoint(post=cast.secretary, user=new, since=TODAY + timedelta(days=2), actor=SYSTEM, now=NOW)
    for post in (moved, cast.secretary):
        with pytest.raises(Refused) as refused:
            made.closed(cast, problem, actor=post, **later)
        assert OWN in refused.value.codes


def test_the_clerk_who_is_responsible_leaves_closing_to_another(cast: Cast) -> None:
    problem = made.listed(cast, lead_unit=cast.town, responsible=cast.clerk)
    problem = made.in_hand(cast, problem)
    problem = made.confirmed(cast, made.checked(cast, made.claimed(cast, problem)))
    with pytest.raises(Refused) as refused:
        made.closed(cast, problem)
    assert OWN in refused.value.codes
    assert made.closed(cast, problem, actor=cast.first).state == "closed"


def test_a_post_nobody_holds_claims_nothing_and_closes_nothing(cast: Cast) -> None:
    """Without a person there would be no doer to keep away later."""
    empty = add_post(
        unit=cast.village, code="empty", title="委员", role="staff", actor=SYSTEM, now=NOW
    )
    with pytest.raises(Refused) as refused:
        made.claimed(cast, made.in_hand(cast), actor=empty)
    assert refused.value.codes == ("post_without_holder",)
    office = add_post(
        unit=cast.town, code="empty-2", title="干事", role="campaign_office", actor=SYSTEM, now=NOW
    )
    with pytest.raises(Refused) as refused:
        made.closed(cast, actor=office)
    assert refused.value.codes == ("post_without_holder",)


@pytest.mark.parametrize("actor", ["secretary", "viewer", "outsider", "teacher"])
def test_only_who_keeps_the_list_closes(cast: Cast, actor: str) -> None:
    problem = made.confirmed(cast)
    with pytest.raises(Refused):
        made.closed(cast, problem, actor=getattr(cast, actor))
    assert made.fresh(problem).state == "confirmed"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("checked_by the claiming post", {"checked_by": "secretary"}),
        ("checked by the doer under another post", {"checker": "secretary"}),
    ],
)
def test_the_database_refuses_the_doer_as_checker(
    cast: Cast, name: str, fields: dict[str, str]
) -> None:
    problem = made.checked(cast)
    raw = _raw(cast, fields)
    assert_refuses(
        "problems", "problem_is_not_checked_by_the_doer", lambda: changed(problem, **raw)
    )


def test_the_database_refuses_the_responsible_post_as_checker(cast: Cast) -> None:
    problem = made.claimed(
        cast,
        made.in_hand(cast, made.listed(cast, assisting=[cast.school])),
        actor=cast.teacher,
    )
    problem = made.checked(cast, problem)
    assert_refuses(
        "problems",
        "problem_is_not_checked_by_the_doer",
        lambda: changed(problem, checked_by=cast.secretary),
    )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("closed by the claiming post", {"closed_by": "secretary"}),
        ("closed by the doer under another post", {"closer": "secretary"}),
    ],
)
def test_the_database_refuses_the_doer_as_closer(
    cast: Cast, name: str, fields: dict[str, str]
) -> None:
    problem = made.closed(cast)
    raw = _raw(cast, fields)
    assert_refuses("problems", "problem_is_not_closed_by_the_doer", lambda: changed(problem, **raw))


def test_the_database_refuses_a_closing_out_of_the_middle(cast: Cast) -> None:
    """A raw update that closes what the doer has just claimed meets three refusals in turn."""
    problem = made.claimed(cast)
    closing: dict[str, Any] = {
        "state": "closed",
        "closed_by": cast.clerk,
        "closer": cast.person("clerk"),
        "closed_at": NOW,
        "outcome": "好了",
    }
    assert_refuses("problems", "problem_checked_has_a_checker", lambda: changed(problem, **closing))
    closing |= {"checked_by": cast.leader, "checker": cast.person("leader"), "checked_at": NOW}
    assert_refuses(
        "problems", "problem_confirmed_says_by_whom", lambda: changed(problem, **closing)
    )
    closing |= {"confirmation": "speakers", "confirmed_at": NOW}
    closing |= {"closed_by": cast.secretary}
    assert_refuses(
        "problems", "problem_is_not_closed_by_the_doer", lambda: changed(problem, **closing)
    )


def _raw(cast: Cast, fields: dict[str, str]) -> dict[str, object]:
    return {
        name: cast.person(who) if name in ("checker", "closer") else getattr(cast, who)
        for name, who in fields.items()
    }


def _quiet(cast: Cast) -> Problem:
    """On the list, and nobody spoke of it."""
    return made.listed(cast, made.a_problem(cast, voices=[]))
