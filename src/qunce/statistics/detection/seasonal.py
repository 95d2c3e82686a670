"""Our own detector: season and trend with penalties, for ten years of history or for four weeks.

log mean = level + trend + harmonics of the year (+ weekday) + steps.  Quasi-Poisson, each
coefficient but the level drawn to 0, weeks with past outbreaks weighed down, the dispersion drawn
to 1, all weeks up to the judged one used.  What was tried and what it is worth beside Farrington's
and EARS is in ``benchmarks/early_warning`` and docs/decisions/0023.

Sources: Serfling 1963 (Public Health Reports 78:494) for the harmonics; Noufaily et al. 2013
(Statistics in Medicine 32:1206) for the weights; Hoerl & Kennard 1970 (Technometrics 12:55) for
the penalties.  Steps: :mod:`~qunce.statistics.detection.steps`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qunce.statistics.detection.design import Floats, Whole, checked
from qunce.statistics.detection.forecast import Forecast, combined, moving_sum, summed, tail
from qunce.statistics.detection.penalised import Columns, Fitted, settle
from qunce.statistics.detection.steps import most_likely

AT_ONCE = 256
"""Series of one round: their matrices stay in the processor's cache."""
TREND_YEARS = 5.0
"""The trend's coefficient is the change of the logarithm in so many years."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a series is modelled; :data:`WEEKS` and :data:`DAYS` are the ones measured.

    Penalties are in cases: a coefficient's prior variance is the dispersion over its penalty.
    """

    history: int = 520
    """Units of time looked back, at most."""
    per_year: float = 52.0
    harmonics: int = 2
    weekdays: bool = False
    """Whether each seventh unit is alike."""
    trend_penalty: float = 1.0
    season_penalty: float = 3.0
    weekday_penalty: float = 0.5
    step_penalty: float = 4.0
    reweight_above: float | None = 2.58
    """Anscombe residuals above it lose weight; None: nothing is reweighted."""
    dispersion_prior: tuple[float, float] = (1.0, 10.0)
    """To what the dispersion is drawn, and with the weight of how many units of time."""
    step_above: float | None = 3.6
    """A step is put in when its score statistic is beyond; None: none is looked for."""
    back: tuple[int, ...] = (4, 6, 8, 10, 13, 16, 20, 26, 32, 39, 46, 52, 60, 70, 80, 91, 104)
    """How many units of time ago the level may have changed."""

    def __post_init__(self) -> None:
        if self.history < 1 or not self.per_year > 0 or self.harmonics < 0:
            raise ValueError("a history and a year have at least one unit of time")
        penalties = (self.trend_penalty, self.season_penalty, self.weekday_penalty)
        if min(*penalties, self.step_penalty) <= 0:
            raise ValueError("a penalty is above 0, or short histories could not be fitted")
        if self.dispersion_prior[0] < 1 or self.dispersion_prior[1] <= 0:
            raise ValueError("a dispersion is at least 1, and drawn with some weight")
        if any(b < 1 for b in self.back):
            raise ValueError("a level changed at least one unit of time ago")


WEEKS = Settings()
DAYS = Settings(
    history=1096,
    per_year=365.25,
    weekdays=True,
    back=(14, 21, 28, 42, 56, 70, 91, 112, 140, 182, 224, 273, 322, 365, 420, 490, 560, 637, 728),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of each judged week; each (S, W)."""

    forecast: Forecast
    single: Floats
    """Probability of so many in this week, or more."""
    double: Floats
    """The same for this week and the ones before of the longer window; NaN where none is known."""
    p: Floats
    """Both windows together."""


def fit(
    counts: Floats, at: Whole, settings: Settings = WEEKS, *, changes: Sequence[int] = ()
) -> Forecast:
    """The forecast for the weeks ``at`` (W,), each made from the weeks before it alone.

    ``counts`` (S, T), 0 or more, NaN where nothing was counted; ``at`` are numbers of weeks from 0,
    at most T (the week to come).  ``changes`` are the numbers of the weeks from which the counting
    was another (a new channel, a campaign that asks people to speak): each has its own step in the
    model, also in its first week, when only the uncertainty grows.
    A series without any week counted before is NaN.  Raises ValueError for counts below 0,
    infinite ones, and weeks that are not there.
    """
    counts, at = checked(counts, at)
    shape = (counts.shape[0], at.size)
    mean, unsure, dispersion = (np.full(shape, np.nan) for _ in range(3))
    step, factor = np.zeros(shape, dtype=np.int64), np.ones(shape)
    last: tuple[int, Columns, Floats] | None = None
    for column, week in enumerate(int(w) for w in at):
        rows = min(settings.history, week)
        if not rows:
            continue
        columns = columns_for(rows, settings, [change - week for change in changes])
        past = counts[:, week - rows : week]
        beta = _start(past, columns, last, week)
        for begin in range(0, shape[0], AT_ONCE):
            part = slice(begin, begin + AT_ONCE)
            told = _judge(columns, past[part], beta[part], settings)
            mean[part, column], unsure[part, column], dispersion[part, column] = told[0]
            step[part, column], factor[part, column] = told[1]
        last = (week, columns, beta)
    return Forecast(mean, unsure, dispersion, step, factor)


def judge(
    counts: Floats,
    at: Whole,
    settings: Settings = WEEKS,
    *,
    changes: Sequence[int] = (),
    width: int = 2,
) -> Judged:
    """The weeks ``at`` (W,), on end and rising, judged alone and with the ``width - 1`` before.

    As :func:`fit`; raises ValueError if ``at`` has gaps.
    """
    counts, at = checked(counts, at)
    if not at.size or (np.diff(at) != 1).any() or at[-1] >= counts.shape[1]:
        raise ValueError("weeks that are judged follow one another, and are counted")
    if width < 2:
        raise ValueError("the longer window has two units of time or more")
    begin = max(0, int(at[0]) - width + 1)
    made = fit(counts, np.arange(begin, int(at[-1]) + 1), settings, changes=changes)
    own = slice(int(at[0]) - begin, None)
    forecast = Forecast(
        made.mean[:, own],
        made.unsure[:, own],
        made.dispersion[:, own],
        made.step[:, own],
        made.step_factor[:, own],
    )
    single = tail(counts[:, at], forecast)
    double = np.full_like(single, np.nan)
    if made.mean.shape[1] >= width:
        sums = tail(moving_sum(counts[:, begin : int(at[-1]) + 1], width), summed(made, width))
        double[:, -sums.shape[1] :] = sums[:, -double.shape[1] :]
    return Judged(forecast, single, double, combined(single, double))


def columns_for(rows: int, settings: Settings, changes: Sequence[int] = ()) -> Columns:
    """The columns of the last ``rows`` weeks, seen from the judged one (week 0).

    ``changes`` are weeks relative to it; those outside the history or to come are left out.
    """
    weeks = np.append(np.arange(-rows, 0), 0)
    angles = 2 * np.pi * weeks / settings.per_year
    parts = [np.ones(rows + 1), weeks / (TREND_YEARS * settings.per_year)]
    penalty = [0.0, settings.trend_penalty]
    for j in range(1, settings.harmonics + 1):
        parts += [np.cos(j * angles), np.sin(j * angles)]
        penalty += [settings.season_penalty] * 2
    if settings.weekdays:
        parts += [(weeks % 7 == day).astype(np.float64) for day in range(7)]
        penalty += [settings.weekday_penalty] * 7
    for change in sorted({c for c in changes if -rows < c <= 0}):
        parts.append((weeks >= change).astype(np.float64))
        penalty.append(settings.step_penalty)
    x = np.column_stack(parts)
    return Columns(x[:-1], x[-1], np.array(penalty))


def _start(
    past: Floats, columns: Columns, last: tuple[int, Columns, Floats] | None, week: int
) -> Floats:
    """(S, p) where Newton begins: the last judged week's coefficients seen from this one."""
    width = columns.x.shape[1]
    if last is None:
        beta = np.zeros((past.shape[0], width))
        counted = (~np.isnan(past)).sum(axis=1)
        beta[:, 0] = np.log((np.nansum(past, axis=1) + 0.5) / np.maximum(counted, 1))
        return beta
    earlier, before, beta = last
    both = min(before.x.shape[0] + week - earlier, columns.x.shape[0]) - (week - earlier)
    if week <= earlier or both < width:
        return _start(past, columns, None, week)
    theirs = before.x[-both:]
    ours = columns.x[-(both + week - earlier) : -(week - earlier)]
    turned = np.linalg.lstsq(ours, theirs, rcond=1e-10)[0]
    carried: Floats = beta @ turned.T
    return carried


def _judge(
    columns: Columns, past: Floats, beta: Floats, settings: Settings
) -> tuple[tuple[Floats, Floats, Floats], tuple[Whole, Floats]]:
    """Mean, its uncertainty and dispersion; step and factor; ``beta`` is moved to its end."""
    missing = np.isnan(past)
    counted = None
    if missing.any():
        counted = (~missing).astype(np.float64)
        past = np.where(missing, 0.0, past)
    fitted = _settle(columns, past, counted, beta, settings)
    beta[:] = fitted.beta
    mean, unsure = _now(columns, fitted)
    dispersion = fitted.dispersion
    step, factor = np.zeros(past.shape[0], dtype=np.int64), np.ones(past.shape[0])
    if settings.step_above is not None:
        back, z = most_likely(columns, past, fitted, settings.back)
        changed = np.abs(z) > settings.step_above
        for ago in np.unique(back[changed]):
            rows = np.flatnonzero(changed & (back == ago))
            wider = columns.with_step(past.shape[1] - int(ago), settings.step_penalty)
            again = _settle(
                wider,
                past[rows],
                None if counted is None else counted[rows],
                np.column_stack([beta[rows], np.zeros(rows.size)]),
                settings,
            )
            mean[rows], unsure[rows] = _now(wider, again)
            dispersion[rows] = again.dispersion
            step[rows], factor[rows] = ago, np.exp(again.beta[:, -1])
    unknown = missing.all(axis=1)
    for row in (mean, unsure, dispersion):
        row[unknown] = np.nan
    return (mean, unsure, dispersion), (step, factor)


def _settle(
    columns: Columns, past: Floats, counted: Floats | None, beta: Floats, settings: Settings
) -> Fitted:
    return settle(
        columns,
        past,
        counted,
        beta,
        reweight_above=settings.reweight_above,
        dispersion_prior=settings.dispersion_prior,
    )


def _now(columns: Columns, fitted: Fitted) -> tuple[Floats, Floats]:
    """(N,) the mean in the judged week, and the variance of its logarithm."""
    mean = np.exp(np.clip(fitted.beta @ columns.now, -30.0, 30.0))
    unsure = (fitted.inverse @ columns.now) @ columns.now * fitted.dispersion
    return mean, np.maximum(unsure, 0.0)
