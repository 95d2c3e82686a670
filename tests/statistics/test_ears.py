"""EARS C1, C2 and C3 against R's answers and by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtri

from qunce.statistics.detection.design import ShortHistory
from qunce.statistics.detection.ears import Method, ears

WEEKS = np.arange(575, 624)


@pytest.mark.parametrize("method", ["C1", "C2", "C3"])
def test_every_published_decision_is_reproduced(method: Method, shared: Path) -> None:
    folder = shared / "early-warning"
    series = np.loadtxt(folder / "series.csv", delimiter=",", skiprows=1)[:, 5:]
    table = np.genfromtxt(folder / "reference.csv", delimiter=",", names=True)
    upper = table[f"ears_{method.lower()}_upper"].reshape(len(series), -1)
    alarm = table[f"ears_{method.lower()}_alarm"].reshape(len(series), -1).astype(bool)
    said = ears(series, WEEKS, method)
    assert np.array_equal(np.isnan(said.upper), np.isnan(upper))
    known = ~np.isnan(upper)
    assert np.all(np.abs(said.upper - upper)[known] <= 1e-6 * np.abs(upper[known]))
    assert np.array_equal(said.alarm, alarm)


def test_c1_by_hand() -> None:
    days = np.array([[2, 4, 3, 5, 1, 3, 3, 9.0]])
    said = ears(days, np.array([7]), "C1")
    assert said.expected[0, 0] == 3
    assert said.upper[0, 0] == pytest.approx(3 + 2.3263478740 * np.sqrt(10 / 6))
    assert said.alarm.all()


def test_c2_leaves_the_last_two_out() -> None:
    days = np.array([[3, 3, 4, 2, 3, 3, 3, 50, 50, 6.0]])
    assert ears(days, np.array([9]), "C2").alarm.all()
    assert not ears(days, np.array([9]), "C1").alarm.any()


def test_c3_adds_up_what_went_before() -> None:
    quiet = [3, 4, 2, 3, 4, 2, 3]
    days = np.array([[*quiet, 3, 3, 5.0, 5.0, 4.0]])
    assert ears(days, np.array([11]), "C3").alarm.all()
    assert not ears(days, np.array([11]), "C2").alarm.any()


def test_what_does_not_suffice_is_refused() -> None:
    with pytest.raises(ShortHistory, match="C3 needs 11"):
        ears(np.ones((1, 12)), np.array([10]), "C3")
    with pytest.raises(ValueError, match="two units"):
        ears(np.ones((1, 12)), np.array([11]), "C1", baseline=1)


@pytest.mark.parametrize(
    ("counts", "at", "said"),
    [
        (np.full((1, 20), -1.0), [19], "0 or more"),
        (np.full((1, 20), np.inf), [19], "not infinite"),
        (np.ones((1, 20)), [20], "there are 20 weeks; asked about week 20"),
        (np.ones((1, 20)), [-1, 5], "asked about week -1"),
        (np.ones((1, 20)), [18.5], "whole numbers"),
        (np.ones(20), [19], "a table"),
    ],
)
def test_what_are_no_counts_or_weeks_is_refused(
    counts: NDArray[np.float64], at: list[int], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        ears(counts, np.array(at))


def test_a_unit_that_was_not_counted_is_no_alarm() -> None:
    counts = np.array([[1.0, 2, 1, 2, 1, 2, 1, 2, 9], [1, 2, 1, np.nan, 1, 2, 1, 2, 9]])
    found = ears(counts, np.array([8]))
    assert found.alarm.ravel().tolist() == [True, False]


def test_c3_takes_off_no_days_below_their_baseline() -> None:
    """The two units before lie below the mean of theirs: the bound stands on the count itself."""
    counts = np.array([[2.0, 4, 2, 4, 2, 4, 2, 4, 2, 0, 0, 9]])
    found = ears(counts, np.array([11]), "C3")
    baseline = counts[0, 2:9]
    assert found.upper[0, 0] == pytest.approx(9 + ndtri(0.99) * baseline.std(ddof=1))
    assert not found.alarm[0, 0]
