"""Going round: every place once, every question answered, what is wrong becomes a problem once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import kinds_since, latest, meanwhile
from cast import NOW, TODAY, Cast
from checks_made import ITEMS, a_check_list, a_finding, a_place, a_round, a_stop, answers
from qunce.domain.checks import queries
from qunce.domain.checks.actions import (
    close_check_list,
    make_check_list,
    make_problem,
    note_look,
    start_round,
)
from qunce.domain.checks.models import CheckList, Finding, Stop
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import ProblemState, Source
from qunce.kernel.refusals import Refused


def refused(act: object) -> tuple[str, ...]:
    with pytest.raises(Refused) as reasons:
        act()  # type: ignore[operator]
    return reasons.value.codes


def test_a_list_asks_one_thing_on_each_line(cast: Cast) -> None:
    made = a_check_list(cast, items=["垃圾箱不满", "  ", " 路面无积水 "])
    assert [item.text for item in made.items.all()] == list(ITEMS)
    assert latest().kind == "check_list.made"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "check_list_without_name"),
        ({"items": []}, "check_list_without_items"),
        ({"items": ["同一件", "同一件"]}, "check_item_twice"),
        ({"items": [f"第{n}件" for n in range(31)]}, "check_list_too_long"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused(
    cast: Cast, changes: dict[str, object], code: str
) -> None:
    assert code in refused(lambda: a_check_list(cast, **changes))


def test_a_name_is_taken_until_its_list_is_closed(cast: Cast) -> None:
    first = a_check_list(cast)
    assert refused(lambda: a_check_list(cast)) == ("check_list_name_taken",)
    close_check_list(check_list=first, actor=cast.clerk, now=NOW)
    assert a_check_list(cast).pk != first.pk


@pytest.mark.parametrize("who", ["secretary", "leader", "viewer"])
def test_only_the_office_makes_a_list(cast: Cast, who: str) -> None:
    post = cast.five[who]
    codes = refused(
        lambda: make_check_list(town=cast.town, name="环境整治", items=ITEMS, actor=post, now=NOW)
    )
    assert codes == ("not_campaign_office",)


def test_the_outsider_makes_no_list_here(cast: Cast) -> None:
    codes = refused(
        lambda: make_check_list(
            town=cast.town, name="环境整治", items=ITEMS, actor=cast.outsider, now=NOW
        )
    )
    assert codes == ("not_your_unit",)


def test_a_round_goes_to_places_of_the_town_only(cast: Cast) -> None:
    there = a_place(cast, unit=cast.other_village)
    assert refused(lambda: a_round(cast, there)) == ("place_outside_town",)


@pytest.mark.parametrize(
    ("days", "places", "code"),
    [(-1, 1, "round_ends_before_it_begins"), (7, 0, "round_without_places")],
)
def test_a_round_needs_places_and_days(cast: Cast, days: int, places: int, code: str) -> None:
    chosen = [a_place(cast)] * places
    codes = refused(
        lambda: start_round(
            check_list=a_check_list(cast),
            places=chosen,
            starts_on=TODAY,
            due_on=TODAY + timedelta(days=days),
            actor=cast.clerk,
            now=NOW,
        )
    )
    assert codes == (code,)


def test_a_closed_list_begins_no_round(cast: Cast) -> None:
    made = a_check_list(cast)
    close_check_list(check_list=made, actor=cast.clerk, now=NOW)
    assert refused(lambda: a_round(cast, check_list=made)) == ("check_list_closed",)
    assert refused(lambda: close_check_list(check_list=made, actor=cast.clerk, now=NOW)) == (
        "check_list_closed",
    )


def test_each_question_has_an_answer_and_what_is_wrong_is_said(cast: Cast) -> None:
    stop = a_stop(cast)
    first, second = stop.round.check_list.items.all()
    codes = refused(
        lambda: note_look(
            stop=stop, answers={first.pk: (False, " ")}, actor=cast.secretary, now=NOW
        )
    )
    assert codes == ("finding_without_words", "item_without_answer")
    assert not Finding.objects.exists()
    assert second.text == ITEMS[1]


def test_a_place_is_looked_at_once_in_a_round(cast: Cast) -> None:
    stop = a_stop(cast)
    note_look(stop=stop, answers=answers(stop, "", ""), actor=cast.secretary, now=NOW)
    codes = refused(
        lambda: note_look(stop=stop, answers=answers(stop, "", ""), actor=cast.clerk, now=NOW)
    )
    assert codes == ("already_looked",)


def test_of_two_at_once_one_is_told(cast: Cast) -> None:
    stop = a_stop(cast)

    def other() -> None:
        Stop.objects.filter(pk=stop.pk).update(looked_by=cast.clerk, looked_at=NOW)

    with meanwhile("checks_stop", other), pytest.raises(Refused) as reasons:
        note_look(stop=stop, answers=answers(stop, "", ""), actor=cast.secretary, now=NOW)
    assert reasons.value.codes == ("already_looked",)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("secretary", True),
        ("clerk", True),
        ("leader", True),
        ("viewer", False),
        ("outsider", False),
        ("teacher", False),
    ],
)
def test_who_may_look(cast: Cast, who: str, may: bool) -> None:
    stop = a_stop(cast)
    post = getattr(cast, who)

    def look() -> object:
        return note_look(stop=stop, answers=answers(stop, "", ""), actor=post, now=NOW)

    if may:
        look()
    else:
        assert refused(look) == ("not_yours_to_look",)


def test_a_round_is_not_gone_before_its_first_day(cast: Cast) -> None:
    begun = a_round(cast, starts_on=TODAY + timedelta(days=1))
    stop = Stop.objects.get(round=begun)
    codes = refused(
        lambda: note_look(stop=stop, answers=answers(stop, "", ""), actor=cast.clerk, now=NOW)
    )
    assert codes == ("round_not_begun",)


def test_what_is_wrong_becomes_a_problem_once(cast: Cast) -> None:
    finding = a_finding(cast, "垃圾箱满了")
    problem = make_problem(finding=finding, actor=cast.clerk, now=NOW)
    assert problem.source == Source.SELF_CHECK
    assert problem.state == ProblemState.FOUND
    assert problem.unit == cast.village
    assert "垃圾箱满了" in problem.statement
    assert refused(lambda: make_problem(finding=finding, actor=cast.clerk, now=NOW)) == (
        "finding_is_listed",
    )
    assert Problem.objects.count() == 1


def test_what_is_in_order_is_no_problem(cast: Cast) -> None:
    fine = a_finding(cast).stop.findings.get(in_order=True)
    assert refused(lambda: make_problem(finding=fine, actor=cast.clerk, now=NOW)) == (
        "finding_in_order",
    )


def test_the_record_tells_the_place_and_how_much_not_the_words(cast: Cast) -> None:
    a_finding(cast, "老张家门口的垃圾")
    entry = latest()
    assert entry.kind == "stop.looked"
    assert "老张" not in entry.canonical
    assert '"wrong":1' in entry.canonical


def test_everything_stands_in_the_record(cast: Cast) -> None:
    before = latest().index + 1
    make_problem(finding=a_finding(cast), actor=cast.clerk, now=NOW)
    told = kinds_since(before)
    assert sorted(told) == [
        "asked.added",
        "call.planned",
        "check_list.made",
        "place.added",
        "problem.found",
        "round.started",
        "stop.looked",
    ]
    assert told[-3:] == ["round.started", "stop.looked", "problem.found"]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("clerk", True),
        ("secretary", True),
        ("viewer", True),
        ("teacher", True),
        ("outsider", False),
    ],
)
def test_who_sees_a_list(cast: Cast, who: str, sees: bool) -> None:
    made = a_check_list(cast)
    assert CheckList.objects.visible_to(getattr(cast, who)).filter(pk=made.pk).exists() is sees


def test_nobody_sees_a_list_without_a_post(cast: Cast) -> None:
    a_check_list(cast)
    assert not CheckList.objects.visible_to(None).exists()


def test_a_round_counts_its_places_and_what_is_wrong(cast: Cast) -> None:
    finding = a_finding(cast)
    (gone,) = queries.rounds_seen(cast.clerk)
    assert (gone.stops_all, gone.stops_seen, gone.wrong) == (1, 1, 1)  # type: ignore[attr-defined]
    assert queries.findings_wrong(gone) == [finding]
