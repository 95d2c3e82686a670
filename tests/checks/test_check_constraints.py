"""What must never be false of check lists and daily numbers is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, TODAY, Cast
from checks_made import a_finding, a_series
from qunce.domain.checks.actions import make_problem, note_count
from qunce.domain.checks.models import (
    CheckItem,
    CheckList,
    DailyCount,
    Finding,
    Round,
    Series,
    Stop,
)


@dataclass
class Made:
    check_list: CheckList
    item: CheckItem
    round: Round
    stop: Stop
    wrong: Finding
    fine: Finding
    series: Series
    count: DailyCount


def made(cast: Cast) -> Made:
    wrong = a_finding(cast)
    make_problem(finding=wrong, actor=cast.clerk, now=NOW)
    wrong.refresh_from_db()
    series = a_series(cast)
    count = note_count(series=series, on=TODAY, number=3, actor=cast.teacher, now=NOW)
    fine = wrong.stop.findings.get(in_order=True)
    return Made(
        wrong.stop.round.check_list,
        wrong.item,
        wrong.stop.round,
        wrong.stop,
        wrong,
        fine,
        series,
        count,
    )


BREAKS: list[Break] = [
    ("check_list_has_a_name", lambda it: changed(it.check_list, name="")),
    ("check_list_is_named_once_in_its_town", lambda it: again(it.check_list)),
    ("check_item_asks_something", lambda it: changed(it.item, text="")),
    ("check_item_has_a_position_of_its_own", lambda it: again(it.item)),
    (
        "round_ends_after_it_begins",
        lambda it: changed(it.round, due_on=it.round.starts_on - timedelta(days=1)),
    ),
    ("place_is_once_in_a_round", lambda it: again(it.stop)),
    ("stop_looked_at_says_by_whom", lambda it: changed(it.stop, looked_by=None)),
    ("question_is_answered_once_at_a_stop", lambda it: again(it.wrong, problem_id=None)),
    ("finding_says_what_is_wrong", lambda it: changed(it.wrong, words="")),
    ("finding_in_order_is_no_problem", lambda it: changed(it.wrong, in_order=True)),
    (
        "problem_comes_from_one_finding",
        lambda it: changed(it.fine, in_order=False, words="也坏了", problem=it.wrong.problem),
    ),
    ("series_has_a_name", lambda it: changed(it.series, name="")),
    ("series_is_counted_once_in_its_unit", lambda it: again(it.series)),
    ("day_is_counted_once", lambda it: again(it.count)),
    ("daily_number_is_believable", lambda it: changed(it.count, number=100_001)),
]


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Made], object]) -> None:
    it = made(cast)
    assert_refuses("checks", name, lambda: breaks(it))


def test_no_constraint_of_checks_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("checks")
