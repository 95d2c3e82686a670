"""Rows as CSV and JSON, line by line while they are read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date

from qunce.exchange.ledgers.files import FORMULA_STARTS
from qunce.exchange.open_data.columns import Address, Dataset, Value

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def csv_lines(dataset: Dataset, address: Address) -> Iterator[bytes]:
    """UTF-8, a line for the names of the columns, then one for each row (RFC 4180).

    Words that a spreadsheet would compute get an apostrophe in front.
    """
    names = [column.name for column in dataset.columns]
    yield _line(names)
    for row in dataset.rows(address):
        yield _line([_cell(row[name]) for name in names])


def json_lines(dataset: Dataset, address: Address) -> Iterator[bytes]:
    """A list of objects, each on a line of its own; what is missing is null."""
    yield b"["
    between = "\n"
    for row in dataset.rows(address):
        told = {column.name: _plain(row[column.name]) for column in dataset.columns}
        yield (between + json.dumps(told, ensure_ascii=False)).encode()
        between = ",\n"
    yield b"\n]\n"


def _line(cells: list[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        words = _CONTROL.sub("", value)
        return f"'{words}" if words[:1] in FORMULA_STARTS else words
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(value: Value) -> str | int | bool | None:
    if isinstance(value, str):
        return _CONTROL.sub("", value) or None
    return value.isoformat() if isinstance(value, date) else value
