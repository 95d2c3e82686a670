"""How sure a share is: intervals for one proportion, a stratified one, and a difference of two.

Shares and levels are fractions between 0 and 1 throughout; counts are answers.  scipy and
statsmodels take seconds to import and are imported where a figure is computed, so that a page
without one never waits for them.

Sources: Wilson, JASA 22 (1927) 209; Brown, Cai & DasGupta, Statistical Science 16 (2001) 101;
Newcombe, Statistics in Medicine 17 (1998) 873; Cochran, Sampling Techniques, 3rd ed. (1977),
5.3, 5.5 and 5A.12; Korn & Graubard, Survey Methodology 24 (1998) 193; Zou & Donner, Statistics in
Medicine 27 (2008) 1693.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from qunce.statistics.unfit import Unfit

STEADY_SIDE = 10
"""With fewer answers than this for or against, a variance estimated from them is not trusted to
make the interval narrower than simple random sampling would (see :func:`stratified`)."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, both fractions between 0 and 1."""

    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Count:
    """``successes`` among ``n`` answers."""

    successes: int
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """After minus before, with its interval; all between -1 and 1."""

    value: float
    low: float
    high: float

    @property
    def shown(self) -> bool:
        """Whether the interval leaves out zero, so that something did change."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class StratumCount:
    """One stratum: ``successes`` among ``sample`` answers, out of ``population`` people.

    ``sample`` is the answers the share is taken of.  Where "don't know" is left out of the share it
    is left out here too, and the population stays whole.
    """

    name: str
    population: int
    sample: int
    successes: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A stratified share ``p`` with its standard error, interval and effective sample size.

    ``n`` is the answers behind it.  ``n_eff`` is the size of the simple random sample that would
    be as sure; infinite when everybody answered.  ``collapsed`` names the strata that had one
    answer and borrowed a neighbour's variance, each group in one tuple.
    """

    p: float
    se: float
    low: float
    high: float
    n_eff: float
    n: int
    collapsed: tuple[tuple[str, ...], ...] = ()


def wilson(successes: float, n: float, level: float = 0.95) -> Interval:
    """The Wilson score interval of a share (Wilson 1927); ``n`` may be an effective size, hence a
    fraction.

    Raises :class:`Unfit` ``no_answers`` for n = 0 and ``bad_count`` for impossible numbers.
    """
    _check_level(level)
    if n <= 0:
        raise Unfit(f"no interval from {n} answers", code="no_answers")
    if not 0 <= successes <= n:
        raise Unfit(f"{successes} among {n} answers", code="bad_count")
    # statsmodels has it too, and importing that costs a page 3.4 s of CPU; the tests compare.
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, spread = successes / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt((share * (1 - share) + spread / 4) / n)
    # At the edges the score interval ends exactly at 0 and 1; rounding may miss it by 1e-17.
    return Interval(
        low=0.0 if successes == 0 else max(0.0, middle - half),
        high=1.0 if successes == n else min(1.0, middle + half),
    )


def newcombe(before: Count, after: Count, level: float = 0.95) -> Difference:
    """After minus before, of two independent samples, by Newcombe's method 10.

    For samples drawn afresh each time.  The same people asked twice are not independent, and this
    interval is then too wide.  Raises :class:`Unfit` as :func:`wilson` does.
    """
    _check_level(level)
    for count in (before, after):
        if count.n <= 0:
            raise Unfit("no difference without answers on both sides", code="no_answers")
        if not 0 <= count.successes <= count.n:
            raise Unfit(f"{count.successes} among {count.n} answers", code="bad_count")
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        after.successes,
        after.n,
        before.successes,
        before.n,
        method="newcomb",
        compare="diff",
        alpha=1 - level,
    )
    return Difference(
        value=after.successes / after.n - before.successes / before.n,
        low=float(low),
        high=float(high),
    )


def change(before: Estimate, after: Estimate) -> Difference:
    """After minus before, of two independent stratified estimates, from their own intervals.

    Newcombe's square-and-add applied to any two intervals (Zou & Donner 2008).  The level is that
    of the two intervals.  From two plain Wilson intervals it is :func:`newcombe` exactly.
    """
    value = after.p - before.p
    return Difference(
        value=value,
        low=value - math.hypot(after.p - after.low, before.high - before.p),
        high=value + math.hypot(after.high - after.p, before.p - before.low),
    )


def stratified(strata: Iterable[StratumCount], level: float = 0.95) -> Estimate:
    """The share in the whole population, each stratum weighted by its people.

    p = Σ W_h p_h and V = Σ W_h² (1 - n_h/N_h) p_h (1 - p_h) / (n_h - 1) with W_h = N_h/N
    (Cochran 5.52, 5.53); the interval is Wilson's at n_eff = p (1 - p) / V (the idea of
    Korn & Graubard).  At the edges:

    * A stratum with people and no answer: :class:`Unfit` ``stratum_without_answers`` with its
      name.  :func:`joined` puts such strata together beforehand, if the caller decides so.
    * A stratum with one answer keeps its weight in p; for V it is put together with the stratum
      nearest to it in population (collapsed strata, Cochran 5A.12).  The neighbour is chosen by
      size, never by what was answered.
    * V = 0 because each stratum was of one mind, which includes p = 0 and p = 1: the sample is not
      for that reason certain.  n_eff is then what it would be if all strata shared one p,
      1 / Σ W_h² (1 - n_h/N_h) / (n_h - 1).
    * Fewer than ten answers for or against: n_eff is at most that same number, because a variance
      estimated from a handful of answers can be far too small.
    * n_h = N_h, everybody in the stratum answered: it adds nothing to V.  The interval has width
      zero only when that holds in every stratum.  Whoever was asked and did not answer is not a
      census; the bounds of :func:`qunce.statistics.response.worst_case` stand beside.
    * More answers than people: ``sample_exceeds_population``; impossible counts: ``bad_count``;
      nobody at all: ``no_strata``.
    """
    _check_level(level)
    counted = [stratum for stratum in strata if stratum.population or stratum.sample]
    _check_strata(counted)
    total = sum(stratum.population for stratum in counted)
    n = sum(stratum.sample for stratum in counted)
    successes = sum(s.successes for s in counted)
    p = sum(s.population / total * s.successes / s.sample for s in counted)
    # A sum of rounded fractions; at the edges it must be the edge.
    p = 0.0 if successes == 0 else 1.0 if successes == n else p
    groups = _collapsed(counted)
    variance = even = 0.0
    for group in groups:
        people = sum(s.population for s in group)
        answers = sum(s.sample for s in group)
        missing = 1 - answers / people
        if not missing:
            continue
        share = sum(s.population / people * s.successes / s.sample for s in group)
        # Only a whole population with a single answer still has one answer here.
        scale = (people / total) ** 2 * missing / max(1, answers - 1)
        variance += scale * share * (1 - share)
        even += scale
    names = tuple(tuple(s.name for s in group) for group in groups if len(group) > 1)
    if not even:
        return Estimate(p=p, se=0.0, low=p, high=p, n_eff=math.inf, n=n, collapsed=names)
    n_eff = p * (1 - p) / variance if variance else 1 / even
    if min(successes, n - successes) < STEADY_SIDE:
        n_eff = min(n_eff, 1 / even)
    interval = wilson(p * n_eff, n_eff, level)
    return Estimate(
        p=p,
        se=math.sqrt(variance),
        low=interval.low,
        high=interval.high,
        n_eff=n_eff,
        n=n,
        collapsed=names,
    )


def joined(strata: Iterable[StratumCount], least: int = 1) -> list[StratumCount]:
    """The strata, those with fewer than ``least`` answers put together with one near in size.

    Two strata become one with the sum of their people and answers and the name "a + b".  The
    partner is the stratum nearest in population, the first of equals, so that what was answered
    has no part in it; repeated until none is short or one is left.  A share over joined strata
    assumes that the missing ones answer as their partner did; say so beside it.
    """
    left = [stratum for stratum in strata if stratum.population or stratum.sample]
    while len(left) > 1:
        short = min((s for s in left if s.sample < least), key=lambda s: s.population, default=None)
        if short is None:
            break
        others = [s for s in left if s is not short]
        partner = min(others, key=lambda s: abs(s.population - short.population))
        both = StratumCount(
            name=f"{partner.name} + {short.name}",
            population=partner.population + short.population,
            sample=partner.sample + short.sample,
            successes=partner.successes + short.successes,
        )
        left = [both if s is partner else s for s in left if s is not short]
    return left


def sample_size(
    half_width: float, population: int | None = None, share: float = 0.5, level: float = 0.95
) -> int:
    """How many answers give an interval of ± ``half_width`` at ``share``; at most the population.

    n0 = z² p (1 - p) / e², n = n0 / (1 + (n0 - 1) / N) (Cochran 4.1, 4.2).  Answers, not slips:
    divide by the response that is expected.  Raises :class:`Unfit` ``bad_width``.
    """
    _check_level(level)
    if not 0 < half_width < 1 or not 0 < share < 1:
        raise Unfit(f"±{half_width} at a share of {share}", code="bad_width")
    from statsmodels.stats.proportion import samplesize_confint_proportion

    wanted = float(samplesize_confint_proportion(share, half_width, alpha=1 - level))
    if population is None:
        return math.ceil(wanted)
    if population < 1:
        raise Unfit("a sample of nobody", code="no_strata")
    return min(population, math.ceil(wanted / (1 + (wanted - 1) / population)))


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise Unfit(f"a level of {level}; 0.95 means 95 %", code="bad_level")


def _check_strata(strata: Sequence[StratumCount]) -> None:
    if not strata:
        raise Unfit("no stratum has people", code="no_strata")
    wrong = [s.name for s in strata if not 0 <= s.successes <= s.sample]
    if wrong:
        raise Unfit(
            "more successes than answers, or fewer than none", code="bad_count", names=wrong
        )
    over = [s.name for s in strata if s.sample > s.population]
    if over:
        raise Unfit("more answers than people", code="sample_exceeds_population", names=over)
    silent = [s.name for s in strata if not s.sample]
    if silent:
        raise Unfit("nobody answered there", code="stratum_without_answers", names=silent)


def _collapsed(strata: Sequence[StratumCount]) -> list[list[StratumCount]]:
    """The strata, each with one answer of several people put to the one nearest in population."""
    groups = [[stratum] for stratum in strata]

    def people(group: list[StratumCount]) -> int:
        return sum(s.population for s in group)

    while len(groups) > 1:
        alone = next((g for g in groups if sum(s.sample for s in g) == 1 and people(g) > 1), None)
        if alone is None:
            break
        others = [g for g in groups if g is not alone]
        nearest = min(others, key=lambda g: abs(people(g) - people(alone)))
        nearest.extend(alone)
        groups = others
    return groups
