"""The intervals agree with the libraries, with published examples, and with the truth."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from qunce.statistics.draw import allocate
from qunce.statistics.intervals import (
    Count,
    Estimate,
    StratumCount,
    change,
    joined,
    newcombe,
    sample_size,
    stratified,
    wilson,
)
from qunce.statistics.unfit import Unfit


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_the_published_interval(successes: int, n: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3."""
    interval = wilson(successes, n)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_scipy_and_statsmodels(count: tuple[int, int]) -> None:
    successes, n = count
    interval = wilson(successes, n)
    scipy = binomtest(successes, n).proportion_ci(0.95, method="wilson")
    assert (interval.low, interval.high) == pytest.approx((scipy.low, scipy.high), abs=1e-9)
    wide = wilson(successes, n, 0.998)
    models = proportion_confint(successes, n, alpha=0.002, method="wilson")
    assert (wide.low, wide.high) == pytest.approx(models, abs=1e-9)
    assert 0 <= wide.low <= interval.low <= successes / n <= interval.high <= wide.high <= 1


def test_all_of_twelve_satisfied_is_not_certainty() -> None:
    interval = wilson(12, 12)
    assert (round(interval.low, 3), interval.high) == (0.758, 1.0)
    assert wilson(0, 12).low == 0.0


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_a_difference_has_the_published_interval(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe, Statistics in Medicine 17 (1998) 873, table II, method 10."""
    difference = newcombe(before=Count(*second), after=Count(*first))
    assert (round(difference.low, 4), round(difference.high, 4)) == (low, high)
    models = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    assert (difference.low, difference.high) == pytest.approx(models, abs=1e-9)


def test_a_change_is_shown_only_when_the_interval_leaves_out_zero() -> None:
    assert not newcombe(Count(41, 60), Count(45, 60)).shown
    assert newcombe(Count(30, 60), Count(45, 60)).shown
    assert newcombe(Count(45, 60), Count(30, 60)).shown


def test_the_change_of_two_estimates_is_newcombe_where_the_estimates_are_plain() -> None:
    def plain(successes: int, n: int) -> Estimate:
        interval = wilson(successes, n)
        return Estimate(successes / n, 0, interval.low, interval.high, n, n)

    ours = change(plain(48, 80), plain(56, 70))
    theirs = newcombe(Count(48, 80), Count(56, 70))
    assert (ours.value, ours.low, ours.high) == pytest.approx(
        (theirs.value, theirs.low, theirs.high), abs=1e-9
    )


def test_the_variance_is_unbiased_over_every_sample_that_could_be_drawn() -> None:
    """All 10 × 15 samples of two villages: the mean estimate is the truth, the mean V its variance.

    Cochran, Sampling Techniques, theorems 5.1, 5.3 and 5.5.
    """
    village, hamlet = (1, 1, 0, 1, 0), (0, 1, 1, 1, 1, 0)
    estimates = [
        stratified([StratumCount("a", 5, 3, sum(some)), StratumCount("b", 6, 2, sum(others))])
        for some in itertools.combinations(village, 3)
        for others in itertools.combinations(hamlet, 2)
    ]
    p = np.array([estimate.p for estimate in estimates])
    assert p.mean() == pytest.approx(7 / 11, abs=1e-12)
    assert np.mean([estimate.se**2 for estimate in estimates]) == pytest.approx(p.var(), abs=1e-12)


def test_one_stratum_without_end_is_nearly_wilson() -> None:
    estimate = stratified([StratumCount("town", 10**9, 600, 450)])
    plain = wilson(450, 600)
    assert (estimate.low, estimate.high) == pytest.approx((plain.low, plain.high), abs=1e-4)
    assert estimate.n_eff == pytest.approx(599, abs=0.01)


SIZES = np.random.default_rng(7).integers(300, 3001, 20)
"""Twenty villages of 300 to 3,000 people, as in the town."""


def test_the_interval_holds_the_truth_in_95_of_100_ballots() -> None:
    rng = np.random.default_rng(2009)
    shares = rng.uniform(0.6, 0.95, 20)
    people = {f"village {i}": int(size) for i, size in enumerate(SIZES)}
    content = [round(size * share) for size, share in zip(people.values(), shares, strict=True)]
    truth = sum(content) / sum(people.values())
    drawn = list(allocate(600, people, 10).values())
    satisfied = rng.hypergeometric(content, SIZES - content, drawn, (4000, 20))
    covered = 0
    for counts in satisfied:
        estimate = stratified(
            StratumCount(name, people[name], n, int(k))
            for name, n, k in zip(people, drawn, counts, strict=True)
        )
        covered += estimate.low <= truth <= estimate.high
    assert 0.94 <= covered / 4000 <= 0.96


def test_everybody_satisfied_leaves_an_interval() -> None:
    strata = [StratumCount("a", 300, 15, 15), StratumCount("b", 900, 30, 30)]
    estimate = stratified(strata)
    assert (estimate.p, estimate.se, estimate.high) == (1.0, 0.0, 1.0)
    assert 0.90 < estimate.low < 0.93
    nobody = stratified([StratumCount(s.name, s.population, s.sample, 0) for s in strata])
    assert (nobody.low, nobody.high) == pytest.approx((0.0, 1 - estimate.low), abs=1e-12)


def test_villages_of_one_mind_each_are_not_certain_either() -> None:
    estimate = stratified([StratumCount("a", 500, 20, 20), StratumCount("b", 500, 20, 0)])
    assert (estimate.p, estimate.se) == (0.5, 0.0)
    assert estimate.high - estimate.low > 0.25


def test_a_single_dissenter_in_a_hamlet_does_not_make_the_town_certain() -> None:
    """The variance from that one answer would claim the certainty of 1,110 answers, out of 600."""
    estimate = stratified([StratumCount("town", 9900, 590, 590), StratumCount("h", 100, 10, 9)])
    assert 0.999 * 0.001 / estimate.se**2 == pytest.approx(1110)
    assert estimate.n_eff == pytest.approx(635, abs=1)


def test_only_answers_from_everybody_leave_no_doubt() -> None:
    all_answered = stratified([StratumCount("a", 12, 12, 9), StratumCount("b", 20, 20, 20)])
    assert (all_answered.low, all_answered.high) == (29 / 32, 29 / 32)
    assert math.isinf(all_answered.n_eff)
    one_missing = stratified([StratumCount("a", 12, 11, 9), StratumCount("b", 20, 20, 20)])
    assert one_missing.low < one_missing.p < one_missing.high


def test_a_village_where_nobody_answered_is_named() -> None:
    strata = [
        StratumCount("桥头村", 400, 20, 12),
        StratumCount("河堤村", 420, 0, 0),
        StratumCount("老街", 900, 30, 20),
    ]
    with pytest.raises(Unfit) as refused:
        stratified(strata)
    assert (refused.value.code, refused.value.names) == ("stratum_without_answers", ("河堤村",))
    together = joined(strata)
    assert together == [StratumCount("桥头村 + 河堤村", 820, 20, 12), strata[2]]
    assert 0 < stratified(together).low < 1
    assert joined([StratumCount("a", 5, 0, 0)], 2) == [StratumCount("a", 5, 0, 0)]


def test_a_village_with_one_answer_borrows_the_variance_of_its_neighbour_in_size() -> None:
    strata = [
        StratumCount("a", 400, 1, 1),
        StratumCount("b", 2000, 40, 20),
        StratumCount("c", 450, 10, 5),
    ]
    estimate = stratified(strata)
    assert estimate.collapsed == (("c", "a"),)
    assert estimate.p == pytest.approx((400 + 1000 + 225) / 2850)
    pooled = (400 * 1 + 450 * 0.5) / 850
    together = (850 / 2850) ** 2 * (1 - 11 / 850) * pooled * (1 - pooled) / 10
    alone = (2000 / 2850) ** 2 * (1 - 40 / 2000) * 0.25 / 39
    assert estimate.se**2 == pytest.approx(together + alone, abs=1e-12)
    assert stratified([StratumCount("a", 400, 1, 1)]).low < 0.3


@pytest.mark.parametrize(
    ("strata", "code"),
    [
        ([], "no_strata"),
        ([StratumCount("a", 0, 0, 0)], "no_strata"),
        ([StratumCount("a", 10, 11, 3)], "sample_exceeds_population"),
        ([StratumCount("a", 0, 1, 1)], "sample_exceeds_population"),
        ([StratumCount("a", 10, 5, 6)], "bad_count"),
        ([StratumCount("a", 10, 5, -1)], "bad_count"),
    ],
)
def test_impossible_numbers_are_refused(strata: list[StratumCount], code: str) -> None:
    with pytest.raises(Unfit) as refused:
        stratified(strata)
    assert refused.value.code == code


@given(
    st.lists(
        st.integers(1, 60).flatmap(
            lambda n: st.tuples(st.integers(n, 4000), st.just(n), st.integers(0, n))
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_interval_holds_its_estimate_and_lies_between_nobody_and_everybody(
    numbers: list[tuple[int, int, int]],
) -> None:
    strata = [StratumCount(str(i), *three) for i, three in enumerate(numbers)]
    estimate = stratified(strata)
    assert 0 <= estimate.low <= estimate.p + 1e-12
    assert estimate.p - 1e-12 <= estimate.high <= 1
    # Width zero only where everybody answered.
    assert (estimate.low == estimate.high) == all(s.sample == s.population for s in strata)
    against = stratified(
        StratumCount(s.name, s.population, s.sample, s.sample - s.successes) for s in strata
    )
    assert (against.low, against.high) == pytest.approx((1 - estimate.high, 1 - estimate.low))


def test_how_many_answers_a_width_takes() -> None:
    """384.15 for ±5 points (statsmodels); of 40,000 some 592 for ±4 (Cochran 4.1, 4.2)."""
    assert sample_size(0.05) == 385
    assert sample_size(0.04) == 601
    assert sample_size(0.04, 40_000) == 592
    assert sample_size(0.1, 300) == 73
    assert sample_size(0.05, 20) == 20
    with pytest.raises(Unfit) as refused:
        sample_size(0)
    assert refused.value.code == "bad_width"


def test_nobody_gives_no_interval() -> None:
    for attempt, code in (
        (lambda: wilson(0, 0), "no_answers"),
        (lambda: wilson(5, 4), "bad_count"),
        (lambda: wilson(1, 2, 95), "bad_level"),
        (lambda: newcombe(Count(0, 0), Count(1, 2)), "no_answers"),
        (lambda: newcombe(Count(3, 2), Count(1, 2)), "bad_count"),
        (lambda: sample_size(0.05, 0), "no_strata"),
    ):
        with pytest.raises(Unfit) as refused:
            attempt()
        assert refused.value.code == code
