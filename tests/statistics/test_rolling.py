"""Small daily cells: a planted matter early, what grows a little everywhere, quiet years quiet."""

from __future__ import annotations

import numpy as np
import pytest

from qunce.statistics.detection.budget import Budget
from qunce.statistics.detection.design import Floats
from qunce.statistics.detection.rolling import (
    Change,
    Found,
    Rolling,
    Table,
    Watching,
    usual_range,
    usual_ranges,
)
from qunce.statistics.detection.rolling_levels import tail
from qunce.statistics.unfit import Unfit

PLACES, CATEGORIES = 12, 8


def a_table(counts: Floats, categories: int = CATEGORIES, *, sums: bool = True) -> Table:
    """Rows are place by place; every cell belongs to its category's sum."""
    place, category = np.divmod(np.arange(len(counts)), categories)
    return Table(counts, place, category, summed=np.full(len(counts), sums))


def a_town(
    days: int,
    seed: int,
    weekly: float = 8.0,
    *,
    places: int = PLACES,
    categories: int = CATEGORIES,
    season: float = 0.0,
    shock: float = 0.0,
) -> Floats:
    """So many speak in a week; places and categories differ as they do in life.

    ``season``: how much each category's year swings; ``shock``: the spread of the weeks' logarithm.
    """
    rng = np.random.default_rng(seed)
    means = np.outer(rng.gamma(2.0, size=places), rng.gamma(2.0, size=categories)).ravel()
    rates = np.tile((weekly / 7 * means / means.sum())[:, None], (1, days))
    phase = np.tile(rng.random(categories) * 2 * np.pi, places)[:, None]
    rates *= 1 + season * np.cos(2 * np.pi * np.arange(days) / 365.25 + phase)
    weeks = np.exp(shock * rng.normal(size=days // 7 + 1) - shock**2 / 2)
    return rng.poisson(rates * np.repeat(weeks, 7)[:days]).astype(np.float64)


def look(counts: Floats, **how: object) -> Found:
    return Rolling(a_table(counts), **how).found  # type: ignore[arg-type]


def which(found: Found) -> set[int]:
    return {alarm.which for alarm in found.alarms}


def middle(counts: Floats) -> int:
    """A cell in which neither many nor hardly any speak."""
    return int(np.argsort(counts.sum(axis=1))[len(counts) // 2])


def alarms_of_a_year(counts: Floats, categories: int, begin: int) -> int:
    """How many begin in 365 days that are looked at one by one; what goes on is one."""
    since: dict[int, tuple[int, int]] = {}
    raised = 0
    for day in range(begin, begin + 365):
        table = a_table(counts[:, : day + 1], categories)
        found = Rolling(table, since={one: day - first for one, (first, _) in since.items()}).found
        over = [one for one in found.calm if day - since[one][1] >= 14]
        for one in over:
            del since[one]
        for alarm in found.alarms:
            since[alarm.which] = (day - alarm.first, day)
            raised += 1
    return raised


def test_a_year_in_which_nothing_happens_stays_within_the_budget() -> None:
    """With seasons and weeks that lift all; sixty larger ones are in ``docs/early-warning.md``."""
    years = [
        alarms_of_a_year(
            a_town(100 + 365, seed, places=6, categories=4, season=0.5, shock=0.25), 4, begin=100
        )
        for seed in range(2)
    ]
    assert max(years) <= 12


def test_a_planted_matter_is_noticed_by_the_third_household() -> None:
    by_third = 0
    for seed in range(10):
        counts = a_town(200, seed)
        cell = middle(counts)
        counts[cell, -14:] = 0
        counts[cell, [-5, -3, -1]] += 1
        by_third += cell in which(look(counts))
    assert by_third >= 9


def test_one_in_each_of_eight_places_is_told_of_all_together() -> None:
    noticed = 0
    for seed in range(10):
        counts = a_town(200, seed)
        by_category = counts.reshape(PLACES, CATEGORIES, -1).sum(axis=(0, 2))
        category = int(np.argsort(by_category)[CATEGORIES // 2])
        for place in range(8):
            counts[place * CATEGORIES + category, -9 + place] += 1
        noticed += len(counts) + category in which(look(counts))
        assert not which(Rolling(a_table(counts, sums=False)).found) - set(range(len(counts)))
    assert noticed >= 8


def test_what_stands_out_in_one_place_is_not_told_of_all_again() -> None:
    counts = a_town(200, 3)
    cell = middle(counts)
    counts[cell, -9:] += 1
    assert which(look(counts)) == {cell}
    going_on = look(counts, since={cell: 9})
    assert not going_on.alarms
    assert going_on.standing[cell].observed >= 9


def test_a_sum_that_is_one_places_alone_is_left_to_the_place() -> None:
    counts = a_town(200, 4)
    category = 2
    rows = [place * CATEGORIES + category for place in range(PLACES)]
    counts[rows, -14:] = 0
    counts[rows[0], -60:-14:3] = 1
    counts[rows[0], -7:] = 1
    assert len(counts) + category not in which(look(counts))
    spread = counts.copy()
    spread[rows[0], -7:] = 0
    spread[rows[:7], range(-7, 0)] = 1
    assert len(counts) + category in which(look(spread))


def test_what_names_no_place_counts_in_the_sum_and_raises_nothing_itself() -> None:
    counts = a_town(200, 5)
    category = 1
    nowhere = category
    counts[nowhere, -6:] += 1
    table = a_table(counts)
    watched = np.arange(len(counts)) >= CATEGORIES
    found = Rolling(Table(counts, table.places, table.categories, watched, table.summed)).found
    assert which(found) == {len(counts) + category}


def test_without_the_places_that_explain_it_a_sum_is_as_usual() -> None:
    counts = a_town(200, 6)
    rows = [place * CATEGORIES for place in range(PLACES)]
    counts[rows, -14:] = 0
    counts[rows[:4], [-1, -3, -5, -6]] = 2
    rolling = Rolling(a_table(counts))
    assert len(counts) in which(rolling.found)
    assert rolling.sum_without(0, rows[:4]) is None
    assert rolling.sum_without(0, rows[6:]) is not None
    assert rolling.sum_without(CATEGORIES, []) is None, "there is no such category"


def test_a_smaller_history_or_none_says_nothing() -> None:
    counts = a_town(27, 1)
    counts[3] = 9
    assert look(counts) == Found()
    assert look(np.zeros((4 * CATEGORIES, 90))) == Found()
    assert look(np.zeros((0, 90))) == Found()


def test_two_are_never_an_alarm() -> None:
    counts = a_town(300, 2, weekly=0.5)
    counts[:, -14:] = 0
    counts[7, -2:] = 1
    assert not look(counts, watching=Watching(Budget(10))).alarms


def test_what_rises_in_every_place_is_told_of_all_and_not_of_each() -> None:
    counts = a_town(300, 4, weekly=30)
    rows = [place * CATEGORIES + 2 for place in range(PLACES)]
    counts[rows, -6:] += 1
    found = which(look(counts))
    assert len(found & set(rows)) < PLACES / 2
    alone = a_town(300, 4, weekly=30)
    alone[rows[0], -6:] += 1
    assert rows[0] in which(look(alone))


def test_a_week_in_which_all_speak_twice_as_much_is_taken_off_once() -> None:
    rng = np.random.default_rng(7)
    counts = a_town(400, 7, weekly=80)
    counts[:, -14:] += rng.poisson(counts[:, :-14].mean(axis=1)[:, None], size=(len(counts), 14))
    levels = Rolling(a_table(counts))._cells.levels(14)
    lift = levels.mean.sum() / (levels.usual + levels.season).sum()
    assert lift == pytest.approx(2.0, abs=0.15)


def test_parts_add_up_and_the_range_holds_what_is_expected() -> None:
    counts = a_town(800, 5, weekly=40)
    counts[11, -7:] += 2
    (alarm,) = [one for one in look(counts).alarms if one.which == 11]
    parts = alarm.usual + alarm.season + alarm.shared + alarm.own
    assert parts == pytest.approx(alarm.observed)
    assert alarm.low <= alarm.expected <= alarm.high < alarm.observed
    assert alarm.once_in_weeks > 4
    assert 0 <= alarm.last <= alarm.first < 14


def test_what_comes_with_the_season_is_expected_in_its_season() -> None:
    counts = a_town(725, 6, weekly=40)
    rng = np.random.default_rng(1)
    for row in range(0, len(counts), CATEGORIES):
        for span in (slice(345, 375), slice(710, 725)):
            counts[row, span] += rng.poisson(0.15, size=counts[row, span].size)
    assert look(counts, since={0: 13}).standing[0].season > 0.5


def test_a_known_change_makes_the_level_follow_the_present() -> None:
    rng = np.random.default_rng(8)
    counts = a_town(300, 8, weekly=15)
    counts[:, -40:] += rng.poisson(counts.mean(axis=1)[:, None], size=(96, 40))
    told = Change(39, np.ones(96, dtype=np.bool_))
    assert not look(counts, changes=[told]).alarms
    before = Rolling(a_table(counts), changes=[told])
    assert (before._cells.history.rate > Rolling(a_table(counts))._cells.history.rate).mean() > 0.9


def test_a_larger_budget_raises_no_less_and_a_part_of_it_no_more() -> None:
    counts = a_town(300, 9, weekly=15)
    counts[5, -3:] += 1
    looks = [
        Rolling(a_table(counts), watching=Watching(Budget(budget), part))
        for budget, part in ((1, 0.5), (1, 1.0), (10, 1.0))
    ]
    some, more, most = (which(one.found) for one in looks)
    assert some <= more <= most
    assert looks[0].level < looks[1].level < looks[2].level


def test_what_goes_on_is_not_raised_again_and_is_calm_when_as_usual() -> None:
    counts = a_town(300, 10)
    counts[20, -30:] = 0
    counts[20, [-29, -27, -26]] = 1
    found = look(counts, since={20: 28})
    assert 20 in found.calm
    assert found.standing[20].observed == 3
    counts[20, -2:] = 2
    found = look(counts, since={20: 28})
    assert 20 not in found.calm
    assert found.standing[20].observed == 7
    assert 20 not in which(found)


def test_days_that_were_not_counted_are_not_days_of_none() -> None:
    counts = a_town(300, 11)
    late = counts.copy()
    late[:CATEGORIES, :240] = np.nan
    known = Rolling(a_table(counts))._cells.history.rate[:CATEGORIES].sum()
    told = Rolling(a_table(late))._cells.history.rate[:CATEGORIES].sum()
    silent = np.nan_to_num(late)
    assert told == pytest.approx(known, rel=0.5)
    assert Rolling(a_table(silent))._cells.history.rate[:CATEGORIES].sum() < 0.6 * told


def test_a_cell_with_a_million_is_no_trouble() -> None:
    counts = a_town(100, 12)
    counts[0, 50] = 1_000_000
    counts[1, -1] = 1_000_000
    assert 1 in which(look(counts))


@pytest.mark.parametrize(
    "table",
    [
        lambda: Table(np.zeros(4), np.zeros(4, int), np.zeros(4, int)),
        lambda: Table(np.zeros((4, 9)), np.zeros(3, int), np.zeros(4, int)),
        lambda: Table(np.full((1, 9), -1.0), np.zeros(1, int), np.zeros(1, int)),
        lambda: Table(np.full((1, 9), np.inf), np.zeros(1, int), np.zeros(1, int)),
        lambda: Table(np.zeros((1, 9)), np.full(1, -1), np.zeros(1, int)),
        lambda: Table(np.zeros((1, 9)), np.zeros(1, int), np.zeros(1, int), np.ones(2, bool)),
    ],
)
def test_what_is_no_table_of_counts_is_refused(table: object) -> None:
    with pytest.raises(Unfit) as refused:
        table()  # type: ignore[operator]
    assert refused.value.code == "bad_table"


def test_the_tail_and_the_range_are_those_of_the_negative_binomial() -> None:
    """Mean 2, size 4: P(0) = (2/3)^4, P(1) = 4/3 P(0), P(2) = 10/9 P(0)."""
    none = (2 / 3) ** 4
    assert tail(0, 2.0, 4.0) == 1.0
    assert tail(1, 2.0, 4.0) == pytest.approx(1 - none)
    assert tail(3, 2.0, 4.0) == pytest.approx(1 - none * (1 + 4 / 3 + 10 / 9))
    assert usual_range(2.0, 3.0, 0.9) == (0, 5)


def test_the_usual_range_of_past_days_is_what_was_said_on_them() -> None:
    counts = a_town(500, 13, weekly=40)
    cell = int(np.argmax(counts.sum(axis=1)))
    place, category = divmod(cell, CATEGORIES)
    whole = counts.reshape(PLACES, CATEGORIES, -1)
    own, of_category, of_place = counts[cell], whole[:, category].sum(0), whole[place].sum(0)
    rest = counts.sum(axis=0) - of_category - of_place + own
    folded = Table(
        np.stack([own, of_category - own, of_place - own, rest]),
        np.array([0, 1, 0, 1]),
        np.array([0, 0, 1, 1]),
    )
    ends = [-1, 20, 100, 350, 499]
    said = usual_ranges(folded, ends)
    assert said[:2] == [None, None]
    inside = 0
    for end, between in zip(ends[2:], said[2:], strict=True):
        levels = Rolling(a_table(counts[:, : end + 1]))._cells.levels(7)
        low, high = usual_range(float(levels.mean[cell]), float(levels.variance[cell]), 0.9)
        assert between is not None
        assert abs(between[0] - low) <= 1
        assert abs(between[1] - high) <= 1
        inside += between[0] <= own[end - 6 : end + 1].sum() <= between[1]
    assert inside >= 2


def test_of_a_hundred_places_and_twenty_categories_the_one_that_stands_out_is_told() -> None:
    rng = np.random.default_rng(11)
    counts = rng.poisson(0.01, size=(2000, 730)).astype(np.float64)
    counts[1234, -5:] += 2
    assert [alarm.which for alarm in Rolling(a_table(counts, 20)).found.alarms] == [1234]
