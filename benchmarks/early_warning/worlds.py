"""Three worlds that are not as the models think: a season in a block, noise that lasts, a shift."""

from __future__ import annotations

import numpy as np
from benchmarks.early_warning.design import (
    CURRENT_SIZES,
    SETS,
    WEEKS,
    Builder,
    Floats,
    World,
)

STRESS = ("block season", "autocorrelated", "level shift")
PAST = 3


def stressed(kind: str, number: int, seed: int) -> World:
    """About ``number`` series without and ``number`` with a current outbreak."""
    rng = np.random.default_rng(seed)
    builder = Builder(rng)
    t = np.arange(1, WEEKS + 1)
    for level, dispersion, trend, _, _ in SETS:
        sizes = [0] * (number // len(SETS))
        sizes += list(CURRENT_SIZES) * (number // len(SETS) // len(CURRENT_SIZES))
        for current in sizes:
            log = level + trend * t * rng.integers(0, 2)
            mean = np.exp(log + _odd(kind, t, rng))
            builder.add(mean, dispersion, PAST, current)
    return builder.made()


def _odd(
    kind: str, t: np.ndarray[tuple[int], np.dtype[np.int64]], rng: np.random.Generator
) -> Floats:
    if kind == "block season":
        inside = (t + rng.integers(52)) % 52 < 11
        block: Floats = np.log(2) * inside.astype(np.float64)
        return block
    if kind == "autocorrelated":
        noise = np.empty(WEEKS)
        noise[0] = rng.normal(0, 0.16 / np.sqrt(1 - 0.6**2))
        for week, shock in enumerate(rng.normal(0, 0.16, WEEKS - 1), start=1):
            noise[week] = 0.6 * noise[week - 1] + shock
        return noise + 0.4 * np.cos(2 * np.pi * t / 52)
    if kind == "level shift":
        since = WEEKS - rng.integers(52, 92)
        shift: Floats = np.log(1.6) * (np.arange(WEEKS) >= since).astype(np.float64)
        return shift
    raise ValueError(f"no world is called {kind}; there are {', '.join(STRESS)}")
