"""One quantile for all detectors, against scipy's distributions and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from qunce.statistics.detection.counted import quantile, size_of

LEVELS = [1e-6, 0.05, 0.5, 0.95, 0.99]


def test_quantiles_are_those_of_the_negative_binomial() -> None:
    rng = np.random.default_rng(1)
    mean, over = 10 ** rng.uniform(-3, 5, 3000), 10 ** rng.uniform(-3, 2, 3000)
    for level in LEVELS:
        found = quantile(mean, mean * (1 + over), level)
        assert np.array_equal(found, nbinom.ppf(level, mean / over, 1 / (1 + over)))


def test_of_millions_each_one_still_matters() -> None:
    mean = np.array([2e6, 3e7, 4e8])
    found = quantile(mean, 500 * mean, 0.99)
    assert np.array_equal(found, nbinom.ppf(0.99, mean / 499, 1 / 500))


@pytest.mark.parametrize("over", [0.0, 1e-12, -0.5])
def test_without_more_variance_than_mean_they_are_poisson_s(over: float) -> None:
    mean = 10 ** np.random.default_rng(2).uniform(-3, 5, 1000)
    for level in LEVELS:
        assert np.array_equal(quantile(mean, mean * (1 + over), level), poisson.ppf(level, mean))


def test_by_hand() -> None:
    """Mean 2, variance 3 (size 4): P(0) = 16/81 = 0.198, P(0 or 1) = 0.461, P(to 2) = 0.680."""
    assert quantile(2.0, 3.0, [0.19, 0.2, 0.46, 0.47, 0.68, 0.69]).tolist() == [0, 1, 1, 2, 2, 3]


def test_what_never_comes_is_nought_and_what_is_not_known_is_not() -> None:
    found = quantile([0.0, np.nan, 1.0, np.inf, 1.0], [0.0, 1.0, np.inf, np.inf, np.nan], 0.9)
    assert found[0] == 0
    assert np.isnan(found[1:]).all()


def test_counts_beyond_all_bounds_are_a_gamma_distribution_s() -> None:
    """Of variance the square of the mean it is exponential: 90 % lie below mean times ln 10."""
    mean = np.array([1e12, 1e200])
    found = quantile(mean, [1e24, 1e300], 0.9)
    assert found[0] == pytest.approx(1e12 * np.log(10), rel=1e-9)
    assert found[1] == pytest.approx(1e200, rel=1e-9)


def test_a_size_is_mean_squared_over_the_rest_of_the_variance() -> None:
    assert size_of(np.array(2.0), np.array(3.0)) == 4
    assert size_of(np.array(2.0), np.array(2.0)) >= 1e9
