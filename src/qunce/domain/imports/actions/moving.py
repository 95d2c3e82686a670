"""What every step of a ledger does the same way: look again, move, queue, record, delete files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from qunce.domain.accounts.models import Post
from qunce.domain.imports import rules
from qunce.domain.imports.models import LedgerImport, private_storage
from qunce.domain.imports.reading import Queue
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import Refused, gettext_noop

register("import.uploaded", gettext_noop("Ledger uploaded"))
register("import.columns_chosen", gettext_noop("Columns of a ledger chosen"))
register("import.begun", gettext_noop("Taking over a ledger begun"))
register("import.taken_over", gettext_noop("Ledger taken over"))
register("import.dropped", gettext_noop("Ledger dropped"))
register("import.forgotten", gettext_noop("Rows set aside deleted"))


def as_it_is(*, ledger_import: LedgerImport) -> LedgerImport:
    return LedgerImport.objects.select_related("town__parent", "made_by__unit").get(
        pk=ledger_import.pk
    )


def move(
    *, ledger_import: LedgerImport, to: str, seen_version: int | None = None, **fields: Any
) -> None:
    """One step of the table, done by one of all who want to; refuses the others."""
    version = ledger_import.version if seen_version is None else seen_version
    changed = LedgerImport.objects.filter(
        pk=ledger_import.pk, state=ledger_import.state, version=version
    ).update(state=to, version=F("version") + 1, **fields)
    if changed != 1:
        raise Refused(rules.changed_meanwhile())
    ledger_import.state, ledger_import.version = to, version + 1


def give(*, ledger_import: LedgerImport, queue: Queue) -> None:
    """In the same transaction: there is no ledger that waits without a job."""
    LedgerImport.objects.filter(pk=ledger_import.pk).update(job=queue(ledger_import.pk))


def keep(
    *, kind: str, ledger_import: LedgerImport, actor: Post, now: datetime, **more: JSON
) -> None:
    """An entry in the record."""
    facts: dict[str, JSON] = {"ledger": str(ledger_import.kind), **more}
    append(kind=kind, actor=actor.ref, subject=ledger_import.ref, facts=facts, now=now)


def delete_file(*, name: str | None) -> None:
    if name:
        private_storage().delete(name)
