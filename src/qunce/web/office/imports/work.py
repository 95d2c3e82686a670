"""The jobs: they read files with ``exchange`` and leave the rest to the domain.

They stand here and not in the domain, which knows no file format.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.utils.translation import override
from django_tasks import task

from qunce.domain.imports import actions
from qunce.domain.imports.reading import Rejected
from qunce.exchange import ledgers
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.shell.words import say


class LedgerFiles:
    """Ledgers as ``exchange.ledgers`` reads and writes them."""

    def read_table(self, data: bytes, *, kind: str, sheet: str) -> ledgers.Ledger:
        return ledgers.read_ledger(data, kind=kind, sheet=sheet or None)

    def read_rows(
        self, table: ledgers.Ledger, *, mapping: Mapping[str, int] | None, year: int | None
    ) -> Iterator[ledgers.LedgerRow]:
        return ledgers.read_rows(table, mapping, year=year)

    def write_rejected(self, headings: Sequence[str], rows: Iterable[Rejected]) -> bytes:
        """In the language of the installation: a job has no reader in front of it."""
        with override(settings.LANGUAGE_CODE):
            told = (
                (number, cells, [say(reason) for reason in reasons])
                for number, cells, reasons in rows
            )
            return ledgers.write_ledger([ledgers.rejected_rows(headings, told)])


@task()
def look_through(pk: int) -> None:
    """Reads the ledger and says row by row what it would become."""
    _do(actions.look_through, pk)


@task()
def take_over(pk: int) -> None:
    """Takes over the good rows."""
    _do(actions.take_over, pk)


def _do(act: Callable[..., None], pk: int) -> None:
    try:
        act(pk=pk, files=LedgerFiles(), now=clock.now())
    except Refused as refused:
        # Another worker has it in hand, or the office dropped it: nothing is left to do here.
        if refused.codes != ("import_changed_meanwhile",):
            raise


def queue_reading(pk: int) -> uuid.UUID:
    return uuid.UUID(str(look_through.enqueue(pk).id))


def queue_taking(pk: int) -> uuid.UUID:
    return uuid.UUID(str(take_over.enqueue(pk).id))
