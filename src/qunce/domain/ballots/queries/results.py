"""What pages show and gates are told of a ballot: from what was published, never beyond it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from qunce.domain.ballots.models import Ballot, Item, SlipWords
from qunce.domain.ballots.queries.counting import counting_strata, sides_of
from qunce.domain.ballots.queries.paper import returns
from qunce.domain.ballots.releasing import THREE
from qunce.domain.ballots.states import (
    COUNTED,
    FEWEST,
    BallotState,
    WordsState,
)
from qunce.domain.gates.rules import Evidence
from qunce.domain.gates.states import Way
from qunce.statistics.intervals import wilson


@dataclass(frozen=True, slots=True)
class Low:
    """A question that was judged surely below the line: everywhere, or in one place."""

    item: Item
    stratum_id: int | None
    place: str
    """Name of the place; empty when it is so everywhere."""
    share: float
    high: float


def figures(ballot: Ballot) -> dict[str, Any] | None:
    """``counts.json`` as it was published; None before.  One statement."""
    found = ballot.files.filter(name="counts.json").first()
    if found is None:
        return None
    read: dict[str, Any] = json.loads(bytes(found.content))
    return read


def words_shown(ballot: Ballot) -> list[SlipWords]:
    """Own words that may be read, once the result is published and ten or more wrote some."""
    if ballot.state != BallotState.PUBLISHED or ballot.slip_words.count() < FEWEST:
        return []
    shown = ballot.slip_words.filter(state__in=(WordsState.SHOWN, WordsState.MASKED))
    return list(shown)


def evidence(ballot: Ballot) -> Evidence:
    """What the gate is told: slips issued and returned, by which way, and the overall share.

    The share is the published one; where that would tell too much, what it is at least.
    """
    found = returns(ballot)
    strata = list(ballot.strata.all())
    web = sum(one.web for one in found.values())
    paper = sum(one.paper for one in found.values())
    invalid = sum(stratum.invalid for stratum in strata)
    heard = [s for s in strata if s.pk in found and found[s.pk].returned]
    return Evidence(
        asked=sum(stratum.issued for stratum in strata),
        answered=web + paper - invalid,
        by_way={
            way: number
            for way, number in ((Way.WEB.value, web), (Way.PAPER.value, paper - invalid))
            if number
        },
        groups=len(strata),
        groups_heard=len(heard),
        counts_agree=True if ballot.state in COUNTED else None,
        published=ballot.state == BallotState.PUBLISHED,
        share=_overall_share(ballot),
    )


def _overall_share(ballot: Ballot) -> float | None:
    for item in (figures(ballot) or {"items": []})["items"]:
        if item["overall"]:
            told: float | None = item["at_least"]
            return item["estimate"]["share"] if item["estimate"] else told
    return None


def low_items(ballot: Ballot) -> list[Low]:
    """Questions whose share of the content is surely below the campaign's line.

    Everywhere: the upper end of the interval lies below it.  In a place: the same of its own
    published figures (Wilson), where all of them are shown.
    """
    shown = figures(ballot)
    if shown is None or ballot.low_line is None:
        return []
    line = ballot.low_line / 100
    sides = {**sides_of(ballot), **THREE}
    strata = {name: stratum.pk for name, _, stratum in counting_strata(ballot)}
    items = {item.place: item for item in ballot.items.all()}
    found = []
    for told in shown["items"]:
        item, estimate, table = items[told["place"]], told["estimate"], told["places"]
        if estimate and estimate["high"] < line:
            found.append(Low(item, None, "", estimate["share"], estimate["high"]))
        for row, cells in zip(table["rows"], table["cells"], strict=True):
            marks = dict(zip(table["columns"], cells, strict=True))
            judged = {code: n for code, n in marks.items() if sides.get(code) is not None}
            if row not in strata or None in judged.values():
                continue
            total = sum(judged.values())
            content = sum(n for code, n in judged.items() if sides[code])
            if total and (high := wilson(content, total).high) < line:
                found.append(Low(item, strata[row], row, content / total, high))
    return found
