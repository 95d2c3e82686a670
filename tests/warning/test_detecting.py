"""What a synthetic town's counts raise: a planted matter early, a quiet year next to nothing."""

from __future__ import annotations

from datetime import date, timedelta
from time import monotonic

import numpy as np
import pytest

from qunce.domain.warning.alarms import Counts, KnownChange, Label
from qunce.domain.warning.detecting import detect
from qunce.statistics.unfit import Unfit

TODAY = date(2026, 3, 2)
VILLAGES, CATEGORIES = 12, 8


def labels(units: int = VILLAGES, categories: int = CATEGORIES) -> list[Label]:
    return [Label(unit, category) for unit in range(units) for category in range(categories)]


def a_town(days: int, seed: int, weekly: float = 8.0) -> Counts:
    """So many speak in a week; villages and categories differ as they do in life."""
    rng = np.random.default_rng(seed)
    units, categories = rng.gamma(2.0, size=VILLAGES), rng.gamma(2.0, size=CATEGORIES)
    means = np.outer(units, categories).ravel()
    rates = weekly / 7 * means / means.sum()
    return rng.poisson(rates[:, None], size=(len(means), days)).astype(np.int64)


def alerts_of_a_year(counts: Counts, known: list[Label], begin: int) -> int:
    """How many alerts 365 days raise, looked at every day; one that goes on is one."""
    last: dict[Label, int] = {}
    raised = 0
    for day in range(begin, begin + 365):
        found = detect(counts[:, : day + 1], known, today=TODAY)
        for alarm in found.alarms:
            raised += day - last.get(alarm.label, -99) > 14
            last[alarm.label] = day
    return raised


def a_small_town(days: int, seed: int, weekly: float = 8.0) -> tuple[Counts, list[Label]]:
    """Eight places and five matters: quick to look at every day of many years."""
    rng = np.random.default_rng(seed)
    means = np.outer(rng.gamma(2.0, size=8), rng.gamma(2.0, size=5)).ravel()
    rates = weekly / 7 * means / means.sum()
    return rng.poisson(rates[:, None], size=(40, days)).astype(np.int64), labels(8, 5)


def test_a_year_in_which_nothing_happens_stays_within_the_budget() -> None:
    kept = 0
    for seed in range(6):
        counts, known = a_small_town(100 + 365, seed)
        kept += alerts_of_a_year(counts, known, begin=100) <= 12
    assert kept == 6


def test_a_planted_matter_is_noticed_by_the_third_household() -> None:
    by_third = 0
    for seed in range(10):
        counts, known = a_town(200, seed), labels()
        # A place and matter of the middle: where one speaks in a month, three in five days do not
        # stand out, and nobody could notice them.
        cell = int(np.argsort(counts.sum(axis=1))[48])
        counts[cell, -14:] = 0
        counts[cell, [-5, -3, -1]] += 1
        found = detect(counts, known, today=TODAY)
        by_third += known[cell] in {alarm.label for alarm in found.alarms}
    assert by_third >= 9


def test_a_smaller_history_or_none_says_nothing() -> None:
    counts = a_town(27, 1)
    counts[3] = 9
    assert detect(counts, labels(), today=TODAY).alarms == []
    nothing = np.zeros_like(a_town(90, 1))
    assert detect(nothing, labels(), today=TODAY).alarms == []
    assert detect(np.zeros((0, 90), dtype=np.int64), [], today=TODAY).alarms == []
    with pytest.raises(Unfit, match="one row for each cell"):
        detect(counts, labels()[1:], today=TODAY)


def test_two_are_never_an_alarm() -> None:
    counts = a_town(300, 2, weekly=0.5)
    counts[:, -14:] = 0
    counts[7, -2:] = 1
    assert detect(counts, labels(), today=TODAY, per_month=10).alarms == []


def test_what_rises_everywhere_is_told_as_town_wide_and_not_in_each_place() -> None:
    counts = a_town(300, 4, weekly=30)
    rainy = [row for row, label in enumerate(labels()) if label.category == 2]
    before = counts.copy()
    counts[rainy, -6:] += 1
    alone = before.copy()
    alone[rainy[0], -6:] += 1
    everywhere = detect(counts, labels(), today=TODAY).alarms
    (own,) = [
        one
        for one in detect(alone, labels(), today=TODAY).alarms
        if one.label == labels()[rainy[0]]
    ]
    assert own.parts.own > 4
    for alarm in everywhere:
        if alarm.label.category == 2:
            assert alarm.parts.town_wide > own.parts.town_wide
    assert len(everywhere) < len(rainy) / 2


def test_parts_add_up_and_the_range_holds_what_is_expected() -> None:
    counts = a_town(800, 5, weekly=40)
    counts[11, -7:] += 2
    found = detect(counts, labels(), today=TODAY)
    (alarm,) = [one for one in found.alarms if one.label == labels()[11]]
    parts = alarm.parts
    assert parts.usual + parts.season + parts.town_wide + parts.own == pytest.approx(alarm.observed)
    assert alarm.low <= alarm.expected <= alarm.high < alarm.observed
    assert alarm.once_in_weeks > 4
    assert (alarm.last_on - alarm.first_on).days < 14
    assert alarm.last_on <= TODAY


def test_a_category_that_comes_with_the_season_is_expected_in_its_season() -> None:
    days = 725
    counts = a_town(days, 6, weekly=40)
    mosquitoes = [row for row, label in enumerate(labels()) if label.category == 0]
    rng = np.random.default_rng(1)
    for middle in (days - 365, days):
        for row in mosquitoes:
            span = slice(middle - 15, min(middle + 15, days))
            counts[row, span] += rng.poisson(0.15, size=counts[row, span].size)
    found = detect(counts, labels(), today=TODAY, since={labels()[0]: TODAY - timedelta(days=13)})
    assert found.standing[labels()[0]].parts.season > 0.5


def test_a_new_channel_makes_the_level_follow_the_present() -> None:
    rng = np.random.default_rng(8)
    counts = a_town(300, 8, weekly=15)
    counts[:, -40:] += rng.poisson(counts.mean(axis=1)[:, None], size=(96, 40))
    told = [KnownChange(TODAY - timedelta(days=39))]
    assert len(detect(counts, labels(), today=TODAY, changes=told).alarms) == 0


def test_a_larger_budget_raises_no_less() -> None:
    counts = a_town(300, 9, weekly=15)
    counts[5, -3:] += 1
    some = {one.label for one in detect(counts, labels(), today=TODAY).alarms}
    more = {one.label for one in detect(counts, labels(), today=TODAY, per_month=10).alarms}
    assert some <= more


def test_what_goes_on_is_not_raised_again_and_is_calm_when_as_usual() -> None:
    counts, known = a_town(300, 10), labels()
    counts[20, -30:] = 0
    counts[20, [-29, -27, -26]] = 1
    first = TODAY - timedelta(days=28)
    found = detect(counts, known, today=TODAY, since={known[20]: first})
    assert known[20] in found.calm
    assert found.standing[known[20]].observed == 3
    counts[20, -2:] = 2
    found = detect(counts, known, today=TODAY, since={known[20]: first})
    assert known[20] not in found.calm
    assert found.standing[known[20]].observed == 7
    assert known[20] not in {one.label for one in found.alarms}


def test_a_hundred_places_and_twenty_matters_are_looked_at_in_a_moment() -> None:
    rng = np.random.default_rng(11)
    counts = rng.poisson(0.01, size=(2000, 730)).astype(np.int64)
    begin = monotonic()
    detect(counts, labels(100, 20), today=TODAY)
    assert monotonic() - begin < 5


def test_a_cell_with_a_million_is_no_trouble() -> None:
    counts = a_town(100, 12)
    counts[0, 50] = 1_000_000
    counts[1, -1] = 1_000_000
    found = detect(counts, labels(), today=TODAY)
    assert labels()[1] in {one.label for one in found.alarms}
