"""Tables of counts, and what of them is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Table: TypeAlias = Mapping[tuple[str, str], int]
"""Counts by (row, column); a pair that is missing counts zero."""

Beside: TypeAlias = Callable[[Table], Sequence[float]]
"""Makes, of the cells of the first table, the fractions that are printed beside it.

It is asked about tables near the true one as well, and must not fail there."""

MINIMUM = 10
STILL_APART = 3
"""How far apart each small figure must still be when what is printed beside is read as well."""

OTHER_ROWS = "*other"
"""The row in which places stand together that could publish nothing on their own."""
WITHHELD = "*"

ROWS = "rows"
COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Counts:
    """The published figures of a table, and only those."""

    cells: Mapping[tuple[str, str], int]
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    total: int | None


@dataclass(frozen=True, slots=True)
class Released:
    """A table as it may be shown: None stands where a figure is withheld.

    ``rows`` are as in the table, without those in ``merged``; these stand together as
    :data:`OTHER_ROWS`, the last row.  A row whose total is withheld shows no cell.  ``beside`` says
    which of the figures printed beside may be printed.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], int | None]
    row_totals: Mapping[str, int | None]
    column_totals: Mapping[str, int | None]
    total: int | None
    merged: tuple[str, ...] = ()
    beside: Mapping[str, bool] = field(default_factory=dict)

    def counts(self) -> Counts:
        """The figures that are shown."""
        return Counts(
            cells={pair: n for pair, n in self.cells.items() if n is not None},
            rows={row: n for row, n in self.row_totals.items() if n is not None},
            columns={column: n for column, n in self.column_totals.items() if n is not None},
            total=self.total,
        )

    def row_of(self, row: str) -> str:
        """The row in which the ballots of ``row`` are shown."""
        return OTHER_ROWS if row in self.merged else row

    def share(self, row: str, columns: Iterable[str]) -> float | None:
        """The share of ``columns`` in ``row`` from published figures; None where one is withheld.

        Made of what is shown, so that it tells nothing new however it is rounded.
        """
        shown = self.row_of(row)
        total = self.row_totals.get(shown)
        counts = [self.cells.get((shown, column)) for column in columns]
        if not total or any(count is None for count in counts):
            return None
        return sum(count for count in counts if count is not None) / total
