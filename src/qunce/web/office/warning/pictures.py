"""Where the columns of the chart of an alert lie; whole units of its view box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from qunce.domain.warning.models import Alert
from qunce.domain.warning.queries import Week

_LEFT, _STEP, _FLOOR, _TOP = 60, 17, 190, 24
"""The first column, from column to column, the line on which they stand, the upper edge."""


@dataclass(frozen=True, slots=True)
class Column:
    """One week; ``speakers`` None: fewer than three, nobody among them.

    ``low`` to ``high`` were usual; both None where too little was counted before.
    """

    until: date
    speakers: int | None
    low: int | None
    high: int | None
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + 6


@dataclass(frozen=True, slots=True)
class Chart:
    """A column a week, and beside them the days of the alert: what was, and what is usual."""

    columns: list[Column]
    band: str
    """The path around what was usual in each week."""
    most: int
    floor: int
    top: int
    right: int
    """Where the weeks end."""
    at: int
    """Middle of what belongs to the alert."""
    dot: int
    band_top: int
    band_height: int

    @classmethod
    def of(cls, alert: Alert, weeks: Sequence[Week]) -> Self:
        seen = (week.speakers or 0 for week in weeks)
        usual = (week.high or 0 for week in weeks)
        most = max([alert.observed, alert.high, *seen, *usual, 5])

        def up(speakers: float) -> int:
            return _FLOOR - round((_FLOOR - _TOP) * speakers / most)

        columns = [
            Column(
                until=week.until,
                speakers=week.speakers,
                low=week.low,
                high=week.high,
                x=_LEFT + _STEP * n,
                y=up(week.speakers or 0),
                height=_FLOOR - up(week.speakers or 0),
            )
            for n, week in enumerate(weeks)
        ]
        band = "".join(
            f"M{column.x - 2} {up(column.high)}h{_STEP - 1}"
            f"V{max(up(column.low), up(column.high) + 3)}H{column.x - 2}z"
            for column in columns
            if column.low is not None and column.high is not None
        )
        right = _LEFT + _STEP * len(columns)
        return cls(
            columns=columns,
            band=band,
            most=most,
            floor=_FLOOR,
            top=_TOP,
            right=right,
            at=right + 62,
            dot=up(alert.observed),
            band_top=up(alert.high),
            band_height=max(4, up(alert.low) - up(alert.high)),
        )
