"""A promise's post is reminded before the day, and the office above when it has passed."""

from __future__ import annotations

import pytest

import practice_made as made
from cast import NOW, Cast
from practice_made import DAY
from qunce.domain.notices.models import Notice
from qunce.domain.practice.actions import remind_of_promises


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("post__code", flat=True))


def the_day(days: int) -> int:
    return remind_of_promises(now=NOW + days * DAY, limit=100)


@pytest.mark.parametrize(("days", "soon", "late"), [(12, 0, 0), (13, 1, 0), (20, 1, 0), (21, 0, 1)])
def test_when_who_is_told(cast: Cast, days: int, soon: int, late: int) -> None:
    made.a_promise(cast)
    assert the_day(days) == soon + late
    assert told("promise.due_soon") == ({cast.secretary.code} if soon else set())
    assert told("promise.late") == ({cast.secretary.code, cast.clerk.code} if late else set())


def test_telling_twice_on_a_day_tells_once(cast: Cast) -> None:
    made.a_promise(cast)
    assert [the_day(13), the_day(13), the_day(14), the_day(21), the_day(22)] == [1, 0, 0, 1, 0]
    assert Notice.objects.filter(kind="promise.late").count() == 2


def test_a_promise_said_to_be_kept_is_not_late(cast: Cast) -> None:
    made.said_kept(cast)
    assert the_day(21) == 0
    assert told("promise.said_kept") == {cast.clerk.code}


@pytest.mark.parametrize("kept", [True, False])
def test_the_promiser_is_told_of_the_judgement(cast: Cast, kept: bool) -> None:
    made.judged(cast, kept=kept)
    assert told("promise.kept" if kept else "promise.not_kept") == {cast.secretary.code}


def test_of_many_some_are_told_and_the_rest_next_time(cast: Cast) -> None:
    for n in range(3):
        made.a_promise(cast, text=f"第{n}件")
    later = NOW + 21 * DAY
    assert [remind_of_promises(now=later, limit=2) for _n in range(3)] == [2, 1, 0]
