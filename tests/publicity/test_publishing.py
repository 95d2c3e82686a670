"""A problem is public in words of its own, and never when somebody is accused in it."""

from __future__ import annotations

from typing import Any

import pytest

from builders import kinds_since, latest, meanwhile
from cast import NOW, PEOPLE, Cast
from problems_made import a_message, a_problem, closed, fresh, listed, not_now
from publicity_made import LATER, PLANTED, published
from qunce.domain.accounts.models import Post
from qunce.domain.problems.models import Problem
from qunce.domain.publicity.actions import (
    publish_problem,
    reword_publication,
    withdraw_publication,
)
from qunce.domain.publicity.models import NotAPerson, Publication
from qunce.domain.publicity.queries.preparing import problems_to_publish, words_to_read
from qunce.domain.publicity.queries.public import public_problems
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused


def accused(cast: Cast) -> Problem:
    """A problem made from a message that accuses the village."""
    voice = a_message(cast, accused=cast.village)
    problem = a_problem(cast, voices=[voice])
    assert fresh(problem).hidden_from_id == cast.village.pk
    return listed(cast, problem, lead_unit=cast.town, responsible=cast.leader)


def test_everybody_reads_the_public_wording(cast: Cast) -> None:
    made = published(cast)
    assert [one.pk for one in public_problems()] == [made.pk]
    assert made.problem.statement != made.statement
    entry = latest()
    assert entry.kind == "publication.made"
    assert set(entry.facts) == {"problem", "sha256", "not_people"}


def test_a_problem_in_which_somebody_is_accused_is_never_public(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        published(cast, accused(cast))
    assert refused.value.codes == ("problem_is_hidden",)


def test_what_is_hidden_later_vanishes_at_once(cast: Cast) -> None:
    made = published(cast)
    assert list(public_problems())
    Problem.objects.filter(pk=made.problem_id).update(hidden_from=cast.school)
    assert not list(public_problems())


def test_nothing_is_public_before_it_is_listed(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        published(cast, a_problem(cast))
    assert refused.value.codes == ("problem_not_listed",)


def test_a_problem_is_public_once(cast: Cast) -> None:
    made = published(cast)
    with pytest.raises(Refused) as refused:
        published(cast, made.problem)
    assert refused.value.codes == ("already_public",)


def test_of_two_offices_that_publish_at_once_one_is_told(cast: Cast) -> None:
    problem = listed(cast)

    def other() -> None:
        Publication.objects.create(
            problem=problem,
            title="三组路灯",
            statement="不亮。",
            made_by=cast.clerk,
            since=NOW,
            changed_at=NOW,
        )

    size = Entry.objects.count()
    with (
        meanwhile("publicity_publication", other),
        pytest.raises(Refused) as refused,
    ):
        published(cast, problem)
    assert refused.value.codes == ("already_public",)
    assert kinds_since(size) == []


@pytest.mark.parametrize(
    "words",
    [
        f"村民{PLANTED}说灯坏了。",
        "王大爷家门前的灯坏了。",
        "有事打 139-0000-1234。",
        f"{PEOPLE['secretary']}已经看过。",
        "李某反映的。",
    ],
)
def test_words_that_look_like_a_person_are_refused(cast: Cast, words: str) -> None:
    with pytest.raises(Refused) as refused:
        published(cast, statement=words)
    assert refused.value.codes == ("looks_like_a_person",)
    assert not Publication.objects.exists()


def test_the_office_says_that_words_mean_no_person_and_why(cast: Cast) -> None:
    made = published(
        cast, statement="老王桥路灯不亮，老王说的桥。", not_people={"老王": "一座桥的名字"}
    )
    cleared = NotAPerson.objects.get(publication=made)
    assert (cleared.words, cleared.reason) == ("老王", "一座桥的名字")


def test_without_a_reason_they_are_not_cleared(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        published(cast, statement="老王说的桥。", not_people={"老王": " "})
    assert "not_a_person_without_reason" in refused.value.codes


@pytest.mark.parametrize("who", ["secretary", "leader", "viewer", "outsider"])
def test_only_the_office_of_the_town_publishes(cast: Cast, who: str) -> None:
    post: Post = getattr(cast, who)
    with pytest.raises(Refused):
        published(cast, actor=post)


def test_the_outsider_sees_nothing_to_publish(cast: Cast) -> None:
    listed(cast)
    on = LATER.date()
    assert problems_to_publish(cast.clerk, on).count() == 1
    assert not problems_to_publish(cast.outsider, on).exists()
    assert not problems_to_publish(cast.secretary, on).exists()


def test_accused_ones_do_not_wait_to_be_published(cast: Cast) -> None:
    accused(cast)
    assert not problems_to_publish(cast.clerk, LATER.date()).exists()


def test_other_words_replace_the_first(cast: Cast) -> None:
    made = published(cast, not_now(cast))
    assert [one.pk for one in words_to_read(cast.clerk)] == [made.pk]
    changed = reword_publication(
        publication=made,
        title=made.title,
        statement=made.statement,
        reason="线路改造的钱下半年才到。",
        seen_version=1,
        actor=cast.clerk,
        now=LATER,
    )
    assert (changed.version, changed.reason) == (2, "线路改造的钱下半年才到。")
    assert latest().kind == "publication.changed"
    assert not words_to_read(cast.clerk)


def test_who_looked_at_an_old_wording_is_told(cast: Cast) -> None:
    made = published(cast)
    given: dict[str, Any] = {
        "title": "灯",
        "statement": "不亮。",
        "actor": cast.clerk,
        "now": LATER,
    }
    reword_publication(publication=made, seen_version=1, **given)
    with pytest.raises(Refused) as refused:
        reword_publication(publication=made, seen_version=1, **given)
    assert refused.value.codes == ("changed_meanwhile",)


def test_what_is_withdrawn_is_read_by_nobody_and_may_be_published_anew(cast: Cast) -> None:
    made = published(cast, closed(cast))
    withdraw_publication(publication=made, why="写得不清楚", actor=cast.clerk, now=LATER)
    assert not list(public_problems())
    assert "写得不清楚" not in latest().canonical
    with pytest.raises(Refused) as refused:
        withdraw_publication(publication=made, why="再来", actor=cast.clerk, now=LATER)
    assert refused.value.codes == ("already_withdrawn",)
    again = publish_problem(
        problem=made.problem, title="路灯", statement="不亮。", actor=cast.clerk, now=LATER
    )
    assert [one.pk for one in public_problems()] == [again.pk]


def test_withdrawing_needs_a_reason(cast: Cast) -> None:
    made = published(cast)
    with pytest.raises(Refused) as refused:
        withdraw_publication(publication=made, why=" ", actor=cast.clerk, now=LATER)
    assert refused.value.codes == ("no_reason",)
