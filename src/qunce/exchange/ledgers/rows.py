"""From cells to entries: one ``LedgerRow`` for each entry, with what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from qunce.exchange.ledgers import columns
from qunce.exchange.ledgers.days import read_day
from qunce.exchange.ledgers.files import CELL_LIMIT, ROW_LIMIT, Cell
from qunce.exchange.ledgers.reading import Ledger, without_needed
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

DAYS = frozenset({"found_on", "due_on", "checked_on", "closed_on", "said_on", "answered_on"})
_CHOICES = {columns.PROBLEMS: ("mode", "closed"), columns.MESSAGES: ("channel",)}
_DOWNWARDS = frozenset(
    {"campaign", "branch", "area", "spot", "source", "category", "leader", "lead_unit"}
    | {"assisting_units", "responsible", "due_on", "found_on", "said_on", "place"}
)
"""A cell merged over several entries counts for each of them; one with the problem does not."""
_FOOT = re.compile(
    r"\s*(?:合\s*计|小\s*计|总\s*计|填\s*表|制\s*表|审\s*核|填报|注\s*[:：]|备注\s*[:：]|说明\s*[:：])"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\ud800-\udfff]")
_DIVIDED = re.compile(r"[/／、\n;；，,]+|\s{1,}")
_PLACES_OF_NUMBER = 12


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One entry.

    ``row_number`` is that of the sheet; ``values`` the words by code, only where there are some;
    ``days`` and ``choices`` what they mean (codes in ``columns.toml``); ``problems`` why the entry
    cannot be taken over, each with the code of its column in ``on``; ``cells`` the whole row as
    words, for giving it back.
    """

    row_number: int
    values: Mapping[str, str]
    days: Mapping[str, date]
    choices: Mapping[str, str]
    problems: tuple[Refusal, ...]
    cells: tuple[str, ...]


def read_rows(
    ledger: Ledger, mapping: Mapping[str, int] | None = None, *, year: int | None = None
) -> Iterator[LedgerRow]:
    """The entries of a ledger, in order; empty rows, repeated headings and footers are passed over.

    ``mapping`` (code to column, 0 is A) replaces the ledger's own; codes of one column share its
    cell.  ``year`` is the year of days written without one.  Raises Refused, at once:
    ``ledger_column_missing``, ``ledger_column_unknown``, ``ledger_too_many_rows``.
    """
    chosen = dict(ledger.mapping if mapping is None else mapping)
    known = columns.HEADINGS[ledger.kind]
    if any(code not in known or not 0 <= place < 200 for code, place in chosen.items()):
        raise Refused(
            Refusal(
                "ledger_column_unknown",
                gettext_noop("The choice of columns does not fit the ledger. Choose them again."),
            )
        )
    if columns.NEEDED[ledger.kind] not in chosen:
        raise Refused(without_needed(ledger.kind))
    if len(ledger.rows) - ledger.first_row + 1 > ROW_LIMIT:
        raise Refused(
            Refusal(
                "ledger_too_many_rows",
                gettext_noop(
                    "A sheet has more than %(limit)s rows. Split the ledger and upload the parts "
                    "one by one; if the sheet only looks long, delete the empty rows below the "
                    "table."
                ),
                {"limit": ROW_LIMIT},
            )
        )
    return _entries(ledger, chosen, year)


def _entries(ledger: Ledger, mapping: dict[str, int], year: int | None) -> Iterator[LedgerRow]:
    by_place: dict[int, list[str]] = {}
    for code, place in mapping.items():
        by_place.setdefault(place, []).append(code)
    carried = _carried(ledger, mapping)
    headings = [columns.key(heading) for heading in ledger.headings]
    width = len(ledger.headings)
    for number, row in enumerate(ledger.rows[ledger.first_row - 1 :], start=ledger.first_row):
        cells = tuple(as_words(value) for value in row[:200])
        if _is_passed_over(cells, headings):
            continue
        values: dict[str, str] = {}
        days: dict[str, date] = {}
        problems: list[Refusal] = []
        for place, codes in by_place.items():
            cell: Cell = row[place] if place < len(row) else None
            origin = carried.get((number, place))
            if cell is None and origin is not None:
                cell = ledger.rows[origin - 1][place]
            words = cells[place] if place < len(cells) and origin is None else as_words(cell)
            if not words:
                continue
            if len(words) > CELL_LIMIT:
                problems.append(_too_long(codes[0]))
                words = words[:CELL_LIMIT]
            shares = _shared(words, codes) if len(codes) > 1 else {codes[0]: words}
            values.update(shares)
            for code in shares.keys() & DAYS:
                day = read_day(
                    cell if len(codes) == 1 else shares[code],
                    year=year,
                    latest=code == "due_on",
                    on=code,
                )
                if isinstance(day, Refusal):
                    problems.append(day)
                elif day:
                    days[code] = day
        choices = _chosen(ledger.kind, values, days, problems)
        needed = columns.NEEDED[ledger.kind]
        if needed not in values:
            problems.insert(0, _nothing_said(needed))
        yield LedgerRow(
            number, values, days, choices, tuple(problems), cells + ("",) * (width - len(cells))
        )


def as_words(value: Cell) -> str:
    """A cell as a person reads it: without control characters, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, str):
        words = _CONTROL.sub("", value) if _CONTROL.search(value) else value
        return words.strip()
    if isinstance(value, float):
        return f"{value:.{_PLACES_OF_NUMBER}g}" if not value.is_integer() else str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _carried(ledger: Ledger, mapping: Mapping[str, int]) -> dict[tuple[int, int], int]:
    """For cells inside a merged area (row number, place): the row number that holds its words."""
    places = {place for code, place in mapping.items() if code in _DOWNWARDS}
    carried: dict[tuple[int, int], int] = {}
    for (top, left), (bottom, right) in ledger.merged:
        if top + 1 < ledger.first_row or left != right or left not in places:
            continue
        end = min(bottom + 1, len(ledger.rows), top + 2_000)
        carried.update({(number, left): top + 1 for number in range(top + 2, end + 1)})
    return carried


def _is_passed_over(cells: Sequence[str], headings: Sequence[str]) -> bool:
    filled = [words for words in cells if words]
    if not filled:
        return True
    if len(filled) <= 2 and _FOOT.match(filled[0]):
        return True
    # The headings again, as on each printed page.
    same = sum(
        bool(heading) and columns.key(words) == heading
        for words, heading in zip(cells, headings, strict=False)
    )
    return same >= 2 and same >= 0.6 * len(filled)


def _shared(words: str, codes: Sequence[str]) -> dict[str, str]:
    """Divide 经发办/张三 among the codes of its column; without a mark all goes to the first."""
    parts = [part.strip() for part in _DIVIDED.split(words, maxsplit=len(codes) - 1)]
    return {code: part for code, part in zip(codes, parts, strict=False) if part}


def _chosen(
    kind: str, values: dict[str, str], days: dict[str, date], problems: list[Refusal]
) -> dict[str, str]:
    choices: dict[str, str] = {}
    for code in _CHOICES[kind]:
        words = values.get(code)
        if not words:
            continue
        meaning = _meaning(code, words)
        if meaning is None and code == "closed":
            meaning = _closed_by_day(words, days)
        if meaning is None:
            problems.append(_unknown_word(code, words))
        else:
            choices[code] = meaning
    return choices


@lru_cache(maxsize=4_000)
def _meaning(code: str, words: str) -> str | None:
    folded = words.casefold()
    for word, meaning in columns.words(code):
        if word in folded:
            return meaning
    return None


def _closed_by_day(words: str, days: dict[str, date]) -> str | None:
    """是否销号 filled with the day of closing."""
    day = read_day(words, year=None)
    if not isinstance(day, date):
        return None
    days.setdefault("closed_on", day)
    return "yes"


def _too_long(on: str) -> Refusal:
    return Refusal(
        "cell_too_long",
        gettext_noop("The cell has more than %(limit)s characters. Shorten it, or split the row."),
        {"limit": CELL_LIMIT},
        on,
    )


def _nothing_said(on: str) -> Refusal:
    return Refusal(
        "row_says_nothing",
        gettext_noop("The row does not say what it is about. Fill in the cell, or delete the row."),
        {},
        on,
    )


def _unknown_word(code: str, words: str) -> Refusal:
    meant: dict[str, str] = {}
    for word, meaning in reversed(columns.words(code)):
        if not word.isascii() and len(word) >= 2:
            meant.setdefault(meaning, word)
    return Refusal(
        "word_unknown",
        gettext_noop("“%(words)s” is not known in this column. Write one of: %(known)s."),
        {"words": words[:40], "known": "、".join(meant.values()) or "是、否"},
        code,
    )
