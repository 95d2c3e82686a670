"""One budget of false alarms for everything watched, instead of a level for each figure.

Who watches 2,000 places in 20 categories at 1 % is woken 400 times a week by nothing.  So a town
says how many false alarms it can bear in a month, and what follows for one cell (one place and
category in one week) is computed here.

Chance is counted cautiously.  A cell of level a raises an alarm at most as often as a Poisson
number of mean -ln(1 - a) is above 0, so a level of 1 - exp(-r / cells) for each (Šidák's) keeps the
alarms of a week below a Poisson number of mean r.  The mean of a year is not the budget itself,
which half of all years would then exceed, but the largest that at least 95 % of the years stay
within.  Of a thousand cells the smallest p has the Gumbel distribution on the scale of -ln p; the
formula used is exact and tends to it.

p-values of counts, P(Y >= y), are discrete and stay below their level; :func:`spread_level` gives
back what is lost by this where the caller knows each cell's distribution (Tarone 1990, Biometrics
46:515, for discrete p-values).

Sources: Šidák 1967 (JASA 62:626); Benjamini & Hochberg 1995 (JRSS-B 57:289); Benjamini &
Yekutieli 2001 (Annals of Statistics 29:1165).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qunce.statistics.detection.design import Floats
from qunce.statistics.unfit import Unfit

DAYS_PER_YEAR = 365.2425
WEEKS_PER_YEAR = DAYS_PER_YEAR / 7
HALVINGS = 60

Levels = Callable[[float], Floats]
"""Of a level x each cell's true chance of p <= x: at most x, and never less for a larger x."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How many false alarms a town can bear.

    ``per_month``: at most twelve times as many begin in a year, in at least the share ``kept`` of
    all years.  ``together``: how many alarms one and the same chance may raise at once, for
    instance 2 where a message counts for its village and for the whole town.
    """

    per_month: float = 1.0
    kept: float = 0.95
    together: int = 1

    def __post_init__(self) -> None:
        if not (0 < self.per_month < math.inf and 0 < self.kept < 1 and self.together >= 1):
            raise Unfit("a budget is above 0, and kept in a share of the years", code="bad_budget")

    @property
    def per_year(self) -> int:
        """The most that may begin in a year; with less than one in a year it is none."""
        return math.floor(12 * self.per_month + 1e-9)

    def rate(self, looks_per_year: float = WEEKS_PER_YEAR) -> float:
        """False alarms to be expected at each look, over all cells.

        The largest r such that the budget is kept if alarms come alone, in twos ... or as many
        together as were said.
        """
        from scipy.special import gammainccinv

        if not 0 < looks_per_year < math.inf:
            raise Unfit("looks are some in a year", code="bad_looks")
        yearly = min(
            size * float(gammainccinv(self.per_year // size + 1, self.kept))
            for size in range(1, self.together + 1)
        )
        return yearly / looks_per_year

    def level(self, cells: int, looks_per_year: float = WEEKS_PER_YEAR) -> float:
        """The p up to which one of so many cells raises an alarm; 0 where none is watched."""
        if cells < 0:
            raise Unfit("cells are counted from 0 on", code="bad_cells")
        return -math.expm1(-self.rate(looks_per_year) / cells) if cells else 0.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Which cells raise an alarm.

    ``alarm`` (S, W); ``begins`` (S, W) those without an alarm in the week before, which are what
    the budget counts; ``level`` (W,) up to which p raises one; ``once_in_weeks`` (S, W).
    """

    alarm: NDArray[np.bool_]
    begins: NDArray[np.bool_]
    level: Floats
    once_in_weeks: Floats


def per_month(
    p: ArrayLike,
    budget: Budget,
    *,
    besides: int = 0,
    looks_per_year: float = WEEKS_PER_YEAR,
    levels: Levels | None = None,
) -> Spread:
    """The alarms among ``p`` (S cells, W weeks) that the budget bears.

    NaN is a cell that was not watched in that week.  ``besides``: further cells watched in the same
    weeks that are not among these, for instance one scan of each category.  For daily looks
    ``looks_per_year`` is :data:`DAYS_PER_YEAR`.  ``levels`` (of (S,) or (S, W) cells) as for
    :func:`spread_level`.  With windows of one and two weeks give :func:`either` of them; what one
    excess raises in two weeks running is one beginning.

    Raises :class:`Unfit` ``bad_p`` and ``bad_cells``.
    """
    values = _checked(p, 2)
    if besides < 0:
        raise Unfit("cells are counted from 0 on", code="bad_cells")
    watched = ~np.isnan(values)
    cells = watched.sum(axis=0) + besides
    level = np.array([budget.level(int(n), looks_per_year) for n in cells])
    once = once_in_weeks(values, cells, WEEKS_PER_YEAR / looks_per_year)
    rate = budget.rate(looks_per_year)
    if levels is not None:
        for week in range(level.size):
            known = _of_week(levels, week, watched)
            level[week] = spread_level(known, rate, at_least=float(level[week]), besides=besides)
            for cell in np.flatnonzero(values[:, week] <= level[week]):
                chance = -math.expm1(-_spent(known, float(values[cell, week]), besides))
                once[cell, week] = WEEKS_PER_YEAR / looks_per_year / chance if chance else math.inf
    alarm = watched & (np.where(watched, values, 1.0) <= level)
    begins = alarm.copy()
    begins[:, 1:] &= ~alarm[:, :-1]
    return Spread(alarm, begins, level, once)


def once_in_weeks(p: ArrayLike, cells: ArrayLike, weeks_per_look: float = 1.0) -> Floats:
    """Chance alone would show something as unusual about once in so many weeks, over all cells.

    1 / (1 - (1 - p)^cells) looks, each so many weeks apart; the arrays broadcast.  It holds exactly
    for cells that are independent; with cells that rise together, or with counts, something so
    unusual is rarer still, so that nothing is made grander than it is.  Infinite at p = 0, NaN
    where p is; never less than one look.
    """
    values = _checked(p, None)
    many = np.asarray(cells, dtype=np.float64)
    if not (many >= 0).all():
        raise Unfit("cells are counted from 0 on", code="bad_cells")
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # With p = 1 the logarithm is minus infinity, and the chance is 1.
        chance = -np.expm1(np.maximum(many, 1.0) * np.log1p(-values))
        once: Floats = weeks_per_look / chance
    return once


def either(one: ArrayLike, two: ArrayLike, share: float = 0.5) -> Floats:
    """One p for a window of one week and one of two that ends with it, however they depend.

    min(p1 / share, p2 / (1 - share)), at most 1: Bonferroni's, with ``share`` of the level for the
    one week.  The score min(p1, f p2) is this with a share of f / (1 + f).  Where one is NaN the
    other has its share and no more; NaN where both are.
    """
    if not 0 < share < 1:
        raise Unfit(f"a share of {share}", code="bad_share")
    short, long = _checked(one, None) / share, _checked(two, None) / (1 - share)
    smaller: Floats = np.minimum(1.0, np.fmin(short, long))
    return smaller


def spread_level(levels: Levels, rate: float, *, at_least: float = 0.0, besides: int = 0) -> float:
    """The largest x at which cells of these true levels raise no more than ``rate`` by chance.

    Small cells cannot reach a small p exactly and leave part of the budget unused; here the others
    have it.  ``at_least`` is a level known to keep the rate (Šidák's), ``besides`` cells may use
    the full level.  The levels are estimates where the distributions are; be sparing.
    """

    low, high = max(at_least, 1e-300), 0.5
    if _spent(levels, high, besides) <= rate:
        return high
    for _ in range(HALVINGS):
        middle = math.sqrt(low * high)
        if _spent(levels, middle, besides) <= rate:
            low = middle
        else:
            high = middle
    return low


def discoveries(
    p: ArrayLike, share: float = 0.1, *, any_dependence: bool = False
) -> NDArray[np.bool_]:
    """Alarms of which at most ``share`` are false on average: Benjamini and Hochberg's, by column.

    The alternative for who would rather have a known part of false alarms than a known number:
    in weeks with much to say it says more.  For ``p`` (S,) or (S, W), NaN not watched.  It holds
    for cells that are independent or rise together; with ``any_dependence`` for all (Benjamini &
    Yekutieli 2001), at a price of about ln S.  Raises :class:`Unfit` ``bad_p``, ``bad_share``.
    """
    if not 0 < share < 1:
        raise Unfit(f"a share of {share}", code="bad_share")
    values = _checked(p, None)
    if values.ndim not in (1, 2):
        raise Unfit("p are those of cells, or of cells and weeks", code="bad_p")
    # Imported here: scipy.stats takes a second, and only this needs it.
    from scipy.stats import false_discovery_control

    columns = values.reshape(len(values), -1)
    alarm = np.zeros(columns.shape, dtype=np.bool_)
    for week in range(columns.shape[1]):
        watched = np.flatnonzero(~np.isnan(columns[:, week]))
        if watched.size:
            method = "by" if any_dependence else "bh"
            adjusted = false_discovery_control(columns[watched, week], method=method)
            alarm[watched, week] = adjusted <= share
    return alarm.reshape(values.shape)


def _spent(levels: Levels, x: float, besides: int) -> float:
    """The mean of the Poisson number that bounds how many cells have p <= x by chance."""
    with np.errstate(divide="ignore"):
        each = -np.log1p(-np.asarray(levels(x), dtype=np.float64)).sum()
        return float(each - besides * np.log1p(-x))


def _of_week(levels: Levels, week: int, watched: NDArray[np.bool_]) -> Levels:
    def of_week(x: float) -> Floats:
        each = np.asarray(levels(x), dtype=np.float64)
        column = each[:, week] if each.ndim == 2 else each
        kept: Floats = column[watched[:, week]]
        return kept

    return of_week


def _checked(p: ArrayLike, dimensions: int | None) -> Floats:
    try:
        values = np.asarray(p, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Unfit("p are numbers", code="bad_p") from error
    if dimensions is not None and values.ndim != dimensions:
        raise Unfit("p are a table of cells and weeks", code="bad_p")
    with np.errstate(invalid="ignore"):
        wrong = (values < 0) | (values > 1)
    if wrong.any():
        raise Unfit("p lie between 0 and 1", code="bad_p")
    return values
