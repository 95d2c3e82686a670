"""An attacker with every published figure, and nothing but that, recovers no small count.

The attackers here share no code with the release.  One writes down every table there could be;
one asks a linear program; one replays the rule itself.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from qunce.statistics.draw import allocate
from qunce.statistics.intervals import StratumCount, stratified
from qunce.statistics.lines import lines, recount
from qunce.statistics.release import (
    COLUMNS,
    OTHER_ROWS,
    ROWS,
    STILL_APART,
    Beside,
    Released,
    Table,
    percents,
    release,
    release_together,
)
from qunce.statistics.unfit import Unfit

ANSWERS = ("very good", "good", "poor", "very poor", "don't know")


def ballots_of(table: Table) -> list[tuple[str, str]]:
    return [pair for pair, n in table.items() for _ in range(n)]


def rows_of(table: Table) -> list[str]:
    return list(dict.fromkeys(row for row, _ in table))


def columns_of(table: Table) -> list[str]:
    return list(dict.fromkeys(column for _, column in table))


def as_table(rows: Sequence[Sequence[int]]) -> Table:
    return {(f"r{i}", f"c{j}"): n for i, row in enumerate(rows) for j, n in enumerate(row)}


def split(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to divide ``total`` among ``parts``."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in split(total - first, parts - 1):
            yield (first, *rest)


def every_table(row_totals: Sequence[int], columns: int) -> Iterator[Table]:
    """Every table with these row totals."""
    for rows in itertools.product(*(list(split(total, columns)) for total in row_totals)):
        yield as_table(rows)


def agrees(table: Table, seen: Released) -> bool:
    """Whether a table could be the one that was published as ``seen``."""

    def place(row: str) -> list[str]:
        return list(seen.merged) if row == OTHER_ROWS else [row]

    cells = all(
        sum(table[row, column] for row in place(shown)) == n
        for (shown, column), n in seen.cells.items()
        if n is not None
    )
    return cells and all(
        sum(table[row, column] for row in rows_of(table)) == n
        for column, n in seen.column_totals.items()
        if n is not None
    )


@pytest.mark.parametrize(
    ("row_totals", "columns", "minimum"),
    [
        ((9,), 2, 3),
        ((7,), 3, 3),
        ((12,), 4, 3),
        ((15,), 3, 5),
        ((5, 6), 2, 3),
        ((4, 9), 2, 3),
        ((6, 6), 3, 3),
        ((2, 9, 3), 2, 3),
        ((1, 0, 6), 3, 3),
        ((3, 3, 3, 3), 2, 3),
    ],
)
def test_no_small_count_is_recovered_by_one_who_tries_every_table(
    row_totals: Sequence[int], columns: int, minimum: int
) -> None:
    """Every table with these row totals is released, and attacked with all the others.

    The attacker knows the row totals, and takes the lines as well; these are counted to be sure
    that they hold no more than the table.
    """
    tables = list(every_table(row_totals, columns))
    seen: dict[str, Released] = {}
    small: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for table in tables:
        shown = release(table, minimum)
        assert recount(lines(ballots_of(table), shown)) == shown.counts()
        assert all(n is None or n >= minimum for n in shown.cells.values())
        assert all(n is None or n >= minimum for n in shown.column_totals.values())
        seen[repr(shown)] = shown
        small[repr(shown)] |= {pair for pair, n in table.items() if n < minimum}
    assert any(small.values())
    for key, shown in seen.items():
        left = [table for table in tables if agrees(table, shown)]
        for row, total in zip(rows_of(tables[0]), row_totals, strict=True):
            for column in columns_of(tables[0]):
                if (row, column) not in small[key]:
                    continue
                values = {table[row, column] for table in left}
                # As far apart as promised, and every number in between.
                assert max(values) - min(values) >= min(minimum, total)
                assert len(values) == max(values) - min(values) + 1


def test_one_who_replays_the_rule_seldom_learns_more() -> None:
    """Not promised; counted, so that nobody takes it for promised.

    Tables are sorted by what they publish: a small figure with one value among those that publish
    the same is recovered by one who has replayed the rule on all of them.
    """
    small = recovered = 0
    for row_totals, columns, minimum in (
        ((9,), 2, 3),
        ((15,), 3, 5),
        ((12,), 4, 3),
        ((8, 8), 2, 3),
        ((6, 6), 3, 3),
        ((5, 5), 3, 3),
    ):
        alike: dict[str, list[Table]] = defaultdict(list)
        for table in every_table(row_totals, columns):
            alike[repr(release(table, minimum))].append(table)
        for tables in alike.values():
            for pair in tables[0]:
                values = [table[pair] for table in tables]
                below = sum(value < minimum for value in values)
                small += below
                recovered += below if len(set(values)) == 1 else 0
    assert recovered / small < 0.02


Cell = tuple[str, str, str]
Known = list[tuple[dict[Cell, float], float]]
"""Equations over cells (table, row, column) and what they come to."""


def equations(tables: Mapping[str, Table], seen: Mapping[str, Released]) -> Known:
    """All that a reader knows: tables, totals, whole percents, and the same ballots behind both."""
    known: Known = []
    first = next(iter(tables))
    for name, table in tables.items():
        shown = seen[name]
        rows, columns = rows_of(table), columns_of(table)
        for row in rows:
            known.append(
                ({(name, row, c): 1.0 for c in columns}, sum(table[row, c] for c in columns))
            )
        for (row, column), n in shown.cells.items():
            if n is not None:
                places = shown.merged if row == OTHER_ROWS else (row,)
                known.append(({(name, place, column): 1.0 for place in places}, n))
        for column, n in shown.column_totals.items():
            if n is not None:
                known.append(({(name, row, column): 1.0 for row in rows}, n))
        if name != first:
            for column in columns:
                one = {(name, row, column): 1.0 for row in rows}
                other = {(first, row, column): -1.0 for row in rows_of(tables[first])}
                known.append((one | other, 0))
    return known


def feasible(
    known: Known, target: Mapping[Cell, float], variables: Sequence[object]
) -> tuple[float, float]:
    """The least and the greatest that ``target`` can be, by linear programming."""
    number = {variable: i for i, variable in enumerate(variables)}
    left = np.zeros((len(known), len(variables)))
    for i, (terms, _) in enumerate(known):
        for variable, weight in terms.items():
            left[i, number[variable]] = weight
    cost = np.zeros(len(variables))
    for variable, weight in target.items():
        cost[number[variable]] = weight
    right = [n for _, n in known]
    ends = [linprog(sign * cost, A_eq=left, b_eq=right) for sign in (1, -1)]
    assert all(end.status in (0, 3) for end in ends)
    return (
        ends[0].fun if ends[0].status == 0 else 0.0,
        -ends[1].fun if ends[1].status == 0 else float("inf"),
    )


def a_town(
    seed: int, people: int, places: int, shares: Sequence[float], least: int = 10
) -> tuple[dict[str, Table], dict[str, int]]:
    """Answers of a drawn town by place and by help, and how many live in each place."""
    rng = np.random.default_rng(seed)
    sizes = {f"village {i}": int(rng.integers(300, 3001)) for i in range(places)}
    by_place: dict[tuple[str, str], int] = {}
    by_help = {(row, answer): 0 for row in ("helped", "alone") for answer in ANSWERS}
    for place, n in allocate(people, sizes, least).items():
        for answer, k in zip(ANSWERS, rng.multinomial(n, shares), strict=True):
            by_place[place, answer] = int(k)
            helped = int(rng.binomial(k, 0.15))
            by_help["helped", answer] += helped
            by_help["alone", answer] += int(k) - helped
    return {"places": by_place, "help": by_help}, sizes


@pytest.mark.parametrize(
    ("seed", "people", "places", "shares"),
    [
        (1, 60, 4, (0.4, 0.4, 0.1, 0.05, 0.05)),
        (2, 150, 5, (0.5, 0.4, 0.07, 0.01, 0.02)),
        (3, 600, 20, (0.4, 0.4, 0.12, 0.04, 0.04)),
        (4, 1500, 20, (0.5, 0.4, 0.07, 0.01, 0.02)),
    ],
)
def test_no_small_count_of_a_town_is_recovered_by_subtraction(
    seed: int, people: int, places: int, shares: Sequence[float]
) -> None:
    tables, _ = a_town(seed, people, places, shares)
    seen = release_together(tables)
    known = equations(tables, seen)
    variables = [(name, *pair) for name, table in tables.items() for pair in table]
    small = 0
    for name, table in tables.items():
        for (row, column), n in table.items():
            if n >= 10:
                continue
            small += 1
            low, high = feasible(known, {(name, row, column): 1.0}, variables)
            total = sum(table[row, c] for c in columns_of(table))
            assert round(high - low, 6) >= min(10, total)
    for column in ANSWERS:
        of_places = {(place, column) for place in rows_of(tables["places"])}
        if sum(tables["places"][pair] for pair in of_places) < 10:
            low, high = feasible(known, {("places", *pair): 1.0 for pair in of_places}, variables)
            assert round(high - low, 6) >= 10
    assert small > 5
    # And yet something is published.
    assert any(n is not None for n in seen["places"].column_totals.values())


small_tables = st.tuples(st.integers(1, 5), st.integers(2, 4)).flatmap(
    lambda size: st.lists(
        st.lists(
            st.one_of(st.integers(0, 12), st.integers(0, 60)), min_size=size[1], max_size=size[1]
        ),
        min_size=size[0],
        max_size=size[0],
    )
)


@settings(max_examples=40)
@given(small_tables, st.sampled_from(((), (ROWS,), (COLUMNS,), (ROWS, COLUMNS))))
def test_whatever_the_table_and_whatever_is_known(
    rows: list[list[int]], known: tuple[str, ...]
) -> None:
    table = as_table(rows)
    seen = release(table, known=known)
    assert seen == release(table, known=known)
    assert recount(lines(ballots_of(table), seen)) == seen.counts()
    if seen.total is None:
        assert sum(table.values()) < 10
        return
    names, columns = rows_of(table), columns_of(table)

    def add_up(rows: Iterable[str], columns: Iterable[str]) -> tuple[dict[Cell, float], float]:
        pairs = list(itertools.product(rows, columns))
        return {("", *pair): 1.0 for pair in pairs}, sum(table[pair] for pair in pairs)

    # What the known totals allow before anything is published here.
    before: Known = [add_up(names, columns)]
    before += [add_up([row], columns) for row in names if ROWS in known]
    before += [add_up(names, [column]) for column in columns if COLUMNS in known]
    facts = list(before)
    for row, whole in seen.row_totals.items():
        if whole is not None:
            facts.append(add_up(seen.merged if row == OTHER_ROWS else [row], columns))
    for column in columns:
        if seen.column_totals[column] is not None:
            facts.append(add_up(names, [column]))
    for (row, column), n in seen.cells.items():
        if n is not None:
            places = seen.merged if row == OTHER_ROWS else (row,)
            facts.append(({("", place, column): 1.0 for place in places}, n))
    variables = [("", *pair) for pair in table]
    for (row, column), n in table.items():
        if n >= 10:
            continue
        least, most = feasible(before, {("", row, column): 1.0}, variables)
        room = round(most - least)
        low, high = feasible(facts, {("", row, column): 1.0}, variables)
        assert round(high - low, 6) >= min(10, room)


def figures(sizes: Sequence[int], content: int) -> Beside:
    """What a page prints: the share of the first answers, weighted, with its interval."""

    def printed(table: Table) -> tuple[float, float, float]:
        rows, columns = rows_of(table), columns_of(table)
        estimate = stratified(
            StratumCount(
                row,
                size,
                sum(table[row, c] for c in columns),
                sum(table[row, c] for c in columns[:content]),
            )
            for row, size in zip(rows, sizes, strict=True)
        )
        return estimate.p, estimate.low, estimate.high

    return printed


@pytest.mark.parametrize(
    "rows",
    [
        ((11, 1, 2), (14, 4, 2)),
        ((30, 2, 1), (3, 4, 1)),
        ((12, 3), (14, 2), (13, 4)),
        ((19, 1), (18, 3), (15, 12)),
    ],
)
def test_no_small_count_is_recovered_with_the_whole_percents_printed_beside(
    rows: Sequence[Sequence[int]],
) -> None:
    """Every table with these row totals, of those that print the same percents and interval."""
    table = as_table(rows)
    sizes = [400, 900, 500][: len(rows)]
    printed = figures(sizes, 1)
    seen = release(table, beside={"content": printed})
    percent = percents(seen, ["c0"])

    def digits(other: Table) -> list[float]:
        return [round(number, 2) for number in printed(other)]

    left = [
        other
        for other in every_table([sum(row) for row in rows], len(rows[0]))
        if agrees(other, seen) and (not seen.beside["content"] or digits(other) == digits(table))
    ]
    assert table in left
    for (row, column), n in table.items():
        if n < 10:
            values = {other[row, column] for other in left}
            total = sum(table[row, c] for c in columns_of(table))
            assert max(values) - min(values) >= min(STILL_APART, total)
    # A percent is of published figures, so it is the same in every table that is left.
    for other in left:
        for row, shown in percent.items():
            if shown is not None and row != OTHER_ROWS:
                whole = sum(other[row, c] for c in columns_of(other))
                assert round(100 * other[row, "c0"] / whole) == shown


def test_an_estimate_that_would_recover_a_count_is_not_printed() -> None:
    """One village: whole percents of 40 answers are the count."""
    table = as_table([(36, 4)])
    seen = release(table, beside={"content": figures([400], 1)})
    assert (seen.cells["r0", "c0"], seen.beside) == (None, {"content": False})


def test_the_estimate_of_a_drawn_town_is_printed() -> None:
    for seed in (3, 5):
        tables, sizes = a_town(seed, 600, 20, (0.4, 0.4, 0.12, 0.04, 0.04))
        printed = figures(list(sizes.values()), 2)
        seen = release_together(tables, beside={"content": printed})
        assert seen["places"].beside == {"content": True}


def test_of_alternatives_one_is_printed_and_it_is_the_first_that_may_be() -> None:
    tables, sizes = a_town(3, 600, 20, (0.4, 0.4, 0.12, 0.04, 0.04))
    printed = figures(list(sizes.values()), 2)
    small = min(tables["places"], key=lambda pair: tables["places"][pair])

    def cell(table: Table) -> Sequence[float]:
        """Gives a small count away."""
        return (table[small] / 100,)

    shown = release_together(
        tables,
        beside={"cell": cell, "content": printed, "again": printed},
        alternatives=True,
    )
    assert shown["places"].beside == {"cell": False, "content": True, "again": False}
    both = release_together(tables, beside={"content": printed, "again": printed})
    assert both["places"].beside == {"content": True, "again": True}


def test_nothing_under_ten_and_no_zero_is_shown() -> None:
    seen = release(as_table([(60, 30, 0), (40, 25, 20), (50, 15, 18)]))
    assert seen.cells["r0", "c2"] is None
    assert seen.cells["r0", "c1"] is None  # for cover: the row would give the zero away
    assert seen.total == 258
    assert all(n is None or n >= 10 for n in seen.cells.values())


def test_where_all_is_large_all_is_shown() -> None:
    table = as_table([(60, 30), (40, 25)])
    seen = release(table)
    assert seen.cells == table
    assert percents(seen, ["c0"]) == {"r0": 67, "r1": 62}


def test_two_small_columns_that_make_less_than_ten_together_take_a_third_along() -> None:
    seen = release({("town", c): n for c, n in zip("abcde", (300, 200, 82, 5, 3), strict=True)})
    assert seen.column_totals == {"a": 300, "b": 200, "c": None, "d": None, "e": None}


def test_fewer_than_ten_ballots_publish_nothing() -> None:
    table = as_table([(4, 3), (1, 1)])
    seen = release(table, beside={"content": lambda table: [0.5]})
    assert seen.counts().total is None
    assert set(seen.cells.values()) == {None}
    assert seen.beside == {"content": False}
    assert lines(ballots_of(table), seen).whole == ()


def test_places_stand_together_when_that_shows_more() -> None:
    """Three hamlets of 18 can show nothing alone and three figures together."""
    table = as_table([(60, 30, 25), (7, 6, 5), (7, 6, 5), (7, 6, 5)])
    seen = release(table)
    assert seen.merged == ("r1", "r2", "r3")
    assert seen.rows == ("r0", OTHER_ROWS)
    assert [seen.cells[OTHER_ROWS, c] for c in ("c0", "c1", "c2")] == [21, 18, 15]
    assert seen.row_of("r2") == OTHER_ROWS
    assert seen.row_of("r0") == "r0"


def test_a_place_is_not_told_from_the_places_it_stands_with() -> None:
    """28 and 8 ballots, 13 for the first answer: at least five of these are of the 28."""
    tables = {"": as_table([(7, 11, 10), (43, 46, 59), (6, 1, 1)])}
    seen = release_together(tables)
    assert seen[""].merged == ("r0", "r2")
    known = equations(tables, seen)
    variables = [("", *pair) for pair in tables[""]]
    low, high = feasible(known, {("", "r0", "c0"): 1.0}, variables)
    assert round(high - low) >= 10


def test_the_town_tells_its_result_even_where_no_village_can() -> None:
    tables, _ = a_town(6, 300, 20, (0.4, 0.4, 0.12, 0.04, 0.04))
    seen = release_together(tables)["places"]
    assert [seen.column_totals[answer] is not None for answer in ANSWERS[:3]] == [True] * 3


def test_tables_that_are_not_over_the_same_ballots_are_refused() -> None:
    one, other = as_table([(20, 30)]), as_table([(20, 31)])
    for tables, code in (
        ({"a": one, "b": other}, "tables_disagree"),
        ({"a": one, "b": one, "c": one}, "too_many_tables"),
        ({}, "too_many_tables"),
        ({"a": {("r", "c"): -1}}, "bad_count"),
        ({"a": {("*", "c"): 20}}, "bad_name"),
    ):
        with pytest.raises(Unfit) as refused:
            release_together(tables)
        assert refused.value.code == code


def test_lines_of_other_ballots_are_refused() -> None:
    table = as_table([(20, 30)])
    seen = release(table)
    with pytest.raises(Unfit) as refused:
        lines([*ballots_of(table), ("r0", "c0")], seen)
    assert refused.value.code == "not_the_same_ballots"


def test_lines_say_nothing_of_their_order() -> None:
    table = as_table([(20, 30, 4), (40, 25, 20)])
    seen = release(table)
    ballots = ballots_of(table)
    assert lines(ballots, seen) == lines(ballots[::-1], seen)
    assert ("r0", "*") in lines(ballots, seen).by_place
    assert all(place == "*" for place, _ in lines(ballots, seen).whole)
