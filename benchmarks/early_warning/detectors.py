"""The detectors that are compared: ours as scores, the others as alarms in their own settings."""

from __future__ import annotations

import numpy as np
from benchmarks.early_warning.design import AT, JUDGED_FROM, Flags, Floats, World

from qunce.statistics.detection.ears import Method, ears
from qunce.statistics.detection.farrington import Settings as Farrington
from qunce.statistics.detection.farrington import Threshold, flexible, upper_bound
from qunce.statistics.detection.forecast import (
    Forecast,
    combined,
    evidence,
    moving_sum,
    summed,
    tail,
)
from qunce.statistics.detection.seasonal import WEEKS as OURS
from qunce.statistics.detection.seasonal import Settings, fit

THRESHOLDS: tuple[Threshold, ...] = ("delta", "nb", "muan")
EARS: tuple[tuple[Method, float], ...] = (
    ("C1", 0.001),
    ("C1", 0.01),
    ("C2", 0.001),
    ("C2", 0.01),
    ("C3", 0.01),
)
LEAST = 1e-300


def our_scores(world: World, settings: Settings = OURS) -> dict[str, Floats]:
    """Ours, the larger the more alarming, each (N, 49).  Ten years back, no more."""
    made = fit(world.counts, np.arange(JUDGED_FROM - 1, world.counts.shape[1]), settings)
    now = Forecast(
        made.mean[:, 1:],
        made.unsure[:, 1:],
        made.dispersion[:, 1:],
        made.step[:, 1:],
        made.step_factor[:, 1:],
    )
    single = tail(world.seen, now)
    double = tail(moving_sum(world.counts[:, JUDGED_FROM - 1 :], 2), summed(made, 2))
    return {
        "ours, evidence": evidence(world.seen, now),
        "ours, tail": _loud(single),
        "ours, two windows": _loud(combined(single, double)),
    }


def oracle(world: World) -> dict[str, Floats]:
    """Who knows the true mean and dispersion."""
    zero = np.zeros_like(world.mean)
    dispersion = np.maximum(world.dispersion, 1 + 1e-9)[:, None] + zero
    truth = Forecast(world.mean, zero, dispersion, zero.astype(np.int64), zero + 1)
    return {
        "oracle, evidence": evidence(world.seen, truth),
        "oracle, tail": _loud(tail(world.seen, truth)),
    }


def farrington_alarms(world: World, alpha: float = 0.01) -> dict[str, Flags]:
    """One fit, three thresholds; five years back, as published."""
    fitted = flexible(world.counts, AT, Farrington(alpha=alpha))
    found = {}
    for threshold in THRESHOLDS:
        upper = upper_bound(fitted.expected, fitted.error, fitted.dispersion, alpha, threshold)
        found[f"Farrington {threshold} {alpha}"] = world.seen > upper
    return found


def farrington_score(world: World) -> Floats:
    """How many standard deviations of Farrington's 2/3 power a week stands above its mean."""
    fitted = flexible(world.counts, AT)
    root = np.cbrt(fitted.expected)
    tau = fitted.dispersion + fitted.error**2 * fitted.expected
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (np.cbrt(world.seen) ** 2 - root**2) / np.sqrt(4 / 9 * root * tau)
    found: Floats = np.nan_to_num(z, nan=0.0)
    return found


def ears_alarms(world: World) -> dict[str, Flags]:
    return {
        f"EARS {method} {alpha}": ears(world.counts, AT, method, alpha=alpha).alarm
        for method, alpha in EARS
    }


def _loud(p: Floats) -> Floats:
    found: Floats = -np.log(np.maximum(p, LEAST))
    return found
