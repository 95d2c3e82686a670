"""What a fit costs, and what a whole town costs in a week; CPU of one core."""

# ruff: noqa: T201

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from benchmarks.early_warning.against_r import PUBLISHED_MS, cost
from benchmarks.early_warning.design import AT, JUDGED_FROM, World

from qunce.statistics.detection.ears import ears
from qunce.statistics.detection.farrington import flexible
from qunce.statistics.detection.seasonal import fit, judge
from qunce.statistics.detection.shares import share

PLACES, CATEGORIES = 2_000, 20


def speeds(world: World) -> None:
    counts = world.counts[:1000]
    weeks = counts.shape[0] * AT.size
    print(f"CPU a fit ({counts.shape[0]} series, {AT.size} weeks); R {PUBLISHED_MS} ms")
    single: tuple[tuple[str, Callable[[], object]], ...] = (
        ("Farrington", lambda: flexible(counts, AT)),
        ("ours", lambda: fit(counts, AT)),
        ("EARS C1", lambda: ears(counts, AT, "C1")),
    )
    for name, work in single:
        took = cost(work) / weeks
        print(f"  {name:12}{1e6 * took:8.2f} µs, {1e-3 * PUBLISHED_MS / took:8.0f} times R's speed")
    rng = np.random.default_rng(9)
    level = np.exp(rng.normal(0, 1, (PLACES * CATEGORIES, 1)))
    town = rng.poisson(level, (PLACES * CATEGORIES, JUDGED_FROM + 1)).astype(np.float64)
    week = np.array([JUDGED_FROM])
    print(f"{PLACES:,} places x {CATEGORIES} categories x 1 week")
    whole: tuple[tuple[str, Callable[[], object]], ...] = (
        ("Farrington", lambda: flexible(town, week)),
        ("ours, a fit", lambda: fit(town, week)),
        ("ours, both windows", lambda: judge(town, week)),
        ("shares", lambda: [share(part, week) for part in np.split(town, CATEGORIES)]),
        ("EARS C1", lambda: ears(town, week, "C1")),
    )
    for name, work in whole:
        print(f"  {name:20}{cost(work):6.2f} s")
