"""Ledgers as clerks keep them: found, understood, and refused in words where they cannot be."""

import base64
import io
import random
import zipfile
import zlib
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.archives_made import declaring
from qunce.exchange.ledgers import MESSAGES, PROBLEMS, read_ledger, read_rows
from qunce.exchange.ledgers.files import CELL_LIMIT, FILE_LIMIT, UNPACKED_LIMIT
from qunce.kernel.refusals import Refused

OLD = zlib.decompress(
    base64.b85decode(Path(__file__).with_name("test_ledgers_old_excel.b85").read_text("ascii"))
)
HEAD = ["序号", "存在问题", "整改措施", "责任单位", "责任人", "完成时限", "是否销号"]
ROW = [1, "路灯不亮", "更换灯泡", "经发办", "办公室主任", "2026.8.31", "未销号"]


def book(*sheets, change=None):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as file:
        for number, rows in enumerate(sheets, start=1):
            page = file.add_worksheet(f"表{number}")
            day = file.add_format({"num_format": "yyyy-mm-dd"})
            for line, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, date):
                        page.write_datetime(line, place, value, day)
                    elif value is not None:
                        page.write(line, place, value)
            if change:
                change(file, page)
    return out.getvalue()


def with_part(data, name, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    return out.getvalue()


def refusal_of(data, **options):
    with pytest.raises(Refused) as caught:
        read_ledger(data, **options)
    assert str(caught.value.refusals[0])
    return caught.value.codes[0]


def entries(data, **options):
    return list(read_rows(read_ledger(data), **options))


# The table is found


def test_a_plain_ledger_is_read_row_by_row():
    ledger = read_ledger(book([HEAD, ROW, [None] * 7, [2, "垃圾未清", *ROW[2:]]]), "x.docx")
    assert (ledger.kind, ledger.media, ledger.heading_rows) == (PROBLEMS, "xlsx", (1,))
    first, second = read_rows(ledger)
    assert (first.row_number, second.row_number) == (2, 4)
    assert first.values["statement"] == "路灯不亮"
    assert first.values["number"] == "1"
    assert first.days == {"due_on": date(2026, 8, 31)}
    assert first.choices == {"closed": "no"}
    assert first.problems == ()
    assert first.cells == tuple(map(str, ROW))


def test_titles_above_and_footers_below_are_no_entries():
    data = book(
        [
            ["柳溪镇问题整改台账"],
            ["填报单位：柳溪镇", None, None, None, "填报时间：2026年3月"],
            HEAD,
            ROW,
            HEAD,
            [2, "垃圾未清", *ROW[2:]],
            ["合计", 2],
            ["填表人：某某"],
        ]
    )
    ledger = read_ledger(data)
    assert ledger.heading_rows == (3,)
    assert [row.row_number for row in read_rows(ledger)] == [4, 6]


def test_headings_in_two_rows_are_put_together():
    data = book(
        [
            ["台账"],
            ["序号", "存在问题", "责任", None, "核查情况", None, "备注"],
            [None, None, "单位", "责任人", "核查人", "核查时间", None],
            [1, "路灯不亮", "经发办", "主任", "村监委会", "2026-3-5", "无"],
        ]
    )
    ledger = read_ledger(data)
    assert ledger.heading_rows == (2, 3)
    (row,) = read_rows(ledger)
    assert row.values["responsible"] == "主任"
    assert row.values["checked_by"] == "村监委会"
    assert row.values["remarks"] == "无"
    assert row.days["checked_on"] == date(2026, 3, 5)


def test_one_column_for_unit_and_person_is_divided():
    data = book(
        [["序号", "存在问题", "责任单位/责任人"], [1, "灯", "经发办/主任"], [2, "路", "城建办"]]
    )
    first, second = entries(data)
    assert (first.values["lead_unit"], first.values["responsible"]) == ("经发办", "主任")
    assert second.values["lead_unit"] == "城建办"
    assert "responsible" not in second.values


def test_headings_are_known_with_stars_brackets_spaces_and_full_width_signs():
    ledger = read_ledger(
        book([["序 号", "＊存在问题（必填）", "整改时限\n（年月日）", "N"], [1, "灯", "x", 1]])
    )
    assert {"number", "statement", "due_on"} <= ledger.mapping.keys()


def test_the_sheet_that_fits_is_taken_and_the_others_are_listed():
    ledger = read_ledger(book([["说明"], ["怎样填"]], [HEAD, ROW], [["甲", "乙"], ["丙", "丁"]]))
    assert ledger.sheet == "表2"
    assert set(ledger.other_sheets) == {"表1", "表3"}
    assert read_ledger(book([HEAD, ROW], [HEAD, ROW]), sheet="表2").sheet == "表2"
    assert refusal_of(book([HEAD, ROW]), sheet="没有") == "ledger_without_sheet"


def test_a_ledger_of_messages_is_told_from_one_of_problems():
    data = book(
        [
            ["反映人*", "电话", "问题类型", "诉求内容", "处理人", "状态", "办结日期", "信访来源"],
            ["某某", 13800138000.0, "道路", "路坏了", "村主任", "办结", "2026年3月5日", "来信"],
        ]
    )
    ledger = read_ledger(data)
    assert ledger.kind == MESSAGES
    (row,) = read_rows(ledger)
    assert row.values["phone"] == "13800138000"
    assert row.choices == {"channel": "letter"}
    assert row.days == {"answered_on": date(2026, 3, 5)}


def test_unclear_columns_are_reported_and_can_be_said_by_hand():
    ledger = read_ledger(
        book(
            [
                ["序号", "存在问题", "责任人", "责任人", "整改措施责任单位"],
                [1, "灯", "甲", "乙", "丙"],
            ]
        )
    )
    assert [notice.code for notice in ledger.notices].count("ledger_column_unclear") >= 1
    (row,) = read_rows(ledger, {"statement": 1, "leader": 2, "responsible": 3})
    assert (row.values["leader"], row.values["responsible"]) == ("甲", "乙")
    assert ledger.columns[3].letter == "D"


def test_unknown_headings_leave_the_meaning_to_a_person():
    ledger = read_ledger(book([["甲", "乙"], ["一", "二"]]))
    assert ledger.heading_rows == ()
    assert ledger.mapping == {}
    assert {notice.code for notice in ledger.notices} == {
        "ledger_headings_guessed",
        "ledger_column_missing",
    }
    with pytest.raises(Refused) as caught:
        read_rows(ledger)
    assert caught.value.codes == ("ledger_column_missing",)
    assert [row.values for row in read_rows(ledger, {"statement": 1})] == [{"statement": "二"}]
    with pytest.raises(Refused) as caught:
        read_rows(ledger, {"statement": 1, "nonsense": 0})
    assert caught.value.codes == ("ledger_column_unknown",)


def test_a_cell_merged_over_entries_counts_for_each():
    def merge(file, page):
        page.merge_range(1, 3, 2, 3, "经发办")

    data = book([HEAD, [1, "灯", "换"], [2, "路", "修"]], change=merge)
    assert [row.values.get("lead_unit") for row in entries(data)] == ["经发办", "经发办"]


# What a row cannot say


def test_a_row_says_what_is_wrong_and_in_which_column():
    bad = [[1, None, "换", "甲", "乙", "8月31日", "也许"], [2, "长" * (CELL_LIMIT + 5), *ROW[2:]]]
    first, second = entries(book([HEAD, *bad]))
    assert [(p.code, p.on) for p in first.problems] == [
        ("row_says_nothing", "statement"),
        ("day_without_year", "due_on"),
        ("word_unknown", "closed"),
    ]
    assert [(p.code, p.on) for p in second.problems] == [("cell_too_long", "statement")]
    assert all(str(problem) for problem in first.problems)
    assert entries(book([HEAD, [*ROW[:5], "8月31日"]]), year=2026)[0].days["due_on"].year == 2026


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("已销号", "yes"),
        ("√", "yes"),
        ("是", "yes"),
        ("否", "no"),
        ("整改中", "no"),
        ("未完成", "no"),
    ],
)
def test_words_for_closed_are_understood(words, meaning):
    assert entries(book([HEAD, [*ROW[:6], words]]))[0].choices["closed"] == meaning


def test_a_day_instead_of_yes_closes():
    (row,) = entries(book([HEAD, [*ROW[:6], "2026-9-1"]]))
    assert row.choices["closed"] == "yes"
    assert row.days["closed_on"] == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("words", "meaning"),
    [("边学边改", "learning"), ("立行立改", "checking"), ("限期整改", "concentrated")],
)
def test_words_for_the_mode_are_understood(words, meaning):
    (row,) = entries(book([["序号", "存在问题", "整改类型"], [1, "灯", words]]))
    assert row.choices == {"mode": meaning}


# Cells


def test_a_formula_is_never_worked_out_only_its_kept_value_is_read():
    def formula(file, page):
        page.write_formula(1, 1, '=HYPERLINK("http://x","y")', None, "路灯不亮")
        page.write_formula(1, 2, "=1/0", None, "#DIV/0!")

    (row,) = entries(book([HEAD, [1, None, None, *ROW[3:]]], change=formula))
    assert row.values["statement"] == "路灯不亮"
    assert "measures" not in row.values


def test_days_of_excel_and_control_signs_are_read():
    data = book([HEAD, [1, "灯\x07不亮\u200b", "a", "b", "c", datetime(2026, 8, 31)]])  # noqa: DTZ001
    (row,) = entries(data)
    assert row.values["statement"] == "灯不亮"
    assert row.days["due_on"] == date(2026, 8, 31)
    assert row.values["due_on"] == "2026-08-31"


# Kinds of file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_separated_files_are_read_in_every_encoding_of_an_office(encoding, mark):
    text = "\r\n".join(mark.join(map(str, row)) for row in (HEAD, ROW))
    ledger = read_ledger(text.encode(encoding), "台账.xlsx")
    assert ledger.media == "csv"
    assert next(read_rows(ledger)).values["statement"] == "路灯不亮"


def test_old_excel_files_are_read():
    ledger = read_ledger(OLD)
    assert ledger.media == "xls"
    (row,) = read_rows(ledger)
    assert row.days["due_on"] == date(2026, 8, 31)


def test_a_workbook_with_macros_is_read_as_data():
    data = book([HEAD, ROW])
    with zipfile.ZipFile(grown := io.BytesIO(data), "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x" * 100)
    assert entries(grown.getvalue())[0].values["statement"] == "路灯不亮"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ledger_empty"),
        (b" \r\n", "ledger_empty"),
        (b"\xef\xbb\xbf", "ledger_empty"),
        (book([]), "ledger_empty"),
        (b"a" * (FILE_LIMIT + 1), "ledger_too_large"),
        (b"<html><table><tr><td>1</td></tr></table>", "ledger_is_web_page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "ledger_is_web_page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "ledger_unknown_format"),
        (OLD[:600], "ledger_damaged"),
        (OLD[:512] + "EncryptedPackage".encode("utf-16-le"), "ledger_protected"),
        (book([HEAD, ROW])[:400], "ledger_damaged"),
        (book([[1, 2], [3, 4]]), "ledger_without_headings"),
        ("一行字".encode(), "ledger_without_headings"),
    ],
)
def test_what_is_no_ledger_is_refused_in_words(data, code):
    assert refusal_of(data) == code


def test_another_archive_is_no_ledger():
    with zipfile.ZipFile(out := io.BytesIO(), "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refusal_of(out.getvalue()) == "ledger_unknown_format"


# Files made to exhaust a reader

SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "ledger_too_large"),
        (b'<row r="200000"><c r="A200000"><v>1</v></c></row>', "ledger_too_many_rows"),
        (b'<row r="9"><c r="ZZ9"><v>1</v></c></row>', "ledger_too_many_columns"),
    ],
)
def test_one_cell_far_away_ends_in_words_and_not_in_a_dead_process(cell, code):
    data = with_part(
        book([HEAD, ROW]), SHEET, lambda x: x.replace(b"</sheetData>", cell + b"</sheetData>")
    )
    assert refusal_of(data) == code


def test_a_long_word_used_a_hundred_thousand_times_ends_in_words():
    cells = b"".join(b'<row><c t="s"><v>0</v></c></row>' for _ in range(99_000))
    data = with_part(
        book([HEAD, ROW]), SHEET, lambda x: x.replace(b"</sheetData>", cells + b"</sheetData>")
    )
    noise = base64.b64encode(random.Random(1).randbytes(150_000))  # noqa: S311, test data
    data = with_part(data, "xl/sharedStrings.xml", lambda x: x.replace("序号".encode(), noise, 1))
    assert refusal_of(data) == "ledger_too_large"


@pytest.mark.parametrize(
    ("declared", "code"),
    [(UNPACKED_LIMIT + 1, "ledger_too_large"), (5_000_000, "ledger_damaged")],
)
def test_a_zip_bomb_is_refused_by_what_it_declares_before_it_unfolds(declared, code):
    assert refusal_of(declaring(book([HEAD, ROW]), SHEET, declared)) == code


def test_a_zip_bomb_that_declares_little_is_refused_by_what_it_holds():
    data = bytearray(with_part(book([HEAD, ROW]), SHEET, lambda x: x + b" " * 30_000_000))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.getinfo(SHEET)
    true = part.file_size.to_bytes(4, "little")
    assert data.count(true) >= 2
    lying = bytes(data).replace(true, (5000).to_bytes(4, "little"))
    assert refusal_of(lying) in ("ledger_damaged", "ledger_too_large")


def test_too_many_lines_of_a_separated_file_are_refused():
    assert refusal_of(("序号,存在问题\n" + "1,灯\n" * 100_100).encode()) == "ledger_too_many_rows"


# Whatever the bytes


@settings(max_examples=120)
@given(st.binary(max_size=400))
def test_random_bytes_are_refused_or_read(data):
    try:
        ledger = read_ledger(data)
    except Refused:
        return
    assert ledger.media == "csv"


@settings(max_examples=25)
@given(st.sampled_from(["xlsx", "xls"]), st.floats(0, 0.999), st.integers(0, 255), st.booleans())
def test_a_file_cut_or_changed_is_refused_or_read(kind, place, value, cut):
    data = bytearray(OLD if kind == "xls" else book([HEAD, ROW]))
    at = int(place * len(data))
    if cut:
        del data[at:]
    else:
        data[at] = value
    try:
        ledger = read_ledger(bytes(data))
    except Refused:
        return
    if "statement" in ledger.mapping and ledger.kind == PROBLEMS:
        assert list(read_rows(ledger)) is not None
