"""A ledger comes, gets its columns, is to be taken over."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.imports import rules
from qunce.domain.imports.actions.moving import as_it_is, delete_file, give, keep, move
from qunce.domain.imports.models import LedgerImport
from qunce.domain.imports.reading import Queue
from qunce.domain.imports.states import AT_WORK, ImportState
from qunce.domain.voices.words import one_line
from qunce.kernel.refusals import Refused


def upload(
    *,
    kind: str,
    data: bytes,
    label: str,
    submission: str,
    actor: Post,
    now: datetime,
    queue: Queue,
    year: int | None = None,
) -> LedgerImport:
    """The file lies ready and waits to be read; the same ``submission`` again gives the same one.

    Nothing of it is taken over.  Recorded as ``import.uploaded`` with the SHA-256 of the file.
    """
    earlier = LedgerImport.objects.filter(submission=submission, town=actor.unit).first()
    if earlier is not None:
        return earlier
    label = one_line(label)
    if reasons := rules.why_not_upload(
        actor, kind=kind, data=data, label=label, submission=submission, year=year
    ):
        raise Refused(reasons)
    ledger_import = LedgerImport(
        town=actor.unit,
        kind=kind,
        submission=submission,
        label=label,
        file_sha256=sha256(data).hexdigest(),
        year=year,
        made_by=actor,
        made_at=now,
        asked_at=now,
    )
    ledger_import.file.save(secrets.token_hex(16), ContentFile(data), save=False)
    try:
        with transaction.atomic():
            ledger_import.save(force_insert=True)
            give(ledger_import=ledger_import, queue=queue)
            keep(
                kind="import.uploaded",
                ledger_import=ledger_import,
                actor=actor,
                now=now,
                sha256=ledger_import.file_sha256,
            )
    except BaseException as error:
        delete_file(name=ledger_import.file.name)
        found = LedgerImport.objects.filter(submission=submission, town=actor.unit).first()
        if isinstance(error, IntegrityError) and found is not None:
            return found
        raise
    return ledger_import


@transaction.atomic
def choose_columns(
    *,
    ledger_import: LedgerImport,
    mapping: Mapping[str, int],
    actor: Post,
    now: datetime,
    queue: Queue,
    seen_version: int,
    sheet: str | None = None,
    year: int | None = None,
) -> None:
    """The ledger is read once more with these columns; another sheet has its own headings.

    Recorded as ``import.columns_chosen``.  Refuses while it is worked on and after.
    """
    ledger_import = as_it_is(ledger_import=ledger_import)
    if reasons := [
        *rules.why_not_choose_columns(ledger_import, actor),
        *rules.why_not_year(year),
    ]:
        raise Refused(reasons)
    fields: dict[str, Any] = {"mapping": dict(mapping), "year": year}
    if sheet is not None and sheet != ledger_import.sheet:
        fields |= {"sheet": sheet, "mapping": None}
    move(
        ledger_import=ledger_import,
        to=ImportState.UPLOADED,
        seen_version=seen_version,
        asked_at=now,
        reasons=[],
        **fields,
    )
    give(ledger_import=ledger_import, queue=queue)
    keep(
        kind="import.columns_chosen",
        ledger_import=ledger_import,
        actor=actor,
        now=now,
        columns=sorted(mapping),
    )


@transaction.atomic
def try_again(*, ledger_import: LedgerImport, actor: Post, now: datetime, queue: Queue) -> None:
    """A job that was given up is asked for again; what was taken over stays taken over.

    Not recorded: what was begun goes on.  Refuses when nothing is to be done.
    """
    ledger_import = as_it_is(ledger_import=ledger_import)
    if reasons := rules.why_not_import(actor):
        raise Refused(reasons)
    if ledger_import.state not in AT_WORK:
        raise Refused(rules.changed_meanwhile())
    move(ledger_import=ledger_import, to=ledger_import.state, asked_at=now)
    give(ledger_import=ledger_import, queue=queue)


@transaction.atomic
def take(
    *, ledger_import: LedgerImport, actor: Post, now: datetime, queue: Queue, seen_version: int
) -> None:
    """The good rows are to be taken over, as the preview showed them; a worker does it.

    Recorded as ``import.begun`` with the counts.  Refuses before a preview, without a good row,
    and when somebody chose other columns meanwhile.
    """
    ledger_import = as_it_is(ledger_import=ledger_import)
    if reasons := rules.why_not_take(ledger_import, actor):
        raise Refused(reasons)
    move(
        ledger_import=ledger_import, to=ImportState.TAKING, seen_version=seen_version, asked_at=now
    )
    give(ledger_import=ledger_import, queue=queue)
    keep(
        kind="import.begun",
        ledger_import=ledger_import,
        actor=actor,
        now=now,
        good=ledger_import.rows_good,
        set_aside=ledger_import.rows_bad,
        there_already=ledger_import.rows_doubled,
    )
