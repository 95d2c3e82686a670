"""Places as the tiles of a grid: what lies side by side on the ground does so in the drawing, as
far as a grid can keep it.

From a list of neighbours (:func:`tiles_of_neighbours`) or from coordinates (:func:`tiles`).  A tile
grid map, cf. McNeill & Hale, Computer Graphics Forum 36 (2017) 435.  Everything is deterministic:
the same places give the same drawing.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qunce.statistics.unfit import Unfit

Points = NDArray[np.float64]
Cells = NDArray[np.int64]

EXCHANGED = 150
"""Cells up to which tiles are exchanged to keep neighbours together; more are left as assigned."""
_APART = 1.5
"""Steps between parts that nothing connects."""


def tiles_of_neighbours(neighbours: Iterable[tuple[int, int]], n: int, across: int) -> Cells:
    """Cells (n, 2), column and row, of places of which only the neighbours are known.

    Placed by :func:`positions_of` and :func:`tiles`, then two cells at a time are exchanged while
    that shortens the sum of squared distances between neighbours.  Raises :class:`Unfit`
    ``bad_neighbours`` and ``bad_grid``.
    """
    pairs = _checked(neighbours, n)
    return _exchanged(tiles(positions_of(pairs, n), across), pairs, across)


def positions_of(neighbours: Iterable[tuple[int, int]], n: int) -> Points:
    """Points (n, 2), x to the right and y downwards, one step apart where places are neighbours.

    Classical scaling (Torgerson, Psychometrika 17 (1952) 401) of the number of steps from place to
    place.  Turned so that neighbours lie level or upright and the long side is upright, as a page
    is; then mirrored so that the first place that is off the middle is above, and left.  Parts
    that nothing connects stand one below the other in the order of their first places; places
    without neighbours side by side below them.  Raises :class:`Unfit` ``bad_neighbours``.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components, shortest_path

    pairs = _checked(neighbours, n)
    points = np.zeros((n, 2))
    if n == 0:
        return points
    ones = np.ones(len(pairs))
    graph = coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(n, n)).tocsr()
    _count, part_of = connected_components(graph, directed=False)
    down, alone = 0.0, []
    for part in dict.fromkeys(part_of.tolist()):
        members = np.flatnonzero(part_of == part)
        if len(members) == 1:
            alone.append(int(members[0]))
            continue
        steps = shortest_path(graph[members][:, members], directed=False, unweighted=True)
        inside = np.isin(pairs[:, 0], members)
        placed = _turned(_scaled(steps), np.searchsorted(members, pairs[inside]))
        placed -= [placed[:, 0].mean(), placed[:, 1].min()]
        placed[:, 1] += down
        points[members] = placed
        down = float(points[members, 1].max()) + _APART
    in_a_row = max(1, int(np.ceil(np.sqrt(len(alone)))))
    for number, member in enumerate(alone):
        row, column = divmod(number, in_a_row)
        points[member] = column - (in_a_row - 1) / 2, down + row
    return points


def tiles(points: ArrayLike, across: int) -> Cells:
    """Cells (N, 2), column and row, of a grid ``across`` wide and as high as N places need.

    ``points`` (N, 2): x to the right, y downwards, in any unit, each axis for itself.  Scaled to
    the mean and the spread of the grid, each point gets a cell of its own so that the sum of
    squared distances is least; of equal solutions the one nearest to reading order.  Fewer than
    ``across`` cells stay blank.  Raises :class:`Unfit` ``bad_coordinates`` and ``bad_grid``.
    """
    from scipy.optimize import linear_sum_assignment

    if across < 1:
        raise Unfit("a grid is one tile wide at least", code="bad_grid")
    try:
        given = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Unfit("coordinates are numbers", code="bad_coordinates") from error
    if given.size == 0:
        return np.zeros((0, 2), dtype=np.int64)
    if given.ndim != 2 or given.shape[1] != 2 or not np.isfinite(given).all():
        raise Unfit("coordinates are two numbers for each place", code="bad_coordinates")
    grid = _grid(len(given), across)
    spread = given.std(axis=0)
    # What is the same for all but for the last digits is the same for all.
    flat = spread <= 1e-9 * max(1.0, float(np.abs(given).max()))
    scaled = (given - given.mean(axis=0)) / np.where(flat, 1.0, spread)
    scaled[:, flat] = 0.0
    scaled = scaled * grid.std(axis=0) + grid.mean(axis=0)
    costs = ((scaled[:, None, :] - grid[None, :, :]) ** 2).sum(axis=2)
    reading = (np.arange(len(given))[:, None] - np.arange(len(grid))) ** 2 / len(grid) ** 2
    _places, chosen = linear_sum_assignment(np.round(costs, 6) + 1e-7 * reading)
    placed: Cells = grid[chosen]
    return placed


def _grid(n: int, across: int) -> Cells:
    """The cells in reading order."""
    rows = -(-n // across)
    wide = min(across, n)
    cell = np.arange(rows * wide)
    return np.column_stack([cell % wide, cell // wide])


def _checked(neighbours: Iterable[tuple[int, int]], n: int) -> Cells:
    """Each pair once, the lower index first."""
    given = list(neighbours)
    if n < 0 or any(a == b or not 0 <= min(a, b) <= max(a, b) < n for a, b in given):
        raise Unfit("neighbours are two of the places", code="bad_neighbours")
    pairs = sorted({(min(pair), max(pair)) for pair in given})
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _scaled(steps: Points) -> Points:
    """Classical scaling of distances to two dimensions."""
    squared = steps**2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    values, vectors = np.linalg.eigh(-centred / 2)
    kept = np.where(values > 1e-9 * values[-1], values, 0.0)  # what is left over is rounding
    return np.asarray(vectors[:, :-3:-1] * np.sqrt(kept[:-3:-1]))


def _turned(points: Points, pairs: Cells) -> Points:
    """The same points, turned and mirrored as :func:`positions_of` says."""
    sides = points[pairs[:, 1]] - points[pairs[:, 0]]
    # A quarter turn does not count: four times the angle of every side, averaged.
    fourfold = ((sides[:, 0] + 1j * sides[:, 1]) ** 4).sum()
    angle = float(np.angle(fourfold)) / 4 if abs(fourfold) > 1e-6 else 0.0
    cosine, sine = np.cos(-angle), np.sin(-angle)
    turned = points @ np.array([[cosine, sine], [-sine, cosine]])
    wide, high = np.ptp(turned, axis=0)
    if wide > high + 1e-6:
        turned = turned[:, ::-1]
    for axis in (0, 1):
        off = np.flatnonzero(np.abs(turned[:, axis]) > 1e-6)
        if off.size and turned[off[0], axis] > 0:
            turned[:, axis] *= -1
    rounded: Points = np.round(turned, 9)
    return rounded


def _exchanged(cells: Cells, pairs: Cells, across: int) -> Cells:
    """Cells after exchanges of two, blank ones among them, each the one that shortens most.

    With X the cells of all places and blanks and L the Laplacian of the neighbours the sum of
    squares is tr(XᵀLX), so that the gain of every exchange is one matrix of whole numbers.
    """
    grid = _grid(len(cells), across)
    if len(grid) > EXCHANGED or not len(pairs):
        return cells
    taken = {(int(x), int(y)) for x, y in cells}
    blanks = [cell for cell in grid.tolist() if tuple(cell) not in taken]
    at = np.array([*cells.tolist(), *blanks], dtype=np.int64)
    pull = np.zeros((len(at), len(at)), dtype=np.int64)
    pull[pairs[:, 0], pairs[:, 1]] = pull[pairs[:, 1], pairs[:, 0]] = -1
    pull -= np.diag(pull.sum(axis=1))
    stiff = np.diag(pull)[:, None] + np.diag(pull)[None, :] - 2 * pull
    while True:
        apart = at[None, :, :] - at[:, None, :]
        force = pull @ at
        change = 2 * ((force[:, None, :] - force[None, :, :]) * apart).sum(axis=2)
        change += stiff * (apart**2).sum(axis=2)
        one, other = np.unravel_index(int(change.argmin()), change.shape)
        if change[one, other] >= 0:  # whole numbers: each exchange shortens by one at least
            return at[: len(cells)]
        at[[one, other]] = at[[other, one]]
