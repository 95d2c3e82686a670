"""What a daily alarm says of itself: its window, how rare it is, what a change does to a level."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom

from qunce.statistics.detection.budget import Budget
from qunce.statistics.detection.design import Floats
from qunce.statistics.detection.rolling import WINDOWS, Alarm, Rolling, Table, Watching
from qunce.statistics.detection.rolling_levels import Change, History, Levels, tail
from qunce.statistics.detection.rolling_rates import Rates

PLACES, CATEGORIES = 6, 4
CELLS = PLACES * CATEGORIES
GAP = 14


def a_town(seed: int, days: int = 200, daily: float = 0.03) -> Floats:
    rng = np.random.default_rng(seed)
    return rng.poisson(daily, size=(CELLS, days)).astype(np.float64)


def look(counts: Floats, watching: Watching | None = None) -> Rolling:
    place, category = np.divmod(np.arange(CELLS), CATEGORIES)
    table = Table(counts, place, category, summed=np.ones(CELLS, dtype=np.bool_))
    return Rolling(table, watching=watching)


def alarm_of(rolling: Rolling, cell: int) -> Alarm:
    (found,) = [alarm for alarm in rolling.found.alarms if alarm.which == cell]
    return found


@pytest.mark.parametrize(
    ("days", "seen"),
    [([-13, -11, -9, -8, -3, -2, -1], 7), ([-13, -3, -3, -2, -2, -1, -1, -1, -1], 8)],
    ids=["the fortnight tells more", "the week tells more"],
)
def test_told_is_the_window_that_is_least_likely(days: list[int], seen: int) -> None:
    counts = a_town(1)
    counts[9, -14:] = 0
    np.add.at(counts[9], days, 1)
    rolling = look(counts, Watching(Budget(40)))
    found = alarm_of(rolling, 9)
    assert found.observed == seen
    both = []
    for width in WINDOWS:
        levels = rolling._cells.levels(width)
        both.append(tail(counts[9, -width:].sum(), levels.mean[9], levels.size[9]))
    assert found.p == min(both)


def test_how_rare_is_said_over_the_whole_budget() -> None:
    """What just raises an alarm comes about as often as the budget bears; of a half of it, twice
    as often over the whole."""
    least = min(
        alarm.once_in_weeks
        for seed in range(40)
        for alarm in look(a_town(seed, daily=0.2), Watching(Budget(12))).found.alarms
    )
    borne = 1 / (7 * Watching(Budget(12)).rate)
    assert borne <= least < 4 * borne
    counts = a_town(2)
    counts[9, -3:] += 2
    whole, half = look(counts, Watching(Budget(2))), look(counts, Watching(Budget(4), part=0.5))
    rare, often = alarm_of(whole, 9), alarm_of(half, 9)
    assert rare.p == often.p
    assert often.once_in_weeks == pytest.approx(rare.once_in_weeks / 2)


def test_the_day_of_a_change_is_counted_as_after_it() -> None:
    """On one day fifty came; a change on that day leaves them their weight, a later one not."""
    counts = np.zeros((1, 200))
    counts[0, -21] = 50
    alone, touched = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.bool_)

    def rate(ago: int) -> float:
        changed = [Change(ago, touched)]
        return float(History(counts, alone, alone, gap=GAP, changes=changed).rate[0])

    assert rate(20) > 3 * rate(19)


def test_a_change_leaves_a_steady_level_where_it_was() -> None:
    """Three a day for a hundred days: they weigh less since the change, and were three a day."""
    alone, touched = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.bool_)
    history = [
        History(np.full((1, 100), 3.0), alone, alone, gap=GAP, changes=changed)
        for changed in ([], [Change(9, touched)])
    ]
    before, after = (float(one.rate[0]) for one in history)
    assert after == pytest.approx(before, rel=0.1)
    sure, unsure = (float(one.levels(7).variance[0]) for one in history)
    assert unsure > 5 * sure


def test_a_change_is_fresh_for_four_weeks() -> None:
    alone, touched = np.arange(2), np.array([True, False])
    for ago, fresh in ((0, True), (27, True), (28, False)):
        changed = [Change(ago, touched)]
        history = History(np.ones((2, 200)), alone, alone, gap=GAP, changes=changed)
        assert history.fresh.tolist() == [fresh, False]


def test_a_change_in_some_places_leaves_the_sum_its_history() -> None:
    counts = a_town(3)
    counts[::CATEGORIES, :-40] = 0

    def rate(touched: np.ndarray) -> float:
        place, category = np.divmod(np.arange(CELLS), CATEGORIES)
        table = Table(counts, place, category, summed=np.ones(CELLS, dtype=np.bool_))
        rolling = Rolling(table, changes=[Change(39, touched)])
        return float(rolling._sums(set()).history.rate[0])

    nobody = np.zeros(CELLS, dtype=np.bool_)
    one = np.arange(CELLS) == 0
    everybody = np.arange(CELLS) % CATEGORIES == 0
    assert rate(one) == rate(nobody)
    assert rate(everybody) > 1.5 * rate(nobody)


def test_of_large_counts_no_beginning_is_overlooked() -> None:
    """Not every count is looked at; what is said to begin is never less than what does."""
    mean, variance = np.array([5000.0]), np.array([9000.0])
    nothing = np.zeros(1)
    rates = Rates(Levels(7, mean, nothing, nothing, variance), dispersion=1.0, fewest=3)
    size = mean**2 / (variance - mean)
    numbers = np.arange(4000, 8000)
    after = nbinom.sf(numbers - 1, size, size / (size + mean))
    exact = np.minimum(after, numbers / 7 * nbinom.pmf(numbers, size, size / (size + mean)))
    for level in (0.04, 1e-3, 1e-6):
        first = int((after > level).sum())
        assert exact[first:].max() <= rates.at(level) < 3 * exact[first:].max()
