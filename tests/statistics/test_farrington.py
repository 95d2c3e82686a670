"""Farrington's flexible method against R's answers, statsmodels, and hand-made series."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray

from qunce.statistics.detection.design import Design, ShortHistory, windows
from qunce.statistics.detection.farrington import (
    Bounds,
    Frame,
    Settings,
    fit_exactly,
    flexible,
    upper_bound,
)

WEEKS = np.arange(575, 624)


@pytest.fixture(scope="module")
def published(shared: Path) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    """210 simulated series, and what R's surveillance 1.20.3 answers for their last 49 weeks."""
    folder = shared / "early-warning"
    series = np.loadtxt(folder / "series.csv", delimiter=",", skiprows=1)[:, 5:]
    table = np.genfromtxt(folder / "reference.csv", delimiter=",", names=True)
    shape = (len(series), len(WEEKS))
    return series, {name: table[name].reshape(shape) for name in table.dtype.names or ()}


@pytest.fixture(scope="module")
def in_r_s_way(published: Any) -> Bounds:
    return flexible(published[0], WEEKS, as_r=True)


def near(found: NDArray[np.float64], wanted: NDArray[np.float64], digits: float = 1e-6) -> bool:
    return bool(np.all(np.abs(found - wanted) <= digits * np.abs(wanted)))


def test_every_published_decision_is_reproduced_in_r_s_way(
    published: Any, in_r_s_way: Bounds
) -> None:
    _, reference = published
    said = in_r_s_way
    assert said.alarm.size == 10_290
    assert near(said.expected, reference["expected"])
    assert near(said.dispersion, reference["dispersion"])
    assert near(said.upper, reference["upperbound"])
    assert np.array_equal(said.alarm, reference["alarm"].astype(bool))


def test_what_r_s_fault_changes_is_little_and_known(published: Any, in_r_s_way: Bounds) -> None:
    """R computes standard errors with the prior weights: too small where counts are large."""
    series, _ = published
    theirs, right = in_r_s_way, flexible(series, WEEKS)
    differ = theirs.alarm != right.alarm
    assert 0 < differ.sum() <= 30
    large = right.expected > 50
    assert (theirs.error[large] < right.error[large]).all()
    small = right.expected < 0.5
    assert np.median(theirs.error[small] / right.error[small]) > 1


@pytest.mark.parametrize("at", [0, 7, 40])
def test_one_fit_is_that_of_statsmodels(at: int) -> None:
    rng = np.random.default_rng(at)
    design = Design()
    frame = Frame(design)
    past = rng.negative_binomial(8, 0.5, (1, design.weeks.size)).astype(float)
    mine = fit_exactly(frame, past, True, None)
    columns = np.column_stack([frame.t, frame.member])
    theirs = sm.GLM(past[0], columns, family=sm.families.Poisson()).fit(tol=1e-14, scale="X2")
    now = np.concatenate([[frame.t_now], np.eye(frame.levels)[0]])
    assert mine.expected[0] == pytest.approx(np.exp(now @ theirs.params), rel=1e-8)
    assert mine.dispersion[0] == pytest.approx(max(1.0, theirs.scale), rel=1e-8)
    error = np.sqrt(now @ theirs.cov_params() @ now * max(1.0, theirs.scale) / theirs.scale)
    assert mine.error[0] == pytest.approx(error, rel=1e-8)


def test_the_design_is_the_one_of_the_paper() -> None:
    design = Design()
    assert design.weeks[0] == -263
    assert design.weeks[-1] == -27, "the last 26 weeks and the judged one's are left out"
    assert design.weeks.size == 237
    season = design.weeks[design.period == 0]
    assert set(season) == {-52 * year + week for year in range(1, 6) for week in range(-3, 4)}
    lengths = np.bincount(design.period[(design.weeks > -257) & (design.weeks < -211)])
    assert lengths.tolist() == [0, 5, 5, 5, 5, 5, 5, 5, 5, 5]


def test_an_uneven_year_is_cut_without_a_gap() -> None:
    design = Design(years=2, half_window=2, periods=7, left_out=0)
    assert np.array_equal(design.weeks, np.arange(-106, 0))
    assert set(design.period) == set(range(7))


def test_without_periods_only_the_seasons_are_used() -> None:
    design = Design(years=3, periods=1)
    assert set(design.period) == {0}
    assert design.weeks.size == 21


@pytest.mark.parametrize(
    "wrong",
    [{"years": 0}, {"half_window": -1}, {"half_window": 26}, {"periods": 0}, {"left_out": -1}],
)
def test_a_design_that_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"year|weeks"):
        Design(**wrong)


def test_too_short_a_history_is_refused() -> None:
    with pytest.raises(ShortHistory, match="263 weeks"):
        flexible(np.ones((1, 300)), np.array([262]))
    assert windows(np.ones((1, 300)), np.array([263]), Design().weeks).shape == (1, 237)


# --- series a clerk can follow


def steady(level: float = 4.0, weeks: int = 320) -> NDArray[np.float64]:
    return np.tile([level - 1, level, level + 1, level], weeks // 4)[None, :]


def test_what_is_usual_is_no_alarm_and_three_times_as_much_is() -> None:
    series = steady()
    at = np.array([319])
    assert not flexible(series, at).alarm.any()
    series[0, 319] = 12
    said = flexible(series, at)
    assert said.alarm.all()
    assert said.expected[0, 0] == pytest.approx(4, abs=0.2)


def test_an_old_outbreak_does_not_hide_a_new_one() -> None:
    series = steady()
    series[0, 319 - 52 : 319 - 50] = 40
    series[0, 319] = 14
    at = np.array([319])
    assert flexible(series, at).alarm.all()
    assert not flexible(series, at, Settings(reweight_above=None)).alarm.all()


def test_nothing_ever_counted_asks_for_more_than_a_first_case() -> None:
    series = np.zeros((1, 320))
    said = flexible(series, np.array([319]))
    assert not said.alarm.any()
    series[0, 319] = 3
    assert np.isfinite(flexible(series, np.array([319])).upper).all()


def test_gaps_are_no_zeros() -> None:
    series = steady()
    with_gaps = series.copy()
    with_gaps[0, 60:130:3] = np.nan
    at = np.array([319])
    whole, gappy = flexible(series, at), flexible(with_gaps, at)
    assert gappy.expected[0, 0] == pytest.approx(whole.expected[0, 0], rel=0.05)
    series[:] = np.nan
    assert not flexible(series, at).alarm.any(), "of nothing known nothing is said"


def test_large_counts_and_long_slopes_stay_numbers() -> None:
    weeks = np.arange(320)
    series = np.vstack([np.full(320, 1e6), np.round(np.exp(weeks / 30)), np.ones(320)])
    said = flexible(series, np.array([300, 319]))
    assert np.isfinite(said.upper).all()


def test_a_trend_that_leads_beyond_all_that_was_seen_is_dropped() -> None:
    weeks = np.arange(320)
    series = np.round(2 * np.exp(weeks / 90))[None, :]
    series[0, 293:] = series[0, 292]
    at = np.array([319])
    with_trend = flexible(series, at).expected[0, 0]
    without = flexible(series, at, Settings(trend=False)).expected[0, 0]
    assert with_trend == pytest.approx(without)


def test_alarms_want_enough_cases() -> None:
    series = np.zeros((1, 320))
    series[0, ::17] = 1
    series[0, 319] = 4
    at = np.array([319])
    assert flexible(series, at).alarm.all()
    assert not flexible(series, at, Settings(enough=(5, 4))).alarm.any()


@pytest.mark.parametrize("threshold", ["delta", "nb", "muan"])
def test_bounds_rise_with_what_is_not_known(threshold: Any) -> None:
    expected, dispersion = np.array([[5.0, 5.0]]), np.array([[1.5, 3.0]])
    bound = upper_bound(expected, np.array([[0.1, 0.1]]), dispersion, 0.01, threshold)
    assert bound[0, 0] < bound[0, 1]
    rarer = upper_bound(expected, np.array([[0.1, 0.1]]), dispersion, 0.001, threshold)
    assert (rarer > bound).all()


def test_the_plug_in_bound_is_the_quantile() -> None:
    from scipy.stats import nbinom, poisson

    found = upper_bound(np.array([5.0, 5.0]), np.zeros(2), np.array([1.0, 2.0]), 0.01, "nb")
    assert found.tolist() == [poisson.ppf(0.99, 5), nbinom.ppf(0.99, 5, 0.5)]


@pytest.mark.parametrize("threshold", ["nb", "muan"])
def test_a_bound_for_counts_beyond_all_bounds_is_found_at_once(threshold: Any) -> None:
    """A mean's upper limit explodes where a single case was ever seen; a search never ended."""
    mean = np.array([3.0, 0.99e9, 1.01e9, 1e20, 1e300, np.inf, np.nan, 5.0])
    dispersion = np.array([2.0, 2, 2, 2, 2, 2, 2, 1e300])
    bound = upper_bound(mean, np.zeros(8), dispersion, 0.01, threshold)
    assert bound[0] == 11
    # 2.326 deviations above the mean on either side of where whole numbers end
    assert bound[1:3] / mean[1:3] - 1 == pytest.approx(2.3263 * np.sqrt(2 / mean[1:3]), rel=1e-3)
    assert (bound[3:5] >= mean[3:5]).all()
    assert np.isnan(bound[5:7]).all()
    assert np.isfinite(bound[7])


@pytest.mark.parametrize(
    ("counts", "at", "said"),
    [
        (np.full((1, 400), -1.0), [399], "0 or more"),
        (np.full((1, 400), np.inf), [399], "not infinite"),
        (np.ones((1, 400)), [400], "there are 400 weeks; asked about week 400"),
        (np.ones((1, 400)), [-1, 399], "asked about week -1"),
        (np.ones(400), [399], "a table"),
    ],
)
def test_what_are_no_counts_or_weeks_is_refused(
    counts: NDArray[np.float64], at: list[int], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        flexible(counts, np.array(at))


def test_weights_and_their_fit_are_those_of_statsmodels() -> None:
    """Anscombe residuals over leverages (Noufaily et al. 2013, section 3.1), beyond 1.5 here."""
    design = Design()
    frame, above = Frame(design), 1.5
    past = np.random.default_rng(3).poisson(3.0, (1, design.weeks.size)).astype(float)
    past[0, design.period == 0] += np.tile([0, 9], 100)[: (design.period == 0).sum()]
    columns = np.column_stack([frame.t, frame.member])
    poisson = sm.families.Poisson()
    first = sm.GLM(past[0], columns, family=poisson).fit(tol=1e-14)
    mean = first.fittedvalues
    spread = max(1.0, first.pearson_chi2 / first.df_resid)
    leverage = first.get_influence().hat_matrix_diag
    residual = 1.5 * (past[0] ** (2 / 3) * mean ** (-1 / 6) - mean**0.5)
    residual /= np.sqrt(spread * (1 - leverage))
    weight = np.where(residual > above, np.maximum(residual, above) ** -2, 1.0)
    assert 5 < (weight < 1).sum() < 60
    weight *= weight.size / weight.sum()
    theirs = sm.GLM(past[0], columns, family=poisson, var_weights=weight).fit(tol=1e-14)
    now = np.concatenate([[frame.t_now], np.eye(frame.levels)[0]])
    mine = fit_exactly(frame, past, True, above)
    assert mine.expected[0] == pytest.approx(np.exp(now @ theirs.params), rel=1e-8)


def test_enough_cases_are_those_of_the_last_weeks_and_the_judged_one() -> None:
    counts = np.zeros((3, 400))
    counts[:, 399] = [3, 3, 4]
    counts[:, 396] = [1, 2, 0]
    counts[:, 395] = 9
    found = flexible(counts, np.array([399]), Settings(enough=(5, 4)))
    assert found.alarm.ravel().tolist() == [False, True, False]


def test_a_part_of_the_year_that_was_never_counted_costs_no_freedom() -> None:
    design = Design()
    gone = design.period == 4
    past = np.random.default_rng(5).poisson(5.0, (1, design.weeks.size)).astype(float)
    past[0] *= np.where(design.weeks % 2, 3, 1)
    less = past.copy()
    less[0, gone] = np.nan
    mine = fit_exactly(Frame(design), less, False, None)
    squares = 0.0
    for part in set(design.period) - {4}:
        own = past[0, design.period == part]
        squares += float(((own - own.mean()) ** 2 / own.mean()).sum())
    freedom = (~gone).sum() - (design.periods - 1)
    assert mine.dispersion[0] == pytest.approx(squares / freedom)
    assert mine.expected[0] == pytest.approx(past[0, design.period == 0].mean())
    assert mine.error[0] == pytest.approx(
        np.sqrt(mine.dispersion[0] / past[0, design.period == 0].sum())
    )


def test_a_summer_in_which_nobody_counts_stops_no_alarm() -> None:
    counts = np.random.default_rng(6).poisson(4.0, (1, 400)).astype(float)
    counts[0, np.arange(400) % 52 < 8] = np.nan
    counts[0, 399] = 30
    for threshold in ("delta", "nb", "muan"):
        found = flexible(counts, np.array([399]), Settings(threshold=threshold))
        assert 5 < found.upper[0, 0] < 25
        assert found.alarm[0, 0]
