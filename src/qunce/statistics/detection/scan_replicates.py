"""What chance alone would show: the greatest ratio of each of many towns dealt anew.

Under chance alone each case could as well have happened on the day of any other.  Only the cases
of the last days can make a recent cluster, so only they are dealt: each recent day keeps its
number, the places are drawn without replacement from those of all cases.  The cost therefore does
not depend on how far back the history goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.scan_maxima import Scanner
from qunce.statistics.detection.scan_town import Town

DEALT_AT_ONCE = 16_384
"""Places times towns: what is dealt stays in the processor's cache."""
KEPT_AT_ONCE = 16_000_000
"""Counts of towns that are looked at together."""
FEWEST_TOWNS = 32
"""At least so many."""
DENSE = 4
"""When more than one in so many cases is recent, all cases are shuffled rather than some drawn."""


def chance_maxima(town: Town, replicates: int, rng: np.random.Generator) -> Floats:
    """(replicates,) the greatest log ratio of each of so many towns dealt by chance."""
    scanner = Scanner(town)
    return np.concatenate([scanner.maxima(counts) for counts in _dealt(town, replicates, rng)])


def _dealt(town: Town, replicates: int, rng: np.random.Generator) -> Iterator[Whole]:
    """Batches of (L, P + 1, B) cases of the last 1..L days; the last place is nowhere, 0."""
    columns = town.zones.places + 1
    windows = len(town.by_window)
    at_once = max(FEWEST_TOWNS, KEPT_AT_ONCE // (columns * windows))
    size = max(FEWEST_TOWNS, DEALT_AT_ONCE // columns)
    deal = _dealer(town, rng)
    for begin in range(0, replicates, at_once):
        towns = min(at_once, replicates - begin)
        kind = np.min_scalar_type(int(town.by_window[-1]))
        counts = np.empty((windows, columns, towns), dtype=kind)
        for first in range(0, towns, size):
            some = counts[:, :, first : first + size]
            some[...] = deal(some.shape[2])
            for window in range(1, windows):
                some[window] += some[window - 1]
        yield counts


def _dealer(town: Town, rng: np.random.Generator) -> Callable[[int], Whole]:
    """What deals (L, P + 1, B) cases by age for a number of towns."""
    columns = town.zones.places + 1
    by_age = np.diff(town.by_window, prepend=0)
    recent = int(town.by_window[-1])
    # Where the cases outnumber the cells, the cells are drawn instead of the cases.
    if recent > by_age.size * columns:
        return lambda towns: _dealt_by_cell(town, by_age, towns, rng)
    home = np.repeat(np.arange(columns - 1), town.by_place)
    age = np.repeat(np.arange(by_age.size), by_age)

    def deal(towns: int) -> Whole:
        drawn = home[_distinct(towns, recent, town.total, rng)]
        cell = (age * columns + drawn) * towns + np.arange(towns)[:, None]
        counts = np.bincount(cell.ravel(), minlength=by_age.size * columns * towns)
        return counts.reshape(by_age.size, columns, towns)

    return deal


def _distinct(towns: int, some: int, total: int, rng: np.random.Generator) -> Whole:
    """(towns, some) for each town different numbers below ``total``, in an order by chance.

    Who is drawn a second time is drawn anew until all differ, which favours no number and no
    order.
    """
    if some * DENSE > total:
        deck = np.broadcast_to(np.arange(total), (towns, total))
        return rng.permuted(deck, axis=1)[:, :some]
    drawn = rng.integers(total, size=(towns, some))
    position = np.arange(some)
    holder = np.empty(total, dtype=np.int32)
    for hand in drawn:
        again = position
        while again.size:
            # Of those with the same number one holds it.
            holder[hand] = position
            again = np.flatnonzero(holder[hand] != position)
            hand[again] = rng.integers(total, size=again.size)
    return drawn


def _dealt_by_cell(town: Town, by_age: Whole, towns: int, rng: np.random.Generator) -> Whole:
    """(L, P + 1, towns) cases by day: each place in turn takes its cases from those left."""
    dealt = np.zeros((by_age.size, town.zones.places + 1, towns), dtype=np.int64)
    left = np.repeat(by_age[:, None], towns, axis=1)
    deck = town.total
    for place, cases in enumerate(town.by_place):
        hand, others = np.full(towns, cases), np.full(towns, deck)
        for day in range(by_age.size):
            others -= left[day]
            dealt[day, place] = rng.hypergeometric(left[day], others, hand)
            hand -= dealt[day, place]
        left -= dealt[:, place]
        deck -= int(cases)
    return dealt
