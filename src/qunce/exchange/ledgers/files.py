"""From a file to sheets of plain cells, whatever the file is called and however it is made."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qunce.exchange.ledgers import sheet_process
from qunce.kernel.refusals import Refusal, Refused, gettext_noop
from qunce.text.decoding import decode

FILE_LIMIT = 20_000_000
"""Bytes of a file; 100,000 rows of a problem ledger take about 12 MB."""
ROW_LIMIT = sheet_process.ROWS
COLUMN_LIMIT = sheet_process.COLUMNS
CELL_LIMIT = sheet_process.CELL
UNPACKED_LIMIT = 400_000_000
"""Bytes all parts unpack to: 100,000 rows of 27 columns are 200 MB of XML."""
RATIO_LIMIT = 250
PARTS_LIMIT = 2_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_SECONDS = 120

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet; ``rows[0]`` is row 1.  ``merged`` are areas over several rows."""

    name: str
    rows: Sequence[Sequence[Cell]]
    visible: bool = True
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


def read_sheets(data: bytes) -> tuple[str, list[Sheet]]:
    """The kind of file by its content (xlsx, xls, csv), and its sheets.

    Raises Refused: ``ledger_too_large``, ``ledger_too_many_rows``, ``ledger_too_many_columns``,
    ``ledger_protected``, ``ledger_damaged``, ``ledger_is_web_page``, ``ledger_unknown_format``,
    ``ledger_empty``.
    """
    if len(data) > FILE_LIMIT:
        raise Refused(_too_large())
    if not data.strip(b"\x00 \t\r\n"):
        raise Refused(_empty())
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        _inspect(data)
        return "xlsx", _in_another_process(data)
    if data.startswith(_OLD_OFFICE):
        if _PROTECTED in data:
            raise Refused(_protected())
        return "xls", _in_another_process(data)
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<?xml", b"<html", b"<!doctype", b"<table", b"<meta", b"<head")):
        raise Refused(
            Refusal(
                "ledger_is_web_page",
                gettext_noop(
                    "The file is a web page that only bears the name of a spreadsheet. Open it in "
                    "Excel or WPS, save it as “Excel workbook (.xlsx)”, and upload that file."
                ),
            )
        )
    return "csv", [_separated(data)]


def _inspect(data: bytes) -> None:
    """Refuse what unfolds too far: as declared, then as it really is, since headers may lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            if "xl/workbook.xml" not in names or names & {"content.xml", "xl/workbook.bin"}:
                raise Refused(_unknown())
            if len(parts) > PARTS_LIMIT or len(names) != len(parts):
                raise Refused(_too_large())
            if any(part.flag_bits & 1 for part in parts):
                raise Refused(_protected())
            if sum(part.file_size for part in parts) > UNPACKED_LIMIT:
                raise Refused(_too_large())
            total = 0
            for part in parts:
                total += _unfolded(archive, part, UNPACKED_LIMIT - total)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise Refused(_damaged()) from error
    except (NotImplementedError, RuntimeError) as error:
        raise Refused(_protected()) from error


def _unfolded(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    size = 0
    with archive.open(part) as stream:
        while piece := stream.read(1 << 20):
            size += len(piece)
            inflated = size > 1_000_000 and size > RATIO_LIMIT * max(1, part.compress_size)
            if size > left or inflated:
                raise Refused(_too_large())
    return size


def _in_another_process(data: bytes) -> list[Sheet]:
    try:
        done = subprocess.run(  # noqa: S603, our own file
            [sys.executable, "-I", str(Path(sheet_process.__file__))],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(_too_large()) from error
    sheets: list[Sheet] = []
    rows: list[list[Cell]] = []
    left = 0
    for line in io.BytesIO(done.stdout):
        item: Any = json.loads(line) if line.endswith(b"\n") else {"fault": "cut"}
        if isinstance(item, list):
            rows.append([None] * left + [_plain(value) for value in item])
        elif "sheet" in item:
            rows, left = [], item["left"]
            merged = tuple(((a, b), (c, d)) for (a, b), (c, d) in item["merged"])
            sheets.append(Sheet(item["sheet"], rows, item["visible"], merged))
        elif "end" in item:
            return sheets
        else:
            raise Refused(_FAULTS.get(item["fault"], _too_large)())
    raise Refused(_too_large())  # ended by the limits of memory or time


def _plain(value: object) -> Cell:
    if isinstance(value, list):
        return date.fromisoformat(value[0])
    if value == "" or not isinstance(value, str | int | float):
        return None
    return value


def _separated(data: bytes) -> Sheet:
    try:
        text = decode(data).text
    except Refused as refused:
        raise Refused(_empty() if refused.codes == ("source_empty",) else _unknown()) from refused
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            if len(rows) > ROW_LIMIT + 20:
                raise Refused(_too_many_rows())
            if len(row) > COLUMN_LIMIT and any(value.strip() for value in row[COLUMN_LIMIT:]):
                raise Refused(_too_many_columns())
            rows.append([_without_apostrophe(v) or None for v in row[:COLUMN_LIMIT]])
    except csv.Error as error:
        raise Refused(_damaged()) from error
    return Sheet("", rows)


def _without_apostrophe(value: str) -> str:
    """Take back the apostrophe that ``write_csv`` puts before what a spreadsheet would compute."""
    return value[1:] if value[:1] == "'" and value[1:2] in FORMULA_STARTS else value


FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠")


def _delimiter(text: str) -> str:
    head = "\n".join(text[:20_000].splitlines()[:15])
    return max(",\t;，|", key=lambda mark: (head.count(mark), mark == ","))


def _too_large() -> Refusal:
    return Refusal(
        "ledger_too_large",
        gettext_noop(
            "The ledger is too large, or unpacks to far more than a ledger needs. Copy the rows "
            "with words into a new workbook, without pictures and formats, and upload that; at "
            "most %(limit)s MB."
        ),
        {"limit": FILE_LIMIT // 1_000_000},
    )


def _too_many_rows() -> Refusal:
    return Refusal(
        "ledger_too_many_rows",
        gettext_noop(
            "A sheet has more than %(limit)s rows. Split the ledger and upload the parts one by "
            "one; if the sheet only looks long, delete the empty rows below the table."
        ),
        {"limit": ROW_LIMIT},
    )


def _too_many_columns() -> Refusal:
    return Refusal(
        "ledger_too_many_columns",
        gettext_noop(
            "A sheet has more than %(limit)s columns. Delete the columns to the right of the "
            "table and upload it again."
        ),
        {"limit": COLUMN_LIMIT},
    )


def _protected() -> Refusal:
    return Refusal(
        "ledger_protected",
        gettext_noop(
            "The ledger is protected with a password. Open it in Excel or WPS, remove the "
            "password, save it, and upload it again."
        ),
    )


def _damaged() -> Refusal:
    return Refusal(
        "ledger_damaged",
        gettext_noop(
            "The ledger is damaged and cannot be opened. Open it in Excel or WPS, save it as a "
            "new .xlsx file, and upload that."
        ),
    )


def _unknown() -> Refusal:
    return Refusal(
        "ledger_unknown_format",
        gettext_noop(
            "This file is no ledger that can be read. Upload the spreadsheet as .xlsx, .xls or "
            ".csv; a table in Word is copied into a spreadsheet first."
        ),
    )


def _empty() -> Refusal:
    return Refusal(
        "ledger_empty",
        gettext_noop("The file is empty. Choose the file that holds the ledger."),
    )


_FAULTS = {
    "rows": _too_many_rows,
    "columns": _too_many_columns,
    "password": _protected,
    "damaged": _damaged,
}
