"""Where the columns of the chart of a daily number lie; whole units of its view box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from qunce.domain.warning.numbers_seen import NumberDay

_LEFT, _STEP, _WIDE, _FLOOR, _TOP = 60, 10, 7, 190, 24
"""The first column, from column to column, its width, the line they stand on, the upper edge."""


@dataclass(frozen=True, slots=True)
class DayColumn:
    """One day that has a number."""

    on: date
    number: int
    x: int
    y: int
    height: int
    told: bool
    """Whether the alert is of this day."""


@dataclass(frozen=True, slots=True)
class DayChart:
    """A column a day, and behind them what is usual: ``band`` is the path around it."""

    columns: list[DayColumn]
    band: str
    most: int
    floor: int = _FLOOR
    top: int = _TOP
    width: int = _WIDE

    @classmethod
    def of(cls, days: Sequence[NumberDay], first_on: date, last_on: date) -> Self:
        """``first_on`` to ``last_on``: the days of the alert."""
        most = max([5, *(day.number or 0 for day in days), *(day.high or 0 for day in days)])

        def up(number: int) -> int:
            return _FLOOR - round((_FLOOR - _TOP) * number / most)

        columns = [
            DayColumn(
                on=day.on,
                number=day.number,
                x=_LEFT + _STEP * place,
                y=up(day.number),
                height=_FLOOR - up(day.number),
                told=first_on <= day.on <= last_on,
            )
            for place, day in enumerate(days)
            if day.number is not None
        ]
        band = "".join(
            f"M{(x := _LEFT + _STEP * place - 1)} {up(day.high)}h{_STEP - 1}"
            f"V{max(up(day.low), up(day.high) + 3)}H{x}z"
            for place, day in enumerate(days)
            if day.low is not None and day.high is not None
        )
        return cls(columns, band, most)
