"""Every option of Farrington's method and EARS, held by what R answered to five series of ours.

``data/`` was written by ``python -m benchmarks.early_warning.options_of_r`` with R 4.2.2 and its
package surveillance 1.20.3; no R is needed here.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from qunce.statistics.detection.design import Design
from qunce.statistics.detection.ears import Method, ears
from qunce.statistics.detection.farrington import Settings, flexible

Floats = NDArray[np.float64]
DATA = Path(__file__).parent / "data"
WEEKS = np.arange(315, 320)
SERIES = np.loadtxt(DATA / "five_series.csv", delimiter=",")

OPTIONS = {
    "delta": Settings(),
    "nb": Settings(threshold="nb"),
    "muan": Settings(threshold="muan"),
    "muan 0.05": Settings(threshold="muan", alpha=0.05),
    "no trend": Settings(trend=False),
    "muan without trend": Settings(threshold="muan", trend=False),
    "trend 0.05": Settings(trend_below=0.05),
    "no reweighting": Settings(reweight_above=None),
    "muan without reweighting": Settings(threshold="muan", reweight_above=None),
    "reweight above 1": Settings(reweight_above=1.0),
    "one period": Settings(Design(periods=1), trend_below=0.05),
    "nb and one period": Settings(Design(periods=1), threshold="nb"),
    "five cases in four weeks": Settings(enough=(5, 4)),
    "two years of five periods": Settings(Design(years=2, periods=5), trend_below=0.05),
    "window of two": Settings(Design(years=4, half_window=2, periods=7, left_out=10)),
    "R's own": Settings(Design(periods=1, left_out=3), alpha=0.05, trend_below=0.05, enough=(5, 4)),
}
EARS: dict[str, tuple[Method, int, float]] = {
    "C1": ("C1", 7, 0.001),
    "C2": ("C2", 7, 0.001),
    "C3": ("C3", 7, 0.001),
    "C1 of five": ("C1", 5, 0.01),
    "C2 of five": ("C2", 5, 0.01),
    "C3 of five": ("C3", 5, 0.01),
}


class Answer(NamedTuple):
    """What R said of five series and five weeks; NaN where it says nothing."""

    expected: Floats
    dispersion: Floats
    upper: Floats
    alarm: NDArray[np.bool_]


def _answers() -> dict[str, Answer]:
    lines = (DATA / "options_of_r.csv").read_text().splitlines()[1:]
    rows: dict[str, list[list[float]]] = {}
    for line in lines:
        option, *values = line.split(",")
        rows.setdefault(option, []).append([np.nan if v == "NA" else float(v) for v in values])
    found = {}
    for option, table in rows.items():
        columns = np.array(table).T[2:].reshape(4, len(SERIES), len(WEEKS))
        found[option] = Answer(columns[0], columns[1], columns[2], columns[3] == 1)
    return found


ANSWERS = _answers()


def apart(found: Floats, wanted: Floats) -> float:
    """The largest difference in parts of what R says, where it says something."""
    said = ~np.isnan(wanted)
    assert said.any()
    scale = np.maximum(np.abs(wanted[said]), 1e-300)
    return float((np.abs(found[said] - wanted[said]) / scale).max())


def test_no_answer_is_left_out() -> None:
    assert set(ANSWERS) == set(OPTIONS) | set(EARS)


@pytest.mark.parametrize("option", OPTIONS)
def test_farrington_in_r_s_way_answers_as_r(option: str) -> None:
    wanted = ANSWERS[option]
    said = flexible(SERIES, WEEKS, OPTIONS[option], as_r=True)
    assert apart(said.expected, wanted.expected) < 1e-7
    assert apart(said.dispersion, wanted.dispersion) < 1e-7
    assert apart(said.upper, wanted.upper) < 1e-7
    assert np.array_equal(said.alarm, wanted.alarm)


@pytest.mark.parametrize("option", EARS)
def test_ears_answers_as_r(option: str) -> None:
    wanted = ANSWERS[option]
    method, baseline, alpha = EARS[option]
    said = ears(SERIES, WEEKS, method, baseline=baseline, alpha=alpha)
    assert np.array_equal(np.isnan(said.upper), np.isnan(wanted.upper))
    assert apart(said.upper, wanted.upper) < 1e-7
    assert np.array_equal(said.alarm, wanted.alarm)


@pytest.mark.parametrize("option", ["no reweighting", "muan without reweighting"])
def test_without_reweighting_r_is_right_and_so_are_we(option: str) -> None:
    """Its fault is in what follows on reweighting."""
    said = flexible(SERIES, WEEKS, OPTIONS[option])
    common = [0, 2, 3, 4]  # R's least squares end early where counts are rare
    assert apart(said.expected[common], ANSWERS[option].expected[common]) < 1e-5
    assert apart(said.upper[common], ANSWERS[option].upper[common]) < 1e-5


def test_after_reweighting_r_s_limit_of_the_mean_is_too_narrow_for_large_counts() -> None:
    """And too wide for rare ones: muan, which rests on it, differs most."""
    said = flexible(SERIES, WEEKS, OPTIONS["muan"])
    wanted = ANSWERS["muan"].upper
    assert (said.upper[2] > wanted[2]).all()
    assert (said.upper[1] < wanted[1]).all()


def test_the_options_differ_so_that_each_is_seen() -> None:
    bounds = [answer.upper.round(6).tobytes() for answer in ANSWERS.values()]
    assert len(set(bounds)) == len(bounds)
