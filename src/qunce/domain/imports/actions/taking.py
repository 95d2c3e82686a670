"""The good rows of a ledger are taken over, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q

from qunce.domain.imports import rules
from qunce.domain.imports.actions.moving import as_it_is, delete_file, keep, move
from qunce.domain.imports.actions.reading import (
    judge_for,
    set_doubled,
    store_rejected,
    there_already,
    today_of,
)
from qunce.domain.imports.judging import ProblemJudge, Verdict
from qunce.domain.imports.judging_messages import MessageJudge
from qunce.domain.imports.models import ImportRow, LedgerImport
from qunce.domain.imports.queries import file_of
from qunce.domain.imports.reading import Files, Rejected, Row, Table
from qunce.domain.imports.reasons import kept
from qunce.domain.imports.states import ImportState, RowOutcome
from qunce.domain.notices.actions import tell_posts
from qunce.domain.notices.kinds import register
from qunce.domain.problems.actions.taking_over import FoundInLedger, find_problems
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import ProblemState
from qunce.domain.voices.actions.taking_over import SaidInLedger, receive_many
from qunce.domain.voices.models import Voice
from qunce.kernel.refusals import Refused, gettext_noop

BATCH = 200
"""Rows of one transaction: all of them or none.  It holds SQLite's one writer for about 0.3 s."""
TRIES = 3
"""Against another ledger with the same rows, taken over at the same moment."""

GIVEN = register(
    "import.given",
    gettext_noop(
        "%(count)s problems of an earlier ledger are yours to put right; the day of %(late)s of "
        "them has passed."
    ),
)

Judge = ProblemJudge | MessageJudge


def take_over(*, pk: int, files: Files, now: datetime) -> None:
    """Every good row became what the preview said, once, and the ledger is TAKEN.

    A row that can no longer be taken is set aside with its reason; when the file is gone, all
    that are left.  The file is deleted.  Safe to be killed at any moment and begun again, and to
    be done by two at once: a batch counts for one of them, the other stops.

    Recorded: one entry for each batch of problems, one for each message, and
    ``import.taken_over`` at the end.
    """
    ledger_import = as_it_is(ledger_import=LedgerImport(pk=pk))
    if ledger_import.state != ImportState.TAKING:
        return
    try:
        table, rows = _open(ledger_import, files)
    except Refused as refused:
        with transaction.atomic():
            _give_up(ledger_import, refused)
        _finish(ledger_import, now)
        return
    judge = judge_for(ledger_import=ledger_import, table=table, today=today_of(now=now))
    left = set(
        ImportRow.objects.filter(ledger_import=ledger_import, outcome=RowOutcome.WILL).values_list(
            "row_number", flat=True
        )
    )
    bad = dict(
        ImportRow.objects.filter(ledger_import=ledger_import, outcome=RowOutcome.BAD).values_list(
            "row_number", "pk"
        )
    )
    rejected: list[Rejected] = []
    waiting = _those(rows, left, bad, judge, rejected)
    while batch := list(islice(waiting, BATCH)):
        rejected += _take(ledger_import, judge, batch, now)
    if len(rejected) != len(bad):
        rejected.sort(key=lambda one: one[0])
        store_rejected(ledger_import=ledger_import, files=files, table=table, rows=rejected)
    _finish(ledger_import, now)


def _open(ledger_import: LedgerImport, files: Files) -> tuple[Table, Iterator[Row]]:
    data = file_of(ledger_import)
    table = files.read_table(data, kind=ledger_import.kind, sheet=ledger_import.sheet)
    return table, files.read_rows(table, mapping=ledger_import.mapping, year=ledger_import.year)


def _those(
    rows: Iterator[Row],
    left: set[int],
    bad: dict[int, int],
    judge: Judge,
    rejected: list[Rejected],
) -> Iterator[Row]:
    """The rows still to be taken; those set aside at the preview go to ``rejected`` on the way."""
    for row in rows:
        if row.row_number in left:
            yield row
        elif row.row_number in bad:
            rejected.append((row.row_number, row.cells, judge.judge(row).reasons))


def _take(
    ledger_import: LedgerImport, judge: Judge, batch: Sequence[Row], now: datetime
) -> list[Rejected]:
    """The rows of one batch are taken over or set aside; which were set aside, with reasons."""
    verdicts = [(row, judge.judge(row)) for row in batch]
    for last in (False,) * (TRIES - 1) + (True,):
        version = ledger_import.version
        try:
            with transaction.atomic():
                _take_once(ledger_import, verdicts, now)
            break
        except IntegrityError:
            # Somebody took over the same rows in this moment: they are found the next time.
            ledger_import.version = version
            if last:
                raise
    return [(row.row_number, row.cells, v.reasons) for row, v in verdicts if v.reasons]


def _take_once(
    ledger_import: LedgerImport, verdicts: Sequence[tuple[Row, Verdict]], now: datetime
) -> None:
    there = there_already(ledger_import=ledger_import, keys=[v.key for _, v in verdicts])
    good = [
        (row, verdict)
        for row, verdict in verdicts
        if verdict.key not in there and not verdict.reasons
    ]
    bad = sum(bool(verdict.reasons) for _, verdict in verdicts)
    # First, so that of two who hold this batch one stops here.
    move(
        ledger_import=ledger_import,
        to=ImportState.TAKING,
        rows_good=F("rows_good") - len(verdicts),
        rows_taken=F("rows_taken") + len(good),
        rows_bad=F("rows_bad") + bad,
        rows_doubled=F("rows_doubled") + len(verdicts) - len(good) - bad,
    )
    became: dict[int, Problem | Voice] = {}
    if good:
        made = _make(ledger_import, [verdict for _, verdict in good], now)
        became = {row.row_number: one for (row, _), one in zip(good, made, strict=True)}
    changed = [_row(ledger_import, row, v, became, there) for row, v in verdicts]
    ImportRow.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["ledger_import", "row_number"],
        update_fields=["outcome", "extract", "listed", "reasons", "problem", "voice"],
    )


def _make(
    ledger_import: LedgerImport, verdicts: Sequence[Verdict], now: datetime
) -> Sequence[Problem | Voice]:
    actor = ledger_import.made_by
    becomes = [verdict.becomes for verdict in verdicts]
    found = [one for one in becomes if isinstance(one, FoundInLedger)]
    if found:
        return find_problems(town=ledger_import.town, rows=found, actor=actor, now=now)
    said = [one for one in becomes if isinstance(one, SaidInLedger)]
    return receive_many(rows=said, actor=actor, now=now)


def _row(
    ledger_import: LedgerImport,
    row: Row,
    verdict: Verdict,
    became: dict[int, Problem | Voice],
    there: dict[str, Problem | Voice],
) -> ImportRow:
    made = ImportRow(
        ledger_import=ledger_import,
        row_number=row.row_number,
        outcome=RowOutcome.TAKEN,
        listed=verdict.listed,
        unit=verdict.unit,
    )
    if verdict.reasons:
        made.outcome, made.listed = RowOutcome.BAD, False
        made.extract, made.reasons = verdict.extract, kept(verdict.reasons)
        return made
    one = became.get(row.row_number)
    if one is None:
        set_doubled(row=made, before=there[verdict.key])
    elif isinstance(one, Problem):
        made.problem = one
    else:
        made.voice = one
    return made


def _give_up(ledger_import: LedgerImport, refused: Refused) -> None:
    """The rows that are left cannot be taken any more: set aside, and said so."""
    left = ImportRow.objects.filter(ledger_import=ledger_import, outcome=RowOutcome.WILL)
    move(
        ledger_import=ledger_import,
        to=ImportState.TAKING,
        reasons=kept(refused.refusals),
        rows_bad=F("rows_bad") + F("rows_good"),
        rows_good=0,
    )
    left.update(outcome=RowOutcome.BAD, listed=False, reasons=kept([rules.file_gone()]))


def _finish(ledger_import: LedgerImport, now: datetime) -> None:
    name = ledger_import.file.name
    with transaction.atomic():
        move(
            ledger_import=ledger_import,
            to=ImportState.TAKEN,
            file="",
            ended_at=now,
            columns=[],
            sheet="",
            sheets=[],
        )
        done = as_it_is(ledger_import=ledger_import)
        _tell(done, now)
        keep(
            kind="import.taken_over",
            ledger_import=done,
            actor=done.made_by,
            now=now,
            taken=done.rows_taken,
            set_aside=done.rows_bad,
            there_already=done.rows_doubled,
        )
    delete_file(name=name)


def _tell(ledger_import: LedgerImport, now: datetime) -> None:
    """Each post that answers for problems of the ledger is told once, with their number."""
    today = today_of(now=now)
    rows = ImportRow.objects.filter(
        ledger_import=ledger_import,
        outcome=RowOutcome.TAKEN,
        problem__state=ProblemState.LISTED,
        problem__responsible__isnull=False,
    )
    for post, count, late in (
        rows.order_by()
        .values_list("problem__responsible")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(problem__due_on__lt=today)))
    ):
        tell_posts(
            posts=[post],
            kind=GIVEN,
            key=f"import:{ledger_import.pk}:{post}",
            about=ledger_import.ref,
            params={"count": count, "late": late},
            path="/office/problems/",
            now=now,
        )
