"""Reads that pages and jobs share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from qunce.domain.imports.models import LedgerImport
from qunce.domain.imports.rules import file_gone
from qunce.domain.imports.states import AT_WORK, ImportState
from qunce.domain.jobs.models import Worker
from qunce.domain.jobs.queries import dead_workers
from qunce.kernel.refusals import Refused


def file_of(ledger_import: LedgerImport) -> bytes:
    """The file as it was uploaded; refuses when it is gone or another."""
    if ledger_import.file:
        try:
            with ledger_import.file.open("rb") as file:
                data: bytes = file.read()
        except OSError:
            raise Refused(file_gone()) from None
        if sha256(data).hexdigest() == ledger_import.file_sha256:
            return data
    raise Refused(file_gone())


@dataclass(frozen=True, slots=True)
class Work:
    """How the work on a ledger stands."""

    done: int
    of: int
    waited: timedelta
    """Since it was asked for."""
    begun: bool
    workers: bool
    """Whether a worker runs; without one the work waits until one does."""
    given_up: bool
    """The job failed as often as it may: somebody has to ask again."""

    @property
    def minutes(self) -> int:
        return int(self.waited.total_seconds() // 60)


def work_on(ledger_import: LedgerImport, *, now: datetime) -> Work | None:
    """``None`` when nothing is being done with it.  Three statements."""
    if ledger_import.state not in AT_WORK:
        return None
    jobs = DBTaskResult.objects.filter(pk__in=[ledger_import.job] if ledger_import.job else [])
    job = jobs.values_list("status", flat=True).first()
    dead = {worker.pk for worker in dead_workers(now)}
    taken = ledger_import.rows_taken
    taking = ledger_import.rows_good + taken
    is_taking = ledger_import.state == ImportState.TAKING
    return Work(
        done=taken if is_taking else ledger_import.rows_read,
        of=taking if is_taking else ledger_import.rows_all,
        waited=now - ledger_import.asked_at,
        begun=job == TaskResultStatus.RUNNING,
        workers=Worker.objects.exclude(pk__in=dead).exists(),
        given_up=job in (TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL, None),
    )
