"""The published ballots, one line each, with which anybody can count a released table again.

A line is (place, answer) with :data:`~qunce.statistics.release.WITHHELD` where the table withholds
it.  There are two sections, each with one line for every ballot: ``by_place`` for the cells and
the totals of the places, ``whole`` for the totals of the answers.  They are kept apart and sorted,
so the lines hold the same numbers as the table and nothing else.  Each item has lines of its own;
lines of two items cannot be put together to a ballot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from qunce.statistics.release import WITHHELD, Counts, Released
from qunce.statistics.unfit import Unfit

Line: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lines:
    """The two sections, each sorted; both empty when not even the total is published."""

    by_place: tuple[Line, ...]
    whole: tuple[Line, ...]


def lines(raw: Iterable[Line], released: Released) -> Lines:
    """The lines of the ballots ``raw``, pairs of (row, answer), for a table released from them.

    For the table of helped and unhelped the row is which of the two.
    Raises :class:`Unfit` ``not_the_same_ballots`` when the lines do not count up to the table.
    """
    by_place: list[Line] = []
    whole: list[Line] = []
    for place, answer in raw:
        row = released.row_of(place)
        if released.row_totals.get(row) is None:
            by_place.append((WITHHELD, WITHHELD))
        elif released.cells.get((row, answer)) is None:
            by_place.append((row, WITHHELD))
        else:
            by_place.append((row, answer))
        shown = released.column_totals.get(answer) is not None
        whole.append((WITHHELD, answer if shown else WITHHELD))
    if released.total is None:
        # The number of lines would be the total.
        by_place, whole = [], []
    result = Lines(by_place=tuple(sorted(by_place)), whole=tuple(sorted(whole)))
    if recount(result) != released.counts():
        raise Unfit("the ballots are not those of the table", code="not_the_same_ballots")
    return result


def recount(lines: Lines) -> Counts:
    """The published figures, counted from the lines alone; equal to ``released.counts()``.

    Raises :class:`Unfit` ``sections_disagree`` when one section has more lines than the other.
    """
    if len(lines.by_place) != len(lines.whole):
        raise Unfit("the two sections have not the same ballots", code="sections_disagree")
    pairs = Counter(lines.by_place)
    rows = Counter(place for place, _ in lines.by_place if place != WITHHELD)
    columns = Counter(answer for _, answer in lines.whole if answer != WITHHELD)
    return Counts(
        cells={pair: n for pair, n in pairs.items() if WITHHELD not in pair},
        rows=dict(rows),
        columns=dict(columns),
        total=len(lines.whole) or None,
    )
