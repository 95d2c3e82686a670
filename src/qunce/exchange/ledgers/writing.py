"""Ledgers out: sheets for Excel and WPS, and plain .csv; no cell is ever a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from django.utils.translation import gettext

from qunce.exchange.ledgers.columns import HEADINGS, PROBLEMS
from qunce.exchange.ledgers.files import FORMULA_STARTS
from qunce.kernel.refusals import gettext_noop

Value = str | int | float | date | None

_CELL = 32_767
"""Signs in a cell of Excel; more is not shortened by the writer but left out."""
_WIDE = frozenset(
    {"statement", "standard", "measures", "progress", "close_basis", "unfinished_reason"}
    | {"institution", "remarks", "text", "result"}
)
_SHEETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        gettext_noop("Problem list"),
        (
            *("number", "campaign", "branch", "area", "spot", "source", "category", "statement"),
            *("found_on", "mode", "remarks"),
        ),
    ),
    (
        gettext_noop("Task list"),
        (
            *("number", "statement", "standard", "measures", "due_on", "progress", "closed"),
            *("closed_on", "close_basis", "unfinished_reason", "institution"),
        ),
    ),
    (
        gettext_noop("Responsibility list"),
        (
            *("number", "statement", "leader", "lead_unit", "assisting_units", "responsible"),
            *("due_on", "checked_by", "check_unit", "checked_on", "people_confirm"),
        ),
    ),
)
_BAD_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class OutSheet:
    """A sheet to write; ``rows`` are read once, in order.  ``wide`` are places of long words."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    wide: frozenset[int] = frozenset()


def write_ledger(sheets: Iterable[OutSheet]) -> bytes:
    """The sheets as an .xlsx: words are words whatever they begin with, days are days.

    Memory does not grow with the rows of a sheet (but for the finished file).
    """
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "vcenter",
                "border": 1,
                "bg_color": "#EEEEEE",
            }
        )
        plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "border": 1})
        titles: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(_title(sheet.title, titles))
            page.freeze_panes(1, 0)
            page.repeat_rows(0)
            page.set_landscape()
            page.set_paper(9)
            page.fit_to_pages(1, 0)
            for place in range(len(sheet.headings)):
                page.set_column(place, place, 42 if place in sheet.wide else 14)
            _write_row(page, 0, sheet.headings, head, head)
            for number, row in enumerate(sheet.rows, start=1):
                _write_row(page, number, row, plain, day)
    return out.getvalue()


def _write_row(page: Any, number: int, row: Sequence[Value], plain: Any, day: Any) -> None:
    for place, value in enumerate(row):
        if value is None or value == "":
            page.write_blank(number, place, None, plain)
        elif isinstance(value, date):
            page.write_datetime(number, place, value, day)
        elif isinstance(value, int | float) and value == value and abs(value) < 1e15:
            page.write_number(number, place, value, plain)
        else:
            page.write_string(number, place, _cell(str(value)), plain)


def _cell(words: str) -> str:
    clean = _CONTROL.sub("", words)
    return clean if len(clean) <= _CELL else clean[: _CELL - 1] + "…"


def _title(title: str, taken: set[str]) -> str:
    """A name Excel accepts: 31 signs, none of []:*?/\\, no apostrophe at the ends, not twice."""
    name = _BAD_TITLE.sub(" ", title).strip(" '")[:31].rstrip(" '") or "1"
    number = 2
    base = name
    while name.casefold() in taken or name.casefold() == "history":
        name = f"{base[:27]} {number}"
        number += 1
    taken.add(name.casefold())
    return name


def write_csv(sheet: OutSheet) -> bytes:
    """The sheet as .csv in UTF-8 with a mark, as Excel expects it.

    Words that a spreadsheet would compute (beginning with = + - @, their full-width forms, a tab
    or a line's end) get an apostrophe in front; ``read_ledger`` takes it away again.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_harmless(heading) for heading in sheet.headings])
    for row in sheet.rows:
        writer.writerow([_harmless(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: Value) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value.isoformat() if isinstance(value, date) else str(value)
    words = "".join(sign for sign in value if sign in "\t\r\n" or not _CONTROL.match(sign))
    return f"'{words}" if words[:1] in FORMULA_STARTS else words


def problem_sheets(rows: Iterable[Mapping[str, Value]]) -> list[OutSheet]:
    """One row, three sheets: what is wrong, what is done by when, who answers for it.

    Rows are dicts with the codes of ``HEADINGS["problems"]``; what is missing stays empty.
    Headings are in the reader's language.
    """
    kept = list(rows)
    return [
        OutSheet(
            gettext(title),
            [gettext(HEADINGS[PROBLEMS][code]) for code in codes],
            [[row.get(code) for code in codes] for row in kept],
            frozenset(place for place, code in enumerate(codes) if code in _WIDE),
        )
        for title, codes in _SHEETS
    ]


def ledger_sheet(kind: str, title: str, rows: Iterable[Mapping[str, Value]]) -> OutSheet:
    """All columns of a kind of ledger in one sheet; with no rows it is the form to fill in."""
    codes = list(HEADINGS[kind])
    return OutSheet(
        title,
        [gettext(HEADINGS[kind][code]) for code in codes],
        ([row.get(code) for code in codes] for row in rows),
        frozenset(place for place, code in enumerate(codes) if code in _WIDE),
    )


def rejected_rows(
    headings: Sequence[str], rows: Iterable[tuple[int, Sequence[str], Sequence[str]]]
) -> OutSheet:
    """The rows that were set aside, in the layout of their file, and why, to be put right.

    ``rows`` are (row number, cells, sentences).  Two columns are added at the end, which
    ``read_ledger`` passes over when the file comes back.
    """
    width = len(headings)
    return OutSheet(
        gettext("Rows set aside"),
        [*headings, gettext("Row of your file"), gettext("Why it was not taken over")],
        (
            [*cells[:width], *[""] * (width - len(cells)), number, "\n".join(sentences)]
            for number, cells, sentences in rows
        ),
        frozenset({width + 1}),
    )
