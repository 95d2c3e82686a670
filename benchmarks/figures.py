"""What the figures cost and how true they are: imports, release, groups, draw, coverage, funnels.

    python benchmarks/figures.py [REPETITIONS]

Needs no database.  Towns are made up from a seed: twenty villages of 300 to 3,000 people, drawn in
proportion with at least ten each; an item has five answers, and its two tables (places, helped)
are released together with three estimates beside.
"""

# ruff: noqa: T201, S603

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence

import numpy as np

from qunce.statistics.draw import allocate, drawn
from qunce.statistics.funnel import Standing, funnel
from qunce.statistics.intervals import Count, StratumCount, stratified
from qunce.statistics.opinions import opinion_groups
from qunce.statistics.release import Beside, Released, Table, release_together

REPETITIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
ANSWERS = ("very good", "good", "poor", "very poor", "don't know")
ITEMS = 7


def imports() -> None:
    for module in ("qunce.statistics.release", "scipy.stats", "statsmodels.stats.proportion"):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
        print(f"import {module:32}{time.perf_counter() - start:6.2f} s with the interpreter")


def town(
    rng: np.random.Generator, answers: int, shares: Sequence[float]
) -> tuple[dict[str, Table], dict[str, int]]:
    sizes = {f"village {i}": int(rng.integers(300, 3001)) for i in range(20)}
    places: dict[tuple[str, str], int] = {}
    by_help = {(row, answer): 0 for row in ("helped", "alone") for answer in ANSWERS}
    for place, n in allocate(answers, sizes, 10).items():
        for answer, k in zip(ANSWERS, rng.multinomial(n, shares), strict=True):
            places[place, answer] = int(k)
            helped = int(rng.binomial(k, 0.15))
            by_help["helped", answer] += helped
            by_help["alone", answer] += int(k) - helped
    return {"places": places, "help": by_help}, sizes


def estimate_of(sizes: dict[str, int], content: Sequence[str]) -> Beside:
    def printed(table: Table) -> tuple[float, float, float]:
        got = stratified(
            StratumCount(
                place,
                size,
                sum(table[place, a] for a in ANSWERS),
                sum(table[place, a] for a in content),
            )
            for place, size in sizes.items()
        )
        return got.p, got.low, got.high

    return printed


def shown_of(seen: Released) -> str:
    cells = sum(n is not None for n in seen.cells.values())
    columns = sum(n is not None for n in seen.column_totals.values())
    return f"{cells:3} of 100 cells, {columns} of 5 totals, {len(seen.merged):2} places together"


def releases() -> None:
    rng = np.random.default_rng(1)
    for answers in (400, 600, 1500):
        took, beside_took, allowed = 0.0, 0.0, 0
        for _ in range(ITEMS):
            tables, sizes = town(rng, answers, (0.4, 0.4, 0.12, 0.04, 0.04))
            start = time.perf_counter()
            release_together(tables)
            took += time.perf_counter() - start
            start = time.perf_counter()
            seen = release_together(
                tables,
                beside={
                    "content": estimate_of(sizes, ANSWERS[:2]),
                    "very good": estimate_of(sizes, ANSWERS[:1]),
                    "poor": estimate_of(sizes, ANSWERS[2:4]),
                },
            )
            beside_took += time.perf_counter() - start
            allowed += sum(seen["places"].beside.values())
        print(
            f"release {ITEMS} items of {answers:5} answers {took:6.2f} s, with estimates"
            f" {beside_took:6.2f} s ({allowed} of {3 * ITEMS} printed)"
            f"; last: {shown_of(seen['places'])}"
        )


def groups() -> None:
    rng = np.random.default_rng(2)
    for people in (60, 600, 2000):
        votes = rng.choice([-1.0, 0.0, 1.0, np.nan], (people, 30))
        start = time.perf_counter()
        found = opinion_groups(votes)
        print(f"groups of {people:5} people {time.perf_counter() - start:6.2f} s: {found.why_none}")


def draws() -> None:
    tags = [f"{n:064x}" for n in range(40_000)]
    start = time.perf_counter()
    drawn(tags, b"seed", 600)
    print(f"draw 600 of 40,000 {time.perf_counter() - start:6.2f} s")


def coverage() -> None:
    rng = np.random.default_rng(3)
    start = time.perf_counter()
    for answers in (300, 600, 1200):
        covered, width = 0, 0.0
        people = rng.integers(300, 3001, 20)
        content = np.round(people * rng.uniform(0.6, 0.95, 20)).astype(int)
        truth = content.sum() / people.sum()
        n = np.array(
            list(allocate(answers, {str(i): int(k) for i, k in enumerate(people)}, 10).values())
        )
        for counts in rng.hypergeometric(content, people - content, n, (REPETITIONS, 20)):
            got = stratified(
                StratumCount(str(i), int(people[i]), int(n[i]), int(k))
                for i, k in enumerate(counts)
            )
            covered += got.low <= truth <= got.high
            width += got.high - got.low
        print(
            f"stratified interval, {answers:5} answers: coverage {covered / REPETITIONS:.4f},"
            f" mean half width {width / REPETITIONS / 2:.4f}"
        )
    print(f"{3 * REPETITIONS:,} stratified estimates {time.perf_counter() - start:6.2f} s")


def funnels() -> None:
    rng = np.random.default_rng(4)
    standings: Counter[Standing] = Counter()
    start = time.perf_counter()
    for _ in range(300):
        n = rng.integers(30, 151, 20)
        got = funnel({str(i): Count(int(rng.binomial(m, 0.8)), int(m)) for i, m in enumerate(n)})
        standings.update(unit.standing for unit in got.units.values())
    far = standings[Standing.OUTSIDE_998] / 6000
    out = standings[Standing.OUTSIDE_95] / 6000 + far
    print(
        f"6,000 places that are alike: {out:.2%} outside 95 %, {far:.2%} outside 99.8 %,"
        f" {(time.perf_counter() - start) / 300 * 1000:.0f} ms for a funnel of twenty"
    )


for part in (imports, releases, groups, draws, coverage, funnels):
    part()
