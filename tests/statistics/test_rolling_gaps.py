"""Places that begin, end or were not counted for a while, in a town that is looked at daily."""

from __future__ import annotations

import numpy as np
import pytest

from qunce.statistics.detection.design import Floats
from qunce.statistics.detection.rolling import Found, Rolling, Table

PLACES, CATEGORIES = 12, 8
CELLS = PLACES * CATEGORIES
PLANTED = 5


def a_town(days: int = 300, seed: int = 0, daily: float = 0.05) -> Floats:
    rng = np.random.default_rng(seed)
    return rng.poisson(daily, size=(CELLS, days)).astype(np.float64)


def a_table(counts: Floats) -> Table:
    place, category = np.divmod(np.arange(CELLS), CATEGORIES)
    return Table(counts, place, category, summed=np.ones(CELLS, dtype=np.bool_))


def look(counts: Floats) -> Found:
    return Rolling(a_table(counts)).found


@pytest.mark.parametrize(
    "gone",
    [
        (slice(40, 41), slice(-20, None)),
        (slice(40, 41), slice(None)),
        (slice(8, 16), slice(-7, None)),
        (slice(3, None, CATEGORIES), slice(-20, None)),
    ],
    ids=["a cell ended", "a cell never was", "a place ended", "a category ended"],
)
def test_what_is_not_counted_any_more_silences_nothing_else(gone: tuple[slice, slice]) -> None:
    counts = a_town()
    counts[PLANTED, -3:] += 3
    counts[gone] = np.nan
    found = look(counts)
    assert [alarm.which for alarm in found.alarms] == [PLANTED]
    assert 0 < found.alarms[0].p < 1e-4


def test_places_that_begin_do_not_lift_the_sum_over_all_places() -> None:
    """One category in twelve places, six of which are counted for twelve days only."""
    raised = []
    for seed in range(10):
        counts = a_town(200, seed, daily=0.1)[:12]
        counts[6:, :188] = np.nan
        table = Table(
            counts, np.arange(12), np.zeros(12, dtype=np.int64), summed=np.ones(12, dtype=np.bool_)
        )
        raised += Rolling(table).found.alarms
    assert not raised


def test_places_that_begin_do_not_make_this_a_season_of_few() -> None:
    """Two thirds of the cells are counted from day 400 on; nothing has a season."""
    seasons = []
    for seed in range(4):
        counts = a_town(720, seed)
        counts[CELLS // 3 :, :400] = np.nan
        seasons.append(Rolling(a_table(counts))._cells.history.season.mean())
    assert np.mean(seasons) == pytest.approx(1.0, abs=0.07)


def test_places_that_begin_are_no_dispersion() -> None:
    counts = a_town(360, 1, daily=0.5)
    counts[::2, :180] = np.nan
    assert Rolling(a_table(counts))._cells.history.dispersion == pytest.approx(1.0, abs=0.05)


def test_days_on_which_nobody_counted_take_no_part_in_a_level() -> None:
    counts = a_town(300, 2, daily=0.5)
    closed = counts.copy()
    closed[:, 100:160] = np.nan
    whole, less = Rolling(a_table(counts)), Rolling(a_table(closed))
    for known, told in (
        (whole._cells, less._cells),
        (whole._sums(set()), less._sums(set())),
    ):
        assert told.history.rate.sum() == pytest.approx(known.history.rate.sum(), rel=0.03)
