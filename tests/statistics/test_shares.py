"""Cold start: a place told from all others, and how its own season takes over."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from qunce.statistics.detection.forecast import Forecast, tail
from qunce.statistics.detection.seasonal import fit
from qunce.statistics.detection.shares import (
    ShareForecast,
    ShareSettings,
    hand_over,
    share,
)

Floats = NDArray[np.float64]


def week(number: int) -> NDArray[np.int64]:
    return np.array([number], dtype=np.int64)


def town(seed: int, places: int, weeks: int, shocks: float = 0.0) -> Floats:
    """Places of unlike size that share a season and, if wished, shocks."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0.3, 0.8, (places, 1))
    shared = 0.5 * np.cos(2 * np.pi * np.arange(weeks) / 52 + 1) + rng.normal(0, 1, weeks) * shocks
    mean = np.exp(level + shared)
    return rng.negative_binomial(2 * mean, 2 / 3).astype(np.float64)


def test_by_hand_a_place_with_a_tenth_brings_a_tenth() -> None:
    counts = np.tile([[10.0], [40.0], [50.0]], 20)
    counts = np.column_stack([counts, [10, 80, 100]])
    said = share(counts, week(20))
    assert said.mean[0, 0] == pytest.approx(20, rel=0.02), "the others doubled, so should it"
    assert said.dispersion[0, 0] == 1
    drift, now, before = 0.15**2, 1 / 180.5, 1 / 201
    assert said.unsure[0, 0] == pytest.approx(drift + now + before)


def test_a_place_s_own_count_does_not_move_what_is_expected_of_it() -> None:
    counts = town(1, 20, 12)
    more = counts.copy()
    more[3, 11] += 50
    before, after = share(counts, week(11)), share(more, week(11))
    assert after.mean[3, 0] == before.mean[3, 0]
    assert (np.delete(after.mean, 3, 0) > np.delete(before.mean, 3, 0)).all()


def test_a_week_in_which_everybody_speaks_is_no_alarm_and_one_place_is() -> None:
    counts = town(2, 40, 9)
    counts[:, 8] = np.random.default_rng(3).poisson(3 * counts[:, :8].mean(axis=1))
    counts[5, 8] = 3 * counts[5, :8].mean() + 25
    p = tail(counts[:, [8]], share(counts, week(8)))[:, 0]
    assert p[5] < 1e-3
    assert (np.delete(p, 5) < 0.01).mean() < 0.06
    own = tail(counts[:, [8]], fit(counts, week(8)))[:, 0]
    assert (own < 0.01).mean() > (p < 0.01).mean(), "the own history knows of no such weeks"


def test_chance_alone_alarms_no_more_than_promised() -> None:
    alarms = []
    for seed in range(100):
        counts = town(100 + seed, 40, 27, shocks=0.25)
        for history in (8, 26):
            by_share = share(counts[:, 26 - history :], week(history))
            both = hand_over(by_share, fit(counts[:, 26 - history :], week(history)))
            alarms += [tail(counts[:, [26]], f) <= 0.01 for f in (by_share, both.forecast)]
    assert 0.001 < np.mean(alarms) < 0.014


def test_the_share_beats_eight_weeks_of_own_history() -> None:
    found = {"share": 0.0, "own": 0.0}
    for seed in range(60):
        counts = town(200 + seed, 40, 9, shocks=0.25)
        counts[7, 8] += 8
        seen = counts[:, [8]]
        for name, said in (("share", share(counts, week(8))), ("own", fit(counts, week(8)))):
            found[name] += tail(seen, said)[7, 0] < 0.01
    assert found["share"] > 1.1 * found["own"]


def test_the_own_forecast_takes_over_step_by_step_as_history_grows() -> None:
    counts = np.tile([[3.0], [6.0], [5.0], [4.0], [9.0], [12.0]], 301)
    lengths = [1, 2, 4, 8, 13, 26, 52, 78, 104, 156, 208, 300]
    parts = []
    for length in lengths:
        history = counts[:, : length + 1]
        both = hand_over(share(history, week(length)), fit(history, week(length)))
        parts.append(both.own[0, 0])
        assert both.forecast.mean[0, 0] == pytest.approx(3, rel=0.45)
    assert parts == sorted(parts)
    assert parts[0] < 0.3
    assert parts[-1] > 0.6
    assert max(np.diff(parts)) < 0.25, "no jump between a history and one twice as long"


def test_both_together_lie_between_and_are_never_surer_than_their_mix() -> None:
    counts = town(4, 30, 60)
    by_share, own = share(counts, week(59)), fit(counts, week(59))
    both = hand_over(by_share, own)
    low, high = np.minimum(by_share.mean, own.mean), np.maximum(by_share.mean, own.mean)
    assert ((both.forecast.mean >= low - 1e-9) & (both.forecast.mean <= high + 1e-9)).all()
    least = np.minimum(by_share.unsure, own.unsure)
    assert (both.forecast.unsure >= least - 1e-12).all()
    assert ((both.own > 0) & (both.own < 1)).all()


def test_where_one_is_not_known_the_other_stands_alone() -> None:
    def cells(*values: float) -> Floats:
        return np.array([values])

    zero = np.zeros((1, 3), dtype=np.int64)
    nan = np.nan
    some, ones = cells(0.1, nan, nan), cells(1, 1, 1)
    left = ShareForecast(
        cells(2, nan, nan), some, cells(1, nan, nan), zero, ones, apart=some, own_cases=ones
    )
    right = Forecast(cells(nan, 5, nan), cells(nan, 0.2, nan), cells(nan, 2, nan), zero, ones)
    both = hand_over(left, right)
    assert both.forecast.mean[0, :2].tolist() == pytest.approx([2, 5])
    assert both.forecast.dispersion[0, :2].tolist() == pytest.approx([1, 2])
    assert both.own[0, :2].tolist() == [0, 1]
    assert np.isnan(both.forecast.mean[0, 2])


def test_one_week_of_history_and_places_that_never_spoke_are_sound() -> None:
    counts = np.array([[3.0, 4.0], [0, 0], [8, 9], [2, 1]])
    said = share(counts, week(1))
    assert np.isfinite(said.mean).all()
    assert 0 < said.mean[1, 0] < 3
    assert tail(seen := counts[:, [1]], said)[:, 0] == pytest.approx(1, abs=0.8)
    assert seen.shape == said.mean.shape


def test_zeros_everywhere_and_a_silent_week_do_not_make_one_voice_impossible() -> None:
    counts = np.zeros((40, 9))
    counts[4, 8] = 1
    assert tail(counts[:, [8]], share(counts, week(8)))[4, 0] > 1e-4
    spoken = town(5, 40, 9)
    spoken[:, 8] = 0
    spoken[4, 8] = 1
    assert tail(spoken[:, [8]], share(spoken, week(8)))[4, 0] > 1e-4


def test_six_at_once_where_nobody_ever_spoke_are_most_unusual() -> None:
    counts = np.zeros((12, 60))
    counts[0, 59] = 6
    by_share = share(counts, week(59))
    both = hand_over(by_share, fit(counts, week(59))).forecast
    for said in (by_share, both):
        assert tail(counts[:, [59]], said)[0, 0] < 1e-6


def test_counts_of_a_million_are_told_too() -> None:
    rng = np.random.default_rng(6)
    counts = rng.poisson(1e6, (10, 20)).astype(np.float64)
    said = share(counts, week(19))
    assert said.mean == pytest.approx(1e6, rel=0.01)
    assert (tail(counts[:, [19]], said) > 0.3).all(), "the drift is more than such a small scatter"


def test_weeks_not_counted_are_left_out() -> None:
    counts = np.tile([[10.0], [40.0], [50.0], [30.0]], 21)
    counts[0, 3:9] = np.nan
    counts[2, 5:] = np.nan
    said = share(counts, week(20))
    assert said.mean[[0, 1, 3], 0] == pytest.approx([10, 40, 30], rel=0.1)
    counts[1:, 20] = np.nan
    assert np.isnan(share(counts, week(20)).mean[0, 0]), "alone in its week"
    counts[3, :20] = np.nan
    assert np.isnan(share(counts, week(20)).mean[3, 0]), "no week before"
    assert np.isnan(share(counts, week(0)).mean).all()


def test_an_outbreak_long_past_does_not_raise_a_share_for_good() -> None:
    counts = np.random.default_rng(7).poisson(4.0, (30, 53)).astype(np.float64)
    hit = counts.copy()
    hit[2, 20:23] += 40
    usual, after = share(counts, week(52)).mean[2, 0], share(hit, week(52)).mean[2, 0]
    assert after < 1.2 * usual, "without weights it would be 1.6 times"


@pytest.mark.parametrize(
    ("counts", "at"),
    [
        (np.ones((2, 9)), 8),
        (np.ones((5, 9)), 9),
        (-np.ones((5, 9)), 8),
        (np.full((5, 9), np.inf), 8),
        (np.ones(9), 8),
    ],
)
def test_bad_input_is_refused_in_words(counts: Floats, at: int) -> None:
    with pytest.raises(ValueError, match=r"places|count|others"):
        share(counts, week(at))


def test_settings_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="history"):
        ShareSettings(history=0)


def test_a_place_that_is_new_this_week_does_not_move_the_others() -> None:
    counts = town(4, 8, 30)
    new = np.full((1, 30), np.nan)
    new[0, 29] = 500
    before, after = share(counts, week(29)), share(np.vstack([counts, new]), week(29))
    assert after.mean[:8] == pytest.approx(before.mean, rel=0.01)
    assert np.isnan(after.mean[8, 0])


def test_the_dispersion_is_that_of_all_until_the_own_part_is_large() -> None:
    def known(value: float) -> Floats:
        return np.array([[value]])

    none = np.zeros((1, 1), dtype=np.int64)
    by_share = ShareForecast(
        *(known(2.0), known(0.1), known(1.0), none, known(1.0)),
        apart=known(0.5),
        own_cases=known(39.0),
    )
    # A season costs 20 / 40 = 0.5, shocks nothing: half and half.
    own = Forecast(known(2.0), known(0.1), known(1.0), none, known(1.0))
    assert hand_over(by_share, own).own[0, 0] == pytest.approx(0.5)
    # Shocks of (3 - 1) / 4 = 0.5: the own part is a third, of the dispersion a ninth is its own.
    own = Forecast(known(4.0), known(0.1), known(3.0), none, known(1.0))
    handed = hand_over(by_share, own)
    assert handed.own[0, 0] == pytest.approx(1 / 3)
    assert handed.forecast.dispersion[0, 0] == pytest.approx(1 + 2 / 9)
