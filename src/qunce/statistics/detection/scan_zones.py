"""Which places a scan looks at together: each place and what lies around it, growing outwards.

By coordinates the places next nearest join one at a time, so that a zone is a circle; by a list of
neighbours a whole ring joins at a time (a place, it and its neighbours, those and theirs), so that
a zone follows roads and valleys where the list does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.unfit import Unfit

EARTH = 6371.0
"""Kilometres: the mean radius."""
ROWS = 256
"""Places whose distances to all others are held at once."""
FURTHEST = 1e150
"""Coordinates beyond have squares that are no numbers."""
MANY = 10
"""When more than one in so many places join, all are sorted."""


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones around each of P places, at most K places large.

    ``order`` (K, P): the place that joins at each rank, seen from the centre in that column; P
    where there is none further.  ``whole`` (K, P): whether the ranks up to this one are a zone.
    """

    order: Whole
    whole: NDArray[np.bool_]

    @property
    def places(self) -> int:
        return int(self.order.shape[1])

    def members(self, rank: int, centre: int) -> tuple[int, ...]:
        """The places of one zone in the order they joined, the centre first."""
        column = self.order[: rank + 1, centre]
        return tuple(int(place) for place in column[column < self.places])


def half_of(places: int) -> int:
    """How many places a zone may hold unless the caller says so: half, as is customary; or one."""
    return max(1, places // 2)


def by_coordinates(coordinates: ArrayLike, at_most: int | None = None) -> Zones:
    """Circles: ``coordinates`` (P, dimensions) in any one unit, straight distances.

    Of places equally far the one with the lower index joins first; the centre is always first.
    ``at_most`` places make a zone (:func:`half_of` them when None).  For degrees of latitude and
    longitude use :func:`on_the_ground` first.  Raises :class:`Unfit` ``bad_coordinates`` and
    ``bad_limit``.
    """
    try:
        points = np.asarray(coordinates, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Unfit("coordinates are numbers", code="bad_coordinates") from error
    if points.ndim != 2 or not points.size:
        raise Unfit("coordinates are one row for each place", code="bad_coordinates")
    wrong = np.flatnonzero(~(np.abs(points) <= FURTHEST).all(axis=1))
    if wrong.size:
        raise Unfit(
            "coordinates are missing",
            code="bad_coordinates",
            names=wrong.tolist(),
        )
    limit = _checked_limit(at_most, len(points))
    order = np.empty((limit, len(points)), dtype=np.int64)
    for begin in range(0, len(points), ROWS):
        some = points[begin : begin + ROWS]
        order[:, begin : begin + len(some)] = _nearest(some, points, begin, limit).T
    return Zones(order, np.ones(order.shape, dtype=np.bool_))


def by_neighbours(neighbours: Sequence[Sequence[int]], at_most: int | None = None) -> Zones:
    """Rings: ``neighbours`` names for each of P places the indices of those next to it.

    Being a neighbour holds both ways even where it is written once.  A ring that would take the
    zone over ``at_most`` places (:func:`half_of` them when None) is left out with all beyond it;
    islands stay alone.  Within a ring the order is that of the indices.  Raises :class:`Unfit`
    ``bad_neighbours`` with the places concerned, and ``bad_limit``.
    """
    places = len(neighbours)
    index = range(places)
    wrong = [i for i, row in enumerate(neighbours) if not all(j in index for j in row)]
    if wrong or not places:
        raise Unfit("a neighbour is no place of the list", code="bad_neighbours", names=wrong)
    beside: list[set[int]] = [set() for _ in neighbours]
    for place, row in enumerate(neighbours):
        for other in row:
            beside[place].add(int(other))
            beside[int(other)].add(place)
    limit = _checked_limit(at_most, places)
    order = np.full((limit, places), places, dtype=np.int64)
    whole = np.zeros((limit, places), dtype=np.bool_)
    for centre in range(places):
        joined, ring = {centre}, [centre]
        size = 0
        while ring and size + len(ring) <= limit:
            order[size : size + len(ring), centre] = ring
            size += len(ring)
            whole[size - 1, centre] = True
            ring = sorted(set().union(*(beside[place] for place in ring)) - joined)
            joined.update(ring)
    return Zones(order, whole)


def on_the_ground(latitude: ArrayLike, longitude: ArrayLike) -> Floats:
    """(P, 3) kilometres from the middle of the earth, of degrees; nearer is nearer on the ground.

    Raises :class:`Unfit` ``bad_coordinates`` for degrees that there are not.
    """
    try:
        north, east = np.asarray(latitude, np.float64), np.asarray(longitude, np.float64)
    except (TypeError, ValueError) as error:
        raise Unfit("degrees are numbers", code="bad_coordinates") from error
    if north.shape != east.shape or north.ndim != 1:
        raise Unfit("one latitude and one longitude for each place", code="bad_coordinates")
    wrong = np.flatnonzero(~((np.abs(north) <= 90) & (np.abs(east) <= 360)))
    if wrong.size:
        raise Unfit("there are no such degrees", code="bad_coordinates", names=wrong.tolist())
    north, east = np.radians(north), np.radians(east)
    flat = np.cos(north)
    points: Floats = EARTH * np.stack(
        [flat * np.cos(east), flat * np.sin(east), np.sin(north)], axis=1
    )
    return points


def _nearest(some: Floats, points: Floats, begin: int, limit: int) -> Whole:
    """(len(some), limit) the nearest places of each; ``some`` are the points from ``begin`` on."""
    square = np.zeros((len(some), len(points)))
    for axis in range(points.shape[1]):
        square += (some[:, axis, None] - points[None, :, axis]) ** 2
    itself = np.arange(len(some))
    square[itself, begin + itself] = -1.0
    if limit * MANY > len(points):
        return np.argsort(square, axis=1, kind="stable")[:, :limit]
    furthest = np.partition(square, limit - 1, axis=1)[:, limit - 1]
    # All that are as near as the last one, then the first of them: equal distances by index.
    centre, place = np.nonzero(square <= furthest[:, None])
    sorting = np.lexsort((place, square[centre, place], centre))
    centre, place = centre[sorting], place[sorting]
    rank = np.arange(centre.size) - np.searchsorted(centre, centre)
    nearest: Whole = place[rank < limit].reshape(len(some), limit)
    return nearest


def _checked_limit(at_most: int | None, places: int) -> int:
    limit = half_of(places) if at_most is None else at_most
    if limit < 1:
        raise Unfit("a zone has one place or more", code="bad_limit")
    return min(limit, places)
