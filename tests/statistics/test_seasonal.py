"""Our own detector: against statsmodels, by hand, in small made worlds, and with odd input."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy.stats import nbinom, poisson

from qunce.statistics.detection.forecast import (
    Forecast,
    combined,
    evidence,
    moving_sum,
    summed,
    tail,
    usual_range,
)
from qunce.statistics.detection.penalised import settle
from qunce.statistics.detection.seasonal import (
    DAYS,
    WEEKS,
    Settings,
    columns_for,
    fit,
    judge,
)
from qunce.statistics.detection.steps import most_likely

Floats = NDArray[np.float64]
PLAIN = replace(WEEKS, step_above=None, reweight_above=None)
NO_STEPS = replace(WEEKS, step_above=None)


def weeks(*numbers: int) -> NDArray[np.int64]:
    return np.array(numbers, dtype=np.int64)


def expecting(mean: float, unsure: float = 0.0, dispersion: float = 1.0) -> Forecast:
    def cell(value: float) -> Floats:
        return np.array([[value]])

    return Forecast(
        cell(mean), cell(unsure), cell(dispersion), np.zeros((1, 1), dtype=np.int64), cell(1)
    )


def seen(count: float) -> Floats:
    return np.array([[count]])


def seasonal_counts(seed: int, series: int, length: int, level: float = 2.0) -> Floats:
    rng = np.random.default_rng(seed)
    t = np.arange(length)
    phase = rng.random((series, 1))
    mean = level * np.exp(0.5 * np.cos(2 * np.pi * (t / 52 + phase)))
    return rng.negative_binomial(2 * mean, 2 / 3).astype(np.float64)


# --- the fit


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_fit_is_that_of_statsmodels_to_eight_digits(seed: int) -> None:
    """Half a case more in the level's score: statsmodels is given counts that are so much more."""
    past = seasonal_counts(seed, 1, 260, level=9.0)
    faint = replace(PLAIN, trend_penalty=1e-12, season_penalty=1e-12)
    columns = columns_for(260, faint)
    x = columns.x
    more = x @ np.linalg.solve(x.T @ x, 0.5 * np.eye(6)[0])
    theirs = sm.GLM(past[0] + more, x, family=sm.families.Poisson()).fit(tol=1e-15)
    mine = fit(past, weeks(260), faint)
    assert mine.mean[0, 0] == pytest.approx(float(np.exp(columns.now @ theirs.params)), rel=1e-8)
    variance = float(columns.now @ theirs.cov_params() @ columns.now)
    assert mine.unsure[0, 0] / mine.dispersion[0, 0] == pytest.approx(variance, rel=1e-8)
    mean = np.exp(x @ theirs.params)
    dispersion = (((past[0] - mean) ** 2 / mean).sum() + 10) / (260 - 6 + 10)
    assert mine.dispersion[0, 0] == pytest.approx(dispersion, rel=1e-8)


def test_a_penalised_fit_is_the_best_there_is() -> None:
    past = seasonal_counts(3, 1, 80)
    columns = columns_for(80, WEEKS)

    def likelihood(beta: Floats) -> float:
        log = columns.x @ beta
        fitted = float(past[0] @ log - np.exp(log).sum())
        return fitted + 0.5 * beta[0] - float(0.5 * (columns.penalty * beta**2).sum())

    found = settle(
        columns,
        past,
        None,
        np.zeros((1, 6)),
        reweight_above=None,
        dispersion_prior=(1.0, 10.0),
    ).beta[0]
    best = likelihood(found)
    for which, by in itertools.product(range(6), (-1e-3, 1e-3)):
        assert likelihood(found + by * np.eye(6)[which]) < best


def test_weeks_judged_together_are_as_if_each_were_judged_alone() -> None:
    counts = seasonal_counts(5, 4, 330)
    together = fit(counts, np.arange(300, 310))
    for column, week in enumerate(range(300, 310)):
        alone = fit(counts, weeks(week))
        assert together.mean[:, column] == pytest.approx(alone.mean[:, 0], rel=1e-3)
        assert together.unsure[:, column] == pytest.approx(alone.unsure[:, 0], rel=1e-2)


def test_the_future_says_nothing() -> None:
    counts = seasonal_counts(6, 3, 200)
    later = counts.copy()
    later[:, 150:] = 999
    assert np.array_equal(fit(counts, weeks(150)).mean, fit(later, weeks(150)).mean)


def test_a_season_is_expected_again() -> None:
    t = np.arange(520)
    mean = 20 * np.exp(0.6 * np.cos(2 * np.pi * t / 52))
    counts = np.random.default_rng(7).poisson(mean, (30, 520)).astype(np.float64)
    said = fit(counts, weeks(520, 494 + 0))
    assert said.mean[:, 0].mean() == pytest.approx(20 * np.exp(0.6), rel=0.03)
    assert said.mean[:, 1].mean() == pytest.approx(20 * np.exp(-0.6), rel=0.03)


def test_past_outbreaks_are_weighed_down() -> None:
    counts = np.random.default_rng(8).poisson(4.0, (20, 260)).astype(np.float64)
    hit = counts.copy()
    hit[:, 240:243] += 40
    usual, weighed = fit(counts, weeks(260), NO_STEPS), fit(hit, weeks(260), NO_STEPS)
    raw = fit(hit, weeks(260), PLAIN)
    assert np.median(weighed.mean / usual.mean) < 1.1
    assert np.median(raw.mean / usual.mean) > 1.2
    assert np.median(weighed.dispersion) < 2 < np.median(raw.dispersion)


# --- short histories and odd input


@pytest.mark.parametrize("length", [1, 2, 4, 8, 26])
def test_a_short_history_is_believed_little(length: int) -> None:
    counts = np.full((1, length), 3.0)
    said = fit(counts, weeks(length))
    assert 2 < said.mean[0, 0] < 4.5
    assert said.unsure[0, 0] >= 1 / (3 * length + 0.5)
    longer = fit(np.full((1, 2 * length), 3.0), weeks(2 * length))
    assert longer.unsure[0, 0] < said.unsure[0, 0]


def test_after_one_week_a_large_count_is_not_yet_unusual_and_a_huge_one_is() -> None:
    said = fit(np.array([[3.0]]), weeks(1))
    assert tail(seen(9), said)[0, 0] > 0.01
    assert tail(seen(60), said)[0, 0] < 0.01


def test_only_zeros_expect_next_to_nothing_and_one_case_is_not_impossible() -> None:
    said = fit(np.zeros((1, 520)), weeks(520))
    assert said.mean[0, 0] < 0.01
    assert 1e-4 < tail(seen(1), said)[0, 0] < 0.02
    assert tail(seen(0), said)[0, 0] == 1
    assert usual_range(said)[1][0, 0] == 0


def test_a_constant_series_expects_itself() -> None:
    said = fit(np.full((1, 300), 7.0), weeks(300))
    assert said.mean[0, 0] == pytest.approx(7, rel=0.01)
    assert said.dispersion[0, 0] == 1
    assert said.step[0, 0] == 0


def test_counts_of_a_million_are_fitted() -> None:
    rng = np.random.default_rng(9)
    counts = np.round(rng.normal(1e6, 5e3, (2, 200)))
    said = judge(counts, weeks(199))
    assert said.forecast.mean == pytest.approx(1e6, rel=0.01)
    assert (said.p > 1e-4).all()
    counts[:, 199] = 1.1e6
    assert (judge(counts, weeks(199)).p < 1e-6).all()


def test_a_single_million_among_zeros_does_not_break_the_fit() -> None:
    counts = np.zeros((1, 100))
    counts[0, 50] = 1e6
    said = fit(counts, weeks(100))
    assert np.isfinite(said.mean).all()
    assert np.isfinite(said.unsure).all()


def test_weeks_that_were_not_counted_are_left_out_and_not_taken_for_zero() -> None:
    counts = np.random.default_rng(10).poisson(5.0, (6, 260)).astype(np.float64)
    gaps = counts.copy()
    gaps[:, 40:90] = np.nan
    said = fit(gaps, weeks(260))
    assert said.mean == pytest.approx(fit(counts, weeks(260)).mean, rel=0.2)
    nulled = np.nan_to_num(gaps)
    assert (fit(nulled, weeks(260), NO_STEPS).dispersion > said.dispersion).all()


def test_a_place_that_appears_later_is_as_one_with_a_short_history() -> None:
    counts = np.full((1, 100), np.nan)
    counts[0, 90:] = [3, 2, 4, 3, 1, 5, 3, 2, 3, 4]
    late = fit(counts, weeks(100))
    short = fit(counts[:, 90:], weeks(10))
    assert late.mean == pytest.approx(short.mean, rel=1e-6)
    assert late.unsure == pytest.approx(short.unsure, rel=1e-4)


def test_nothing_counted_is_nothing_known() -> None:
    counts = np.full((2, 10), np.nan)
    counts[1] = 2
    said = judge(counts, weeks(9))
    assert np.isnan(said.p[0, 0])
    assert np.isfinite(said.p[1, 0])
    assert np.isnan(said.forecast.mean[0, 0])
    first = judge(counts, weeks(0))
    assert np.isnan(first.p).all(), "the first week of all has nothing before it"


@pytest.mark.parametrize(
    ("counts", "at"),
    [
        (np.array([[1.0, -1.0]]), [1]),
        (np.array([[1.0, np.inf]]), [1]),
        (np.array([1.0, 2.0]), [1]),
        (np.array([[1.0, 2.0]]), [3]),
        (np.array([[1.0, 2.0]]), [-1]),
        (np.array([[1.0, 2.0]]), [1.5]),
    ],
)
def test_bad_input_is_refused_in_words(counts: Floats, at: list[float]) -> None:
    with pytest.raises(ValueError, match=r"count|week"):
        fit(counts, np.array(at))


def test_weeks_with_gaps_between_them_have_no_longer_window() -> None:
    with pytest.raises(ValueError, match="follow one another"):
        judge(np.ones((1, 20)), weeks(10, 12))


def test_settings_that_make_no_sense_are_refused() -> None:
    for wrong in ({"history": 0}, {"season_penalty": 0.0}, {"dispersion_prior": (0.5, 10.0)}):
        with pytest.raises(ValueError, match=r"history|penalty|dispersion"):
            Settings(**wrong)  # type: ignore[arg-type]


# --- what an outbreak and a change of level look like


def test_a_planted_outbreak_is_found_in_its_week_and_only_there() -> None:
    counts = seasonal_counts(11, 40, 320)
    counts[7, 310] += 15
    said = judge(counts, np.arange(305, 315))
    assert said.p[7, 5] < 1e-4
    assert said.p.argmin() == np.ravel_multi_index((7, 5), said.p.shape)
    assert evidence(counts[:, 305:315], said.forecast).argmax() == said.p.argmin()


def test_cases_spread_over_two_weeks_are_seen_by_the_longer_window() -> None:
    counts = np.random.default_rng(12).poisson(3.0, (1, 300)).astype(np.float64)
    counts[0, 298:300] = 8
    said = judge(counts, weeks(299))
    assert said.double[0, 0] < 0.2 * said.single[0, 0]
    assert said.p[0, 0] == pytest.approx(3 * said.double[0, 0])


def test_chance_alone_alarms_no_more_than_promised() -> None:
    """4,000 weeks that are alike in short, middle and long histories; and with a season."""
    counts = seasonal_counts(13, 200, 340)
    for begin in (320, 100, 20):
        said = judge(counts, np.arange(begin, begin + 20))
        assert (said.single <= 0.01).mean() < 0.014
        assert (said.p <= 0.01).mean() < 0.014
    assert (said.p <= 0.01).mean() > 0.0005, "a detector that never cries finds nothing"


def test_a_lasting_change_is_found_and_no_longer_cried_about() -> None:
    rng = np.random.default_rng(14)
    mean = np.where(np.arange(520) < 460, 20.0, 32.0)
    counts = rng.poisson(mean, (60, 520)).astype(np.float64)
    with_steps, without = judge(counts, weeks(519)), judge(counts, weeks(519), NO_STEPS)
    assert (without.single < 0.05).mean() > 0.2
    assert (with_steps.single < 0.05).mean() < 0.12
    found = with_steps.forecast.step[:, 0]
    assert (found > 0).all()
    assert np.median(np.abs(found - 59)) <= 2
    assert np.median(with_steps.forecast.step_factor) == pytest.approx(1.6, rel=0.15)


def test_series_without_a_change_have_few_steps() -> None:
    counts = seasonal_counts(15, 400, 320)
    assert (fit(counts, weeks(320)).step > 0).mean() < 0.04


def test_the_score_test_is_the_one_that_a_fit_with_the_step_confirms() -> None:
    rng = np.random.default_rng(16)
    past = rng.poisson(np.where(np.arange(200) < 174, 5.0, 7.0), (1, 200)).astype(np.float64)
    columns = columns_for(200, PLAIN)
    fitted = settle(
        columns,
        past,
        None,
        np.zeros((1, 6)),
        reweight_above=None,
        dispersion_prior=(1.0, 10.0),
    )
    back, z = most_likely(columns, past, fitted, (26,))
    wider = columns.with_step(174, 1e-9)
    again = settle(
        wider, past, None, np.zeros((1, 7)), reweight_above=None, dispersion_prior=(1.0, 10.0)
    )
    wald = again.beta[0, -1] / np.sqrt(again.inverse[0, -1, -1] * fitted.dispersion[0])
    assert back[0] == 26
    assert z[0] == pytest.approx(wald, rel=0.15)


def test_a_registered_change_is_no_alarm_however_young() -> None:
    rng = np.random.default_rng(17)
    for since in (0, 1, 4):
        mean = np.where(np.arange(261) < 260 - since, 5.0, 9.0)
        counts = rng.poisson(mean, (80, 261)).astype(np.float64)
        told = judge(counts, weeks(260), changes=[260 - since])
        untold = judge(counts, weeks(260))
        assert (told.single < 0.01).mean() < 0.5 * (untold.single < 0.01).mean() + 0.013
        assert (told.forecast.unsure >= untold.forecast.unsure).mean() > 0.85


def test_a_change_registered_long_ago_or_to_come_changes_nothing() -> None:
    counts = seasonal_counts(18, 3, 600)
    plain = fit(counts, weeks(590))
    assert np.array_equal(fit(counts, weeks(590), changes=[10, 595]).mean, plain.mean)


# --- days, and numbers that are not counts


def test_weekdays_are_told_apart() -> None:
    rng = np.random.default_rng(19)
    t = np.arange(400)
    mean = np.where(t % 7 < 5, 8.0, 1.0)
    counts = rng.poisson(mean, (20, 400)).astype(np.float64)
    said = judge(counts, np.arange(386, 400), DAYS, width=7)
    working = np.arange(386, 400) % 7 < 5
    assert np.median(said.forecast.mean[:, working]) == pytest.approx(8, rel=0.15)
    assert np.median(said.forecast.mean[:, ~working]) == pytest.approx(1, rel=0.35)
    assert (said.p < 0.01).mean() < 0.025
    counts[0, 398] += 7
    assert judge(counts, weeks(398), DAYS, width=7).p[0, 0] < 1e-2


def test_numbers_such_as_absences_in_days_need_not_be_whole() -> None:
    rng = np.random.default_rng(20)
    numbers = rng.gamma(40.0, 3.0, (5, 200)) / 4
    said = judge(numbers, weeks(199))
    assert ((said.p > 0.001) & (said.p <= 1)).all()
    numbers[:, 199] *= 3
    assert (judge(numbers, weeks(199)).p < 1e-5).all()


# --- probabilities


@pytest.mark.parametrize("count", [0, 1, 4, 12])
def test_the_tail_is_that_of_the_textbook(count: int) -> None:
    assert tail(seen(count), expecting(3.0))[0, 0] == pytest.approx(
        poisson.sf(count - 1, 3.0), rel=1e-6
    )
    wide = expecting(3.0, unsure=0.1, dispersion=2.0)
    variance = 2 * 3 + 9 * 0.1
    size = 9 / (variance - 3)
    assert wide.variance[0, 0] == pytest.approx(variance)
    assert tail(seen(count), wide)[0, 0] == pytest.approx(
        nbinom.sf(count - 1, size, size / (size + 3)), rel=1e-9
    )


def test_the_tail_falls_with_the_count_and_rises_with_doubt() -> None:
    tails = [tail(seen(count), expecting(5, 0.05, 1.5))[0, 0] for count in range(40)]
    assert (np.diff(tails) < 0).all()
    doubts = [tail(seen(15), expecting(5, doubt, 1.5))[0, 0] for doubt in (0, 0.1, 0.5)]
    assert doubts == sorted(doubts)


def test_evidence_weighs_an_outbreak_against_none() -> None:
    found = [evidence(seen(count), expecting(4.0))[0, 0] for count in range(30)]
    assert (np.diff(found) > 0).all()
    assert found[3] < 0 < found[12]
    by_hand = np.mean([poisson.pmf(9, 4 + k) for k in range(1, 11)]) / poisson.pmf(9, 4)
    assert found[9] == pytest.approx(np.log(by_hand), abs=1e-5), "0.5 k deviations of 2 are k"


def test_the_usual_range_holds_what_it_says() -> None:
    low, high = usual_range(expecting(20, 0.01, 2.0))
    draws = np.random.default_rng(21).negative_binomial(400 / 24, 400 / 24 / (400 / 24 + 20), 4000)
    assert 0.89 < ((draws >= low) & (draws <= high)).mean() < 0.95
    wide = usual_range(expecting(20, 0.01, 2.0), 0.99)
    assert wide[0] < low < 20 < high < wide[1]
    assert np.isnan(usual_range(expecting(np.nan))[0])
    low, high = usual_range(expecting(1e100, 0.01, 2.0))
    assert 0.8e100 < low < 0.9e100 < 1.1e100 < high < 1.2e100, "single cases do not matter there"
    with pytest.raises(ValueError, match="level"):
        usual_range(expecting(3), 90)


def test_two_weeks_expect_the_sum_of_both() -> None:
    said = fit(seasonal_counts(22, 2, 100), np.arange(97, 100))
    both = summed(said, 2)
    assert both.mean == pytest.approx(said.mean[:, :-1] + said.mean[:, 1:])
    assert moving_sum(np.array([[1.0, 2.0, 4.0]]), 2).tolist() == [[3.0, 6.0]]
    with pytest.raises(ValueError, match="sum of 4"):
        summed(said, 4)


def test_two_weeks_are_as_unsure_as_the_last_of_them() -> None:
    row = np.array([[1.0, 2.0, 3.0]])
    made = Forecast(row, row / 10, row + 1, row.astype(np.int64), row)
    both = summed(made, 2)
    assert both.mean.tolist() == [[3.0, 5.0]]
    assert both.unsure.tolist() == [[0.2, 0.3]]
    assert both.dispersion.tolist() == [[3.0, 4.0]]
    assert both.step.tolist() == [[2, 3]]


def test_one_p_of_two_windows_is_a_p_and_forgives_a_missing_one() -> None:
    rng = np.random.default_rng(23)
    p = combined(rng.random((100, 100)), rng.random((100, 100)))
    assert (p <= 0.01).mean() < 0.013
    assert combined(seen(0.01), seen(np.nan))[0, 0] == pytest.approx(0.015)
    assert combined(seen(0.9), seen(0.9))[0, 0] == 1


def test_two_weeks_stand_under_the_second_from_the_second_on() -> None:
    """Of the first week of all nothing is known, so of the second no two weeks are."""
    counts = seasonal_counts(4, 3, 6)
    found = judge(counts, weeks(0, 1, 2, 3))
    assert np.isnan(found.double[:, :2]).all()
    assert np.array_equal(found.double[:, 2:], judge(counts, weeks(2, 3)).double)
