"""The cold-start world: forty places that share a season and weekly shocks, with little history."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from benchmarks.early_warning.design import Floats
from numpy.typing import NDArray

from qunce.statistics.detection.ears import ears
from qunce.statistics.detection.forecast import Forecast, evidence
from qunce.statistics.detection.seasonal import fit
from qunce.statistics.detection.shares import ShareForecast, hand_over, share

PLACES = 40
WEEKS = 130
DISPERSION = 1.5
HISTORIES = (8, 26, 52, 104)
C1_READ = {
    "EARS C1, spread at least 0.2": (0.2, False),
    "EARS C1 as defined": (0.0, False),
    "EARS C1, never after all alike": (0.0, True),
    "EARS C1, spread at least 1": (1.0, False),
}
"""Reading: least spread, and whether seven weeks alike never alarm.

C1 as defined cries at any case after seven weeks alike; in small places that alone is about one
week in a hundred, whatever the bound.  A real spread is 0.38 or more, so that a least spread of
0.2 changes those weeks alone.
"""


@dataclass(frozen=True, slots=True)
class Town:
    """One town: counts and true means (40, 130), and the extra cases of one place in the end."""

    counts: Floats
    mean: Floats
    place: int
    extra: int


def towns(number: int, shocks: float, seed: int) -> list[Town]:
    rng = np.random.default_rng(seed)
    made = []
    for index in range(number):
        level = rng.normal(0, 0.8, PLACES)
        season = 0.5 * np.cos(2 * np.pi * (np.arange(WEEKS) / 52 + rng.random()))
        shared = season + (rng.normal(0, shocks, WEEKS) if shocks else 0.0)
        mean = np.exp(level[:, None] + shared[None, :])
        counts = rng.negative_binomial(mean / (DISPERSION - 1), 1 / DISPERSION).astype(np.float64)
        place = int(rng.integers(PLACES))
        deviation = np.sqrt(DISPERSION * mean[place, -1])
        extra = max(1, int(rng.poisson(0.5 * (index % 10 + 1) * deviation)))
        made.append(Town(counts, mean, place, extra))
    return made


def with_outbreak(town: Town) -> Floats:
    counts = town.counts.copy()
    counts[town.place, -1] += town.extra
    return counts


def share_of_first_weeks(
    history: int, made: list[Town], others: list[Town]
) -> dict[str, tuple[float, float]]:
    """Method: part of the outbreaks found and its false alarms, in percent.

    The bound is the 1 % quantile of ``others``.  Where that is infinite, infinity is an alarm: C1
    as defined cannot cry less.
    """
    calm, fixed, hit = (
        _scores(history, made, False),
        _scores(history, others, False),
        _scores(history, made, True),
    )
    rows = np.arange(len(made)) * PLACES + np.array([town.place for town in made])
    found = {}
    for name, scores in hit.items():
        bound = np.quantile(fixed[name], 0.99, method="higher")
        if np.isinf(bound):
            bound = np.finfo(np.float64).max
        found[name] = (
            100 * float((scores[rows] > bound).mean()),
            100 * float((calm[name] > bound).mean()),
        )
    return found


def beside_c1(
    history: int, made: list[Town], others: list[Town]
) -> tuple[float, float, float, float]:
    """EARS C1 at 0.01 as defined: found and false; ours at its rate in ``others``; in percent."""
    rows = np.arange(len(made)) * PLACES + np.array([town.place for town in made])
    rate = float(_c1(others, False).mean())
    fixed = _scores(history, others, False)["ours, handed over"]
    bound = np.quantile(fixed, 1 - rate, method="higher")
    hit = _scores(history, made, True)["ours, handed over"][rows] > bound
    false = _scores(history, made, False)["ours, handed over"] > bound
    shares = (_c1(made, True)[rows], _c1(made, False), hit, false)
    first, wrong, ours, ours_wrong = (100 * float(flags.mean()) for flags in shares)
    return first, wrong, ours, ours_wrong


def _c1(made: list[Town], outbreak: bool) -> NDArray[np.bool_]:
    counts = [with_outbreak(town) if outbreak else town.counts for town in made]
    return ears(np.concatenate(counts), np.array([WEEKS - 1]), "C1").alarm[:, 0]


def _scores(history: int, made: list[Town], outbreak: bool) -> dict[str, NDArray[np.float64]]:
    """Method: how alarming each place's last week is, (towns * 40,)."""
    past = np.stack([town.counts[:, -history - 1 :] for town in made])
    if outbreak:
        past = np.stack([with_outbreak(town)[:, -history - 1 :] for town in made])
    flat = past.reshape(-1, history + 1)
    now = flat[:, -1:]
    at = np.array([history])
    own = fit(flat, at)
    by_share = _joined([share(one, at) for one in past])
    mean = np.concatenate([town.mean[:, -1:] for town in made])
    zero = np.zeros_like(mean)
    truth = Forecast(mean, zero, zero + DISPERSION, zero.astype(np.int64), zero + 1)
    return {
        **{
            name: _standard(flat[:, -8:-1], now, least, never)
            for name, (least, never) in C1_READ.items()
        },
        "own mean": _standard(flat[:, :-1], now),
        "ours, own season alone": evidence(now, own)[:, 0],
        "ours, share alone": evidence(now, by_share)[:, 0],
        "ours, handed over": evidence(now, hand_over(by_share, own).forecast)[:, 0],
        "oracle": evidence(now, truth)[:, 0],
    }


def _standard(
    past: Floats, now: Floats, least: float = 0.0, never: bool = False
) -> NDArray[np.float64]:
    """Standard deviations above the mean; see :data:`C1_READ`."""
    over = now[:, 0] - past.mean(axis=1)
    spread = past.std(axis=1, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        z: NDArray[np.float64] = over / np.maximum(spread, least)
    z[np.isnan(z)] = 0.0
    if never:
        z[spread == 0] = -np.inf
    return z


def _joined(parts: list[ShareForecast]) -> ShareForecast:
    fields = ShareForecast.__dataclass_fields__
    return ShareForecast(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in fields}
    )
