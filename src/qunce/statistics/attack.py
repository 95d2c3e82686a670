"""What a reader can work out from estimates that are printed beside a table.

The reader sets up every table of whole numbers, none below zero, that agrees with all published
figures and would print the same digits.  A withheld figure is as uncertain as the values it takes
in those tables.  Here such tables are looked for by integer programming (HiGHS, through scipy);
each one that is found is a witness, kept, and checked in whole numbers.  Two witnesses with
different values prove, to anyone who adds them up, that the figure cannot be told.

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

TRIES = 6
"""Searches for one witness that prints the same; most are found in the first three."""

STEPS = 4
"""From how far apart to how far beyond a witness is looked for."""


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
        self._truth = truth
        self._seen = self._print(truth)
        self._here = np.asarray(figure(truth), dtype=float)
        self.slopes = np.empty((len(self._here), len(truth)))
        for cell in range(len(truth)):
            more = truth.copy()
            more[cell] += 1
            self.slopes[:, cell] = np.asarray(figure(more), dtype=float) - self._here
        self._half = 0.5 * 10.0**-digits

    def room(self, bent: Vector | float = 0.0) -> tuple[Vector, Vector]:
        """By how much the straightened figures may change, less what they are ``bent`` by.

        A little of the rounding is left unused: what lies on its edge may print otherwise.
        """
        middle = np.asarray(self._seen) - self._here - bent
        return middle - 0.98 * self._half, middle + 0.98 * self._half

    def bent(self, table: Vector) -> Vector:
        """What straightening gets wrong at ``table``."""
        straight = self._here + self.slopes @ (table - self._truth)
        return np.asarray(self._figure(table), dtype=float) - straight

    def _print(self, table: Vector) -> tuple[float, ...]:
        return tuple(round(float(number), self._digits) for number in self._figure(table))

    def same(self, table: Vector) -> bool:
        """Whether this table would print the same."""
        return self._print(table) == self._seen


class Attacker:
    """The tables that agree with what is published of ``truth``, as far as they were found.

    ``truth`` is the cells as one vector; ``known`` are rows of coefficients whose sums with the
    cells a reader knows.
    """

    def __init__(self, truth: Vector, known: Sequence[Vector]) -> None:
        self.truth = truth
        self.witnesses: list[Vector] = [truth]
        self._equal = np.asarray(known) if len(known) else np.empty((0, len(truth)))
        self._printed: list[Printed] = []
        # No cell is taken to be larger than the whole; needed where no total is published at all.
        self._most = float(truth.sum()) + 1_000

    def reads(self, printed: Sequence[Printed]) -> None:
        """These figures, and no others, are printed beside; what they rule out is no witness."""
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
        # Another step beyond ``least`` is another chance that all roundings fall right.
        for more in range(STEPS):
            for sign in (1.0, -1.0):
                found = self._near(sums * sign, least + more)
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

    def _near(self, sums: Vector, least: int) -> Vector | None:
        """A table with ``sums`` larger by ``least`` and else as little changed as can be.

        The printed figures are no straight lines.  Each table that was found and prints otherwise
        shows how far they are bent there, and the next search allows for it.
        """
        from scipy.optimize import Bounds

        def both(rows: Vector) -> Vector:
            return np.hstack([rows, -rows])

        size = len(self.truth)
        bounds = Bounds(np.zeros(2 * size), np.concatenate([np.full(size, self._most), self.truth]))
        nothing = np.zeros(len(self._equal))
        always = [
            (both(self._equal), nothing, nothing),
            (both(sums[None, :]), np.array([float(least)]), np.array([np.inf])),
        ]
        bent: list[Vector | float] = [0.0] * len(self._printed)
        for _ in range(TRIES):
            rooms = [
                (both(printed.slopes), *printed.room(by))
                for printed, by in zip(self._printed, bent, strict=True)
            ]
            found = _solve(np.ones(2 * size), always + rooms, bounds)
            if found is None:
                return None
            table = self.truth + found[:size] - found[size:]
            if self._agrees(table):
                return table
            bent = [printed.bent(table) for printed in self._printed]
        return None


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
