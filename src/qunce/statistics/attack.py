"""What a reader can work out about a table from what was published of it.

The reader sets up every table of whole numbers, none below zero, that agrees with all published
figures.  A withheld figure is as uncertain as the values it takes in those tables.  Here such
tables are looked for by integer programming (HiGHS, through scipy); each one that is found is a
witness, kept, and checked in whole numbers.  Two witnesses whose values differ by ten prove, to
anyone who adds them up, that the figure cannot be told from the publication.

What is proved is about the numbers.  It grants the reader every published figure and every total
known from elsewhere, not what some reader may know of some voter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

NODES = 2_000
"""Branches after which the search for one witness gives up, as if there were none.  A count and
not a time, so that a slow machine withholds the same figures."""


class Printed:
    """Figures printed beside a table to ``digits``: numbers that ``figure`` makes of the table.

    The search needs them straightened: the change of each number by one more answer in each cell,
    at the true table.  A witness counts only if ``figure`` of it prints the very same digits.
    """

    def __init__(
        self, figure: Callable[[Vector], Sequence[float]], truth: Vector, digits: int
    ) -> None:
        self._figure = figure
        self._digits = digits
        self._seen = self._print(truth)
        here = np.asarray(figure(truth), dtype=float)
        self.slopes = np.empty((len(here), len(truth)))
        for cell in range(len(truth)):
            more = truth.copy()
            more[cell] += 1
            self.slopes[:, cell] = np.asarray(figure(more), dtype=float) - here
        half = 0.5 * 10.0**-digits
        self.low = np.asarray(self._seen) - half - here
        self.high = np.asarray(self._seen) + half - here

    def _print(self, table: Vector) -> tuple[float, ...]:
        return tuple(round(float(number), self._digits) for number in self._figure(table))

    def same(self, table: Vector) -> bool:
        """Whether this table would print the same."""
        return self._print(table) == self._seen


class Attacker:
    """The tables that agree with what is published of ``truth``, as far as they were found.

    ``truth`` is the cells as one vector.  Witnesses are kept as long as they agree, which is for
    good while more and more is withheld.
    """

    def __init__(self, truth: Vector) -> None:
        self.truth = truth
        self.witnesses: list[Vector] = [truth]
        self._equal = np.empty((0, len(truth)))
        self._printed: list[Printed] = []
        # No cell is taken to be larger than the whole; needed where no total is published at all.
        self._most = float(truth.sum()) + 1_000

    def knows(self, equal: Sequence[Vector]) -> None:
        """From now on these sums are published, and no others."""
        self._equal = np.asarray(equal) if len(equal) else np.empty((0, len(self.truth)))
        self.witnesses = [table for table in self.witnesses if self._agrees(table)]

    def reads(self, printed: Sequence[Printed]) -> None:
        """These figures are printed beside the table; what they rule out is no witness any more."""
        self._printed = list(printed)
        self.witnesses = [table for table in self.witnesses if self._agrees(table)]

    def spread(self, sums: Vector) -> int:
        """How far apart the witnesses' values of ``sums`` · cells are."""
        values = [float(sums @ table) for table in self.witnesses]
        return round(max(values) - min(values))

    def unsure(self, sums: Vector, least: int) -> bool:
        """Whether ``sums`` · cells takes values at least ``least`` apart; looks for witnesses."""
        if self.spread(sums) >= least:
            return True
        searches = (self._near, self._far) if self._printed else (self._far,)
        for search in searches:
            for sign in (1.0, -1.0):
                found = search(sums * sign, least)
                if found is not None:
                    self.witnesses.append(found)
                    if self.spread(sums) >= least:
                        return True
        return False

    def _agrees(self, table: Vector) -> bool:
        return (
            bool((table >= 0).all())
            and bool((self._equal @ table == self._equal @ self.truth).all())
            and all(printed.same(table) for printed in self._printed)
        )

    def _far(self, sums: Vector, least: int) -> Vector | None:
        """A table in which ``sums`` is as large as it can be."""
        from scipy.optimize import Bounds

        known = self._equal @ self.truth
        constraints = [(self._equal, known, known)]
        for printed in self._printed:
            now = printed.slopes @ self.truth
            constraints.append((printed.slopes, printed.low + now, printed.high + now))
        size = len(self.truth)
        found = _solve(-sums, constraints, Bounds(np.zeros(size), np.full(size, self._most)))
        return found if found is not None and self._agrees(found) else None

    def _near(self, sums: Vector, least: int) -> Vector | None:
        """A table with ``sums`` larger by ``least`` and else as little changed as can be.

        Near the truth the straightened figures are right, so such a table mostly prints the same.
        """
        from scipy.optimize import Bounds

        def both(rows: Vector) -> Vector:
            return np.hstack([rows, -rows])

        known = np.zeros(len(self._equal))
        constraints = [(both(self._equal), known, known)]
        for printed in self._printed:
            # A little inside, for what straightening gets wrong.
            slack = (printed.high - printed.low) * 0.05
            constraints.append((both(printed.slopes), printed.low + slack, printed.high - slack))
        more = np.array([float(least)])
        constraints.append((both(sums[None, :]), more, np.array([np.inf])))
        size = len(self.truth)
        bounds = Bounds(np.zeros(2 * size), np.concatenate([np.full(size, self._most), self.truth]))
        found = _solve(np.ones(2 * size), constraints, bounds)
        if found is None:
            return None
        table = self.truth + found[:size] - found[size:]
        return table if self._agrees(table) else None


def _solve(cost: Vector, constraints: list[tuple[Any, Any, Any]], bounds: Any) -> Vector | None:
    from scipy.optimize import LinearConstraint, milp

    result = milp(
        cost,
        integrality=np.ones(len(cost)),
        bounds=bounds,
        constraints=[LinearConstraint(*parts) for parts in constraints if len(parts[0])],
        options={"node_limit": NODES},
    )
    return None if result.x is None else np.rint(result.x)
