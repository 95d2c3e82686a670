"""Everything watched in one call: what a town would see of its weeks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from qunce.statistics.detection.budget import WEEKS_PER_YEAR, Budget
from qunce.statistics.detection.watch import FEWEST, Watching, watch

VILLAGES, CATEGORIES = 12, 5


def quiet_town(weeks: int, seed: int = 1, level: float = 0.6) -> NDArray[np.float64]:
    """A dozen villages and five categories, a little at a time, a season shared by all."""
    rng = np.random.default_rng(seed)
    season = np.exp(0.4 * np.cos(2 * np.pi * np.arange(weeks) / 52))
    rates = level * rng.lognormal(0, 0.5, (VILLAGES, CATEGORIES, 1)) * season
    return rng.poisson(rates).astype(float)


@pytest.mark.parametrize("weeks", [8, 30, 160])
def test_a_planted_matter_is_found_with_little_history_and_with_much(weeks: int) -> None:
    counts = quiet_town(weeks, level=0.2)
    counts[3, 2, -1] = 7
    found = watch(counts, weeks - 1)
    first = found.alarms[0]
    assert (first.place, first.category) == (3, 2)
    assert first.seen >= 7
    assert first.low <= first.expected <= first.high < first.seen
    assert first.once_in_weeks > 4
    assert found.cells == VILLAGES * CATEGORIES


def test_it_may_grow_over_two_weeks() -> None:
    counts = quiet_town(60, level=0.1)
    counts[5, 1, -2:] = [3, 4]
    found = watch(counts, 59)
    assert [(one.place, one.category, one.since) for one in found.alarms[:1]] == [(5, 1, 58)]
    assert found.alarms[0].seen == 7


def test_what_rises_everywhere_is_no_village_s_matter() -> None:
    counts = quiet_town(60, level=3)
    counts[:, 2, -1] *= 3
    told = [one for one in watch(counts, 59).alarms if one.category == 2]
    assert len(told) <= 1
    lone = quiet_town(60, level=3)
    lone[4, 2, -1] = 30
    assert (watch(lone, 59).alarms[0].place, watch(lone, 59).alarms[0].category) == (4, 2)


def test_fewer_than_three_raise_nothing_however_unusual() -> None:
    counts = np.zeros((VILLAGES, CATEGORIES, 60))
    counts[0, 0, -1] = FEWEST - 1
    assert watch(counts, 59).alarms == []
    assert watch(counts, 59, Watching(budget=Budget(1e5))).alarms == []
    fewer = counts.copy()
    fewer[0, :2, -2:] = [[FEWEST + 1, 0], [FEWEST, FEWEST]]
    told = watch(fewer, 59, Watching(budget=Budget(1e5))).alarms
    assert {one.seen for one in told} <= {FEWEST, FEWEST + 1, 2 * FEWEST}
    counts[0, 0, -1] = 6
    assert len(watch(counts, 59).alarms) == 1


def test_a_lone_second_voice_is_no_reason_to_speak_of_three_in_two_weeks() -> None:
    """Last week all spoke, one of them in village 0; this week nobody but two there."""
    counts = quiet_town(60, level=0.1)[:, :1]
    counts[:, 0, -2:] = [[12, 0]]
    counts[0, 0, -2:] = [1, 2]
    found = watch(counts, 59, Watching(budget=Budget(20)))
    assert 0 not in {one.place for one in found.alarms}
    assert found.p[0, 0] > 0.5, "three in two weeks in which the others had twelve each"
    counts[0, 0, -1] = 3
    alone = watch(counts, 59, Watching(budget=Budget(20))).alarms[0]
    assert (alone.place, alone.since, alone.seen) == (0, 59, 3)


def test_a_larger_budget_says_more() -> None:
    counts = quiet_town(40, seed=3, level=1.5)
    said = [
        sum(
            len(watch(counts, week, Watching(budget=Budget(per_month=many))).alarms)
            for week in range(30, 40)
        )
        for many in (0.25, 20)
    ]
    assert said[0] < said[1]


def test_a_year_of_nothing_keeps_the_budget() -> None:
    begun = []
    for seed in range(6):
        counts = quiet_town(40, seed=10 + seed, level=0.5)
        weeks = range(14, 40)
        before: set[tuple[int, int]] = set()
        many = 0
        for week in weeks:
            alarms = {(one.place, one.category) for one in watch(counts, week).alarms}
            many += len(alarms - before)
            before = alarms
        begun.append(many)
    assert max(begun) <= 6, "half a year at one a month"


def test_no_history_and_odd_places_raise_nothing_and_stop_nothing() -> None:
    counts = np.full((4, 2, 20), np.nan)
    counts[0] = 1
    counts[1, :, 15:] = 2  # a village that was founded
    counts[2, :, :10] = 3  # one that was merged into another
    counts[3, :, -1] = 10**6
    assert np.isnan(watch(counts, 0).p).all()
    found = watch(counts, 19)
    assert np.isnan(found.p[2]).all()
    assert np.isfinite(found.p[0]).all()


@pytest.mark.parametrize(("weeks", "season"), [(157, 1.3), (183, 0.8)])
def test_what_the_time_of_the_year_does_is_said(weeks: int, season: float) -> None:
    """The year's height is in week 156, its depth half a year later."""
    counts = quiet_town(weeks, level=4)
    counts[2, 1, -1] = 40
    found = watch(counts, weeks - 1).alarms[0]
    assert (found.place, found.category) == (2, 1)
    assert found.season > season if season > 1 else found.season < season


def test_who_looks_daily_is_told_of_what_is_rarer() -> None:
    """The same p comes seven times as often, and a budget of the year is spent on as many looks."""
    counts = quiet_town(60, level=0.2)
    counts[3, 2, -1] = 5
    weekly = watch(counts, 59, Watching(budget=Budget(12))).alarms
    daily = watch(counts, 59, Watching(budget=Budget(12), looks_per_year=7 * WEEKS_PER_YEAR)).alarms
    assert daily[0].p == weekly[0].p
    assert daily[0].once_in_weeks == pytest.approx(weekly[0].once_in_weeks / 7)


def test_a_single_place_has_only_itself() -> None:
    counts = quiet_town(80)[:1]
    counts[0, 0, -1] = 12
    found = watch(counts, 79)
    assert found.alarms[0].own == 1
    assert found.alarms[0].everywhere == 1


@pytest.mark.parametrize("now", [-1, 40])
def test_a_time_that_is_not_counted_is_refused(now: int) -> None:
    with pytest.raises(ValueError, match="one of the times"):
        watch(quiet_town(40), now)
