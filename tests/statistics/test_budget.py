"""A town that is told nothing but chance is woken no more often than it chose."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson

from qunce.statistics.detection.budget import (
    DAYS_PER_YEAR,
    WEEKS_PER_YEAR,
    Budget,
    discoveries,
    either,
    once_in_weeks,
    per_month,
    spread_level,
)
from qunce.statistics.detection.design import Floats
from qunce.statistics.unfit import Unfit

YEARS = 400
TOLERANCE = 3 * (0.95 * 0.05 / YEARS) ** 0.5


def kept(begun: np.ndarray, budget: Budget) -> float:
    return float(np.mean(begun <= budget.per_year))


def test_once_in_so_many_weeks() -> None:
    assert once_in_weeks(0.001, 100) == pytest.approx(1 / (1 - 0.999**100))
    assert once_in_weeks(1e-20, 1000) == pytest.approx(1e17)
    # Of few cells with a small p it is one through the expected number.
    assert once_in_weeks(1e-6, 40) == pytest.approx(1 / 40e-6, rel=1e-4)
    assert once_in_weeks(1.0, 5) == 1
    assert once_in_weeks(0.0, 5) == np.inf
    assert once_in_weeks(1e-310, 1) == np.inf, "beyond all numbers"
    assert np.isnan(once_in_weeks(np.nan, 5))
    # Looked at every day, a seventh of it.
    assert once_in_weeks(0.001, 10, 1 / 7) == pytest.approx(once_in_weeks(0.001, 10) / 7)


def test_chance_shows_it_about_that_often() -> None:
    rng = np.random.default_rng(0)
    least = rng.uniform(size=(50_000, 30)).min(axis=1)
    said = float(once_in_weeks(0.002, 30))
    assert np.mean(least <= 0.002) == pytest.approx(1 / said, rel=0.05)


def test_the_smallest_of_many_p_has_gumbels_distribution() -> None:
    cells, score = 5_000, 11.0
    gumbel = -np.expm1(-np.exp(-(score - np.log(cells))))
    assert 1 / once_in_weeks(np.exp(-score), cells) == pytest.approx(gumbel, rel=1e-3)


def test_a_budget_of_one_a_month() -> None:
    budget = Budget(1)
    assert budget.per_year == 12
    yearly = budget.rate() * WEEKS_PER_YEAR
    assert yearly == pytest.approx(7.6896, abs=1e-4)
    assert poisson.cdf(12, yearly) == pytest.approx(0.95)
    assert budget.level(1000) == pytest.approx(budget.rate() / 1000, rel=1e-3)
    assert budget.rate(DAYS_PER_YEAR) == pytest.approx(budget.rate() / 7)
    assert budget.level(0) == 0


def test_less_than_one_a_year_is_none_in_nearly_all_years() -> None:
    budget = Budget(0.05)
    assert budget.per_year == 0
    assert np.exp(-budget.rate() * WEEKS_PER_YEAR) == pytest.approx(0.95)
    assert Budget(1 / 12).per_year == 1


def test_the_larger_budget_gives_the_larger_level() -> None:
    levels = [Budget(b).level(100) for b in (0.1, 0.5, 1, 2, 10)]
    assert levels == sorted(set(levels))


@pytest.mark.parametrize("a_month", [0.25, 1, 3])
def test_years_of_chance_alone_stay_within_the_budget(a_month: float) -> None:
    """Continuous p, independent cells: the budget is kept, and it is used."""
    rng, budget = np.random.default_rng(1), Budget(a_month)
    begun = []
    for _ in range(YEARS):
        spread = per_month(rng.uniform(size=(120, 52)), budget)
        assert np.all(spread.begins <= spread.alarm)
        begun.append(spread.alarm.sum())
    assert kept(np.array(begun), budget) >= 0.95 - TOLERANCE
    assert np.mean(begun) == pytest.approx(budget.rate() * 52, rel=0.1)


class Villages:
    """Weekly numbers of small and large places, nothing but Poisson chance."""

    def __init__(self, seed: int, cells: int = 150) -> None:
        self.rng = np.random.default_rng(seed)
        self.mean = self.rng.gamma(0.7, 1.5, cells)[:, None]

    def p(self, weeks: int = 52) -> Floats:
        counts = self.rng.poisson(self.mean, (self.mean.size, weeks + 1))
        one = poisson.sf(counts[:, 1:] - 1, self.mean)
        two = poisson.sf(counts[:, 1:] + counts[:, :-1] - 1, 2 * self.mean)
        return either(one, two)

    def levels(self, x: float) -> Floats:
        """The true chance that :meth:`p` is at most x: at most the two windows' together."""
        reached = np.zeros(self.mean.size)
        for mean in (self.mean[:, 0], 2 * self.mean[:, 0]):
            least = poisson.isf(x / 2, mean)  # the first count with P(Y > count) <= x / 2
            reached += poisson.sf(least, mean)
        return reached


def test_discrete_counts_in_two_windows_stay_within_the_budget() -> None:
    villages, budget = Villages(2), Budget(1)
    begun = [per_month(villages.p(), budget).begins.sum() for _ in range(YEARS)]
    assert kept(np.array(begun), budget) >= 0.95 - TOLERANCE


def test_what_small_cells_cannot_use_is_given_to_the_others_and_the_budget_is_kept() -> None:
    villages, budget = Villages(3), Budget(1)
    level = spread_level(villages.levels, budget.rate(), at_least=budget.level(150))
    assert level > 1.5 * budget.level(150)
    assert -np.log1p(-villages.levels(level)).sum() <= budget.rate()
    years = [villages.p() for _ in range(YEARS)]
    plain = np.array([per_month(p, budget).begins.sum() for p in years])
    oddest = np.argsort(years[0].min(axis=0))[:6]
    spread = per_month(years[0][:, oddest], budget, levels=villages.levels)
    assert spread.level == pytest.approx(np.full(6, level))
    assert spread.alarm.any()
    # What raised an alarm is also said to be as rare as it truly is.
    assert spread.once_in_weeks[spread.alarm].min() >= 1 / -np.expm1(-budget.rate()) - 1e-9
    begun = np.array([_begun(p, level) for p in years])
    assert begun.mean() > 1.5 * plain.mean()
    assert kept(begun, budget) >= 0.95 - TOLERANCE


def _begun(p: Floats, level: float) -> int:
    alarm = p <= level
    alarm[:, 1:] &= ~alarm[:, :-1].copy()
    return int(alarm.sum())


def test_alarms_that_come_together_are_paid_for() -> None:
    """Each message counts twice: without saying so more than 5 % of the years are over."""
    rng = np.random.default_rng(4)
    alone, said = Budget(1), Budget(1, together=2)
    assert said.rate() < alone.rate()
    twice = [np.repeat(rng.uniform(size=(60, 52)), 2, axis=0) for _ in range(YEARS)]

    def share(budget: Budget) -> float:
        return kept(np.array([per_month(p, budget).alarm.sum() for p in twice]), budget)

    assert share(said) >= 0.95 - TOLERANCE
    assert share(alone) < 0.95
    # Those who come alone all the same are within the budget too.
    assert poisson.cdf(12, said.rate() * WEEKS_PER_YEAR) >= 0.95
    assert Budget(0.05, together=3).rate() == Budget(0.05).rate()


def test_two_windows_have_one_p_however_they_depend() -> None:
    assert either(0.01, 0.5) == pytest.approx(0.02)
    assert either(0.5, 0.01, share=0.8) == pytest.approx(0.05)
    assert either(0.01, 0.5, share=0.8) == pytest.approx(0.0125)
    assert either(0.9, 0.9) == 1
    assert either(np.nan, 0.1) == pytest.approx(0.2)
    assert np.isnan(either(np.nan, np.nan))
    rng = np.random.default_rng(5)
    week = rng.normal(size=(2, 200_000))
    from scipy.special import ndtr

    one, two = ndtr(-week[1]), ndtr(-week.sum(axis=0) / np.sqrt(2))
    for share in (0.5, 2 / 3, 0.8):
        assert 0.006 < np.mean(either(one, two, share) <= 0.01) <= 0.0105


def test_an_excess_of_two_weeks_begins_once() -> None:
    p = np.full((3, 6), 0.5)
    p[1, 2:4] = p[2, 5] = p[2, 0] = 1e-9
    spread = per_month(p, Budget(1))
    assert np.argwhere(spread.alarm).tolist() == [[1, 2], [1, 3], [2, 0], [2, 5]]
    assert np.argwhere(spread.begins).tolist() == [[1, 2], [2, 0], [2, 5]]
    assert spread.once_in_weeks[1, 2] == pytest.approx(1 / 3e-9, rel=1e-6)


def test_cells_not_watched_take_no_part() -> None:
    p = np.full((4, 3), np.nan)
    p[0], p[1, 1] = 1e-9, 0.5
    spread = per_month(p, Budget(1))
    assert spread.alarm[:, 0].tolist() == [True, False, False, False]
    assert spread.level == pytest.approx([Budget(1).level(n) for n in (1, 2, 1)])
    assert np.isnan(spread.once_in_weeks[3, 0])
    more = per_month(p, Budget(1), besides=8)
    assert more.level[0] == pytest.approx(Budget(1).level(9))
    nothing = per_month(np.full((2, 2), np.nan), Budget(1))
    assert not nothing.alarm.any()
    assert per_month(np.zeros((0, 3)), Budget(1)).level.tolist() == [0, 0, 0]


def test_what_raises_an_alarm_is_rarer_than_the_budget_says() -> None:
    p = np.linspace(1e-4, 1e-1, 500)[:, None]
    spread = per_month(p, Budget(1))
    assert spread.alarm.any()
    assert spread.once_in_weeks[spread.alarm].min() >= 1 / -np.expm1(-Budget(1).rate()) - 1e-9


HOCHBERG = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
]


def test_discoveries_are_those_of_the_paper() -> None:
    assert discoveries(HOCHBERG, 0.05).tolist() == [True] * 4 + [False] * 11
    assert discoveries(HOCHBERG, 0.05, any_dependence=True).sum() == 3
    both = np.array([HOCHBERG, [0.5] * 15]).T
    assert discoveries(both, 0.05).sum(axis=0).tolist() == [4, 0]
    with_gap = [*HOCHBERG, np.nan]
    assert discoveries(with_gap, 0.05).sum() == 4
    assert not discoveries([np.nan, np.nan]).any()


@pytest.mark.parametrize("p", [[[1.2]], [[-0.1]], [["small"]], [0.5]])
def test_what_is_no_p_is_refused(p: list[object]) -> None:
    with pytest.raises(Unfit) as refused:
        per_month(p, Budget(1))
    assert refused.value.code == "bad_p"


def test_bad_wishes_are_refused() -> None:
    for wish in ((0.0,), (-1.0,), (float("nan"),), (float("inf"),), (1.0, 1.0), (1.0, 0.95, 0)):
        with pytest.raises(Unfit) as refused:
            Budget(*wish)
        assert refused.value.code == "bad_budget"
    with pytest.raises(Unfit, match="counted"):
        once_in_weeks(0.1, -1)
    with pytest.raises(Unfit, match="counted"):
        Budget(1).level(-1)
    with pytest.raises(Unfit, match="counted"):
        per_month([[0.1]], Budget(1), besides=-1)
    with pytest.raises(Unfit, match="looks"):
        Budget(1).rate(0)
    for share in (0, 1):
        with pytest.raises(Unfit, match="share"):
            either(0.1, 0.1, share)
        with pytest.raises(Unfit, match="share"):
            discoveries([0.1], share)
    with pytest.raises(Unfit, match="cells and weeks"):
        discoveries(np.zeros((1, 1, 1)))
