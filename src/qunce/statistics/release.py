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
total allows.  :mod:`qunce.statistics.attack` looks for the proof.

Rounding is no protection and is not used: a percentage is printed only of figures that are
published, where it tells nothing new, and an estimate over all ballots only if the promise holds
with it (``beside``).

Sources: Willenborg & de Waal, Elements of Statistical Disclosure Control (2001), chapters 4 and 5
(cell suppression, feasibility intervals); the threshold of ten is that of the ONS 10-5 rule, with
zero included as UK LLC has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from qunce.statistics.attack import Attacker, Printed, Vector
from qunce.statistics.unfit import Unfit

Table: TypeAlias = Mapping[tuple[str, str], int]
"""Counts by (row, column); a pair that is missing counts zero."""

Beside: TypeAlias = Callable[[Table], Sequence[float]]
"""Makes, of the cells of the first table, the fractions that are printed beside it.

It is asked about tables near the true one as well, and must not fail there."""

MINIMUM = 10
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
) -> dict[str, Released]:
    """Several tables over the same ballots and answers, as they may be published together.

    ``known`` says which totals are public already, whatever is withheld here: :data:`ROWS` (the
    slips that came back from each place and the number helped stand in the ballot's account),
    :data:`COLUMNS`.  A total under ``minimum`` is not shown here even so.  Nothing that crosses two
    tables may be public, such as the number helped in each place.

    Only rows of the first table are put together as "other places", when that shows more.  Column
    totals are given up last, since they are the result.  ``beside`` are figures printed from the
    first table as fractions rounded to ``digits`` (2: whole percents); each is allowed, in the
    order given, only if no withheld figure becomes surer by it than promised.

    The same input gives the same output: ties go by the order of rows and columns.
    Raises :class:`Unfit`: ``bad_count`` (a negative count), ``bad_name`` (a name with * before it),
    ``tables_disagree`` (other column totals in another table, so these are not the same ballots).
    """
    ballots = _Ballots(tables, minimum, frozenset(known))
    if ballots.total < minimum:
        return ballots.nothing(tuple(beside or ()))
    best = _Plan(ballots, merged=())
    best.withhold()
    best.restore()
    silent = best.rows_without_cells()
    if 1 < len(silent) < len(ballots.rows[0]):
        merged = _Plan(ballots, merged=silent)
        merged.withhold()
        merged.restore()
        if merged.score() > best.score():
            best = merged
    allowed = best.allow(beside or {}, digits)
    return best.released(allowed)


_Figure: TypeAlias = tuple[str, int, int, int]
"""What a figure is: kind, table, row (of the plan), column; -1 where it does not apply."""


class _Ballots:
    """The true tables, numbered; every cell of every table is one variable of a vector."""

    def __init__(self, tables: Mapping[str, Table], minimum: int, known: frozenset[str]) -> None:
        self.names = tuple(tables)
        self.minimum = minimum
        self.known = known
        self.rows: list[tuple[str, ...]] = []
        self.columns: tuple[str, ...] = tuple(
            dict.fromkeys(column for table in tables.values() for _, column in table)
        )
        self._start: list[int] = []
        values: list[int] = []
        for table in tables.values():
            rows = tuple(dict.fromkeys(row for row, _ in table))
            if any(name.startswith("*") for name in (*rows, *self.columns)):
                raise Unfit("a name begins with *", code="bad_name")
            self._start.append(len(values))
            self.rows.append(rows)
            values += [table.get((row, column), 0) for row in rows for column in self.columns]
        if any(value < 0 for value in values):
            raise Unfit("a count below zero", code="bad_count")
        self.truth: Vector = np.array(values, dtype=float)
        first = [self.value(self.column(0, c)) for c in range(len(self.columns))]
        for t in range(1, len(self.names)):
            if first != [self.value(self.column(t, c)) for c in range(len(self.columns))]:
                raise Unfit("the tables are not over the same ballots", code="tables_disagree")
        self.total = sum(first)

    def value(self, sums: Vector) -> int:
        return round(float(sums @ self.truth))

    def cell(self, t: int, rows: Iterable[int], columns: Iterable[int]) -> Vector:
        """The sum of these rows and columns of table ``t``, as coefficients."""
        sums = np.zeros(len(self.truth))
        for row in rows:
            for column in columns:
                sums[self._start[t] + row * len(self.columns) + column] = 1
        return sums

    def column(self, t: int, column: int) -> Vector:
        return self.cell(t, range(len(self.rows[t])), [column])

    def row(self, t: int, row: int) -> Vector:
        return self.cell(t, [row], range(len(self.columns)))

    def always_known(self) -> list[Vector]:
        """What a reader knows before anything is published here."""
        columns = range(len(self.columns))
        sums = [
            self.column(t, c) - self.column(0, c)
            for t in range(1, len(self.names))
            for c in columns
        ]
        if ROWS in self.known:
            sums += [
                self.row(t, r) for t in range(len(self.names)) for r in range(len(self.rows[t]))
            ]
        if COLUMNS in self.known:
            sums += [self.column(0, c) for c in columns]
        return sums

    def room(self, t: int, row: int, column: int) -> int:
        """How many values apart a cell can be for one who knows only what is always known."""
        in_row, in_column = self.value(self.row(t, row)), self.value(self.column(t, column))
        if {ROWS, COLUMNS} <= self.known:
            return min(in_row, in_column) - max(0, in_row + in_column - self.total)
        return in_row if ROWS in self.known else in_column if COLUMNS in self.known else self.total

    def nothing(self, beside: Sequence[str]) -> dict[str, Released]:
        return {
            name: Released(
                rows=self.rows[t],
                columns=self.columns,
                cells={(r, c): None for r in self.rows[t] for c in self.columns},
                row_totals=dict.fromkeys(self.rows[t]),
                column_totals=dict.fromkeys(self.columns),
                total=None,
                beside=dict.fromkeys(beside, False),
            )
            for t, name in enumerate(self.names)
        }

    def as_table(self, cells: Vector) -> Table:
        """The first table, as it would be with these cells."""
        return {
            (row, column): round(float(cells[r * len(self.columns) + c]))
            for r, row in enumerate(self.rows[0])
            for c, column in enumerate(self.columns)
        }


class _Plan:
    """One way to publish: which rows stand together, and which figures are withheld so far."""

    def __init__(self, ballots: _Ballots, merged: tuple[int, ...]) -> None:
        self.ballots = ballots
        self.merged = merged
        self.groups: list[list[tuple[int, ...]]] = [
            [(r,) for r in range(len(rows)) if t or r not in merged]
            for t, rows in enumerate(ballots.rows)
        ]
        if merged:
            self.groups[0].append(merged)
        self.sums: dict[_Figure, Vector] = {}
        everything = range(len(ballots.columns))
        for t, groups in enumerate(self.groups):
            for g, rows in enumerate(groups):
                for c in everything:
                    self.sums["cell", t, g, c] = ballots.cell(t, rows, [c])
        for t, groups in enumerate(self.groups):
            for g, rows in enumerate(groups):
                self.sums["row", t, g, -1] = ballots.cell(t, rows, everything)
        for c in everything:
            self.sums["column", -1, -1, c] = ballots.column(0, c)
        self.sums["total", -1, -1, -1] = ballots.cell(0, range(len(ballots.rows[0])), everything)
        self.values = {figure: ballots.value(sums) for figure, sums in self.sums.items()}
        self.shown = {figure: value >= ballots.minimum for figure, value in self.values.items()}
        for kind, t, g, _ in list(self.shown):
            if kind == "row":
                self._hide_row_with_total(t, g)
        self.attacker = Attacker(ballots.truth)
        self._tell()

    def withhold(self) -> None:
        """Withhold figures until the promise holds for each that is withheld."""
        # Totals first: a cell can be no less sure than the withheld total it is part of.
        first = {"total": 0, "column": 1, "row": 2, "cell": 3}
        waiting = [figure for figure, shown in self.shown.items() if not shown]
        waiting.sort(key=lambda figure: first[figure[0]])
        hidden = self._hidden_cells()
        while waiting or hidden:
            if waiting:
                figure = waiting[0]
                sums, least = self.sums[figure], self._least(figure)
            else:
                figure, sums, least = hidden[0]
            if self.attacker.unsure(sums, least):
                (waiting or hidden).pop(0)
                continue
            before = dict(self.shown)
            if not self._withhold_one(figure, least):
                # Nothing is published any more: what is known is known from elsewhere.
                break
            waiting += [f for f, shown in before.items() if shown and not self.shown[f]]
            self._tell()

    def restore(self) -> None:
        """Show again what turned out not to be needed: column totals first, the largest first.

        What was withheld early for one figure may be covered by what was withheld later for
        another.
        """
        minimum = self.ballots.minimum
        again = [f for f, shown in self.shown.items() if not shown and self.values[f] >= minimum]
        first = {"total": 0, "column": 1, "row": 2, "cell": 3}
        again.sort(key=lambda figure: (first[figure[0]], -self.values[figure]))
        for figure in again:
            kind, t, g, _ = figure
            if kind == "cell" and not self.shown["row", t, g, -1]:
                continue
            kept = list(self.attacker.witnesses)
            self.shown[figure] = True
            self._tell()
            if not all(self.attacker.unsure(sums, least) for sums, least in self._targets()):
                self.shown[figure] = False
                self.attacker.witnesses = kept
                self._tell()

    def allow(self, beside: Mapping[str, Beside], digits: int) -> dict[str, bool]:
        """Which of the figures beside leave the promise standing, one after another."""
        allowed: dict[str, bool] = {}
        printed: list[Printed] = []
        for name, figure in beside.items():

            def of_cells(cells: Vector, figure: Beside = figure) -> Sequence[float]:
                return figure(self.ballots.as_table(cells))

            candidate = Printed(of_cells, self.ballots.truth, digits)
            kept = list(self.attacker.witnesses)
            self.attacker.reads([*printed, candidate])
            allowed[name] = all(
                self.attacker.unsure(sums, least) for sums, least in self._targets()
            )
            if allowed[name]:
                printed.append(candidate)
            else:
                self.attacker.witnesses = kept
                self.attacker.reads(printed)
        return allowed

    def rows_without_cells(self) -> tuple[int, ...]:
        """The rows of the first table of which no cell is shown."""
        columns = range(len(self.ballots.columns))
        return tuple(
            g
            for g in range(len(self.groups[0]))
            if not any(self.shown["cell", 0, g, c] for c in columns)
        )

    def score(self) -> tuple[int, int]:
        """How much is shown: column totals first, since they are the result, then cells."""
        kinds = [figure[0] for figure, shown in self.shown.items() if shown]
        return kinds.count("column"), kinds.count("cell")

    def released(self, allowed: Mapping[str, bool]) -> dict[str, Released]:
        columns = self.ballots.columns

        def shown(figure: _Figure) -> int | None:
            return self.values[figure] if self.shown[figure] else None

        result: dict[str, Released] = {}
        for t, name in enumerate(self.ballots.names):
            labels = [
                self.ballots.rows[t][rows[0]] if len(rows) == 1 else OTHER_ROWS
                for rows in self.groups[t]
            ]
            result[name] = Released(
                rows=tuple(labels),
                columns=columns,
                cells={
                    (row, column): shown(("cell", t, g, c))
                    for g, row in enumerate(labels)
                    for c, column in enumerate(columns)
                },
                row_totals={row: shown(("row", t, g, -1)) for g, row in enumerate(labels)},
                column_totals={
                    column: shown(("column", -1, -1, c)) for c, column in enumerate(columns)
                },
                total=shown(("total", -1, -1, -1)),
                merged=() if t else tuple(self.ballots.rows[0][r] for r in self.merged),
                beside=dict(allowed),
            )
        return result

    # -- what a reader knows

    def _tell(self) -> None:
        sums = self.ballots.always_known()
        sums += [self.sums[figure] for figure, shown in self.shown.items() if shown]
        self.attacker.knows(sums)

    def _least(self, figure: _Figure) -> int:
        kind, t, g, c = figure
        minimum = self.ballots.minimum
        if self.values[figure] >= minimum:
            return 0
        if kind == "cell":
            return min(minimum, sum(self.ballots.room(t, r, c) for r in self.groups[t][g]))
        if kind == "row" and ROWS in self.ballots.known:
            return 0
        if kind == "column" and COLUMNS in self.ballots.known:
            return 0
        return minimum

    def _targets(self) -> list[tuple[Vector, int]]:
        """Every withheld figure, and how many values apart it must be."""
        withheld = [figure for figure, shown in self.shown.items() if not shown]
        return [(self.sums[figure], self._least(figure)) for figure in withheld] + [
            (sums, least) for _, sums, least in self._hidden_cells()
        ]

    def _hidden_cells(self) -> list[tuple[_Figure, Vector, int]]:
        """The cells of the rows that stand together: each with the figure that it is part of."""
        return [
            (
                ("cell", 0, len(self.groups[0]) - 1, c),
                self.ballots.cell(0, [r], [c]),
                min(self.ballots.minimum, self.ballots.room(0, r, c)),
            )
            for r in self.merged
            for c in range(len(self.ballots.columns))
            if self.ballots.value(self.ballots.cell(0, [r], [c])) < self.ballots.minimum
        ]

    # -- what is withheld next

    def _withhold_one(self, unsafe: _Figure, least: int) -> bool:
        """Withhold one more figure for the sake of ``unsafe``; False if none is left.

        First where its row or its column cannot give way enough, then anywhere in its table, the
        smallest each time; then column totals, row totals, the grand total.
        """
        kind, t, g, c = unsafe
        groups: list[list[_Figure]] = []
        if kind == "cell":
            if self.shown[unsafe]:
                groups.append([unsafe])
            in_row = [("cell", t, g, column) for column in range(len(self.ballots.columns))]
            in_column = [("cell", t, row, c) for row in range(len(self.groups[t]))]
            if self._stiff(in_row, ("row", t, g, -1), unsafe, least):
                groups.append(in_row)
            if self._stiff(in_column, ("column", -1, -1, c), unsafe, least):
                groups.append(in_column)
        if kind == "column":
            for table in range(len(self.groups)):
                in_column = [("cell", table, row, c) for row in range(len(self.groups[table]))]
                if sum(self.values[f] for f in in_column if not self.shown[f]) < least:
                    groups.append(in_column)
            groups.append([f for f in self.shown if f[0] == "column"])
        groups.append([f for f in self.shown if f[0] == "cell" and f[1] == t])
        groups.append([f for f in self.shown if f[0] == "cell"])
        groups.append([f for f in self.shown if f[0] == "column"])
        groups.append([f for f in self.shown if f[0] == "row"])
        groups.append([f for f in self.shown if f[0] == "total"])
        for group in groups:
            shown = [figure for figure in group if self.shown[figure]]
            if shown:
                smallest = min(shown, key=lambda figure: self.values[figure])
                self.shown[smallest] = False
                if smallest[0] == "row":
                    self._hide_row_with_total(smallest[1], smallest[2])
                return True
        return False

    def _stiff(self, line: Sequence[_Figure], total: _Figure, unsafe: _Figure, least: int) -> bool:
        """Whether the withheld rest of a line is too small for ``unsafe`` to move in it."""
        if not self.shown[total] and self._least(total):
            return False
        return sum(self.values[figure] for figure in line if not self.shown[figure]) < least

    def _hide_row_with_total(self, t: int, g: int) -> None:
        if not self.shown["row", t, g, -1]:
            for c in range(len(self.ballots.columns)):
                self.shown["cell", t, g, c] = False


def percents(released: Released, columns: Iterable[str]) -> dict[str, int | None]:
    """Whole percents of ``columns`` in each row; None where a figure behind it is withheld."""
    wanted = tuple(columns)
    shares = {row: released.share(row, wanted) for row in released.rows}
    return {row: None if share is None else round(100 * share) for row, share in shares.items()}
