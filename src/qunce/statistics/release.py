"""Which counts may be published so that nobody's answer can be worked out from them.

A table has rows (places, or helped and unhelped) and columns (answers).  Every figure under
``minimum`` is withheld, zero included: "nobody here was against" tells on everybody here.  Then as
many others are withheld for cover as it takes that none of these can be had by subtraction, from
all tables over the same ballots together, the totals, and what is printed beside.  Nothing shows
which were withheld for their size and which for cover.

The promise: each figure under ``minimum`` takes, among the tables of whole numbers that agree with
all that is published and known, values at least ``minimum`` apart.  So it is not recovered, for
all a reader can tell it may be ten or more, and so may each sum of such figures.  Where a total
known from elsewhere allows less, as in a place that returned four slips, it takes every value that
total allows.  The proof is in :mod:`qunce.statistics.network`, for what is printed beside in
:mod:`qunce.statistics.attack`.

Rounding is no protection and is not used: a percentage is printed only of figures that are
published, where it tells nothing new.  An estimate that weights the places, and its interval, are
made of withheld figures too and narrow them down: with a promise of ten the town's own result
could hardly ever be printed.  They are printed (``beside``) if each figure under ``minimum`` is
still found at values :data:`STILL_APART` apart, so that none is recovered.

What is not promised: a reader who replays this rule over all possible tables, and not only adds
and subtracts, can in rare cases narrow a figure further, because the choice of cover depends on
the figures (tests/statistics/test_release.py counts how rare).

Sources: Willenborg & de Waal, Elements of Statistical Disclosure Control (2001), chapters 4 and 5
(cell suppression, feasibility intervals); the threshold of ten is that of the ONS 10-5 rule, with
zero included as UK LLC has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qunce.statistics.counts import (
    COLUMNS,
    MINIMUM,
    OTHER_ROWS,
    ROWS,
    STILL_APART,
    WITHHELD,
    Beside,
    Counts,
    Released,
    Table,
)
from qunce.statistics.withholding import Ballots, Plan

__all__ = [
    "COLUMNS",
    "MINIMUM",
    "OTHER_ROWS",
    "ROWS",
    "STILL_APART",
    "WITHHELD",
    "Beside",
    "Counts",
    "Released",
    "Table",
    "percents",
    "release",
    "release_together",
]


def release(
    table: Table,
    minimum: int = MINIMUM,
    *,
    known: Iterable[str] = (ROWS,),
    beside: Mapping[str, Beside] | None = None,
    digits: int = 2,
) -> Released:
    """The table as it may be published; see :func:`release_together`."""
    return release_together({"": table}, minimum, known=known, beside=beside, digits=digits)[""]


def release_together(
    tables: Mapping[str, Table],
    minimum: int = MINIMUM,
    *,
    known: Iterable[str] = (ROWS,),
    beside: Mapping[str, Beside] | None = None,
    digits: int = 2,
    alternatives: bool = False,
) -> dict[str, Released]:
    """One or two tables over the same ballots and answers, as they may be published together.

    ``known`` says which totals are public already, whatever is withheld here: :data:`ROWS` (the
    slips that came back from each place and the number helped stand in the ballot's account),
    :data:`COLUMNS`.  A total under ``minimum`` is not shown here even so.  Nothing that crosses two
    tables may be public, such as the number helped in each place.

    Only rows of the first table are put together as "other places", when that shows more.  Column
    totals are given up last, since they are the result.  ``beside`` are figures printed from the
    first table as fractions rounded to ``digits`` (2: whole percents); each is allowed, in the
    order given, only if each small figure still takes values :data:`STILL_APART` apart.  As
    ``alternatives`` one of them is printed at most: after the first that is allowed none is.

    The same input gives the same output: ties go by the order of rows and columns.
    Raises :class:`Unfit`: ``bad_count`` (a negative count), ``bad_name`` (a name with * before it),
    ``tables_disagree`` (other column totals in the second, so these are not the same ballots),
    ``too_many_tables``.
    """
    ballots = Ballots(tables, minimum, frozenset(known))
    if ballots.total < minimum:
        return ballots.nothing(tuple(beside or ()))
    best = Plan(ballots, merged=())
    best.withhold()
    best.restore()
    silent = best.rows_without_cells()
    if 1 < len(silent) < len(ballots.rows[0]):
        merged = Plan(ballots, merged=silent)
        merged.withhold()
        merged.restore()
        if merged.score() > best.score():
            best = merged
    allowed = best.allow(beside or {}, digits, alternatives=alternatives)
    return best.released(allowed)


def percents(released: Released, columns: Iterable[str]) -> dict[str, int | None]:
    """Whole percents of ``columns`` in each row; None where a figure behind it is withheld."""
    wanted = tuple(columns)
    shares = {row: released.share(row, wanted) for row in released.rows}
    return {row: None if share is None else round(100 * share) for row, share in shares.items()}
