"""Small daily cells looked at every day: the last seven and the last fourteen days of each.

Two levels share one budget of false alarms: each cell (one category in one place), and for each
category the sum over all its places, so that what grows a little everywhere is noticed as well.  A
cell is compared with its own past, with the same category elsewhere and with its place in other
categories now; a sum with its own past and with what other categories bring now
(:mod:`.rolling_levels`).  Cells that stand out by themselves are taken out of their sum before it
is judged, so that one excess is told once.  Counts are negative binomial around what is expected;
how the budget becomes one level for everything stands in :mod:`.rolling_rates`.

Made for counts of zero or one a day and a history from four weeks to a few years.  For weekly
counts and longer histories see :mod:`.watch`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from qunce.statistics.detection.budget import DAYS_PER_YEAR, Budget
from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.rolling_levels import (
    Change,
    Flags,
    History,
    Levels,
    tail,
    usual_range,
)
from qunce.statistics.detection.rolling_rates import HIGHEST, Rates, common_level
from qunce.statistics.unfit import Unfit

__all__ = [
    "Alarm",
    "Change",
    "Found",
    "Rolling",
    "Table",
    "Watching",
    "usual_range",
    "usual_ranges",
]

WINDOWS = (7, 14)
"""Days that are looked at together."""
LONGEST_WINDOW = max(WINDOWS)
LEAST_DAYS = 28
"""With less history nothing is said."""
USUAL = 0.9
"""The usual range holds so much of all such windows."""
SPENT = 1.25
"""Part of the budget's rate that is spent.  The rates of beginning are bounds: windows overlap, and
one alarm lasts a fortnight at least."""
LONGEST = 5_200.0
"""Weeks; what is rarer is said to be "once in a hundred years" as well."""


@dataclass(frozen=True, slots=True)
class Table:
    """What is watched: ``counts`` (S, T) of S cells on each of T days, the last of which is judged.

    NaN where nothing was counted.  ``places`` and ``categories`` (S,) number each cell's from 0 on.
    ``watched`` (S,): judged by itself (all when None).  ``summed`` (S,): part of the sum over its
    category's places (none when None).
    """

    counts: Floats
    places: Whole
    categories: Whole
    watched: Flags | None = None
    summed: Flags | None = None

    def __post_init__(self) -> None:
        cells = len(self.places)
        beside = [one for one in (self.watched, self.summed) if one is not None]
        if self.counts.ndim != 2 or {len(self.counts), len(self.categories)} != {cells}:
            raise Unfit("counts are one row for each cell", code="bad_table")
        if any(len(one) != cells for one in beside):
            raise Unfit("cells are watched and summed one by one", code="bad_table")
        if cells and min(self.places.min(), self.categories.min()) < 0:
            raise Unfit("places and categories are numbered from 0 on", code="bad_table")
        if np.nanmin(self.counts, initial=0.0) < 0 or np.isinf(self.counts).any():
            raise Unfit("counts are 0 or more", code="bad_table")

    @property
    def cells(self) -> int:
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Watching:
    """How is watched.  ``part``: how much of the budget is for what is watched here, if something
    else has the rest.  ``fewest`` cases are needed for an alarm, and never shown below."""

    budget: Budget = field(default_factory=Budget)
    part: float = 1.0
    fewest: int = 3

    @property
    def rate(self) -> float:
        """Alarms that may begin a day."""
        return SPENT * self.part * self.budget.rate(DAYS_PER_YEAR)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A cell or a sum that is more than usual.

    ``which``: a row of the table, or their number plus a category, for its sum.  ``first`` and
    ``last``: how many days before the judged one the first and last case of the window came.
    ``usual``, ``season``, ``shared`` (what others bring more now) and ``own`` add up to
    ``observed``.  ``once_in_weeks``: about how often chance alone would show something as unusual,
    over the whole budget.
    """

    which: int
    first: int
    last: int
    observed: float
    expected: float
    low: int
    high: int
    p: float
    once_in_weeks: float
    usual: float
    season: float
    shared: float
    own: float


@dataclass(frozen=True, slots=True)
class Found:
    """``alarms``: beyond the level and not asked about, cells before sums.  ``standing``:
    those asked about, as they are now; one without a case since its first day is not there.
    ``calm``: those asked about whose longest window is within the usual range again."""

    alarms: list[Alarm] = field(default_factory=list)
    standing: dict[int, Alarm] = field(default_factory=dict)
    calm: set[int] = field(default_factory=set)


class Rolling:
    """One look at a table.

    ``since``: what goes on already, with how many days before the judged one it began; it is told
    as it is now instead of being raised again, and a cell that goes on is left out of its sum.
    ``apart``: cells that are left out of theirs as well.
    """

    def __init__(
        self,
        table: Table,
        *,
        changes: Sequence[Change] = (),
        watching: Watching | None = None,
        since: Mapping[int, int] | None = None,
        apart: Collection[int] = (),
    ) -> None:
        self.table, self.changes, self.apart = table, changes, apart
        self.watching = watching or Watching()
        self.since = dict(since or {})
        counts = table.counts
        self.silent = counts.shape[1] < LEAST_DAYS or not np.nansum(counts) > 0
        self.watched: Flags = _all_or(table.watched, table.cells, default=True)
        self.summed: Flags = _all_or(table.summed, table.cells, default=False)
        self.summed_categories: Whole = np.unique(table.categories[self.summed])

    @cached_property
    def found(self) -> Found:
        """What stands out, what goes on, and what is as usual again."""
        found = Found()
        if self.silent:
            return found
        for row in np.flatnonzero(self.watched).tolist():
            self._judge(self._cells, row, row, found)
        self._left_out.update(alarm.which for alarm in found.alarms)
        if not self.summed_categories.size:
            return found
        sums = self._sums(self._left_out)
        for row, category in enumerate(self.summed_categories.tolist()):
            self._judge(sums, row, self.table.cells + category, found)
        return found

    def sum_without(self, category: int, rows: Collection[int]) -> Alarm | None:
        """The alarm of a category's sum if these cells did not belong to it either."""
        if self.silent or category not in self.summed_categories:
            return None
        found = Found()
        sums = self._sums({*self._left_out, *rows})
        row = int(np.searchsorted(self.summed_categories, category))
        self._judge(sums, row, self.table.cells + category, found, ask=False)
        return found.alarms[0] if found.alarms else None

    @property
    def usual_rates(self) -> Floats:
        """(S,) what each cell brings on a usual day, by the days before those that are judged."""
        return self._cells.history.rate

    @cached_property
    def _left_out(self) -> set[int]:
        """Cells that are told by themselves; alarms join them."""
        return {which for which in (*self.since, *self.apart) if which < self.table.cells}

    @cached_property
    def _cells(self) -> _Judged:
        table = self.table
        history = History(
            table.counts,
            table.places,
            table.categories,
            gap=LONGEST_WINDOW,
            changes=self.changes,
        )
        return _Judged(history, [[row] for row in range(table.cells)])

    def _sums(self, left_out: Collection[int]) -> _Judged:
        """One series a category: its places' cells, without those that are told by themselves."""
        table = self.table
        kept = self.summed.copy()
        kept[list(left_out)] = False
        numbers = np.searchsorted(self.summed_categories, table.categories)
        belongs = (numbers[None, :] == np.arange(len(self.summed_categories))[:, None]) & kept
        belongs &= np.isin(table.categories, self.summed_categories)[None, :]
        changes = []
        for change in self.changes:
            part = (belongs & change.touched).sum(axis=1)
            # A sum of which a part is touched is unsure; its history stays what it was.
            whole = bool((part[part > 0] == belongs[part > 0].sum(axis=1)).all())
            changes.append(Change(change.ago, part > 0, change.lasting and whole))
        numbers = np.arange(len(belongs))
        history = History(
            belongs.astype(np.float64) @ np.nan_to_num(table.counts),
            np.zeros_like(numbers),
            numbers,
            gap=LONGEST_WINDOW,
            changes=changes,
            known=self._counted(belongs),
        )
        return _Judged(history, [np.flatnonzero(row).tolist() for row in belongs])

    def _counted(self, belongs: Flags) -> Floats | None:
        """(C, T) which part of each sum was counted on each day, by what its cells usually bring;
        None where all was.  A place that begins does not lift a sum, nor does one that ends.
        """
        known = ~np.isnan(self.table.counts)
        if known.all():
            return None
        usual = belongs * self._cells.history.rate
        part: Floats = (usual @ known) / np.maximum(usual.sum(axis=1), 1e-12)[:, None]
        return part

    @cached_property
    def rates(self) -> list[Rates]:
        """Of everything that is watched and does not go on: how often it begins by chance.

        A cell of which no day of a window was counted cannot begin.
        """
        found = []
        watched: list[tuple[_Judged, Flags | None]] = [(self._cells, self.watched)]
        if self.summed_categories.size:
            watched.append((self._sums(self._left_out), None))
        for judged, asked in watched:
            for width in WINDOWS:
                levels = judged.levels(width)
                counted = levels.mean > 0
                levels = levels.of(counted if asked is None else counted & asked)
                if len(levels.usual):
                    found.append(Rates(levels, judged.history.dispersion, self.watching.fewest))
        return found

    @cached_property
    def level(self) -> float:
        """The tail probability up to which an alarm is raised."""
        return common_level(self.rates, self.watching.rate)

    def _bears(self, p: float) -> bool:
        """Whether ``p`` is within the level; on most days nobody needs to know which that is."""
        return p <= HIGHEST and sum(one.at(p) for one in self.rates) <= self.watching.rate

    def _judge(
        self, judged: _Judged, row: int, which: int, found: Found, *, ask: bool = True
    ) -> None:
        counts = judged.history.counts
        if ask and which in self.since:
            width = max(self.since[which] + 1, WINDOWS[0])
            recent = float(counts[row, -LONGEST_WINDOW:].sum())
            longest = judged.levels(LONGEST_WINDOW)
            mean, variance = float(longest.mean[row]), float(longest.variance[row])
            if recent <= usual_range(mean, variance, USUAL)[1]:
                found.calm.add(which)
            if counts[row, -width:].any():
                found.standing[which] = self._alarm(judged, row, which, width)
            return
        over = []
        for width in WINDOWS:
            seen = float(counts[row, -width:].sum())
            if seen < self.watching.fewest or self._of_one(judged, row, width):
                continue
            levels = judged.levels(width)
            p = tail(seen, float(levels.mean[row]), float(levels.size[row]))
            if self._bears(p):
                over.append((p, width))
        if over:
            found.alarms.append(self._alarm(judged, row, which, min(over)[1]))

    def _of_one(self, judged: _Judged, row: int, width: int) -> bool:
        """Whether a sum's window is one watched cell's alone: that is for the cell to tell."""
        if judged is self._cells:
            return False
        members = judged.members[row]
        spoke = [m for m in members if np.nansum(self.table.counts[m, -width:]) > 0]
        return len(spoke) == 1 and bool(self.watched[spoke[0]])

    def _alarm(self, judged: _Judged, row: int, which: int, width: int) -> Alarm:
        levels, counts = judged.levels(width), judged.history.counts[row, -width:]
        days = len(counts) - 1 - np.flatnonzero(counts)
        seen = float(counts.sum())
        mean, size = float(levels.mean[row]), float(levels.size[row])
        p = tail(seen, mean, size)
        low, high = usual_range(mean, float(levels.variance[row]), USUAL)
        rate = 7 * sum(one.at(p) for one in self.rates) / self.watching.part
        parts = float(levels.usual[row]), float(levels.season[row]), float(levels.shared[row])
        return Alarm(
            which=which,
            first=int(days[0]),
            last=int(days[-1]),
            observed=seen,
            expected=mean,
            low=low,
            high=high,
            p=p,
            once_in_weeks=LONGEST if rate * LONGEST < 1 else max(1.0, 1 / rate),
            usual=parts[0],
            season=parts[1],
            shared=parts[2],
            own=seen - sum(parts),
        )


def usual_ranges(
    table: Table, ends: Sequence[int], *, row: int = 0, days: int = 7, history: int | None = None
) -> list[tuple[int, int] | None]:
    """From how many to how many were usual in the ``days`` up to each of ``ends``, columns of
    ``table``, as it would have been said on that day; None with less than :data:`LEAST_DAYS`.

    For a picture of one cell: a table of four rows (the cell, its category elsewhere, its place's
    other categories, the rest) says nearly the same as the whole one.  ``history``: so many days
    are looked back from each end, at most.
    """
    found: list[tuple[int, int] | None] = []
    for end in ends:
        upto = max(end + 1, 0)
        counts = table.counts[:, max(0, upto - (history or upto)) : upto]
        if counts.shape[1] < LEAST_DAYS:
            found.append(None)
            continue
        past = History(counts, table.places, table.categories, gap=LONGEST_WINDOW)
        levels = past.levels(days)
        found.append(usual_range(float(levels.mean[row]), float(levels.variance[row]), USUAL))
    return found


class _Judged:
    """The levels of cells or of sums, each window computed once; ``members``: rows of the table."""

    def __init__(self, history: History, members: list[list[int]]) -> None:
        self.history, self.members = history, members
        self._levels: dict[int, Levels] = {}

    def levels(self, days: int) -> Levels:
        if days not in self._levels:
            self._levels[days] = self.history.levels(days)
        return self._levels[days]


def _all_or(given: Flags | None, cells: int, *, default: bool) -> Flags:
    return np.full(cells, default) if given is None else np.asarray(given, dtype=np.bool_)
