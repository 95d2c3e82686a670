"""The town as a plain drawing of tiles, one for each unit; whole units of its view box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd
from typing import Self

from django.utils.translation import pgettext

from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.queries import goes_on_as
from qunce.domain.warning.models import Alert
from qunce.domain.warning.states import AlertState
from qunce.statistics.tile_grid import tiles, tiles_of_neighbours
from qunce.web.office.warning.lettering import in_lines, in_two_lines, width

WIDE = 336
"""About the width that a telephone of 360 px gives a picture: a unit is a pixel there."""
FEW = 15
"""Units up to which three tiles stand in a row; above that four."""
NAME, WORD = {2: 18, 3: 15, 4: 13}, {2: 15, 3: 13, 4: 12}
"""Height of the letters by how many tiles stand in a row, as ``warning.css`` has it."""
LARGE_NAME = LARGE_WORD = 22
"""The same in large print, in which two tiles stand in a row."""
_GAP, _MARGIN, _HEAD = 10, 3, 30
"""Between tiles, around the thick border of the outer ones, and for the name of an area."""
BY_NEIGHBOURS, BY_COMPASS, BY_AREA = "neighbours", "compass", "areas"


@dataclass(frozen=True, slots=True)
class Letters:
    """A line of words, and where it stands."""

    words: str
    y: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A unit on the map: its shape and word say how it is there.  (x, y) is its left upper corner,
    ``beside`` those known to lie beside it."""

    unit: Unit
    alerts: tuple[Alert, ...]
    beside: tuple[Unit, ...]
    x: int
    y: int
    wide: int
    high: int
    name: tuple[Letters, ...]
    word: tuple[Letters, ...]

    @property
    def kind(self) -> str:
        return kind_of(self.alerts)

    @property
    def middle(self) -> int:
        return self.x + self.wide // 2

    @property
    def leads_to(self) -> Alert | None:
        """The alert behind the tile: one to be looked at before one that rests."""
        return min(self.alerts, key=lambda one: one.state != AlertState.OPEN, default=None)


@dataclass(frozen=True, slots=True)
class TownMap:
    """The town as tiles: where the units lie as far as it is known, else area by area.

    ``layout``: ``neighbours`` when of more than half of the units a neighbour is known; else
    ``compass``, north above, when of each unit a place has coordinates; else ``areas``, one below
    the other in the order of the office.  ``lines`` are the paths from neighbour to neighbour,
    ``areas`` the names that stand above strips.  ``large``: in the letters of large print.
    """

    layout: str
    across: int
    large: bool
    tiles: list[Tile]
    lines: list[str]
    areas: list[Letters]
    height: int

    @property
    def width(self) -> int:
        return WIDE

    @property
    def knows_neighbours(self) -> bool:
        return any(tile.beside for tile in self.tiles)

    @classmethod
    def of(
        cls,
        units: Sequence[Unit],
        alerts: Iterable[Alert],
        *,
        neighbours: Iterable[tuple[int, int]],
        lies: Mapping[int, tuple[float, float]],
        town: str = "",
        large: bool = False,
    ) -> Self:
        """``neighbours``: pairs of numbers of units; ``lies``: latitude and longitude by number."""
        at = {unit.pk: place for place, unit in enumerate(units)}
        pairs = sorted((at[a], at[b]) for a, b in neighbours if a in at and b in at)
        most = 2 if large else 3 if len(units) <= FEW else 4
        layout, across, cells, areas = _laid_out(units, pairs, lies, most)
        heights = (LARGE_NAME, LARGE_WORD) if large else (NAME[across], WORD[across])
        about: dict[int, list[Alert]] = {}
        for alert in alerts:
            for number in units_of(alert):
                about.setdefault(number, []).append(alert)
        lettered = [
            _lettered(unit, kind_of(about.get(unit.pk, ())), _step(across) - _GAP, heights, town)
            for unit in units
        ]
        drawing = _Drawing(across, heights, lettered)
        heads = [row for _name, row in areas]
        corners = [drawing.corner(column, row, heads) for column, row in cells]
        made = [
            drawing.tile(
                unit,
                tuple(about.get(unit.pk, ())),
                tuple(units[b if a == place else a] for a, b in pairs if place in (a, b)),
                corners[place],
            )
            for place, unit in enumerate(units)
        ]
        return cls(
            layout=layout,
            across=across,
            large=large,
            tiles=made,
            lines=[drawing.line(cells[a], cells[b], heads) for a, b in pairs],
            areas=[
                Letters(name, drawing.corner(0, row, heads)[1] - _GAP // 2 - 2)
                for name, row in areas
            ],
            height=max((tile.y + tile.high for tile in made), default=0) + _MARGIN,
        )


def units_of(alert: Alert) -> set[int]:
    """The numbers of the units on whose tiles an alert stands; ``places`` are there already."""
    units = alert.places.all() if alert.of_neighbours else (alert.unit,)
    return {goes_on_as(unit) for unit in units}


def kind_of(alerts: Iterable[Alert]) -> str:
    """How it is where these alerts are: ``open``, ``resting`` or ``usual``."""
    states = {one.state for one in alerts}
    if AlertState.OPEN in states:
        return "open"
    return "resting" if states else "usual"


def words_of(kind: str) -> tuple[str, str]:
    """A shape and a word, so that nothing hangs on colour."""
    if kind == "open":
        return "▲", pgettext("on a map", "more than usual")
    if kind == "resting":
        return "◐", pgettext("on a map", "rests")
    return "○", pgettext("on a map", "as usual")


# --- parts

Cell = tuple[int, int]
"""Column and row."""


def _laid_out(
    units: Sequence[Unit],
    pairs: Sequence[tuple[int, int]],
    lies: Mapping[int, tuple[float, float]],
    across: int,
) -> tuple[str, int, list[Cell], list[tuple[str, int]]]:
    """The layout, how many tiles stand in a row, the cells, and the areas with their first rows.

    ``across``: how many stand in a row where no areas are drawn.
    """
    if 2 * len({place for pair in pairs for place in pair}) > len(units):
        found = tiles_of_neighbours(pairs, len(units), across)
        return BY_NEIGHBOURS, across, [(int(x), int(y)) for x, y in found], []
    if units and all(unit.pk in lies for unit in units):
        found = tiles([(lies[unit.pk][1], -lies[unit.pk][0]) for unit in units], across)
        return BY_COMPASS, across, [(int(x), int(y)) for x, y in found], []
    cells: dict[int, Cell] = {}
    areas: list[tuple[str, int]] = []
    row = 0
    for name, members in _by_area(units).items():
        areas.append((name, row))
        for number, unit in enumerate(members):
            cells[unit.pk] = (number % 2, row + number // 2)
        row += (len(members) + 1) // 2
    return BY_AREA, 2, [cells[unit.pk] for unit in units], areas


def _by_area(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    areas: dict[str, list[Unit]] = {}
    for unit in units:
        areas.setdefault(unit.area.name if unit.area else "", []).append(unit)
    return areas


def _step(across: int) -> int:
    """From the left side of a tile to that of the next."""
    return (WIDE - 2 * _MARGIN + _GAP) // across


def _lettered(
    unit: Unit, kind: str, wide: int, heights: tuple[int, int], town: str
) -> tuple[list[str], list[str]]:
    """Name and word of a unit in the lines that fit its tile; ``heights``: of their letters."""
    name, word = heights
    # Names stand in bold letters inside a thick border where something is more than usual.
    return in_lines(unit.name, (wide - 8) / name, first=town), _word(kind, (wide - 5) / word)


def _word(kind: str, room: float) -> list[str]:
    """Shape and word, close together where they would not fit into one line otherwise."""
    shape, word = words_of(kind)
    close = shape + word
    if width(f"{shape} {word}") > room >= width(close):
        return [close]
    return in_two_lines(f"{shape} {word}", room)


class _Drawing:
    """Measures of a map: all its tiles are as high as the one with the most words."""

    def __init__(
        self,
        across: int,
        heights: tuple[int, int],
        lettered: Sequence[tuple[list[str], list[str]]],
    ) -> None:
        self.step_x = _step(across)
        self.wide = self.step_x - _GAP
        self.name, self.word = (height * 5 // 4 for height in heights)
        self.lettered = list(lettered)
        self.high = 16 + max((self._of(one) for one in lettered), default=0)
        self.step_y = self.high + _GAP
        self._next = iter(self.lettered)

    def _of(self, lettered: tuple[list[str], list[str]]) -> int:
        return len(lettered[0]) * self.name + len(lettered[1]) * self.word

    def corner(self, column: int, row: int, heads: Iterable[int]) -> tuple[int, int]:
        """Left upper corner of a cell; ``heads``: rows above which the name of an area stands."""
        above = sum(head <= row for head in heads)
        return _MARGIN + column * self.step_x, _MARGIN + row * self.step_y + above * _HEAD

    def tile(
        self,
        unit: Unit,
        alerts: tuple[Alert, ...],
        beside: tuple[Unit, ...],
        corner: tuple[int, int],
    ) -> Tile:
        """The tile of the next unit, its words in the middle."""
        lettered = next(self._next)
        x, y = corner
        at = y + (self.high - self._of(lettered)) // 2 - self.name // 4
        name = tuple(Letters(one, at + self.name * n) for n, one in enumerate(lettered[0], start=1))
        at = name[-1].y if name else at
        word = tuple(Letters(one, at + self.word * n) for n, one in enumerate(lettered[1], start=1))
        return Tile(unit, alerts, beside, x, y, self.wide, self.high, name, word)

    def line(self, one: Cell, other: Cell, heads: Sequence[int]) -> str:
        """From middle to middle; bowed into the gaps where it would pass under another tile."""
        (x1, y1), (x2, y2) = (self._middle(cell, heads) for cell in (one, other))
        across, down = other[0] - one[0], other[1] - one[1]
        if gcd(across, down) < 2:
            return f"M{x1} {y1}L{x2} {y2}"
        # Towards the inside of the drawing, so that nothing is cut off.
        aside = self.step_x if x1 + x2 <= WIDE else -self.step_x
        upwards = -self.step_y if one[1] else self.step_y
        x = (x1 + x2) // 2 + (aside if down else 0)
        y = (y1 + y2) // 2 + (0 if down else upwards)
        return f"M{x1} {y1}Q{x} {y} {x2} {y2}"

    def _middle(self, cell: Cell, heads: Sequence[int]) -> tuple[int, int]:
        x, y = self.corner(*cell, heads)
        return x + self.wide // 2, y + self.high // 2
