"""What a synthetic town's counts raise: a planted matter early, a quiet year next to nothing."""

from __future__ import annotations

from datetime import date

import numpy as np

from qunce.domain.warning.detecting import Counts, Label, detect

TODAY = date(2026, 3, 2)
VILLAGES, CATEGORIES = 12, 8


def labels(units: int = VILLAGES, categories: int = CATEGORIES) -> list[Label]:
    return [Label(unit, category) for unit in range(units) for category in range(categories)]


def a_town(days: int, seed: int, weekly: float = 8.0) -> Counts:
    """So many speak in a week; villages and categories differ as they do in life."""
    rng = np.random.default_rng(seed)
    units, categories = rng.gamma(2.0, size=VILLAGES), rng.gamma(2.0, size=CATEGORIES)
    means = np.outer(units, categories).ravel()
    rates = weekly / 7 * means / means.sum()
    return rng.poisson(rates[:, None], size=(len(means), days)).astype(np.int64)


def years(seed: int, weekly: float) -> int:
    """How many alerts a year without anything in it raises, looked at every day."""
    counts, known = a_town(365 + 365, seed, weekly), labels()
    until: dict[Label, int] = {}
    raised = 0
    for day in range(365, 730):
        going_on = {label for label, last in until.items() if day - last <= 14}
        found = detect(counts[:, : day + 1], known, today=TODAY)
        for alarm in found.alarms:
            if alarm.label not in going_on:
                raised += 1
            until[alarm.label] = day - (TODAY - alarm.last_on).days
    return raised
