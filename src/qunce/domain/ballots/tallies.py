"""Counting slips: how often each mark stands on each question, and how many of these helped.

Pure.  Marks are counted by place: 0 is no mark, 1 the first step of the scale, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from qunce.kernel.canonical import JSON


class Keyed(NamedTuple):
    """One slip as a post read it: a code of the scale for each question, "" for no mark."""

    marks: tuple[str, ...]
    helped: bool = False
    invalid: bool = False
    """Nothing on it can be read: it is counted as returned, and judges nothing."""


@dataclass(frozen=True, slots=True)
class Counts:
    """``marks[question][mark]`` over all valid slips, ``helped`` over those with a helper."""

    marks: tuple[tuple[int, ...], ...]
    helped: tuple[tuple[int, ...], ...]
    invalid: int = 0

    @property
    def slips(self) -> int:
        """Valid and invalid ones."""
        return (sum(self.marks[0]) if self.marks else 0) + self.invalid

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            _added(self.marks, other.marks),
            _added(self.helped, other.helped),
            self.invalid + other.invalid,
        )

    def differs_from(self, other: Counts) -> int:
        """How many marks would have to be moved, counted once in each place."""
        pairs = zip(self.marks, other.marks, strict=True)
        marks = sum(abs(a - b) for one, two in pairs for a, b in zip(one, two, strict=True))
        return marks + abs(self.invalid - other.invalid)

    def as_json(self) -> dict[str, JSON]:
        return {
            "marks": [list(row) for row in self.marks],
            "helped": [list(row) for row in self.helped],
            "invalid": self.invalid,
        }

    @classmethod
    def from_json(cls, data: Any) -> Self:
        return cls(
            tuple(tuple(row) for row in data["marks"]),
            tuple(tuple(row) for row in data["helped"]),
            data["invalid"],
        )

    @classmethod
    def none(cls, questions: int, steps: int) -> Self:
        empty = tuple((0,) * (steps + 1) for _ in range(questions))
        return cls(empty, empty)


def count_slips(slips: Iterable[bytes], *, questions: int, steps: int) -> Counts:
    """Counts over slips as :func:`~.sealing.slip_of` packs them."""
    marks = [[0] * (steps + 1) for _ in range(questions)]
    helped = [[0] * (steps + 1) for _ in range(questions)]
    for slip in slips:
        for question, mark in enumerate(slip[1:]):
            marks[question][mark] += 1
            helped[question][mark] += slip[0]
    return Counts(tuple(map(tuple, marks)), tuple(map(tuple, helped)))


def count_keyed(rows: Sequence[Keyed], *, codes: Sequence[str], questions: int) -> Counts:
    places = {"": 0, **{code: at for at, code in enumerate(codes, 1)}}
    valid = [row for row in rows if not row.invalid]
    slips = (bytes([row.helped, *(places[mark] for mark in row.marks)]) for row in valid)
    counted = count_slips(slips, questions=questions, steps=len(codes))
    return Counts(counted.marks, counted.helped, len(rows) - len(valid))


def _added(
    one: tuple[tuple[int, ...], ...], two: tuple[tuple[int, ...], ...]
) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(a + b for a, b in zip(first, second, strict=True))
        for first, second in zip(one, two, strict=True)
    )
