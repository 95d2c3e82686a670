"""Penalised quasi-Poisson regression of many series on the same columns at once.

log mean = columns times coefficients; each coefficient but the first is drawn to 0 by a penalty,
which is what lets four weeks of history be fitted by the same model as ten years.  The level has
Jeffreys' prior instead: half a case more than came, so that a history of zeros has a mean.

Sources: Nelder & Wedderburn 1972 (JRSS-A 135:370) for the iteration, Firth 1993 (Biometrika 80:27)
for the half case, Noufaily et al. 2013 (Statistics in Medicine 32:1206) for the weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qunce.statistics.detection.design import Floats

STEPS = 60
FAR = 1.5
"""No coefficient moves further in one step."""
LOWEST, HIGHEST = -30.0, 30.0
"""Logarithms of means are kept between them; nobody counts to e^30."""
ROUGH, CLOSE = 3e-2, 2e-5
"""Newton ends when no coefficient moves by more; the error is then that squared."""
HALF_A_CASE = 0.5


class Columns:
    """The columns of a regression: ``x`` (n, p), the first of them 1, and how each is penalised.

    ``now`` (p,) are their values in the judged week.
    """

    def __init__(self, x: Floats, now: Floats, penalty: Floats) -> None:
        self.x, self.now, self.penalty = x, now, penalty
        self.rows, self.cols = np.triu_indices(x.shape[1])
        self.across = np.ascontiguousarray(x.T)
        self.pairs = x[:, self.rows] * x[:, self.cols]

    def with_step(self, begin: int, penalty: float) -> Columns:
        """One more column: 0 before row ``begin``, then 1, and 1 now."""
        step = (np.arange(self.x.shape[0]) >= begin).astype(np.float64)
        return Columns(
            np.column_stack([self.x, step]),
            np.append(self.now, 1.0),
            np.append(self.penalty, penalty),
        )

    def means(self, beta: Floats) -> Floats:
        """(N, n) for coefficients ``beta`` (N, p)."""
        found = beta @ self.across
        np.clip(found, LOWEST, HIGHEST, out=found)
        return np.exp(found, out=found)

    def curvature(self, working: Floats) -> Floats:
        """(N, p, p) columns' products weighed by ``working`` (N, n), without the penalty."""
        width = self.x.shape[1]
        flat = working @ self.pairs
        found = np.empty((working.shape[0], width, width))
        found[:, self.rows, self.cols] = flat
        found[:, self.cols, self.rows] = flat
        return found


@dataclass(frozen=True, slots=True)
class Fitted:
    """N fitted series: coefficients (N, p), means and weights (N, n), dispersion (N,).

    ``inverse`` (N, p, p) times the dispersion is the covariance of the coefficients.
    """

    beta: Floats
    mean: Floats
    weight: Floats | None
    dispersion: Floats
    inverse: Floats


def settle(
    columns: Columns,
    past: Floats,
    counted: Floats | None,
    beta: Floats,
    *,
    reweight_above: float | None,
    dispersion_prior: tuple[float, float],
) -> Fitted:
    """The fit of ``past`` (N, n) from ``beta`` on, outliers weighed down.

    ``counted`` (N, n) is 0 where nothing was counted (``past`` is 0 there), None if all was.
    ``dispersion_prior``: a value, and with how many weeks it counts; so that a dispersion from few
    weeks is drawn to it.  Above ``reweight_above`` a week's Anscombe residual s, in standard
    deviations, weighs (above/s)^2.
    """
    weight = counted
    if reweight_above is not None:
        beta = _climb(columns, past, weight, beta, ROUGH)
        mean = columns.means(beta)
        squares = _squares(past, mean)
        dispersion = _dispersion(columns, squares, weight, dispersion_prior)
        weight = outliers_down(past, mean, squares, counted, dispersion, reweight_above)
    beta = _climb(columns, past, weight, beta, CLOSE)
    mean = columns.means(beta)
    dispersion = _dispersion(columns, _squares(past, mean), weight, dispersion_prior)
    curved = columns.curvature(mean if weight is None else mean * weight)
    inverse: Floats = np.linalg.inv(_with_penalty(columns, curved)).astype(np.float64)
    return Fitted(beta, mean, weight, dispersion, inverse)


def _climb(
    columns: Columns, past: Floats, weight: Floats | None, beta: Floats, close: float
) -> Floats:
    """Newton's way up the penalised likelihood; each series ends when it has arrived."""
    beta = beta.copy()
    drawn = (past if weight is None else past * weight) @ columns.x
    drawn[:, 0] += HALF_A_CASE
    live = np.arange(past.shape[0])
    part = weight
    for _ in range(STEPS):
        working = columns.means(beta[live])
        if part is not None:
            working *= part
        curved = columns.curvature(working)
        slope = drawn[live] - curved[:, 0, :] - columns.penalty * beta[live]
        step = np.linalg.solve(_with_penalty(columns, curved), slope[:, :, None])[:, :, 0]
        np.clip(step, -FAR, FAR, out=step)
        beta[live] += step
        going = np.abs(step).max(axis=1) > close
        if not going.any():
            break
        if not going.all():
            live = live[going]
            part = None if part is None else part[going]
    return beta


def _with_penalty(columns: Columns, curved: Floats) -> Floats:
    each = np.arange(columns.penalty.size)
    curved[:, each, each] += columns.penalty + 1e-9
    return curved


def _squares(past: Floats, mean: Floats) -> Floats:
    found = past - mean
    found *= found
    found /= mean
    return found


def _dispersion(
    columns: Columns, squares: Floats, weight: Floats | None, prior: tuple[float, float]
) -> Floats:
    value, weeks = prior
    if weight is None:
        total, counted = squares.sum(axis=1), np.full(squares.shape[0], float(squares.shape[1]))
    else:
        total, counted = np.einsum("ij,ij->i", squares, weight), weight.sum(axis=1)
    freedom = np.maximum(counted - columns.x.shape[1], 0.0)
    found: Floats = np.maximum(1.0, (total + value * weeks) / (freedom + weeks))
    return found


def outliers_down(
    past: Floats,
    mean: Floats,
    squares: Floats,
    counted: Floats | None,
    dispersion: Floats,
    above: float,
) -> Floats | None:
    """Weights of the weeks; None if all weigh 1.

    Anscombe's residual is at most Pearson's where a count is above its mean, so only weeks whose
    Pearson residual is large are asked for it.
    """
    suspects = np.nonzero((squares > (above**2 * dispersion)[:, None]) & (past > mean))
    if not suspects[0].size:
        return counted
    root = np.sqrt(mean[suspects])
    size = 1.5 * (np.cbrt(past[suspects] ** 2 / root) - root) / np.sqrt(dispersion[suspects[0]])
    weight = np.ones_like(past) if counted is None else counted.copy()
    weight[suspects] *= np.minimum(1.0, (above / size) ** 2)
    return weight
