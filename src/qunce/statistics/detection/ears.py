"""EARS C1, C2 and C3: the last seven units of time as their own baseline.

Source: Hutwagner, Thompson, Seeman, Treadwell 2003 (Journal of Urban Health 80:i89-i96).  C3 is
bounded as R's ``surveillance`` 1.20.3 answers: what the two units before went above their own
baseline by more than one standard deviation is taken off the judged unit's bound, which stands on
the judged count itself; an own excess does not enter, and nothing is bounded below 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qunce.statistics.detection.design import Floats, ShortHistory, Whole, checked

Method = Literal["C1", "C2", "C3"]
LAG = {"C1": 0, "C2": 2, "C3": 2}
BEFORE = {"C1": 0, "C2": 2, "C3": 4}
"""How many units more than the baseline are needed before the judged one."""


@dataclass(frozen=True, slots=True)
class EarsBounds:
    """Baseline mean, bound and alarm; each (S, W)."""

    expected: Floats
    upper: Floats
    alarm: NDArray[np.bool_]


def ears(
    counts: Floats, at: Whole, method: Method = "C1", *, baseline: int = 7, alpha: float = 0.01
) -> EarsBounds:
    """What EARS says of the units ``at`` (W,) of each series ``counts`` (S, T).

    Weeks or days.  A baseline without any spread bounds at its mean; C3 after one that is not
    defined (0/0) is NaN and no alarm, as in R; so is a unit or a baseline of which one is not
    counted (NaN).  Raises :class:`~.design.ShortHistory`, and ValueError as
    :func:`~.design.checked`.
    """
    from scipy.special import ndtri

    counts, at = checked(counts, at, to_come=False)
    if baseline < 2:
        raise ValueError("a baseline has two units of time or more")
    if at.size and int(at.min()) < baseline + BEFORE[method]:
        raise ShortHistory(f"{method} needs {baseline + BEFORE[method]} before {int(at.min())}")
    z = float(ndtri(1 - alpha))
    mean, spread = _baseline(counts, at, LAG[method], baseline)
    seen = counts[:, at]
    if method == "C3":
        over = _excess(counts, at - 1, baseline) + _excess(counts, at - 2, baseline)
        with np.errstate(invalid="ignore"):
            upper = np.maximum(0.0, seen + spread * (z - over))
    else:
        upper = mean + z * spread
    with np.errstate(invalid="ignore"):
        return EarsBounds(mean, upper, seen > upper)


def _baseline(counts: Floats, at: Whole, lag: int, baseline: int) -> tuple[Floats, Floats]:
    picked = counts[:, at[:, None] - lag - baseline + np.arange(baseline)[None, :]]
    return picked.mean(axis=2), picked.std(axis=2, ddof=1)


def _excess(counts: Floats, at: Whole, baseline: int) -> Floats:
    """By how much a unit stood above its baseline, in standard deviations, beyond one."""
    mean, spread = _baseline(counts, at, LAG["C3"], baseline)
    with np.errstate(divide="ignore", invalid="ignore"):
        over: Floats = np.maximum(0.0, (counts[:, at] - mean) / spread - 1)
    return over
