"""The roll of those who may be asked, as offices keep it: a spreadsheet, or lines pasted.

Owns: which columns say where a person belongs and who it is, and the lines that say too little.
Promises: nothing of a roll is kept, here or on disk; what is wrong is told by the number of the
line and never by a name.  Leaves to others: whether it may be frozen (ballots.frames).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qunce.domain.ballots.frames import FrameRow, plain
from qunce.exchange.ledgers.columns import key
from qunce.exchange.ledgers.files import Cell, Sheet, read_sheets
from qunce.exchange.ledgers.reading import HEADING_ROWS
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

_STRATUM = frozenset({"层", "分层", "抽样层", "所属层", "分组", "组", "stratum", "group"})
"""A column that alone says where a person belongs."""
_STRATUM_PARTS = frozenset(
    {"村", "行政村", "村社区", "村居", "社区", "单位", "所属村", "片区", "片组", "village", "unit"}
    | {"组别", "小组", "村组", "村民小组", "居民小组", "所属组", "网格", "team"}
    | {"年龄段", "年龄组", "有无手机", "是否有手机", "手机有无", "agegroup", "ageband", "hasphone"}
)
"""Columns that say it together, in the order of the sheet."""
_PERSON = frozenset({"人员", "人", "居民", "被抽人", "名单", "person", "resident"})
_PERSON_PARTS = frozenset(
    {"姓名", "名字", "户主", "村民姓名", "居民姓名", "name", "fullname", "性别", "sex", "gender"}
    | {
        "出生年",
        "出生年份",
        "出生年月",
        "出生日期",
        "生日",
        "出生",
        "born",
        "yearofbirth",
        "birthyear",
    }
    | {"门牌", "门牌号", "户号", "户编号", "房号", "住址", "地址", "house", "door", "address"}
)
"""What tells two people of one name apart stands with the name.

A number of identity and a telephone number are left out: nobody needs them to know a neighbour.
"""


@dataclass(frozen=True, slots=True)
class Aside:
    """A line that is left out, and why."""

    number: int
    why: Refusal


@dataclass(frozen=True, slots=True)
class Roll:
    """The people on the roll; ``numbers`` are the lines of the sheet on which they stand."""

    rows: tuple[FrameRow, ...]
    numbers: tuple[int, ...]
    aside: tuple[Aside, ...]
    headings: bool
    """Whether a row of headings was understood; else the first column is the stratum."""

    @property
    def people(self) -> dict[str, int]:
        """How many people stand in each stratum, in the order in which the strata came."""
        found: dict[str, int] = {}
        for row in self.rows:
            found[row.stratum] = found.get(row.stratum, 0) + 1
        return found

    def text(self) -> str:
        """As lines that :func:`from_text` reads to the same rows; tab between the two columns."""
        return "\n".join(f"{row.stratum}\t{row.person}" for row in self.rows)

    def twice(self) -> list[Refusal]:
        """Everybody who stands on the roll more than once, by the numbers of the lines."""
        seen: dict[str, tuple[int, str]] = {}
        reasons = []
        for number, row in zip(self.numbers, self.rows, strict=True):
            if row.person not in seen:
                seen[row.person] = (number, row.stratum)
                continue
            first, stratum = seen[row.person]
            reasons.append(_twice(first, number, stratum, row.stratum))
        return reasons


def read_roll(data: bytes) -> Roll:
    """The roll in a spreadsheet (.xlsx, .xls, .csv).

    Of a workbook the first sheet that holds a roll is read.  Raises Refused: ``roll_is_empty``,
    ``roll_unreadable`` (neither a spreadsheet nor lines of two columns), and the codes of
    ``ledgers.files.read_sheets`` for what is too large, damaged or protected.
    """
    try:
        _, sheets = read_sheets(data)
    except Refused as refused:
        if refused.codes == ("ledger_empty",):
            raise Refused(_empty()) from refused
        if refused.codes in (("ledger_unknown_format",), ("ledger_is_web_page",)):
            raise Refused(_unreadable()) from refused
        raise
    return _found(sheets)


def read_pasted(text: str) -> Roll:
    """The roll in pasted lines; what a spreadsheet puts between two cells is a tab."""
    if "\t" not in text:
        return read_roll(text.encode())
    rows = [[cell or None for cell in line.split("\t")] for line in text.splitlines()]
    return _found([Sheet("", rows)])


def _found(sheets: Sequence[Sheet]) -> Roll:
    if not any(_words(row) for sheet in sheets for row in sheet.rows):
        raise Refused(_empty())
    for sheet in sorted(sheets, key=lambda one: not one.visible):
        for at, row in enumerate(sheet.rows[:HEADING_ROWS]):
            if columns := _columns(row):
                return _read(sheet.rows, at + 1, *columns, headings=True)
    for sheet in sheets:
        width = max((len(row) for row in sheet.rows), default=0)
        if sheet.visible and width > 1:
            return _read(sheet.rows, 0, [0], list(range(1, width)), headings=False)
    raise Refused(_unreadable())


def from_text(text: str) -> Roll:
    """The rows of :meth:`Roll.text` again; a line without a tab is left out."""
    pairs = (line.partition("\t") for line in text.splitlines())
    rows = [FrameRow(plain(where), plain(who)) for where, tab, who in pairs if tab]
    kept = tuple(row for row in rows if row.stratum and row.person)
    return Roll(kept, tuple(range(1, len(kept) + 1)), (), headings=False)


def _columns(row: Sequence[Cell]) -> tuple[list[int], list[int]] | None:
    """The places of the stratum and of the person, if this is a row of headings."""
    names = [key(cell) for cell in row]
    stratum = _places(names, _STRATUM)[:1] or _places(names, _STRATUM_PARTS)
    person = _places(names, _PERSON)[:1] + _places(names, _PERSON_PARTS)
    return (stratum, person) if stratum and person else None


def _places(names: Iterable[str], known: frozenset[str]) -> list[int]:
    return [at for at, name in enumerate(names) if name in known]


def _read(
    rows: Sequence[Sequence[Cell]],
    first: int,
    stratum: Sequence[int],
    person: Sequence[int],
    *,
    headings: bool,
) -> Roll:
    kept: list[FrameRow] = []
    numbers: list[int] = []
    aside: list[Aside] = []
    for number, row in enumerate(rows[first:], first + 1):
        where, who = _joined(row, stratum), _joined(row, person)
        if where and who:
            kept.append(FrameRow(where, who))
            numbers.append(number)
        elif who:
            aside.append(Aside(number, _NO_STRATUM))
        elif where:
            aside.append(Aside(number, _NO_PERSON))
    return Roll(tuple(kept), tuple(numbers), tuple(aside), headings)


def _joined(row: Sequence[Cell], places: Sequence[int]) -> str:
    return plain(" ".join(_word(row[at]) for at in places if at < len(row)))


def _word(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a year of birth, as spreadsheets keep it
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _words(row: Sequence[Cell]) -> bool:
    return any(_word(cell).strip() for cell in row)


def _twice(first: int, line: int, one: str, other: str) -> Refusal:
    if one == other:
        return Refusal(
            "person_twice",
            gettext_noop(
                "Lines %(first)s and %(line)s of the roll are the same person. Take one "
                "away, or add what tells two people apart, such as the year of birth."
            ),
            {"first": first, "line": line},
            "file",
        )
    return Refusal(
        "person_in_two_strata",
        gettext_noop(
            "Lines %(first)s and %(line)s of the roll are the same person, once in "
            "“%(one)s” and once in “%(other)s”. Each person belongs to one stratum."
        ),
        {"first": first, "line": line, "one": one, "other": other},
        "file",
    )


_NO_STRATUM = Refusal(
    "roll_line_without_stratum",
    gettext_noop("It does not say where the person belongs."),
)
_NO_PERSON = Refusal("roll_line_without_person", gettext_noop("It names nobody."))


def _empty() -> Refusal:
    return Refusal(
        "roll_is_empty",
        gettext_noop("There is nobody on the roll. Give one line for each person."),
        on="file",
    )


def _unreadable() -> Refusal:
    return Refusal(
        "roll_unreadable",
        gettext_noop(
            "No roll was found here. It needs a column that says where a person belongs, such as "
            "村民小组 or 分层, and one that says who it is, such as 姓名. Save it as .xlsx or .csv."
        ),
        on="file",
    )
