"""The published simulation design, from its equations: 42 scenarios, 624 weeks, outbreaks added.

Sources: Noufaily et al. 2013 (Statistics in Medicine 32:1206), Bedubourg & Le Strat 2017 (PLOS ONE
12(7):e0181227).  Weeks 1-312 train, past outbreaks start in 313-575, 576-624 are judged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

WEEKS, TRAINED, JUDGED_FROM = 624, 312, 575
AT = np.arange(JUDGED_FROM, WEEKS)
SETS = (
    # level, dispersion, trend, cosine, sine
    (0.10, 1.5, 0.0025, 0.60, 0.60),
    (-2.00, 2.0, 0.0050, 0.10, 0.30),
    (1.50, 1.0, 0.0030, 0.20, -0.40),
    (0.50, 5.0, 0.0020, 0.50, 0.50),
    (2.50, 3.0, 0.0010, 1.00, 0.10),
    (3.75, 1.1, 0.0010, 0.10, -0.10),
    (5.00, 1.2, 0.0001, 0.05, 0.01),
)
PAST_SIZES = (0, 2, 3, 5, 10)
CURRENT_SIZES = tuple(range(1, 11))


@dataclass(frozen=True, slots=True)
class World:
    """N series: counts (N, 624), and the truth about the judged weeks.

    The current outbreak's ``cases`` and the true ``mean`` (N, 49); the week the outbreak starts in
    (0-48, -1 for none) and the true ``dispersion`` (N,).
    """

    counts: Floats
    cases: Floats
    mean: Floats
    start: Whole
    dispersion: Floats

    @property
    def calm(self) -> Flags:
        found: Flags = self.start < 0
        return found

    @property
    def seen(self) -> Floats:
        return self.counts[:, JUDGED_FROM:]


class Builder:
    """Gathers series of one world."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.rows: list[tuple[Floats, Floats, Floats, int, float]] = []

    def add(self, mean: Floats, dispersion: float, past: int, current: int) -> None:
        """A series with four past outbreaks of ``past`` deviations and one of ``current``."""
        counts = self._usual(mean, dispersion)
        if past:
            for start in self.rng.integers(TRAINED, JUDGED_FROM, 4):
                counts += self._outbreak(mean, dispersion, past, int(start), JUDGED_FROM)
        start, cases = -1, np.zeros(WEEKS)
        if current:
            start = int(self.rng.integers(JUDGED_FROM, WEEKS))
            cases = self._outbreak(mean, dispersion, current, start, WEEKS)
            counts += cases
            start -= JUDGED_FROM
        judged = slice(JUDGED_FROM, None)
        self.rows.append((counts, cases[judged], mean[judged], start, dispersion))

    def made(self) -> World:
        counts, cases, mean, start, dispersion = zip(*self.rows, strict=True)
        return World(
            np.array(counts), np.array(cases), np.array(mean), np.array(start), np.array(dispersion)
        )

    def _usual(self, mean: Floats, dispersion: float) -> Floats:
        if dispersion <= 1:
            return self.rng.poisson(mean).astype(np.float64)
        size = mean / (dispersion - 1)
        return self.rng.negative_binomial(size, 1 / dispersion).astype(np.float64)

    def _outbreak(
        self, mean: Floats, dispersion: float, deviations: int, start: int, end: int
    ) -> Floats:
        """Poisson size, never 0; spread over weeks by a lognormal; cut at ``end``."""
        size = 0
        while size == 0:
            size = int(self.rng.poisson(deviations * np.sqrt(dispersion * mean[start])))
        weeks = start + np.floor(self.rng.lognormal(0, 0.5, size)).astype(np.int64)
        return np.bincount(weeks[weeks < end], minlength=WEEKS).astype(np.float64)


def scenario_means() -> list[tuple[Floats, float]]:
    """The 42 scenarios: mean by week, and dispersion."""
    t = np.arange(1, WEEKS + 1)
    found = []
    for level, dispersion, trend, cosine, sine in SETS:
        for slope in (0.0, trend):
            for harmonics in (0, 1, 2):
                log = level + slope * t
                for j in range(1, harmonics + 1):
                    angle = 2 * np.pi * j * t / 52
                    log = log + cosine * np.cos(angle) + sine * np.sin(angle)
                found.append((np.exp(log), dispersion))
    return found


def published(calm: int, each_size: int, seed: int) -> World:
    """Per scenario ``calm`` series without a current outbreak and ``each_size`` of each size."""
    builder = Builder(np.random.default_rng(seed))
    for mean, dispersion in scenario_means():
        for current, number in ((0, calm), *((size, each_size) for size in CURRENT_SIZES)):
            for index in range(number):
                builder.add(mean, dispersion, PAST_SIZES[index % len(PAST_SIZES)], current)
    return builder.made()
