"""What an alarm is worth: the published measures, each with its standard error, in percent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from benchmarks.early_warning.design import Flags, Floats, World

NAMES = ("FPR", "POD1week", "POD", "sens", "spec", "PPV", "F1")


@dataclass(frozen=True, slots=True)
class Score:
    """Values and standard errors by name."""

    value: dict[str, float]
    error: dict[str, float]

    def line(self) -> str:
        return " ".join(f"{self.value[n]:6.2f}±{self.error[n]:4.2f}" for n in NAMES)


def score(world: World, alarm: Flags) -> Score:
    """``alarm`` (N, 49).  Shares of series by their own error, week measures by series (ratio)."""
    calm, hit = world.calm, ~world.calm
    cases = world.cases[hit] > 0
    cried = alarm[hit]
    rows = np.arange(cried.shape[0])
    value: dict[str, float] = {}
    error: dict[str, float] = {}

    def ratio(name: str, above: Floats, below: Floats) -> None:
        share = above.sum() / max(1.0, below.sum())
        apart = above - share * below
        value[name] = 100 * float(share)
        error[name] = 100 * float(np.sqrt((apart**2).sum()) / max(1.0, below.sum()))

    def weeks(flags: Flags) -> Floats:
        return np.asarray(flags.sum(axis=1), dtype=np.float64)

    ones = np.ones(rows.size)
    ratio("FPR", weeks(alarm[calm]), np.full(int(calm.sum()), float(alarm.shape[1])))
    ratio("POD1week", np.asarray(cried[rows, world.start[hit]], dtype=np.float64), ones)
    ratio("POD", np.asarray((cried & cases).any(axis=1), dtype=np.float64), ones)
    ratio("sens", weeks(cried & cases), weeks(cases))
    ratio("spec", weeks(~cried & ~cases), weeks(~cases))
    ratio("PPV", weeks(cried & cases), weeks(cried))
    ratio("F1", 2 * weeks(cried & cases), weeks(cried) + weeks(cases))
    return Score(value, error)


def bound(scores: Floats, world: World, rate: float) -> float:
    """What is exceeded in a share ``rate`` of the outbreak-free weeks of a world not scored."""
    calm = scores[world.calm].ravel()
    return float(np.quantile(calm, 1 - rate, method="higher"))
