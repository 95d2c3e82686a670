"""Sheets written for clerks: nothing in them is computed, and they can be read back."""

import csv
import io
import zipfile
from datetime import date

import pytest
from django.utils import translation

from qunce.exchange.ledgers import (
    HEADINGS,
    MESSAGES,
    PROBLEMS,
    OutSheet,
    problem_sheets,
    read_ledger,
    read_rows,
    rejected_rows,
    write_csv,
    write_ledger,
)
from qunce.exchange.ledgers.writing import ledger_sheet

ENGLISH = "en"
STARTS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://x")']
PROBLEM = {
    "number": "1",
    "statement": "=cmd|' /C calc'!A0",
    "measures": "更换灯泡",
    "lead_unit": "经发办",
    "responsible": "主任",
    "due_on": date(2026, 8, 31),
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override(ENGLISH):
        yield


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_words_stay_words_in_a_workbook():
    written = parts(write_ledger([OutSheet("表", ["a"], [[words] for words in STARTS])]))
    sheet = written["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert sheet.count('t="inlineStr"') == len(STARTS) + 1


@pytest.mark.parametrize("words", STARTS)
def test_words_that_would_be_computed_get_an_apostrophe_in_a_separated_file(words):
    data = write_csv(OutSheet("表", [words], [[words]]))
    assert data.startswith(b"\xef\xbb\xbf")
    for (cell,) in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        assert cell == "'" + words


def test_numbers_and_days_need_no_apostrophe():
    data = write_csv(OutSheet("表", ["a"], [[-1, date(2026, 3, 5), None, 1.5, "好"]]))
    assert data.decode("utf-8-sig").splitlines()[1] == "-1,2026-03-05,,1.5,好"


@pytest.mark.parametrize("write", [lambda sheet: write_ledger([sheet]), write_csv])
def test_what_was_written_is_read_back(write):
    (row,) = read_rows(read_ledger(write(ledger_sheet(PROBLEMS, "Problems", [PROBLEM]))))
    assert row.problems == ()
    assert row.values["statement"] == PROBLEM["statement"]
    assert row.days == {"due_on": date(2026, 8, 31)}


@pytest.mark.parametrize("kind", [PROBLEMS, MESSAGES])
def test_every_heading_we_write_is_known_when_it_comes_back(kind):
    ledger = read_ledger(write_csv(ledger_sheet(kind, "x", [{}])), kind=kind)
    assert list(ledger.mapping) == list(HEADINGS[kind])
    assert ledger.notices == ()


def test_three_sheets_come_from_one_row():
    sheets = problem_sheets([PROBLEM])
    assert [sheet.title for sheet in sheets] == ["Problem list", "Task list", "Responsibility list"]
    assert len(parts(write_ledger(sheets))) > 8
    for sheet in sheets:
        (row,) = sheet.rows
        assert row[list(sheet.headings).index("Problem")] == PROBLEM["statement"]
    together = {heading for sheet in sheets for heading in sheet.headings}
    assert together == set(HEADINGS[PROBLEMS].values())


def test_long_and_odd_words_neither_break_the_file_nor_vanish():
    odd = ["长" * 40_000, "\x00\x07\ud800灯", "😀", float("nan"), 10**30, "a\nb"]
    ledger = read_ledger(write_ledger([OutSheet("[坏]:*?/\\'" * 9, ["序号", "存在问题"], [odd])]))
    assert ledger.rows[1][1] == "灯"
    assert str(ledger.rows[1][0]).startswith("长长")
    titles = [OutSheet("表", ["a"], []), OutSheet("表", ["a"], []), OutSheet("", ["a"], [])]
    assert len([n for n in parts(write_ledger(titles)) if "worksheets/sheet" in n]) == 3


def test_rows_set_aside_come_back_in_the_layout_of_their_file_with_the_reason():
    heading = ["序号", "存在问题", "完成时限"]
    data = write_csv(OutSheet("x", heading, [["1", "灯", "2026-8-31"], ["2", "=路", "很快"]]))
    ledger = read_ledger(data)
    bad = [row for row in read_rows(ledger) if row.problems]
    sheet = rejected_rows(
        ledger.headings,
        [(row.row_number, row.cells, [str(p) for p in row.problems]) for row in bad],
    )
    again = read_ledger(write_ledger([sheet]))
    assert again.mapping == ledger.mapping
    assert again.notices == ()
    assert list(again.headings[:3]) == heading
    (row,) = read_rows(again)
    assert row.values["statement"] == "=路"
    assert row.cells[3] == "3"
    assert "很快" in row.cells[4]
