"""The published figures, each with how sure it is.  Pure: nothing here knows an exact count.

Everything is worked out of ``counts.json`` alone (:func:`qunce.domain.ballots.queries.figures`), as
anybody could who has that file.  Places stay in the order of the roll; nothing sorts by a share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from qunce.statistics.funnel import Funnel, Standing, funnel
from qunce.statistics.intervals import Count, wilson
from qunce.statistics.release import OTHER_ROWS
from qunce.statistics.response import Slips, rates
from qunce.statistics.unfit import Unfit

SIDES: Mapping[str, bool | None] = {"content": True, "discontent": False, "no_judgement": None}
"""Columns of a question whose steps stand together."""


@dataclass(frozen=True, slots=True)
class Share:
    """Of those who judged; fractions.  ``least`` and ``most``: whatever the silent ones think."""

    share: float
    low: float
    high: float
    least: float | None = None
    most: float | None = None

    @property
    def in_100(self) -> Hundred:
        return Hundred(
            *(
                None if one is None else round(one * 100)
                for one in (self.share, self.low, self.high, self.least, self.most)
            )
        )


class Hundred(NamedTuple):
    """A share as people say it: so many in a hundred."""

    share: int | None
    low: int | None
    high: int | None
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table of counts; None stands where a figure is withheld."""

    name: str
    cells: list[int | None]
    total: int | None
    content: int | None = None
    judged: int | None = None
    share: Share | None = None
    """Made of the published cells; None where one that it takes is withheld."""

    @property
    def is_other(self) -> bool:
        """Several places together that could show nothing on their own."""
        return self.name == OTHER_ROWS


@dataclass(frozen=True, slots=True)
class Table:
    columns: list[str]
    """Codes of the scale, ``no_mark``, or the three sides."""
    rows: list[Row]
    totals: list[int | None]
    total: int | None
    merged: list[str]

    @property
    def is_whole(self) -> bool:
        """Whether nothing in it is withheld."""
        return None not in self.totals and all(None not in row.cells for row in self.rows)


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``at_least`` is said where the share itself would tell too much."""

    place: int
    text: str
    overall: bool
    joined: bool
    share: Share | None
    at_least: float | None
    places: Table
    helped: Table


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the slips of one part of the roll, or of all of them.

    ``response`` is AAPOR's second rate: slips back, over everybody who was drawn and belongs here.
    """

    name: str
    people: int
    drawn: int
    issued: int
    handed_out: int
    left_over: int
    returned: int
    spoiled: int
    unreturned: int
    joined_into: str | None
    response: float | None

    @property
    def in_100(self) -> int | None:
        """Of a hundred people who were drawn, so many slips are back."""
        return None if self.response is None else round(self.response * 100)


@dataclass(frozen=True, slots=True)
class Told:
    """All that is told of a published ballot."""

    questions: list[Question]
    slips: list[Account]
    together: Account
    on_web: int
    on_paper: int
    invalid: int
    funnel: Funnel | None
    """Of the overall mark, the places whose share is shown; None of fewer than two."""

    @property
    def overall(self) -> Question | None:
        return next((one for one in self.questions if one.overall), None)

    @property
    def places_shown(self) -> bool:
        """Whether any place has a share of the overall mark."""
        return self.overall is not None and any(row.share for row in self.overall.places.rows)

    def low(self, line: int) -> list[tuple[Question, str]]:
        """What was judged surely below ``line`` percent: everywhere ("") or in a place, by name."""
        found = []
        for one in self.questions:
            shares = [("", one.share)]
            shares += [(row.name, row.share) for row in one.places.rows if not row.is_other]
            found += [(one, name) for name, share in shares if share and share.high < line / 100]
        return found

    @property
    def outside(self) -> list[str]:
        """Places that differ by more than chance, in the order of the roll."""
        if self.funnel is None or self.funnel.says_nothing:
            return []
        odd = (Standing.OUTSIDE_95, Standing.OUTSIDE_998)
        return [name for name, unit in self.funnel.units.items() if unit.standing in odd]


def told(figures: Mapping[str, Any]) -> Told:
    """``counts.json`` with intervals, response rates and the funnel.  Takes scipy; keep it."""
    sides = {**{step["code"]: step["positive"] for step in figures["scale"]}, **SIDES}
    questions = [_question(one, sides) for one in figures["items"]]
    slips = [_account(one) for one in figures["slips"]]
    return Told(
        questions=questions,
        slips=slips,
        together=_together(slips),
        on_web=figures["on_web"],
        on_paper=figures["on_paper"],
        invalid=figures["invalid"],
        funnel=_funnel(next((one for one in questions if one.overall), None)),
    )


def _question(one: Mapping[str, Any], sides: Mapping[str, bool | None]) -> Question:
    return Question(
        place=one["place"],
        text=one["text"],
        overall=one["overall"],
        joined=one["joined"],
        share=Share(**one["estimate"]) if one["estimate"] else None,
        at_least=one["at_least"],
        places=_table(one["places"], sides),
        helped=_table(one["helped"], sides),
    )


def _table(one: Mapping[str, Any], sides: Mapping[str, bool | None]) -> Table:
    return Table(
        columns=one["columns"],
        rows=[
            _row(name, cells, total, [sides.get(code) for code in one["columns"]])
            for name, cells, total in zip(one["rows"], one["cells"], one["row_totals"], strict=True)
        ],
        totals=one["column_totals"],
        total=one["total"],
        merged=one["merged"],
    )


def _row(
    name: str, cells: list[int | None], total: int | None, sides: Sequence[bool | None]
) -> Row:
    marks = list(zip(sides, cells, strict=True))
    content = _sum(number for side, number in marks if side is True)
    against = _sum(number for side, number in marks if side is False)
    if content is None or against is None or not content + against:
        return Row(name, cells, total)
    judged = content + against
    sure = wilson(content, judged)
    share = Share(content / judged, sure.low, sure.high)
    return Row(name, cells, total, content, judged, share)


def _sum(numbers: Any) -> int | None:
    found = list(numbers)
    return None if not found or None in found else sum(found)


def _account(one: Mapping[str, Any]) -> Account:
    return Account(
        name=one["stratum"],
        people=one["people"],
        drawn=one["drawn"],
        **{name: one[name] for name in _COUNTED},
        joined_into=one["joined_into"],
        response=_response(one["drawn"], {name: one[name] for name in _COUNTED}),
    )


_COUNTED = ("issued", "handed_out", "left_over", "returned", "spoiled", "unreturned")


def _together(slips: Sequence[Account]) -> Account:
    counted = {name: sum(getattr(one, name) for one in slips) for name in _COUNTED}
    drawn = sum(one.drawn for one in slips)
    return Account(
        name="",
        people=sum(one.people for one in slips),
        drawn=drawn,
        **counted,
        joined_into=None,
        response=_response(drawn, counted),
    )


def _response(drawn: int, counted: Mapping[str, int]) -> float | None:
    """Spare slips are for nobody: those left over of them are no people who were not reached."""
    spare = max(0, counted["issued"] - drawn)
    try:
        return rates(
            Slips(
                issued=counted["handed_out"],
                returned=counted["returned"],
                spoiled=counted["spoiled"],
                left_over=max(0, counted["left_over"] - spare),
            )
        ).rr2
    except Unfit:
        return None


def _funnel(overall: Question | None) -> Funnel | None:
    """Only of places whose counts are published: where one lies tells something of its counts."""
    if overall is None:
        return None
    counts = {
        row.name: Count(row.content, row.judged)
        for row in overall.places.rows
        if row.content is not None and row.judged is not None and not row.is_other
    }
    return funnel(counts) if len(counts) > 1 else None
