"""A lasting change of level that nobody registered: found by a score test, then fitted.

A new channel, another way of counting or a new custom lifts a series for good.  Every method that
looks years back then cries for months.  For each of several weeks back it is asked how much the
likelihood would rise if the level had changed there; that needs no fit of its own (Rao's score
test, 1948, with the other columns projected out).  Only where the largest statistic is beyond a
bound is that step put into the model; the uncertainty of its size goes into the forecast.
"""

from __future__ import annotations

import numpy as np

from qunce.statistics.detection.design import Floats, Whole
from qunce.statistics.detection.penalised import Columns, Fitted

LEAST_LEFT = 0.05
"""A step that the other columns explain but for so small a part cannot be told from them."""


def most_likely(
    columns: Columns, past: Floats, fitted: Fitted, back: tuple[int, ...]
) -> tuple[Whole, Floats]:
    """(N,) how many weeks back the level most likely changed, and the statistic z of that.

    A positive z is a rise.  ``back`` are the candidates; those before the first week are left out.
    0 and 0.0 where there is none to ask about.
    """
    rows = columns.x.shape[0]
    usable = np.array([b for b in back if b < rows], dtype=np.int64)
    if not usable.size:
        return np.zeros(past.shape[0], dtype=np.int64), np.zeros(past.shape[0])
    recent = int(usable.max())
    begins = recent - usable
    member = (np.arange(recent)[:, None] >= begins[None, :]).astype(np.float64)
    mean, seen = fitted.mean[:, -recent:], past[:, -recent:]
    over = seen - mean
    working = mean
    if fitted.weight is not None:
        part = fitted.weight[:, -recent:]
        over = over * part
        working = mean * part
    width = columns.x.shape[1]
    crossed = (member[:, :, None] * columns.x[-recent:, None, :]).reshape(recent, -1)
    cross = (working @ crossed).reshape(-1, usable.size, width)
    mass = working @ member
    projected = cross @ fitted.inverse
    left = mass - (projected * cross).sum(axis=2)
    # Of less than a thousandth of a case nothing can be told.
    told = (left > LEAST_LEFT * mass) & (left > 1e-3)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(told, (over @ member) / np.sqrt(fitted.dispersion[:, None] * left), 0.0)
    best = np.abs(z).argmax(axis=1)
    each = np.arange(past.shape[0])
    return np.where(z[each, best] == 0, 0, usable[best]), z[each, best]
