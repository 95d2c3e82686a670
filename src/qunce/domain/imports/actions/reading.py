"""A ledger is looked through, row by row; nothing is taken over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from qunce.domain.imports.actions.moving import as_it_is, delete_file, move
from qunce.domain.imports.judging import ProblemJudge, Town, Verdict
from qunce.domain.imports.judging_messages import MessageJudge
from qunce.domain.imports.models import ImportRow, LedgerImport
from qunce.domain.imports.queries import file_of
from qunce.domain.imports.reading import Files, Rejected, Row, Table
from qunce.domain.imports.reasons import kept
from qunce.domain.imports.states import ImportState, LedgerKind, RowOutcome
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import Source
from qunce.domain.voices.models import Voice
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

CHUNK = 500
"""Rows between two reports of progress, each in a transaction of its own."""
LONGEST_HEADING = 60


def look_through(*, pk: int, files: Files, now: datetime) -> None:
    """The ledger is PREVIEWED: each row has its outcome; or FAILED, and says why.

    Safe to be killed and begun again, and to be done by two at once: one of them goes on, the
    other finds that the ledger changed and stops.  Not recorded: nothing of the town changed.
    """
    ledger_import = as_it_is(ledger_import=LedgerImport(pk=pk))
    if ledger_import.state not in (ImportState.UPLOADED, ImportState.READING):
        return
    with transaction.atomic():
        _begin(ledger_import)
    try:
        data = file_of(ledger_import)
        table = files.read_table(data, kind=ledger_import.kind, sheet=ledger_import.sheet)
    except Refused as refused:
        _end(ledger_import, ImportState.FAILED, kept(refused.refusals))
        return
    notices = [one for one in table.notices if one.code != "ledger_column_missing"]
    with transaction.atomic():
        _note_table(ledger_import, table)
    try:
        rows = files.read_rows(table, mapping=ledger_import.mapping, year=ledger_import.year)
    except Refused as refused:  # no column says what it is about: a person chooses one
        _end(ledger_import, ImportState.PREVIEWED, kept([*refused.refusals, *notices]))
        return
    rejected = _read_rows(ledger_import, table, rows, now)
    store_rejected(ledger_import=ledger_import, files=files, table=table, rows=rejected)
    _end(ledger_import, ImportState.PREVIEWED, kept(notices))


def _begin(ledger_import: LedgerImport) -> None:
    move(
        ledger_import=ledger_import,
        to=ImportState.READING,
        reasons=[],
        rows_all=0,
        rows_read=0,
        rows_good=0,
        rows_bad=0,
        rows_doubled=0,
    )
    ledger_import.rows_read = ledger_import.rows_good = 0
    ledger_import.rows_bad = ledger_import.rows_doubled = 0
    ImportRow.objects.filter(ledger_import=ledger_import).delete()


def _note_table(ledger_import: LedgerImport, table: Table) -> None:
    known = bool(table.heading_rows)
    move(
        ledger_import=ledger_import,
        to=ImportState.READING,
        sheet=table.sheet[:200],
        sheets=[name[:200] for name in table.other_sheets],
        rows_all=max(len(table.rows) - table.first_row + 1, 0),
        columns=[
            {
                "place": one.place,
                "letter": one.letter,
                "heading": one.heading[:LONGEST_HEADING] if known else "",
                "codes": list(one.codes),
            }
            for one in table.columns
        ],
    )


def _read_rows(
    ledger_import: LedgerImport, table: Table, rows: Iterator[Row], now: datetime
) -> list[Rejected]:
    judge = judge_for(ledger_import=ledger_import, table=table, today=today_of(now=now))
    seen: dict[str, int] = {}
    rejected: list[Rejected] = []
    while chunk := list(islice(rows, CHUNK)):
        verdicts = [(row, judge.judge(row)) for row in chunk]
        with transaction.atomic():
            there = there_already(ledger_import=ledger_import, keys=[v.key for _, v in verdicts])
            made = [_row_of(ledger_import, row, verdict, there, seen) for row, verdict in verdicts]
            _count(ledger_import, made)
            ImportRow.objects.bulk_create(made)
        rejected += [(row.row_number, row.cells, v.reasons) for row, v in verdicts if v.reasons]
    return rejected


def _row_of(
    ledger_import: LedgerImport,
    row: Row,
    verdict: Verdict,
    there: Mapping[str, Problem | Voice],
    seen: dict[str, int],
) -> ImportRow:
    made = ImportRow(
        ledger_import=ledger_import,
        row_number=row.row_number,
        outcome=RowOutcome.WILL,
        extract=verdict.extract,
        unit=verdict.unit,
        listed=verdict.listed,
        reasons=kept(verdict.notes),
    )
    before = there.get(verdict.key)
    if verdict.reasons:
        made.outcome, made.reasons = RowOutcome.BAD, kept(verdict.reasons)
        made.listed = False
    elif before is not None:
        set_doubled(row=made, before=before)
    elif verdict.key in seen:
        made.outcome = RowOutcome.DOUBLED
        made.reasons = kept([_same_as(seen[verdict.key])])
    else:
        seen[verdict.key] = row.row_number
    return made


def _count(ledger_import: LedgerImport, made: Iterable[ImportRow]) -> None:
    outcomes = [row.outcome for row in made]
    ledger_import.rows_read += len(outcomes)
    ledger_import.rows_good += outcomes.count(RowOutcome.WILL)
    ledger_import.rows_bad += outcomes.count(RowOutcome.BAD)
    ledger_import.rows_doubled += outcomes.count(RowOutcome.DOUBLED)
    move(
        ledger_import=ledger_import,
        to=ImportState.READING,
        rows_read=ledger_import.rows_read,
        rows_good=ledger_import.rows_good,
        rows_bad=ledger_import.rows_bad,
        rows_doubled=ledger_import.rows_doubled,
    )


def _end(ledger_import: LedgerImport, to: ImportState, reasons: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        move(ledger_import=ledger_import, to=to, reasons=reasons)


# --- shared with the taking over


def today_of(*, now: datetime) -> date:
    return day_of(now, settings.TIME_ZONE)


def judge_for(
    *, ledger_import: LedgerImport, table: Table, today: date
) -> ProblemJudge | MessageJudge:
    """Judges rows as the office of the town would."""
    headings = {code: one.heading for one in table.columns for code in one.codes}
    for code, place in (ledger_import.mapping or {}).items():
        headings[code] = next((one.heading for one in table.columns if one.place == place), "")
    town = Town(
        town=ledger_import.town, actor=ledger_import.made_by, today=today, headings=headings
    )
    problems = ledger_import.kind == LedgerKind.PROBLEMS
    return ProblemJudge(town) if problems else MessageJudge(town)


def there_already(
    *, ledger_import: LedgerImport, keys: Iterable[str]
) -> dict[str, Problem | Voice]:
    """What came of rows that say the same, in this or an earlier ledger.  One statement."""
    if ledger_import.kind == LedgerKind.PROBLEMS:
        problems = Problem.objects.filter(source=Source.LEDGER, source_ref__in=list(keys))
        return {one.source_ref: one for one in problems.only("source_ref", "made_at")}
    voices = Voice.objects.filter(submission__in=list(keys))
    return {one.submission: one for one in voices.only("submission", "received_at")}


def set_doubled(*, row: ImportRow, before: Problem | Voice) -> None:
    """The row says what is there already, as ``before``."""
    row.outcome, row.listed = RowOutcome.DOUBLED, False
    row.reasons = kept([_taken_before(before.number)])
    if isinstance(before, Problem):
        row.problem = before
    else:
        row.voice = before


def store_rejected(
    *, ledger_import: LedgerImport, files: Files, table: Table, rows: list[Rejected]
) -> None:
    """The rows set aside lie ready for download, with the reasons; an earlier file is deleted."""
    before = ledger_import.rejected.name
    ledger_import.rejected.name = ""
    if rows:
        data = files.write_rejected(table.headings, rows)
        ledger_import.rejected.save("rejected", ContentFile(data), save=False)
    name = ledger_import.rejected.name or ""
    try:
        with transaction.atomic():
            move(ledger_import=ledger_import, to=ledger_import.state, rejected=name)
    except BaseException:
        with suppress(OSError):
            delete_file(name=name)
        raise
    delete_file(name=before)


def _same_as(number: int) -> Refusal:
    return Refusal(
        "import_row_doubled_in_file",
        gettext_noop("It says the same as row %(row)s, which is taken over."),
        {"row": number},
    )


def _taken_before(number: str) -> Refusal:
    return Refusal(
        "import_row_taken_before",
        gettext_noop("It was taken over before, as %(number)s."),
        {"number": number},
    )
