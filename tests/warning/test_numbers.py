"""Which daily numbers are more than usual: pure tables of days, without a town."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from qunce.domain.warning.numbers import (
    Excess,
    Numbers,
    NumbersFound,
    Told,
    judge_numbers,
    usual_days,
)
from qunce.statistics.detection.design import Floats

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
NONE = float("nan")


def absent(days: int = 200, seed: int = 1, mean: float = 4.0, series: int = 1) -> Floats:
    """So many a day, a third fewer on two days of the week, more spread than chance alone."""
    rng = np.random.default_rng(seed)
    week = np.where(np.arange(days) % 7 < 5, 1.0, 0.67)
    made: Floats = rng.negative_binomial(2 * mean * week, 2 / 3, size=(series, days)).astype(float)
    return made


def judged(counts: Floats, *, per_month: float = 1.0, **since: Told) -> NumbersFound:
    rows = range(len(counts))
    going_on = {int(name[1:]): told for name, told in since.items()}
    table = Numbers(rows, [100 + row for row in rows], counts)
    return judge_numbers(table, today=TODAY, per_month=per_month, since=going_on)


def the_one(counts: Floats) -> Excess:
    (found,) = judged(counts).alarms
    return found


def test_a_day_far_above_its_usual_is_told_by_that_day() -> None:
    counts = absent()
    counts[0, -1] = 25
    one = the_one(counts)
    assert (one.unit, one.observed, one.method) == (100, 25, "daily-1")
    assert (one.first_on, one.last_on) == (TODAY, TODAY)
    assert one.low <= one.expected <= one.high < 25
    assert one.once_in_weeks > 52


def test_what_grows_over_days_is_told_by_seven_of_them() -> None:
    counts = absent()
    counts[0, -7:] += 6
    one = the_one(counts)
    assert one.method == "daily-7"
    assert one.observed == counts[0, -7:].sum()
    assert (one.first_on, one.last_on) == (TODAY - 6 * DAY, TODAY)
    assert one.high < one.observed


def test_seven_counted_days_of_a_school_are_nine_of_the_calendar() -> None:
    counts = absent(201)
    counts[0, [n for n in range(201) if n % 7 in (5, 6)]] = NONE
    counts[0, -9:] += 6
    one = the_one(counts)
    assert one.observed == np.nansum(counts[0, -9:])
    assert (one.last_on - one.first_on).days == 8


def test_a_day_without_a_number_raises_nothing_and_hides_nothing() -> None:
    counts = absent()
    counts[0, -4] = 25
    counts[0, -3:] = NONE
    assert the_one(counts).last_on == TODAY - 3 * DAY
    old = np.pad(counts, ((0, 0), (0, 6)), constant_values=NONE)
    assert judged(old).alarms == [], "nine days old"


def test_under_three_is_nothing() -> None:
    counts = np.zeros((1, 200))
    counts[0, -1] = 2
    assert judged(counts, per_month=10).alarms == []
    counts[0, -2:] = 2
    assert the_one(counts).observed == 4


@pytest.mark.parametrize(("days", "raised"), [(27, False), (28, True)])
def test_twenty_eight_days_are_counted_before(days: int, raised: bool) -> None:
    counts = absent(days + 14)
    counts[0, -1] = 40
    assert bool(judged(counts).alarms) is raised


def test_nothing_is_shared_between_series() -> None:
    counts = absent(series=3)
    counts[1, -1] = 30
    others = absent(series=3, seed=9)
    others[1] = counts[1]
    mine, theirs = judged(counts).alarms, judged(others).alarms
    assert [one.series for one in mine] == [1]
    assert mine[0].expected == pytest.approx(theirs[0].expected)


def test_a_monday_is_compared_with_mondays() -> None:
    counts = np.zeros((1, 210))
    counts[0, 6::7] = 20
    assert counts[0, -1] == 20
    assert judged(counts).alarms == []
    assert usual_days(counts, 2)[0] == (0, 0)
    low, high = usual_days(counts, 2)[1] or (0, 0)
    assert 10 <= low <= 20 <= high <= 30


@pytest.mark.parametrize(
    "odd",
    [
        np.full((1, 200), NONE),
        np.zeros((1, 200)),
        np.full((1, 200), 7.0),
        np.full((1, 1), 3.0),
        np.zeros((0, 1)),
    ],
    ids=["no number", "noughts", "constant", "one day", "no series"],
)
def test_odd_series_raise_nothing(odd: Floats) -> None:
    assert judged(odd, per_month=10).alarms == []


def test_a_slip_of_the_pen_is_told_and_does_not_hide_what_comes() -> None:
    counts = absent()
    counts[0, -60] = 100_000
    assert judged(counts).alarms == []
    counts[0, -1] = 100_000
    one = the_one(counts)
    assert one.observed == 100_000
    assert one.high < 1_000


def test_months_without_numbers_are_no_noughts() -> None:
    counts = absent(400)
    counts[0, 100:390] = NONE
    assert judged(counts).alarms == []
    counts[0, -1] = 30
    assert the_one(counts).expected > 1


def test_what_goes_on_is_told_as_it_is_now_and_calm_when_seven_days_are_usual() -> None:
    counts = absent()
    counts[0, -3:] = (25, 8, 3)
    day = Told(TODAY - 2 * DAY, "daily-1")
    found = judged(counts, s0=day)
    assert found.alarms == []
    assert (found.standing[0].observed, found.standing[0].last_on) == (25, TODAY - 2 * DAY)
    assert found.calm == set()
    later = np.hstack([counts, absent(8, seed=3)])
    assert judged(later, s0=Told(TODAY - 10 * DAY, "daily-1")).calm == {0}
    silent = np.pad(counts, ((0, 0), (0, 15)), constant_values=NONE)
    assert judged(silent, s0=day).known == set()


def test_years_in_which_nothing_happens_raise_little() -> None:
    begun = 0
    for seed in range(40):
        counts = absent(200, seed=seed, series=8)
        begun += len(judged(counts).alarms)
    assert begun <= 2, "eight series on forty days that have nothing to do with each other"
