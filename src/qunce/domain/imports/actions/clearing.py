"""What is no longer needed of a ledger is deleted: by the office, or when nobody came for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.imports import rules
from qunce.domain.imports.actions.moving import as_it_is, delete_file, keep, move
from qunce.domain.imports.models import ImportRow, LedgerImport, private_storage
from qunce.domain.imports.reasons import kept as kept_reasons
from qunce.domain.imports.states import ImportState, RowOutcome
from qunce.kernel.refusals import Refused

KEPT = timedelta(days=30)
"""How long the rows set aside lie ready, and how long a ledger nobody goes on with."""
STRAY = timedelta(days=1)
"""A file that belongs to no ledger any more is deleted after so long."""
FOLDER = "imports"


def drop(*, ledger_import: LedgerImport, actor: Post, now: datetime) -> None:
    """Nothing of the ledger is taken over; the file and what was read of it are deleted.

    Recorded as ``import.dropped``.  Refuses once taking over has begun.
    """
    ledger_import = as_it_is(ledger_import=ledger_import)
    if reasons := rules.why_not_drop(ledger_import, actor):
        raise Refused(reasons)
    files = [ledger_import.file, ledger_import.rejected]
    names = [file.name for file in files]
    with transaction.atomic():
        _drop(ledger_import, now)
        keep(kind="import.dropped", ledger_import=ledger_import, actor=actor, now=now)
    for name in names:
        delete_file(name=name)


def _drop(ledger_import: LedgerImport, now: datetime) -> None:
    move(
        ledger_import=ledger_import,
        to=ImportState.DROPPED,
        file="",
        rejected="",
        ended_at=now,
        columns=[],
        sheet="",
        sheets=[],
    )
    ImportRow.objects.filter(ledger_import=ledger_import).delete()


def forget(*, ledger_import: LedgerImport, actor: Post, now: datetime) -> None:
    """The rows set aside are deleted: the office has them.  Recorded as ``import.forgotten``."""
    ledger_import = as_it_is(ledger_import=ledger_import)
    if reasons := rules.why_not_forget(ledger_import, actor):
        raise Refused(reasons)
    name = ledger_import.rejected.name
    with transaction.atomic():
        _forget(ledger_import)
        keep(kind="import.forgotten", ledger_import=ledger_import, actor=actor, now=now)
    delete_file(name=name)


def _forget(ledger_import: LedgerImport) -> None:
    move(ledger_import=ledger_import, to=ledger_import.state, rejected="")
    bad = ImportRow.objects.filter(ledger_import=ledger_import, outcome=RowOutcome.BAD)
    bad.update(extract="", reasons=kept_reasons([rules.row_forgotten()]))


def clear_away(*, now: datetime, limit: int) -> int:
    """What nobody came for is deleted: rows set aside, ledgers nobody went on with, stray files.

    Not recorded one by one: nothing of the town changes by it.  Safe to do twice.
    """
    old = LedgerImport.objects.filter(asked_at__lt=now - KEPT)
    idle = old.filter(state__in=(ImportState.PREVIEWED, ImportState.FAILED))
    kept = old.filter(state=ImportState.TAKEN).exclude(rejected="")
    done = 0
    for ledger_import in [*idle[:limit], *kept[:limit]][:limit]:
        names = [ledger_import.file.name, ledger_import.rejected.name]
        try:
            with transaction.atomic():
                if ledger_import.state == ImportState.TAKEN:
                    _forget(ledger_import)
                else:
                    _drop(ledger_import, now)
        except Refused:  # somebody was faster
            continue
        for name in names:
            delete_file(name=name)
        done += 1
    return done + _clear_strays(now, limit - done)


def _clear_strays(now: datetime, limit: int) -> int:
    """Files left by a process that was killed between the commit and the deletion."""
    storage = private_storage()
    if not storage.exists(FOLDER):
        return 0
    names = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    rows = LedgerImport.objects.exclude(file="", rejected="").values_list("file", "rejected")
    known = {name for row in rows for name in row}
    strays = [
        name
        for name in names
        if name not in known and storage.get_modified_time(name) < now - STRAY
    ]
    for name in strays[: max(limit, 0)]:
        delete_file(name=name)
    return len(strays[: max(limit, 0)])
