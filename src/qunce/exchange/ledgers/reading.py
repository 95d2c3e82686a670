"""Finding the table in a workbook: the sheet, the row of headings, the meaning of each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qunce.exchange.ledgers import columns
from qunce.exchange.ledgers.files import Cell, Sheet, read_sheets
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

HEADING_ROWS = 15
"""The headings are looked for in this many rows; above them stand titles and who reports when."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place (0 is A), heading, the codes it stands for, and those it might."""

    place: int
    heading: str
    codes: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """As a spreadsheet names the column: A, B, ..., AA."""
        letters, rest = "", self.place + 1
        while rest:
            rest, sign = divmod(rest - 1, 26)
            letters = chr(65 + sign) + letters
        return letters


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger with its headings found.

    ``mapping`` says in which column each code stands; codes with the same column share its cell,
    divided in the order of the mapping.  ``heading_rows`` are numbers of the sheet, empty when no
    headings were recognised and the mapping has to be given by hand.
    """

    kind: str
    media: str
    sheet: str
    other_sheets: tuple[str, ...]
    heading_rows: tuple[int, ...]
    first_row: int
    columns: tuple[Column, ...]
    mapping: Mapping[str, int]
    notices: tuple[Refusal, ...]
    rows: Sequence[Sequence[Cell]]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.columns)


def read_ledger(
    data: bytes, name: str = "", *, kind: str | None = None, sheet: str | None = None
) -> Ledger:
    """The table in the file; ``name`` is not looked at, the content decides.

    Without ``kind`` the one whose headings fit better is taken, without ``sheet`` the visible
    sheet that fits best.  Raises Refused: the codes of ``files.read_sheets``,
    ``ledger_without_headings`` when no row looks like a table, ``ledger_without_sheet``.
    """
    media, sheets = read_sheets(data)
    if not any(_filled(row) for each in sheets for row in each.rows):
        raise Refused(
            Refusal(
                "ledger_empty",
                gettext_noop("The file is empty. Choose the file that holds the ledger."),
            )
        )
    wanted = [each for each in sheets if each.name == sheet] if sheet is not None else sheets
    if not wanted:
        raise Refused(
            Refusal(
                "ledger_without_sheet",
                gettext_noop("The ledger has no sheet of that name. Choose one of its sheets."),
            )
        )
    kinds = (kind,) if kind else columns.KINDS
    found = [
        (headings, each, which)
        for each in wanted
        for which in kinds
        if (headings := _headings(each, which))
    ]
    if not found:
        raise Refused(
            Refusal(
                "ledger_without_headings",
                gettext_noop(
                    "No row of headings was found in the first %(rows)s rows. Put the names of the "
                    "columns into one row above the entries, such as 序号, 问题表述, 责任单位, "
                    "完成时限."
                ),
                {"rows": HEADING_ROWS},
            )
        )
    best, chosen, which = max(
        found, key=lambda item: (item[0].score > 0, item[1].visible, item[0].score)
    )
    listed, mapping, notices = _meanings(which, best)
    if best.score == 0:
        notices.insert(0, _guessed(best.first))
    others = tuple(each.name for each in sheets if each is not chosen and _has_rows(each))
    return Ledger(
        which,
        media,
        chosen.name,
        others,
        tuple(range(best.first + 1, best.last + 2)) if best.score else (),
        best.last + 2,
        listed,
        mapping,
        tuple(notices),
        chosen.rows,
        chosen.merged,
    )


@dataclass(frozen=True, slots=True)
class _Headings:
    score: int
    first: int
    last: int
    words: tuple[str, ...]


def _filled(row: Sequence[Cell]) -> int:
    return sum(value is not None and str(value).strip() != "" for value in row)


def _has_rows(sheet: Sheet) -> bool:
    return sum(_filled(row) > 0 for row in sheet.rows[:3]) > 1


def _headings(sheet: Sheet, kind: str) -> _Headings | None:
    """The best row, or pair of rows, of headings; with score 0 a row that only looks like one."""
    head = [list(row) for row in sheet.rows[:HEADING_ROWS]]
    best: _Headings | None = None
    for place, row in enumerate(head):
        if _filled(row) < 2:
            continue
        single = _Headings(columns.score(kind, row), place, place, _texts(row))
        candidates = [single]
        if place + 1 < len(head) and _filled(head[place + 1]) >= 2 and single.score:
            words = _both(row, head[place + 1], kind)
            both = columns.score(kind, words)
            if both > columns.score(kind, head[place + 1]):  # else the upper row is a title
                candidates.append(_Headings(both, place, place + 1, words))
        for candidate in candidates:
            if candidate.score >= 4 and (best is None or candidate.score > best.score):
                best = candidate
    if best:
        return best
    for place, row in enumerate(head):
        if _filled(row) >= 2 and all(not isinstance(value, int | float) for value in row):
            return _Headings(0, place, place, _texts(row))
    return None


def _texts(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple("" if value is None else str(value).strip() for value in row)


def _both(upper: Sequence[Cell], lower: Sequence[Cell], kind: str) -> tuple[str, ...]:
    """Headings in two rows: 责任 over 单位 and 责任人, where the upper cell spans several.

    Whichever of both together, the lower, and the upper one is known whole is the heading.
    """
    width = max(len(upper), len(lower))
    above, below = (_texts(row) + ("",) * (width - len(row)) for row in (upper, lower))
    out, over = [], ""
    for top, bottom in zip(above, below, strict=True):
        # An empty cell below a heading of one row ends what the heading before spans.
        over = top or (over if bottom else "")
        if not bottom:
            out.append(top)
            continue
        for words in (over + bottom, bottom, over):
            if columns.exactly(kind, columns.key(words)):
                out.append(words)
                break
        else:
            out.append(over + bottom)
    return tuple(out)


def _meanings(
    kind: str, found: _Headings
) -> tuple[tuple[Column, ...], dict[str, int], list[Refusal]]:
    """What each column stands for: whole headings first, then those that contain a word."""
    codes: dict[int, tuple[str, ...]] = {}
    candidates: dict[int, tuple[str, ...]] = {}
    notices: list[Refusal] = []
    taken: dict[str, int] = {}
    open_places = [place for place, words in enumerate(found.words) if columns.key(words)]
    for sure in (True, False):
        for place in open_places:
            words = found.words[place]
            if place in codes or columns.key(words) in columns.ignored():
                continue
            meant = _meant(kind, words, sure)
            if len(meant) > 1 and not sure:
                candidates[place] = meant
                continue
            free = tuple(code for code in meant if code not in taken)
            if meant and not free:
                candidates.setdefault(place, meant)
            elif free:
                codes[place] = free
                taken.update(dict.fromkeys(free, place))
    for place in candidates:
        if place not in codes:
            column = Column(place, found.words[place])
            notices.append(_ambiguous(column))
    listed = tuple(
        Column(place, words, codes.get(place, ()), candidates.get(place, ()))
        for place, words in enumerate(found.words)
    )
    if columns.NEEDED[kind] not in taken:
        notices.append(without_needed(kind))
    return listed, taken, notices


def _meant(kind: str, words: str, sure: bool) -> tuple[str, ...]:
    name = columns.key(words)
    if sure:
        return columns.exactly(kind, name)[:1] or columns.together(kind, words)
    return columns.contained(kind, name) if len(name) <= 30 else ()


def _ambiguous(column: Column) -> Refusal:
    return Refusal(
        "ledger_column_unclear",
        gettext_noop(
            "Column %(letter)s (“%(heading)s”) could mean several things or the same as another "
            "column. It is left out unless you say what it means."
        ),
        {"letter": column.letter, "heading": column.heading[:40]},
    )


def without_needed(kind: str) -> Refusal:
    """The refusal of a ledger in which the one needed column is not known."""
    if kind == columns.PROBLEMS:
        sentence = gettext_noop(
            "No column says what the problem is. Choose the column that does; its usual name is "
            "问题表述 or 存在问题."
        )
    else:
        sentence = gettext_noop(
            "No column says what people said. Choose the column that does; its usual name is "
            "诉求内容 or 反映内容."
        )
    return Refusal("ledger_column_missing", sentence, {}, columns.NEEDED[kind])


def _guessed(place: int) -> Refusal:
    return Refusal(
        "ledger_headings_guessed",
        gettext_noop(
            "No known heading was found; row %(row)s is taken as the headings. Say what each "
            "column means."
        ),
        {"row": place + 1},
    )
