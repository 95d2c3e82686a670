"""How figures are withheld, one after another, until none can be worked out.

:mod:`qunce.statistics.release` says what is promised; this module keeps the promise.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from qunce.statistics.attack import Attacker, Printed, Vector
from qunce.statistics.counts import (
    COLUMNS,
    OTHER_ROWS,
    ROWS,
    STILL_APART,
    Beside,
    Released,
    Table,
)
from qunce.statistics.network import Arc, Network
from qunce.statistics.unfit import Unfit

Figure: TypeAlias = tuple[str, int, int, int]
"""What a figure is: kind, table, row, column; -1 where it does not apply.

Cells and rows are those of the plan; "part" and "row of" are those of the places that stand
together in its last row."""

TOTAL: Figure = ("total", -1, -1, -1)


class Ballots:
    """The true tables, numbered; every cell of every table is one variable of a vector."""

    def __init__(self, tables: Mapping[str, Table], minimum: int, known: frozenset[str]) -> None:
        if not 0 < len(tables) <= 2:
            raise Unfit(f"{len(tables)} tables, not one or two", code="too_many_tables")
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

    def joints(self) -> list[Vector]:
        """What is zero because the tables are over the same ballots."""
        return [
            self.column(t, c) - self.column(0, c)
            for t in range(1, len(self.names))
            for c in range(len(self.columns))
        ]

    def room(self, t: int, row: int, column: int) -> int:
        """How many values apart a cell can be for one who knows only what is always known."""
        in_row, in_column = self.value(self.row(t, row)), self.value(self.column(t, column))
        # Of a single row the columns' totals are the cells, and the other way round.
        rows = ROWS in self.known or (self.known and len(self.rows[t]) == 1)
        columns = COLUMNS in self.known or (self.known and len(self.columns) == 1)
        if rows and columns:
            return min(in_row, in_column) - max(0, in_row + in_column - self.total)
        return in_row if rows else in_column if columns else self.total

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


class Plan:
    """One way to publish: which rows stand together, and which figures are withheld so far."""

    def __init__(self, ballots: Ballots, merged: tuple[int, ...]) -> None:
        self.ballots = ballots
        self.merged = merged
        self.groups: list[list[tuple[int, ...]]] = [
            [(r,) for r in range(len(rows)) if t or r not in merged]
            for t, rows in enumerate(ballots.rows)
        ]
        if merged:
            self.groups[0].append(merged)
        everything = range(len(ballots.columns))
        figures: list[Figure] = []
        for t, groups in enumerate(self.groups):
            figures += [("cell", t, g, c) for g in range(len(groups)) for c in everything]
            figures += [("row", t, g, -1) for g in range(len(groups))]
        figures += [("column", -1, -1, c) for c in everything]
        figures.append(TOTAL)
        hidden = [*self._parts(), *(("row of", 0, r, -1) for r in merged)]
        self.values = {f: ballots.value(self._sums(f)) for f in [*figures, *hidden]}
        self.shown = {figure: self.values[figure] >= ballots.minimum for figure in figures}
        for kind, t, g, _ in list(self.shown):
            if kind == "row":
                self._hide_row_with_total(t, g)
        self.network: Network[Figure] = Network(self._arcs())
        self._tell()

    def withhold(self) -> None:
        """Withhold figures until the promise holds for each that is withheld."""
        # Totals first: a cell can be no less sure than the withheld total it is part of.
        first = {"total": 0, "column": 1, "row": 2, "cell": 3}
        waiting = [figure for figure, shown in self.shown.items() if not shown]
        waiting.sort(key=lambda figure: first[figure[0]])
        waiting += self._parts()
        while waiting:
            figure, least = waiting[0], self._least(waiting[0])
            if self.network.unsure(figure, least):
                waiting.pop(0)
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
            self.shown[figure] = True
            self._tell()
            if not all(self.network.unsure(f, self._least(f)) for f in self._targets()):
                self.shown[figure] = False
                self._tell()

    def allow(
        self, beside: Mapping[str, Beside], digits: int, *, alternatives: bool
    ) -> dict[str, bool]:
        """Which of the figures beside leave the promise standing, one after another."""
        attacker = Attacker(self.ballots.truth, [*self.ballots.joints(), *self._known_sums()])
        targets = [
            (self._sums(figure), min(self._least(figure), STILL_APART))
            for figure in self._targets()
        ]
        allowed: dict[str, bool] = {}
        printed: list[Printed] = []
        for name, figure in beside.items():
            if alternatives and printed:
                allowed[name] = False
                continue

            def of_cells(cells: Vector, figure: Beside = figure) -> Sequence[float]:
                return figure(self.ballots.as_table(cells))

            candidate = Printed(of_cells, self.ballots.truth, digits)
            attacker.reads([*printed, candidate])
            allowed[name] = all(attacker.unsure(sums, least) for sums, least in targets)
            if allowed[name]:
                printed.append(candidate)
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

        def shown(figure: Figure) -> int | None:
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
                total=shown(TOTAL),
                merged=() if t else tuple(self.ballots.rows[0][r] for r in self.merged),
                beside=dict(allowed),
            )
        return result

    # -- what a reader knows

    def _known(self) -> set[Figure]:
        known = {figure for figure, shown in self.shown.items() if shown}
        if ROWS in self.ballots.known:
            known |= {figure for figure in self.values if figure[0] in ("row", "row of")}
            known.add(TOTAL)
        if COLUMNS in self.ballots.known:
            known |= {figure for figure in self.values if figure[0] == "column"}
            known.add(TOTAL)
        return known

    def _tell(self) -> None:
        self.network.knows(self._known())

    def _known_sums(self) -> list[Vector]:
        return [self._sums(figure) for figure in sorted(self._known())]

    def _sums(self, figure: Figure) -> Vector:
        """Which cells the figure is the sum of."""
        kind, t, g, c = figure
        everything = range(len(self.ballots.columns))
        if kind == "cell":
            return self.ballots.cell(t, self.groups[t][g], [c])
        if kind == "part":
            return self.ballots.cell(t, [g], [c])
        if kind == "row":
            return self.ballots.cell(t, self.groups[t][g], everything)
        if kind == "row of":
            return self.ballots.cell(t, [g], everything)
        if kind == "column":
            return self.ballots.column(0, c)
        return self.ballots.cell(0, range(len(self.ballots.rows[0])), everything)

    def _arcs(self) -> dict[Figure, Arc]:
        """Every figure as an arc: whole → rows → columns → rows of the second table → whole."""
        arcs: dict[Figure, Arc] = {TOTAL: ("end", "start", self.values[TOTAL])}
        two = len(self.groups) > 1
        for c in range(len(self.ballots.columns)):
            column: Figure = ("column", -1, -1, c)
            end = ("out", c) if two else "end"
            arcs[column] = (("in", c), end, self.values[column])
        for t, groups in enumerate(self.groups):
            for g, rows in enumerate(groups):
                figure: Figure = ("row", t, g, -1)
                node: Hashable = ("row", t, g)
                value = self.values[figure]
                arcs[figure] = (node, "end", value) if t else ("start", node, value)
                if len(rows) > 1:
                    self._arcs_of_parts(arcs, g)
                    continue
                for c in range(len(self.ballots.columns)):
                    cell: Figure = ("cell", t, g, c)
                    ends = (("out", c), node) if t else (node, ("in", c))
                    arcs[cell] = (*ends, self.values[cell])
        return arcs

    def _arcs_of_parts(self, arcs: dict[Figure, Arc], g: int) -> None:
        """The rows that stand together, each with its cells, which join to the cells shown."""
        for c in range(len(self.ballots.columns)):
            arcs["cell", 0, g, c] = (("merged", c), ("in", c), self.values["cell", 0, g, c])
        for r in self.merged:
            row: Figure = ("row of", 0, r, -1)
            arcs[row] = (("row", 0, g), ("row of", r), self.values[row])
            for c in range(len(self.ballots.columns)):
                part: Figure = ("part", 0, r, c)
                arcs[part] = (("row of", r), ("merged", c), self.values[part])

    def _least(self, figure: Figure) -> int:
        """How far apart the values of a withheld figure must be; 0 when it is only cover."""
        kind, t, g, c = figure
        minimum = self.ballots.minimum
        if self.values[figure] >= minimum:
            return 0
        if kind == "cell":
            return min(minimum, sum(self.ballots.room(t, r, c) for r in self.groups[t][g]))
        if kind == "part":
            return min(minimum, self.ballots.room(t, g, c))
        return 0 if figure in self._known() else minimum

    def _targets(self) -> list[Figure]:
        """Every figure that must be kept unsure."""
        withheld = [figure for figure, shown in self.shown.items() if not shown]
        return [figure for figure in withheld + self._parts() if self._least(figure)]

    def _parts(self) -> list[Figure]:
        """The cells of the rows that stand together."""
        return [("part", 0, r, c) for r in self.merged for c in range(len(self.ballots.columns))]

    # -- what is withheld next

    def _withhold_one(self, unsafe: Figure, least: int) -> bool:
        """Withhold one more figure for the sake of ``unsafe``; False if none is left.

        First where its row or its column cannot give way enough, then anywhere in its table, the
        smallest each time; then column totals, row totals, the grand total.
        """
        kind, t, g, c = unsafe
        groups: list[list[Figure]] = []
        if kind == "part":
            groups.append([("cell", 0, len(self.groups[0]) - 1, c)])
        if kind == "cell":
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

    def _stiff(self, line: Sequence[Figure], total: Figure, unsafe: Figure, least: int) -> bool:
        """Whether the withheld rest of a line is too small for ``unsafe`` to move in it."""
        if not self.shown[total] and self._least(total):
            return False
        return sum(self.values[figure] for figure in line if not self.shown[figure]) < least

    def _hide_row_with_total(self, t: int, g: int) -> None:
        if not self.shown["row", t, g, -1]:
            for c in range(len(self.ballots.columns)):
                self.shown["cell", t, g, c] = False
