"""Which earlier weeks a week is compared with, and in which part of the year each of them lies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class ShortHistory(ValueError):
    """A week was asked about that has not enough weeks before it."""


@dataclass(frozen=True, slots=False)
class Design:
    """The reference weeks of Farrington's method, seen from the week that is judged (week 0).

    ``years`` back, the same season ``half_window`` weeks to either side, ``periods`` parts of a
    year (the season itself and the rest, cut evenly), and the last ``left_out`` weeks not used,
    because what is growing now would be taken for usual (Noufaily et al. 2013, section 3.2).
    """

    years: int = 5
    half_window: int = 3
    periods: int = 10
    left_out: int = 26
    per_year: int = 52

    def __post_init__(self) -> None:
        width = 2 * self.half_window + 1
        if self.years < 1 or self.half_window < 0 or width >= self.per_year:
            raise ValueError("a season lies within its year, at least one year back")
        if not 1 <= self.periods <= self.per_year - width + 1:
            raise ValueError("a year has as many periods as weeks outside the season, or fewer")
        if self.left_out < 0:
            raise ValueError("weeks left out are none or more")

    @property
    def history(self) -> int:
        """How many weeks before the judged one are needed."""
        return self.years * self.per_year + self.half_window

    @cached_property
    def weeks(self) -> Whole:
        """(n,) reference weeks as numbers below 0, the oldest first."""
        return np.array([week for week, _ in self._pairs], dtype=np.int64)

    @cached_property
    def period(self) -> Whole:
        """(n,) the part of the year each lies in; 0 is the season of the judged week."""
        return np.array([period for _, period in self._pairs], dtype=np.int64)

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        width = 2 * self.half_window + 1
        rest = self.per_year - width
        found: dict[int, int] = {}
        for year in range(self.years, -1, -1):
            season = -year * self.per_year
            for week in range(season - self.half_window, season + self.half_window + 1):
                found[week] = 0
            if self.periods == 1 or year == 0:
                continue
            begin = season + self.half_window + 1
            for part in range(self.periods - 1):
                length = rest // (self.periods - 1) + (part < rest % (self.periods - 1))
                for week in range(begin, begin + length):
                    found[week] = part + 1
                begin += length
        newest = -self.left_out if self.left_out else 0
        return sorted((week, part) for week, part in found.items() if week < newest)


def windows(counts: Floats, at: Whole, weeks: Whole) -> Floats:
    """(S * W, n) the counts of the reference ``weeks`` before each week of ``at``.

    ``counts`` is (S, T), ``at`` (W,) numbers of weeks from 0.  :class:`ShortHistory` where a
    reference week lies before the first.
    """
    if at.size and int(at.min()) + int(weeks[0]) < 0:
        raise ShortHistory(f"{-int(weeks[0])} weeks are needed before week {int(at.min())}")
    picked: Floats = counts[:, at[:, None] + weeks[None, :]].reshape(-1, weeks.size)
    return picked


def checked(counts: Floats, at: Whole, *, to_come: bool = True) -> tuple[Floats, Whole]:
    """Counts (S, T) as floats and weeks (W,) as whole numbers, or a ValueError that says what is
    wrong: counts below 0 and infinite ones, and weeks that are not there.

    With ``to_come`` the first week that is not counted yet may be asked about as well.
    """
    counts = np.asarray(counts, dtype=np.float64)
    at = np.asarray(at)
    if counts.ndim != 2:
        raise ValueError("counts are a table: series times weeks")
    if at.ndim != 1 or (at.size and not np.issubdtype(at.dtype, np.integer)):
        raise ValueError("the weeks to be judged are a list of whole numbers")
    if np.isinf(counts).any():
        raise ValueError("a count is not infinite")
    if (counts < 0).any():
        raise ValueError("a count is 0 or more")
    last = counts.shape[1] - (not to_come)
    for week in (at.min(), at.max()) if at.size else ():
        if not 0 <= week <= last:
            raise ValueError(f"there are {counts.shape[1]} weeks; asked about week {week}")
    return counts, at.astype(np.int64)
