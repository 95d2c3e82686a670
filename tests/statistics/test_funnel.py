"""A place is inside or outside, and never first or last."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.meta_analysis import combine_effects

import qunce.statistics.funnel as module
from qunce.statistics.funnel import Side, Standing, funnel, limits, overdispersion, wide_limits
from qunce.statistics.intervals import Count
from qunce.statistics.unfit import Unfit


@given(st.integers(1, 400), st.floats(0.02, 0.98), st.sampled_from((0.95, 0.998)))
def test_limits_are_where_the_straightened_distribution_is_the_level(
    n: int, target: float, level: float
) -> None:
    """Spiegelhalter 2005, A.1.1: F drawn as straight lines between whole numbers."""
    got = limits(n, target, level)
    whole = np.arange(-1, n + 1)
    for end, q in ((got.low, (1 - level) / 2), (got.high, (1 + level) / 2)):
        at = np.interp(end * n, whole, binom.cdf(whole, n, target))
        # Below zero there are no answers: where even none is likelier than q, the limit is 0.
        assert at == pytest.approx(q, abs=1e-9) or (end == 0 and binom.cdf(0, n, target) > q)


def test_a_worked_example() -> None:
    """n = 100, θ = 0.8, written out from binomial tables: F(71) = .0200, F(72) = .0342."""
    f71, f72 = binom.cdf([71, 72], 100, 0.8)
    assert (round(f71, 4), round(f72, 4)) == (0.02, 0.0342)
    assert limits(100, 0.8).low == pytest.approx((72 - (f72 - 0.025) / (f72 - f71)) / 100, abs=1e-9)


def test_of_twenty_places_that_are_alike_one_in_twenty_is_outside() -> None:
    rng = np.random.default_rng(1)
    outside = far = 0
    for _ in range(150):
        n = rng.integers(30, 151, 20)
        answers = rng.binomial(n, 0.8)
        got = funnel(
            {str(i): Count(int(k), int(m)) for i, (k, m) in enumerate(zip(answers, n, strict=True))}
        )
        standings = [unit.standing for unit in got.units.values()]
        far += standings.count(Standing.OUTSIDE_998)
        outside += standings.count(Standing.OUTSIDE_95) + standings.count(Standing.OUTSIDE_998)
    assert 0.04 < outside / 3_000 < 0.06
    assert 0 < far / 3_000 < 0.006


def test_one_place_far_below_is_found_and_the_others_are_left_in_peace() -> None:
    counts = {f"村{i}": Count(80, 100) for i in range(9)} | {"桥头村": Count(55, 100)}
    got = funnel(counts)
    assert (got.units["桥头村"].standing, got.units["桥头村"].side) == (
        Standing.OUTSIDE_998,
        Side.BELOW,
    )
    assert {unit.standing for name, unit in got.units.items() if name != "桥头村"} == {
        Standing.INSIDE
    }
    assert list(got.units) == list(counts)


def test_with_few_answers_or_few_places_nothing_is_said() -> None:
    counts = {str(i): Count(40, 50) for i in range(5)} | {"small": Count(2, 29)}
    small = funnel(counts).units["small"]
    assert (small.standing, small.share, small.warning) == (Standing.TOO_FEW, None, None)
    del counts["0"]
    got = funnel(counts)
    assert got.says_nothing
    assert {unit.standing for unit in got.units.values()} == {Standing.TOO_FEW}
    assert all(unit.share is None for unit in got.units.values())


def test_tau_is_that_of_dersimonian_and_laird_where_nothing_is_drawn_in() -> None:
    """Half the places at .65, half at .95, of 100 each: no outer tenth to draw in."""
    counts = [Count(65, 100), Count(95, 100)] * 10
    phi, tau2 = overdispersion(counts, 0.8)
    assert phi == pytest.approx(0.15**2 / 0.0016, abs=1e-9)
    shares = np.array([count.successes / count.n for count in counts])
    theirs = combine_effects(shares, np.full(20, 0.0016), method_re="dl")
    assert tau2 == pytest.approx(theirs.tau2, abs=1e-9)


def test_places_that_really_differ_get_wider_limits_instead_of_twenty_alarms() -> None:
    rng = np.random.default_rng(3)
    truths = rng.normal(0.7, 0.08, 40)
    counts = {str(i): Count(int(rng.binomial(200, t)), 200) for i, t in enumerate(truths)}
    got = funnel(counts)
    assert got.phi is not None
    assert got.phi > 2
    assert got.tau2 == pytest.approx(0.08**2, rel=0.5)
    outside = [unit for unit in got.units.values() if unit.standing is not Standing.INSIDE]
    assert len(outside) <= 5
    assert wide_limits(200, 0.7, got.tau2).width > limits(200, 0.7).width
    # Chance alone does not widen them.
    alike = {str(i): Count(int(k), 200) for i, k in enumerate(rng.binomial(200, 0.7, 40))}
    assert funnel(alike).tau2 == 0


def test_nothing_in_the_module_sorts() -> None:
    source = inspect.getsource(module)
    assert "sorted(" not in source
    assert ".sort(" not in source
    assert "argsort" not in source
    assert "rank" not in "".join(name.lower() for name in dir(module))


def test_edges() -> None:
    assert limits(50, 1.0) == limits(50, 1.0, 0.998)
    assert limits(50, 1.0).low == 1
    all_for = funnel({str(i): Count(50, 50) for i in range(6)})
    assert {unit.standing for unit in all_for.units.values()} == {Standing.INSIDE}
    for attempt, code in (
        (lambda: limits(0, 0.5), "no_answers"),
        (lambda: limits(5, 1.5), "bad_share"),
        (lambda: limits(5, 0.5, 95), "bad_level"),
        (lambda: funnel({"a": Count(5, 4)}), "bad_count"),
        (lambda: funnel({"a": Count(4, 4)}, target=80), "bad_share"),
    ):
        with pytest.raises(Unfit) as refused:
            attempt()
        assert refused.value.code == code
