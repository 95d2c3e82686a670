"""What the last days of each cell of a daily table were expected to bring, and how sure that is.

A cell is one category in one place.  Its level is its own weighted history, drawn to what place and
category together suggest (Marshall 1991, Applied Statistics 40:283), times its season, times what
everybody else brings more now than usually: everything, then the same category elsewhere beyond
that, then the same place in other categories beyond that (the comparison of Kulldorff et al. 2005,
PLoS Medicine 2:e59).  So a week in which everybody speaks twice as much is taken off once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qunce.statistics.detection.counted import quantile, size_of
from qunce.statistics.detection.design import Floats, Whole

Flags = NDArray[np.bool_]

HALF_LIFE = 180.0
"""Days after which what was counted weighs half."""
BORROWED = 2.0
"""So many cases' weight have place and category together in a cell's level."""
STEADY = 6.0
"""So many cases' weight has "as always" when others are asked how the present days are."""
STEADY_AFTER_CHANGE = 1.5
"""The same where counting is known to have changed: the present days say more then."""
BEFORE_CHANGE = 0.1
"""What was counted before such a change weighs so much."""
CHANGE_IS_FRESH = 28
"""Days for which a change makes a level unsure."""
SEASON_FROM = 540
"""Days of history from which the same time of earlier years is compared."""
SEASON_WIDTH = 21
SEASON_STEADY = 10.0
LEAST_LENGTH = 14.0
"""Days; a place that was counted for fewer is not held to speak every day."""


@dataclass(frozen=True, slots=True)
class Change:
    """From a day on, ``ago`` days before the last one, cells ``touched`` (S,) count differently.

    One that is not ``lasting`` (people are asked for some weeks) makes levels unsure while it is
    fresh, and leaves history what it was.
    """

    ago: int
    touched: Flags
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class Levels:
    """What is expected of each cell in a window of ``days``: all (S,), in cases.

    ``usual`` by its history, ``season`` what the time of the year adds to it, ``shared`` what
    others bring more now; the mean is their sum.
    """

    days: int
    usual: Floats
    season: Floats
    shared: Floats
    variance: Floats

    @property
    def mean(self) -> Floats:
        found: Floats = self.usual + self.season + self.shared
        return found

    @property
    def size(self) -> Floats:
        return size_of(self.mean, self.variance)

    def of(self, cells: Flags) -> Levels:
        """Those of some cells."""
        return Levels(
            self.days,
            self.usual[cells],
            self.season[cells],
            self.shared[cells],
            self.variance[cells],
        )


class History:
    """The cells' past, without the last ``gap`` days, which are judged.

    ``counts`` (S, T) a day, NaN where nothing was counted; ``places`` and ``categories`` (S,) are
    numbers from 0 on.  ``known`` (S, T): which part of each was counted, from 0 to 1, for sums of
    which some cells were not; all or nothing when None.
    """

    def __init__(
        self,
        counts: Floats,
        places: Whole,
        categories: Whole,
        *,
        gap: int,
        changes: Sequence[Change] = (),
        known: Floats | None = None,
    ) -> None:
        self.known: Floats | Flags = ~np.isnan(counts) if known is None else known
        self.counts: Floats = np.nan_to_num(counts)
        # Where every cell is alone, or all are together, there is nothing more to compare with.
        self.groups = [
            groups for groups in (categories, places) if 1 < len(np.unique(groups)) < len(counts)
        ]
        self.categories, self.gap = categories, gap
        past = self.counts[:, :-gap]
        ago = np.arange(past.shape[1], 0, -1) + gap - 1
        decay = 0.5 ** (ago / HALF_LIFE)
        weights = np.broadcast_to(decay, past.shape)
        self.fresh: Flags = np.zeros(len(counts), dtype=np.bool_)
        for change in changes:
            if not 0 <= change.ago < counts.shape[1]:
                continue
            if change.lasting:
                weights = weights if weights.flags.writeable else weights.copy()
                weights[np.ix_(change.touched, ago > change.ago)] *= BEFORE_CHANGE
            if change.ago < CHANGE_IS_FRESH:
                self.fresh |= change.touched
        everything = known is None and bool(self.known.all())
        counted = None if everything else self.known[:, :-gap]
        spoken = (weights * past).sum(axis=1)
        length = (weights if counted is None else weights * counted).sum(axis=1)
        # What weighs less since a change was counted for as many days nevertheless.
        days = decay.sum() if counted is None else counted @ decay
        share = np.where(days > 0, length / np.maximum(days, 1e-12), 1.0)
        by_place = summed(spoken, places)[places] + 1.0
        by_category = summed(spoken, categories)[categories] + 1.0
        together = by_place * by_category / (spoken.sum() + 1.0)
        drawn = together * (spoken + BORROWED) / (together + BORROWED)
        self.rate: Floats = drawn / (share * np.maximum(days, LEAST_LENGTH))
        self.shape: Floats = spoken + BORROWED
        self.dispersion = dispersion(past, self.rate, counted)
        self.season = self._season()[categories]

    def levels(self, days: int) -> Levels:
        """What the last ``days`` days were expected to bring, told from everybody but the cell."""
        width = min(days, self.counts.shape[1])
        # A window longer than the table began before it; nothing is known of its first days.
        there = self.known[:, -width:].sum(axis=1) + (days - width)
        usual = self.rate * there
        seasonal = usual * self.season
        more, unsure = self._shared(self.counts[:, -width:].sum(axis=1), seasonal)
        mean = seasonal * more
        variance = self.dispersion * mean + mean**2 * (unsure + 1.0 / self.shape)
        return Levels(days, usual, seasonal - usual, mean - seasonal, variance)

    def _shared(self, seen: Floats, awaited: Floats) -> tuple[Floats, Floats]:
        """How many times more others bring now than was awaited, and the variance of its logarithm.

        First everything but the cell, then its category elsewhere and its place in other
        categories, each beside everything: what all share is taken off once.
        """
        steady = np.where(self.fresh, STEADY_AFTER_CHANGE, STEADY)
        if len(seen) == 1:
            # Nobody can be asked; a change makes the level as much less sure as elsewhere at most.
            return np.ones(1), np.where(self.fresh, 1 / STEADY_AFTER_CHANGE - 1 / STEADY, 0.0)
        others, usual = seen.sum() - seen, awaited.sum() - awaited
        everything = (others + steady) / (usual + steady)
        more, unsure = everything, np.zeros(len(seen))
        for groups in self.groups:
            beside = summed(seen, groups)[groups] - seen
            usual = (summed(awaited, groups)[groups] - awaited) * everything
            more = more * (beside + steady) / (usual + steady)
            unsure = unsure + 1.0 / (steady + np.maximum(beside, usual))
        if not self.groups:
            unsure = 1.0 / (steady + np.maximum(others, usual))
        return more, unsure

    def _season(self) -> Floats:
        """By category: how much more the same weeks of earlier years brought than their years."""
        length = self.counts.shape[1]
        found = np.ones(int(self.categories.max()) + 1)
        if length < SEASON_FROM:
            return found
        near, days = np.zeros_like(found), np.zeros(len(self.counts))
        for year in range(1, length // 365 + 1):
            middle = length - year * 365
            begin, end = max(0, middle - SEASON_WIDTH), min(length, middle + SEASON_WIDTH)
            near += summed(self.counts[:, begin:end].sum(axis=1), self.categories)
            days += self.known[:, begin:end].sum(axis=1)
        counted = np.maximum(self.known[:, : -self.gap].sum(axis=1), 1.0)
        own = self.counts[:, : -self.gap].sum(axis=1) / counted
        awaited = summed(own * days, self.categories)
        ratio: Floats = (near + SEASON_STEADY) / (awaited + SEASON_STEADY)
        return ratio


def tail(seen: float, mean: float, size: float) -> float:
    """The probability of so many or more."""
    from scipy.special import betainc

    return float(betainc(seen, size, mean / (size + mean))) if seen > 0 else 1.0


def usual_range(mean: float, variance: float, share: float) -> tuple[int, int]:
    """From how many to how many ``share`` of all such windows hold: middle counts."""
    low, high = quantile(mean, variance, [(1 - share) / 2, (1 + share) / 2])
    return int(low), int(high)


def dispersion(past: Floats, rate: Floats, known: Floats | Flags | None = None) -> float:
    """Variance over mean of weeks, of all cells together; 1 unless more is shown beyond doubt.

    ``past`` (S, T) a day, ``rate`` (S,) what is expected of a day, ``known`` (S, T) which part of
    each was counted (all when None): of a week that was counted in part so much less is expected.
    """
    weeks = min(past.shape[1] // 7, 52)
    if not weeks:
        return 1.0

    def weekly(days: Floats | Flags) -> Floats:
        last: Floats = days[:, days.shape[1] - 7 * weeks :].reshape(len(days), weeks, 7).sum(axis=2)
        return last

    sums = weekly(past)
    part = np.ones_like(sums) if known is None else weekly(known) / 7
    # Against the cell's own mean of these weeks: drift over the years is not dispersion.
    own = sums.sum(axis=1) / np.maximum(part.sum(axis=1), 1 / 7)
    mean = np.maximum(own, 0.5 * rate * 7)[:, None] * part
    counted = part > 0
    if not counted.any():
        return 1.0
    found = float(((sums - mean) ** 2).sum() / mean.sum())
    spread = float(np.sqrt((2.0 + 1.0 / mean[counted]).sum())) / int(counted.sum())
    return float(np.clip(found - 2 * spread, 1.0, 4.0))


def summed(values: Floats, groups: Whole) -> Floats:
    """(G,) the sums of (S,) over each group, numbered from 0 on."""
    return np.bincount(groups, weights=values).astype(np.float64)
