"""The space-time permutation scan: by hand, against plain permutations, and on bad input."""

from __future__ import annotations

from decimal import Decimal, getcontext
from fractions import Fraction

import numpy as np
import pytest

from qunce.statistics.detection import scan_bars, scan_maxima, scan_replicates, scan_rings
from qunce.statistics.detection.scan import Clusters, gumbel_p, rank_p, scan
from qunce.statistics.detection.scan_lanes import Layout, Outgrown, Word
from qunce.statistics.detection.scan_replicates import chance_maxima
from qunce.statistics.detection.scan_town import Town, log_ratio
from qunce.statistics.detection.scan_zones import (
    Zones,
    by_coordinates,
    by_neighbours,
    half_of,
    on_the_ground,
)
from qunce.statistics.unfit import Unfit


def quiet_town(seed: int, places: int = 6, days: int = 21, rate: float = 0.35) -> np.ndarray:
    return np.random.default_rng(seed).poisson(rate, (places, days))


def line_of(places: int) -> np.ndarray:
    return np.arange(places, dtype=float)[:, None]


def greatest_by_hand(cases: np.ndarray, zones: Zones, window: int) -> float:
    """Each zone and each window in turn, as the formula is written."""
    total, best = int(cases.sum()), 0.0
    for centre in range(zones.places):
        for rank in range(len(zones.order)):
            if not zones.whole[rank, centre]:
                continue
            inside = cases[list(zones.members(rank, centre))]
            for days in range(1, window + 1):
                c = int(inside[:, -days:].sum())
                mu = Fraction(int(inside.sum()) * int(cases[:, -days:].sum()), total)
                if c > mu:
                    ratio = c * np.log(c / float(mu))
                    if c < total:
                        ratio += (total - c) * np.log((total - c) / float(total - mu))
                    best = max(best, ratio)
    return best


def naive_maxima(
    cases: np.ndarray, zones: Zones, window: int, replicates: int, rng: np.random.Generator
) -> np.ndarray:
    """All cases of the whole history exchange their days, as Kulldorff writes it."""
    places, days = cases.shape
    place, day = np.nonzero(cases)
    times = cases[place, day]
    place, day = np.repeat(place, times), np.repeat(day, times)
    member = np.zeros((zones.whole.sum(), places))
    for row, (rank, centre) in enumerate(np.argwhere(zones.whole)):
        member[row, list(zones.members(rank, centre))] = 1
    total = cases.sum()
    maxima = np.empty(replicates)
    for replicate in range(replicates):
        rng.shuffle(day)
        dealt = np.bincount(place * days + day, minlength=places * days).reshape(places, days)
        recent = np.cumsum(dealt[:, ::-1][:, :window], axis=1)
        c = member @ recent
        mu = (member @ dealt.sum(axis=1))[:, None] * recent.sum(axis=0) / total
        maxima[replicate] = log_ratio(c, mu, int(total)).max()
    return maxima


def test_the_ratio_by_hand() -> None:
    """4 cases where 130 / 194 = 0.67 were expected, among 194 in all.

    SaTScan prints 4, 0.67 and 3.845418 of its sample of New York.
    """
    getcontext().prec = 40
    mu = Decimal(130) / Decimal(194)
    ratio = 4 * (4 / mu).ln() + 190 * (190 / (194 - mu)).ln()
    assert f"{ratio:.6f}" == "3.845418"
    said = log_ratio(np.array([4, 0]), np.array([130 / 194, 130 / 194]), 194)
    assert said[0] == pytest.approx(float(ratio), abs=1e-12)
    assert said[1] == 0


def test_a_cluster_of_four_by_hand() -> None:
    """Three near places have 10 of 194 cases, the last two days 13, and 4 of these fell there."""
    cases = np.zeros((12, 60), dtype=int)
    cases[:3, 10] = [2, 2, 2]
    cases[:3, -2] = [1, 1, 0]
    cases[:3, -1] = [0, 1, 1]
    cases[3:, 20] = [20, 20, 20, 20, 19, 19, 19, 19, 19]
    cases[3:, -2] = [1, 1, 1, 1, 1, 0, 0, 0, 0]
    cases[3:, -1] = [0, 0, 0, 0, 0, 1, 1, 1, 1]
    assert (cases.sum(), cases[:3].sum(), cases[:, -2:].sum()) == (194, 10, 13)
    zones = by_coordinates([[x] for x in (0, 1, 2, *range(50, 140, 10))], 5)
    said = scan(cases, zones, rng=np.random.default_rng(1))
    first = said.found[0]
    assert set(first.places) == {0, 1, 2}
    assert (first.days, first.cases) == (2, 4)
    assert first.expected == pytest.approx(130 / 194)
    assert first.llr == pytest.approx(3.845418, abs=5e-7)


@pytest.mark.parametrize("seed", range(6))
def test_the_strongest_cluster_is_that_of_all_zones_and_windows(seed: int) -> None:
    cases = quiet_town(seed, places=9)
    for zones in (by_coordinates(line_of(9), 9), by_neighbours([[j + 1] for j in range(8)] + [[]])):
        first = scan(cases, zones, rng=np.random.default_rng(0), window_days=5, replicates=9)
        assert first.found[0].llr == pytest.approx(greatest_by_hand(cases, zones, 5), abs=1e-9)


@pytest.mark.parametrize("rings", [False, True])
@pytest.mark.parametrize(
    ("places", "limit", "windows", "rate", "near"),
    [
        (7, 4, 9, 0.4, 48),  # nine windows need two words
        (7, 7, 7, 15.0, 3),
        (7, 4, 8, 3000.0, 48),
        (90, 80, 9, 0.05, 48),
        (90, 80, 8, 0.6, 48),
        (90, 90, 1, 0.6, 1),
        (200, 100, 9, 0.25, 20),  # no place outgrows six bits, but their sums do
        (90, 40, 3, 60.0, 4),  # more cases than cells
    ],
)
def test_each_replicate_has_the_maximum_of_all_its_zones(
    places: int,
    limit: int,
    windows: int,
    rate: float,
    near: int,
    rings: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever the packing, the blocks and the bar, also where counts outgrow their lanes."""
    rng = np.random.default_rng(3)
    points = rng.uniform(0, 5, (places, 2))
    zones = by_coordinates(points, limit)
    if rings:
        zones = by_neighbours(zones.order[1:4].T.tolist(), limit)
    cases = rng.poisson(rate * rng.gamma(1, 1, places)[:, None], (places, 40))
    cases[0] = 0
    recent = np.cumsum(cases[:, ::-1][:, :windows], axis=1).T
    totals = np.cumsum(np.append(cases.sum(axis=1), 0)[zones.order], axis=0)
    for fewest in (1, 6):
        town = Town(zones, cases.sum(axis=1), recent.sum(axis=1), totals, fewest)
        dealt = list(scan_replicates._dealt(town, 42, rng))
        # The later towns are dealt in small batches, after the bar is learnt.
        parts = [part for counts in dealt for part in np.split(counts, [36, 40], axis=2)]
        parts = [part for part in parts if part.shape[2]]
        with monkeypatch.context() as only_here:
            only_here.setattr(scan_replicates, "_dealt", lambda *_, parts=parts: iter(parts))
            only_here.setattr(scan_maxima, "NEAR", near)
            # A bar that many towns miss.
            only_here.setattr(scan_maxima, "PILOTS", 4)
            only_here.setattr(scan_maxima, "BELOW", 1.4)
            only_here.setattr(scan_maxima, "TOWNS_AT_ONCE", 16)
            only_here.setattr(scan_rings, "CENTRES_AT_ONCE", 37)
            only_here.setattr(scan_bars, "FOUND_AT_ONCE", 50)
            fast = chance_maxima(town, 42, rng)
        plain = []
        for counts in parts:
            for replicate in range(counts.shape[2]):
                by_place = counts[:, :, replicate]
                assert np.array_equal(by_place.sum(axis=1), town.by_window)
                seen = np.cumsum(by_place[:, zones.order], axis=1)
                ratio = log_ratio(seen, totals * town.shares[:, None, None], town.total)
                plain.append(ratio[(seen >= fewest) & zones.whole].max(initial=0))
        assert np.allclose(fast, plain, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("neighbours", [False, True])
def test_p_values_are_those_of_plain_permutations(neighbours: bool) -> None:
    cases = quiet_town(11)
    cases[2, -3:] += [1, 0, 2]
    ring = [[(i + 1) % 6] for i in range(6)]
    zones = by_neighbours(ring, 4) if neighbours else by_coordinates(line_of(6), 3)
    rng = np.random.default_rng(5)
    maxima = naive_maxima(cases, zones, 4, 9_999, rng)
    said = scan(cases, zones, rng=rng, window_days=4, replicates=9_999)
    llr = said.found[0].llr
    p = rank_p(llr, maxima)
    assert 0.005 < p < 0.5
    error = np.sqrt(2 * p * (1 - p) / 9_999)
    assert abs(said.found[0].p_rank - p) < 4 * error
    for quantile in (0.5, 0.9, 0.99):
        level = float(np.quantile(maxima, quantile)) + 1e-9
        share, naive = np.mean(said.maxima > level), np.mean(maxima > level)
        assert abs(share - naive) < 4 * np.sqrt(2 * naive * (1 - naive) / 9_999) + 1e-3


@pytest.mark.parametrize("expected", [0.5, 60.0, 1_400.0, 5e8])
@pytest.mark.parametrize("windows", [1, 2, 7, 8, 9, 15])
def test_lanes_hold_every_window_and_its_flag(windows: int, expected: float) -> None:
    share = np.linspace(0.2, 1, windows)
    layout = Layout.of(share * expected, share * expected / 30)
    while True:
        seen = []
        for word in layout.words:
            # Window by window one more, or one less, than its middle.
            above = np.arange(windows)[:, None] % 3 - 1
            lanes = word.packed(above) + word.kind(word.start)
            bits = word.shown(lanes)
            for window, shift in word.lanes:
                seen.append(window)
                assert word.above(bits, shift)[0] == above[window, 0]
                raised = (int(word.raised(bits)[0]) >> shift) & word.half
                assert bool(raised) == (above[window, 0] >= 0)
        assert sorted(seen) == list(range(windows))
        if all(len(word.lanes) == 1 for word in layout.words):
            break
        layout = layout.wider()


def test_a_lane_that_is_left_is_seen_before_it_spoils_the_next() -> None:
    """Down or up by steps of just under a quarter, the other lanes standing one below a middle."""
    word = Word((0, 3), 52)
    for window, shift in word.lanes:
        for step in (-(word.half // 2) + 1, word.half // 2 - 1):
            value = np.full((3, 1), -1)
            for _ in range(9):
                value[window] += step
                bits = word.shown(word.packed(value) + word.kind(word.start))
                if not -word.half <= value[window, 0] < word.half // 2:
                    with pytest.raises(Outgrown):
                        word.above(bits, shift)
                    assert word.raised(bits)[0]
                    break
                assert word.above(bits, shift)[0] == value[window, 0]
            else:
                pytest.fail("it never left")


def test_counts_that_outgrow_their_lanes_are_laid_out_wider() -> None:
    """Many near places with many more recent cases together than chance would deal them."""
    cases = np.random.default_rng(2).poisson(0.1, (80, 60))
    cases[20:60, -7:] += 2
    recent = np.cumsum(cases[:, ::-1][:, :7], axis=1).T
    zones = by_coordinates(line_of(80), 60)
    totals = np.cumsum(cases.sum(axis=1)[zones.order], axis=0)
    town = Town(zones, cases.sum(axis=1), recent.sum(axis=1), totals, 1)
    as_it_was = np.append(recent, np.zeros((7, 1), dtype=int), axis=1)[:, :, None]
    for narrow in (7, 2):
        scanner = scan_maxima.Scanner(town)
        scanner.layout = given = Layout((narrow,) * 7)
        said = scanner.maxima(np.repeat(as_it_was, 3, axis=2))
        assert scanner.layout != given
        assert said == pytest.approx([greatest_by_hand(cases, zones, 7)] * 3)


def test_dealing_by_place_and_by_case_are_one_and_the_same() -> None:
    """Crowded towns are dealt by cell; the mean and spread of a cell say whether rightly."""
    by_place = np.array([500, 300, 200])
    zones = by_coordinates(line_of(3), 1)
    for by_window in ([3, 8], [60, 150]):
        town = Town(zones, by_place, np.array(by_window), by_place[None, :], 1)
        counts = np.concatenate(
            list(scan_replicates._dealt(town, 20_000, np.random.default_rng(4))), axis=2
        )
        drawn = np.array(by_window)[:, None]
        share = by_place / 1000
        mean = drawn * share
        spread = np.sqrt(mean * (1 - share) * (1000 - drawn) / 999)
        assert np.all(np.abs(counts.mean(axis=2)[:, :3] - mean) < 5 * spread / np.sqrt(20_000))
        assert np.allclose(counts.std(axis=2)[:, :3], spread, rtol=0.03)


def test_the_tail_agrees_with_the_rank() -> None:
    rng = np.random.default_rng(8)
    cases = quiet_town(8, places=60, days=90, rate=0.2)
    zones = by_coordinates(rng.uniform(0, 9, (60, 2)))
    maxima = scan(cases, zones, rng=rng, replicates=4_999).maxima
    for quantile in (0.5, 0.8, 0.95, 0.99):
        level = float(np.quantile(maxima, quantile))
        assert gumbel_p(level, maxima[:999]) == pytest.approx(rank_p(level, maxima), rel=0.3)
    # Beyond all replicates the rank stands still, the tail goes on.
    assert rank_p(maxima.max() + 5, maxima) == 1 / 5_000
    assert gumbel_p(maxima.max() + 5, maxima) < 1e-5


def test_equal_maxima_have_no_tail_and_keep_the_rank() -> None:
    assert gumbel_p(2.0, np.array([1.0, 1.0])) == rank_p(2.0, np.array([1.0, 1.0])) == 1 / 3
    assert gumbel_p(0.5, np.array([1.0])) == 1.0


def test_a_season_or_a_day_on_which_all_speak_is_no_cluster() -> None:
    cases = np.ones((12, 50), dtype=int)
    cases[:, -3:] *= 7
    cases[4] *= 3
    assert scan(cases, by_coordinates(line_of(12)), rng=np.random.default_rng(0)).found == ()


def planted(seed: int = 1) -> np.ndarray:
    cases = quiet_town(seed, places=30, days=120, rate=0.05)
    cases[4:7, -5:] += 1
    cases[20, -2:] += 3
    return cases


def test_a_planted_cluster_is_found_and_a_second_does_not_overlap_it() -> None:
    said = scan(planted(), by_coordinates(line_of(30)), rng=np.random.default_rng(0), most=4)
    first, second, *_ = said.found
    assert {4, 5, 6} <= set(first.places)
    assert 20 in second.places
    assert first.p_gumbel < 0.001
    assert first.p_rank == 0.001
    assert first.llr >= second.llr
    everywhere = [place for cluster in said.found for place in cluster.places]
    assert len(everywhere) == len(set(everywhere))
    assert len(said.found) <= 4


def test_few_cases_are_no_cluster_where_that_is_asked() -> None:
    cases = planted()
    zones = by_coordinates(line_of(30))
    said = scan(cases, zones, rng=np.random.default_rng(0), fewest=6, most=30)
    assert said.found
    assert all(cluster.cases >= 6 for cluster in said.found)
    assert scan(cases, zones, rng=np.random.default_rng(0), fewest=500).found == ()


def test_the_same_seed_says_the_same() -> None:
    def told() -> Clusters:
        zones = by_coordinates(line_of(30))
        return scan(planted(), zones, rng=np.random.default_rng(3), replicates=99)

    assert told().found == told().found
    assert np.array_equal(told().maxima, told().maxima)


def test_history_does_not_change_what_is_dealt_only_the_shares() -> None:
    cases = quiet_town(2, places=10, days=60)
    gathered = np.concatenate([cases[:, :-7].sum(axis=1)[:, None], cases[:, -7:]], axis=1)
    zones = by_coordinates(line_of(10))
    long = scan(cases, zones, rng=np.random.default_rng(1), replicates=99)
    short = scan(gathered, zones, rng=np.random.default_rng(1), replicates=99)
    assert long.found == short.found


def test_circles_take_the_nearest_and_of_equals_the_lower_index() -> None:
    zones = by_coordinates([[0, 0], [1, 0], [-1, 0], [0, 1], [5, 5], [0, 0]], at_most=4)
    assert zones.members(3, 0) == (0, 5, 1, 2)
    assert zones.members(2, 5) == (5, 0, 1)
    assert zones.members(0, 4) == (4,)
    assert zones.whole.all()


def test_rings_grow_along_the_neighbours() -> None:
    # 0 - 1 - 2 - 3, with 4 beside 1, and 5 an island.
    zones = by_neighbours([[1], [2, 4], [3], [], [], []], at_most=5)
    assert [rank for rank in range(5) if zones.whole[rank, 0]] == [0, 1, 3, 4]
    assert zones.members(3, 0) == (0, 1, 2, 4)
    assert [rank for rank in range(5) if zones.whole[rank, 1]] == [0, 3, 4]
    assert [rank for rank in range(5) if zones.whole[rank, 5]] == [0]
    assert by_neighbours([[1], [2, 4], [3], [], [], []], at_most=3).whole[:, 1].sum() == 1


def test_a_line_of_neighbours_and_its_coordinates_find_the_same() -> None:
    cases = planted()
    rows = [[j for j in (i - 1, i + 1) if 0 <= j < 30] for i in range(30)]
    rng = np.random.default_rng(1)
    by_ring = scan(cases, by_neighbours(rows, 9), rng=rng).found[0]
    by_point = scan(cases, by_coordinates(line_of(30), 9), rng=rng).found[0]
    assert set(by_ring.places) == set(by_point.places) == {4, 5, 6}
    assert by_ring.llr == pytest.approx(by_point.llr)


def test_degrees_are_measured_on_the_ground() -> None:
    # Far north a degree of longitude is short: 1 lies nearer to 0 than 2 does.
    points = on_the_ground([70, 70, 71], [20, 22, 20])
    assert by_coordinates(points, 2).members(1, 0) == (0, 1)
    assert np.linalg.norm(points[0] - points[2]) == pytest.approx(111.2, abs=0.1)
    # Across the date line they are neighbours.
    assert by_coordinates(on_the_ground([0, 0, 0], [179.9, -179.9, 178]), 2).members(1, 0) == (0, 1)


def test_limits() -> None:
    assert (half_of(1), half_of(2000)) == (1, 1000)
    assert len(by_coordinates(line_of(21)).order) == len(by_neighbours([[]] * 21).order) == 10


def test_nothing_and_little() -> None:
    zones = by_coordinates(line_of(3))
    rng = np.random.default_rng(0)
    assert scan(np.zeros((3, 9)), zones, rng=rng).found == ()
    long_ago = np.zeros((3, 9))
    long_ago[0, 0] = 5
    assert scan(long_ago, zones, rng=rng).found == ()
    only_now = np.zeros((3, 9))
    only_now[1, -1] = 5
    assert scan(only_now, zones, rng=rng).found == ()
    alone = scan([[1, 0, 0, 0, 0, 0, 0, 0, 9]], by_coordinates([[0.0]]), rng=rng)
    assert alone.found == ()


def test_all_cases_in_the_window_or_on_one_day_are_no_cluster() -> None:
    rng = np.random.default_rng(0)
    zones = by_coordinates(rng.uniform(0, 1, (20, 2)))
    in_window = np.zeros((20, 30), dtype=int)
    in_window[:, -5:] = rng.poisson(1, (20, 5))
    for days in (5, 7):
        # On the last day alone there may be a cluster; all five days are everything there is.
        found = scan(in_window, zones, rng=rng, window_days=days, replicates=19).found
        assert all(cluster.days < 5 for cluster in found)
    for day in (0, -3, -1):
        one_day = np.zeros((20, 30), dtype=int)
        one_day[:, day] = rng.poisson(2, 20)
        said = scan(one_day, zones, rng=rng, replicates=19)
        assert said.found == ()
        assert not said.maxima.any()


def test_places_at_one_spot_are_places_of_their_own() -> None:
    cases = planted()
    zones = by_coordinates(np.zeros((30, 2)), 30)
    assert zones.members(29, 7) == (7, *range(7), *range(8, 30))
    first = scan(cases, zones, rng=np.random.default_rng(0), replicates=19).found[0]
    assert first.llr == pytest.approx(greatest_by_hand(cases, zones, 7))


def test_a_million_in_every_cell() -> None:
    cases = np.full((5, 30), 1_000_000)
    cases[3, -2:] += 5_000
    said = scan(cases, by_coordinates(line_of(5)), rng=np.random.default_rng(0), replicates=19)
    assert said.found[0].places == (3,)
    assert said.found[0].p_rank == 0.05


@pytest.mark.parametrize(
    ("cases", "code"),
    [
        ([[1, 2], [1, float("nan")]], "bad_cases"),
        ([[1, 2], [1, -1]], "bad_cases"),
        ([[1, 2], [1, 0.5]], "bad_cases"),
        ([[1, 2], [1, float("inf")]], "bad_cases"),
        ([[1, 2], [1, "many"]], "bad_cases"),
        ([[1, 2], [1]], "bad_cases"),
        ([1, 2], "bad_cases"),
        ([[], []], "bad_cases"),
        ([[1, 2], [1, 1e12]], "too_many_cases"),
        ([[1, 2]], "bad_zones"),
        ([[1], [2]], "short_history"),
    ],
)
def test_bad_cases_are_refused(cases: object, code: str) -> None:
    with pytest.raises(Unfit) as refused:
        scan(cases, by_coordinates(line_of(2)), rng=np.random.default_rng(0), window_days=1)
    assert refused.value.code == code


def test_the_place_with_a_bad_count_is_named() -> None:
    with pytest.raises(Unfit) as refused:
        scan([[1, 2], [1, -1]], by_coordinates(line_of(2)), rng=np.random.default_rng(0))
    assert refused.value.names == (1,)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"window_days": 0}, "bad_window"),
        ({"window_days": 9}, "short_history"),
        ({"replicates": 0}, "bad_count"),
        ({"most": 0}, "bad_count"),
        ({"fewest": 0}, "bad_count"),
    ],
)
def test_bad_wishes_are_refused(asked: dict[str, int], code: str) -> None:
    with pytest.raises(Unfit) as refused:
        scan(np.ones((2, 9)), by_coordinates(line_of(2)), rng=np.random.default_rng(0), **asked)
    assert refused.value.code == code


def test_bad_places_are_refused() -> None:
    for points in ([], [1.0, 2.0], [["here", "there"]], [[1.0], [1e200]], [[1.0], [None]]):
        with pytest.raises(Unfit) as refused:
            by_coordinates(points)
        assert refused.value.code == "bad_coordinates"
    with pytest.raises(Unfit) as refused:
        by_coordinates([[0, 0], [float("nan"), 1]])
    assert refused.value.names == (1,)
    with pytest.raises(Unfit) as refused:
        on_the_ground([91], [0])
    assert refused.value.code == "bad_coordinates"
    with pytest.raises(Unfit, match="each place"):
        on_the_ground([1, 2], [0])
    with pytest.raises(Unfit, match="numbers"):
        on_the_ground(["north"], [0])
    for rows in ([[2], []], [[-1]], [], [[0.5], []], [[float("nan")]], [["next door"]]):
        with pytest.raises(Unfit) as refused:
            by_neighbours(rows)
        assert refused.value.code == "bad_neighbours"
    for limit in (0, -3):
        with pytest.raises(Unfit) as refused:
            by_coordinates(line_of(3), limit)
        assert refused.value.code == "bad_limit"
