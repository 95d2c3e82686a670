"""Tiles lie side by side where the places do; the same places always give the same drawing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from qunce.statistics.tile_grid import EXCHANGED, positions_of, tiles, tiles_of_neighbours
from qunce.statistics.unfit import Unfit

Pairs = list[tuple[int, int]]


def chain(n: int) -> Pairs:
    return [(place, place + 1) for place in range(n - 1)]


def lattice(wide: int, high: int) -> Pairs:
    cells = [(x, y) for y in range(high) for x in range(wide)]
    level = [(y * wide + x, y * wide + x + 1) for x, y in cells if x + 1 < wide]
    return level + [(y * wide + x, y * wide + wide + x) for x, y in cells if y + 1 < high]


def side_by_side(cells: Any, pairs: Pairs) -> int:
    """How many neighbours share a side in the drawing."""
    return sum(int(abs(cells[a] - cells[b]).sum()) == 1 for a, b in pairs)


def in_the_grid(cells: Any, n: int, across: int) -> bool:
    """Each place has a cell of its own, and less than a row stays blank."""
    own = {(int(x), int(y)) for x, y in cells}
    rows = -(-n // across)
    return len(own) == n and own <= {(x, y) for x in range(across) for y in range(rows)}


@pytest.mark.parametrize(
    ("pairs", "n", "kept"),
    [
        pytest.param(chain(5), 5, 4, id="chain"),
        pytest.param(lattice(3, 3), 9, 12, id="three by three"),
        pytest.param(lattice(3, 4), 12, 17, id="three by four"),
        pytest.param(lattice(4, 3), 12, 17, id="four by three"),
        pytest.param(chain(2), 2, 1, id="two"),
        pytest.param([(0, n) for n in range(1, 5)], 5, 3, id="star"),
    ],
)
def test_neighbours_lie_side_by_side(pairs: Pairs, n: int, kept: int) -> None:
    cells = tiles_of_neighbours(pairs, n, 3)
    assert in_the_grid(cells, n, 3)
    assert side_by_side(cells, pairs) >= kept
    turned = [(b, a) for a, b in reversed(pairs)] + pairs
    assert tiles_of_neighbours(turned, n, 3).tolist() == cells.tolist(), "however it is said"


def test_the_first_place_of_a_lattice_is_above_on_the_left_and_the_long_side_upright() -> None:
    for wide, high in ((3, 4), (4, 3), (2, 5)):
        points = positions_of(lattice(wide, high), wide * high)
        assert np.ptp(points[:, 1]) > np.ptp(points[:, 0])
        assert points[0, 0] == points[:, 0].min()
        assert points[0, 1] == points[:, 1].min()


def test_distances_on_a_chain_are_its_steps() -> None:
    points = positions_of(chain(6), 6)
    assert np.allclose(points[:, 0], 0.0)
    assert np.allclose(points[:, 1], np.arange(6.0))


def test_parts_that_nothing_connects_stand_one_below_the_other() -> None:
    one, other = lattice(2, 3), [(a + 6, b + 6) for a, b in lattice(2, 3)]
    points = positions_of([*other, *one], 14)
    assert points[:6, 1].max() < points[6:12, 1].min()
    assert points[12:, 1].min() > points[6:12, 1].max(), "those without neighbours last"
    cells = tiles_of_neighbours([*one, *other], 14, 3)
    assert in_the_grid(cells, 14, 3)
    assert side_by_side(cells, one) + side_by_side(cells, other) >= 11


def test_exchanging_keeps_more_neighbours_together_than_assigning_alone() -> None:
    pairs = chain(9)
    assigned = tiles(positions_of(pairs, 9), 3)
    assert side_by_side(tiles_of_neighbours(pairs, 9, 3), pairs) > side_by_side(assigned, pairs)


def test_of_very_many_places_each_has_its_tile_at_once() -> None:
    n = EXCHANGED + 50
    assert in_the_grid(tiles_of_neighbours(chain(n), n, 4), n, 4)


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_places_of_which_nothing_is_known_stand_in_reading_order(n: int) -> None:
    expected = [[place % 3, place // 3] for place in range(n)]
    assert tiles_of_neighbours([], n, 3).tolist() == expected
    assert tiles([(7.0, 7.0)] * n, 3).tolist() == expected


def test_points_keep_left_and_right_above_and_below() -> None:
    points = [(x * 10.0 + y, y * 0.01) for y in range(4) for x in range(3)]
    expected = [[n % 3, n // 3] for n in range(12)]
    assert tiles(points, 3).tolist() == expected
    assert tiles(points[::-1], 3).tolist() == expected[::-1]


def test_one_place_far_away_does_not_push_the_others_onto_a_heap() -> None:
    points = [(float(x), float(y)) for y in range(3) for x in range(3)]
    points[8] = (40.0, 40.0)
    cells = tiles(points, 3)
    assert cells[8].tolist() == [2, 2]
    assert side_by_side(cells, lattice(3, 3)) >= 8


@pytest.mark.parametrize("pairs", [[(0, 0)], [(0, 3)], [(-1, 0)], [(5, 6)]])
def test_a_neighbour_is_another_of_the_places(pairs: Pairs) -> None:
    for act in (positions_of, lambda pairs, n: tiles_of_neighbours(pairs, n, 3)):
        with pytest.raises(Unfit) as unfit:
            act(pairs, 3)
        assert unfit.value.code == "bad_neighbours"


@pytest.mark.parametrize(
    "points", [[(1.0,)], [(1.0, float("nan"))], [(float("inf"), 0.0)], ["x"], [(1.0, 2.0, 3.0)]]
)
def test_points_are_two_numbers_each(points: list[Any]) -> None:
    with pytest.raises(Unfit) as unfit:
        tiles(points, 3)
    assert unfit.value.code == "bad_coordinates"


def test_a_grid_has_a_width() -> None:
    with pytest.raises(Unfit) as unfit:
        tiles([(0.0, 0.0)], 0)
    assert unfit.value.code == "bad_grid"
