"""Whether those who spoke lately crowd together, given what is usual in each place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from qunce.statistics.detection.rolling_zones import Crowd, crowd
from qunce.statistics.detection.scan_zones import Zones, by_coordinates, by_neighbours
from qunce.statistics.unfit import Unfit

PLACES = 12


def on_a_line(places: int = PLACES) -> Zones:
    return by_coordinates([[float(place)] for place in range(places)])


def looked(
    seen: Sequence[int], rates: Sequence[float] | None = None, seed: int = 1
) -> Crowd | None:
    usual = np.ones(len(seen)) if rates is None else np.array(rates, dtype=np.float64)
    return crowd(
        np.array(seen, dtype=np.int64), usual, on_a_line(len(seen)), rng=np.random.default_rng(seed)
    )


def test_three_places_side_by_side_are_found() -> None:
    found = looked([0, 0, 2, 2, 2, 0, 0, 0, 0, 0, 0, 1])
    assert found is not None
    assert (sorted(found.places), found.seen) == ([2, 3, 4], 6)
    assert found.p <= 0.05


def test_p_is_the_share_of_hands_that_are_as_crowded() -> None:
    """Four places, two cases in the first two: of four squared ways four lie in these, and in the
    zones of two (of 01, 12, 23) those with one in each: 01 and 10, 12 and 21, 23 and 32."""
    found = looked([1, 1, 0, 0])
    assert found is not None
    assert sorted(found.places) == [0, 1]
    assert found.p == pytest.approx(6 / 16, abs=0.1)


def test_one_place_alone_is_no_crowd() -> None:
    assert looked([9, 0, 0, 0, 0, 0]) is None
    found = looked([9, 1, 0, 0, 0, 0])
    assert found is not None
    assert len(found.places) >= 2


def test_where_many_speak_as_a_rule_many_are_no_crowd() -> None:
    seen = [0, 0, 3, 3, 0, 0, 1, 0]
    alike, always = looked(seen), looked(seen, [1, 1, 20, 20, 1, 1, 1, 1])
    assert alike is not None
    assert alike.p < 0.05
    assert always is None or always.p > 0.2


def test_chance_alone_seldom_looks_crowded() -> None:
    rng = np.random.default_rng(5)
    rates = rng.gamma(2.0, size=PLACES)
    often = 0
    for seed in range(200):
        dealt = rng.multinomial(7, rates / rates.sum())
        found = looked(dealt.tolist(), rates.tolist(), seed)
        often += found is not None and found.p <= 0.05
    assert often <= 0.08 * 200


def test_rings_of_neighbours_are_zones_too() -> None:
    zones = by_neighbours([[1], [2], [], [4], [], []])
    seen = np.array([2, 2, 2, 0, 0, 0])
    found = crowd(seen, np.ones(6), zones, rng=np.random.default_rng(1))
    assert found is not None
    assert sorted(found.places) == [0, 1, 2]


def test_of_nobody_and_of_nothing_usual_nothing_is_said() -> None:
    assert looked([0] * 6) is None
    assert looked([1, 1, 0, 0], [0, 0, 0, 0]) is None


def test_the_same_hands_say_the_same() -> None:
    assert looked([0, 2, 1, 0, 0, 1], seed=3) == looked([0, 2, 1, 0, 0, 1], seed=3)


@pytest.mark.parametrize(
    ("seen", "rates", "code"),
    [
        ([1, 1, 1], [1, 1, 1, 1], "bad_zones"),
        ([1, -1, 1, 0], [1, 1, 1, 1], "bad_cases"),
        ([1, 1, 1, 0], [1, -1, 1, 1], "bad_cases"),
        ([1, 1, 1, 0], [1, np.nan, 1, 1], "bad_cases"),
    ],
)
def test_what_does_not_fit_is_refused(seen: list[int], rates: list[float], code: str) -> None:
    with pytest.raises(Unfit) as refused:
        crowd(np.array(seen), np.array(rates), on_a_line(4), rng=np.random.default_rng(1))
    assert refused.value.code == code


def test_what_no_hand_shows_is_not_said_to_be_impossible() -> None:
    zones = on_a_line()
    seen = np.zeros(zones.places, dtype=np.int64)
    seen[2:5] = 40
    found = crowd(seen, np.ones(zones.places), zones, rng=np.random.default_rng(1), replicates=19)
    assert found is not None
    assert found.p == 1 / 20
