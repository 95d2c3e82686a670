"""What may be shown of the exact counts: no figure under ten, and none that can be worked out.

Pure.  Each question has two tables over the same slips, places by marks and helped by marks; they
are released together (:mod:`qunce.statistics.release`), with the estimate printed beside.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from qunce.kernel.canonical import JSON
from qunce.statistics.intervals import StratumCount, joined, stratified
from qunce.statistics.release import Beside, Released, Table, release_together
from qunce.statistics.response import worst_case
from qunce.statistics.unfit import Unfit

DIGITS = 2
"""Shares are printed in whole percents."""
PLACES, HELP, ESTIMATE = "places", "helped", "estimate"
FLOORS = (5, 10, 20)
"""Percent: "at least nine in ten" can be said where "96 in 100" would tell too much."""


@dataclass(frozen=True, slots=True)
class Share:
    """The share of the content among those who judged, in whole percents as fractions.

    ``low`` and ``high`` are the interval of 95 %; ``least`` and ``most`` where the share among all
    who were asked must lie, whatever those think who did not judge.
    """

    share: float
    low: float
    high: float
    least: float
    most: float

    def as_json(self) -> dict[str, JSON]:
        return {
            "share": self.share,
            "low": self.low,
            "high": self.high,
            "least": self.least,
            "most": self.most,
        }


CONTENT, DISCONTENT, NO_JUDGEMENT = "content", "discontent", "no_judgement"
"""The columns of a table in which the steps of one side stand together."""
THREE: Mapping[str, bool | None] = {CONTENT: True, DISCONTENT: False, NO_JUDGEMENT: None}


@dataclass(frozen=True, slots=True)
class Shown:
    """One question as it may be shown; ``joined`` when steps of the scale stand together."""

    places: Released
    helped: Released
    share: Share | None
    at_least: float | None
    """Where the share itself would tell too much: it is no less than this."""
    joined: bool = False


def release_item(
    places: Table,
    helped: Table,
    *,
    people: Mapping[str, int],
    sides: Mapping[str, bool | None],
    asked: int,
) -> Shown:
    """Both tables as they may be shown, and the estimate if it may stand beside them.

    ``people`` live in each place, ``asked`` of them had a slip; ``sides`` says of each step
    whether it is content (True), discontent (False) or no judgement.  Where the estimate would
    tell too much beside all steps, the steps of one side are put together: the result is worth
    more to people than its shades.
    """
    shown = _release(places, helped, people=people, sides=sides, asked=asked)
    if shown.share is not None:
        return shown
    fewer = _release(
        _joined(places, sides), _joined(helped, sides), people=people, sides=THREE, asked=asked
    )
    if fewer.share is None and (fewer.at_least is None or shown.at_least is not None):
        return shown
    return replace(fewer, joined=True)


def strata_of(
    table: Table, people: Mapping[str, int], sides: Mapping[str, bool | None]
) -> list[StratumCount]:
    """The strata of a table of places by marks: who judged, and how many are content."""
    counted = []
    for name, population in people.items():
        own = {column: number for (row, column), number in table.items() if row == name}
        content = sum(n for column, n in own.items() if sides.get(column) is True)
        against = sum(n for column, n in own.items() if sides.get(column) is False)
        counted.append(StratumCount(name, population, content + against, content))
    return counted


def share_of(strata: Sequence[StratumCount], *, asked: int) -> Share | None:
    """The estimate from exact counts; None where nobody judged."""
    numbers = _figures(strata, asked)
    return Share(*(round(number, DIGITS) for number in numbers)) if numbers else None


def _release(
    places: Table,
    helped: Table,
    *,
    people: Mapping[str, int],
    sides: Mapping[str, bool | None],
    asked: int,
) -> Shown:
    told: dict[tuple[tuple[tuple[str, str], int], ...], Sequence[float]] = {}

    def beside(table: Table) -> Sequence[float]:
        # Share and floors are asked of the same thousands of tables.
        cells = tuple(table.items())
        if cells not in told:
            told[cells] = _figures(strata_of(table, people, sides), asked) or (0.0,) * 5
        return told[cells]

    def floor(table: Table, step: int) -> Sequence[float]:
        return (_floor(beside(table)[0], step),)

    figures: dict[str, Beside] = {ESTIMATE: beside}
    figures |= {str(step): partial(floor, step=step) for step in FLOORS}
    released = release_together(
        {PLACES: places, HELP: helped}, beside=figures, digits=DIGITS, alternatives=True
    )
    allowed = released[PLACES].beside
    exact = share_of(strata_of(places, people, sides), asked=asked)
    step = next((step for step in FLOORS if allowed.get(str(step), False)), None)
    share = exact if allowed.get(ESTIMATE, False) else None
    at_least = _floor(beside(places)[0], step) if step and not share and exact else None
    return Shown(released[PLACES], released[HELP], share, at_least)


def _floor(share: float, step: int) -> float:
    """The greatest multiple of ``step`` percent that is no more than ``share``."""
    return math.floor(round(share * 100, 9) / step) * step / 100


def _figures(strata: Sequence[StratumCount], asked: int) -> Sequence[float] | None:
    """Share, interval and bounds; None where they cannot be had."""
    try:
        estimate = stratified(joined(strata))
        judged = sum(stratum.sample for stratum in strata)
        bounds = worst_case(min(1.0, judged / asked), estimate.p)
    except (Unfit, ZeroDivisionError):
        return None
    return (estimate.p, estimate.low, estimate.high, bounds.low, bounds.high)


def _joined(table: Table, sides: Mapping[str, bool | None]) -> Table:
    names = {True: CONTENT, False: DISCONTENT, None: NO_JUDGEMENT}
    fewer: dict[tuple[str, str], int] = {}
    for row in dict.fromkeys(row for row, _ in table):
        fewer |= {(row, column): 0 for column in THREE}
    for (row, column), number in table.items():
        fewer[row, names[sides.get(column)]] += number
    return fewer


def table_json(released: Released) -> dict[str, JSON]:
    return {
        "rows": list(released.rows),
        "columns": list(released.columns),
        "cells": [
            [released.cells.get((row, column)) for column in released.columns]
            for row in released.rows
        ],
        "row_totals": [released.row_totals.get(row) for row in released.rows],
        "column_totals": [released.column_totals.get(column) for column in released.columns],
        "total": released.total,
        "merged": list(released.merged),
    }


def lines(question: int, released: Released) -> Iterator[tuple[int, str, str]]:
    """One line for each mark that is shown: question, place (* for elsewhere), mark.

    They are the published figures written out, so that anybody can count them again.
    """
    for column in released.columns:
        total = released.column_totals.get(column)
        shown = 0
        for row in released.rows:
            number = released.cells.get((row, column)) or 0
            shown += number
            yield from ((question, row, column) for _ in range(number))
        if total is not None:
            yield from ((question, "*", column) for _ in range(total - shown))
