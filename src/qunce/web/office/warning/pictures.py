"""Where the columns of the chart and the tiles of the map lie; whole units of their view boxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from qunce.domain.organisations.models import Unit
from qunce.domain.warning.models import Alert
from qunce.domain.warning.states import AlertState

_LEFT, _STEP, _FLOOR, _TOP = 60, 17, 190, 24
"""The first column, from column to column, the line on which they stand, the upper edge."""


@dataclass(frozen=True, slots=True)
class Column:
    """One week; ``speakers`` None: fewer than three, nobody among them."""

    until: date
    speakers: int | None
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
    def of(cls, alert: Alert, weeks: Sequence[tuple[date, int | None]]) -> Self:
        most = max([alert.observed, alert.high, *(seen or 0 for _until, seen in weeks), 5])

        def up(speakers: float) -> int:
            return _FLOOR - round((_FLOOR - _TOP) * speakers / most)

        columns = [
            Column(until, seen, _LEFT + _STEP * n, up(seen or 0), _FLOOR - up(seen or 0))
            for n, (until, seen) in enumerate(weeks)
        ]
        right = _LEFT + _STEP * len(columns)
        return cls(
            columns=columns,
            most=most,
            floor=_FLOOR,
            top=_TOP,
            right=right,
            at=right + 62,
            dot=up(alert.observed),
            band_top=up(alert.high),
            band_height=max(4, up(alert.low) - up(alert.high)),
        )


_ACROSS, _WIDE, _HIGH, _HEAD = 2, 212, 84, 40
"""Tiles in a row, a tile with its gap, and the line that names an area."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A unit on the map: its shape and word say how it is there."""

    unit: Unit
    alerts: tuple[Alert, ...]
    x: int
    y: int

    @property
    def kind(self) -> str:
        if any(one.state == AlertState.OPEN for one in self.alerts):
            return "open"
        return "resting" if self.alerts else "usual"


@dataclass(frozen=True, slots=True)
class Strip:
    """The units of one area, side by side."""

    name: str
    y: int
    tiles: list[Tile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TownMap:
    """The town as a plain drawing: areas one below the other, their units as neighbours.

    Where every unit is known to lie somewhere, areas go from north to south and units from west
    to east; otherwise they stand in the order in which the office lists them.
    """

    strips: list[Strip]
    height: int
    by_compass: bool

    @property
    def tiles(self) -> list[Tile]:
        return [tile for strip in self.strips for tile in strip.tiles]

    @classmethod
    def of(
        cls,
        units: Iterable[Unit],
        alerts: Iterable[Alert],
        lies: Mapping[int, tuple[float, float]],
    ) -> Self:
        """``lies``: latitude and longitude by the number of a unit, as far as they are known."""
        found = list(units)
        known = bool(found) and all(unit.pk in lies for unit in found)
        if known:
            found.sort(key=lambda unit: lies[unit.pk][1])
        areas: dict[str, list[Unit]] = {}
        for unit in found:
            areas.setdefault(unit.area.name if unit.area else "", []).append(unit)
        names = list(areas)
        if known:
            names.sort(
                key=lambda name: -sum(lies[unit.pk][0] for unit in areas[name]) / len(areas[name])
            )
        about: dict[int, list[Alert]] = {}
        for alert in alerts:
            about.setdefault(alert.unit_id, []).append(alert)
        strips, y = [], 0
        for name in names:
            strip = Strip(name, y + 28)
            y += _HEAD
            for n, unit in enumerate(areas[name]):
                row, column = divmod(n, _ACROSS)
                place = (column * _WIDE + 4, y + row * _HIGH)
                strip.tiles.append(Tile(unit, tuple(about.get(unit.pk, ())), *place))
            y += _HIGH * ((len(areas[name]) + _ACROSS - 1) // _ACROSS)
            strips.append(strip)
        return cls(strips, max(y, 1), known)
