"""Who works, what waits, what failed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from qunce.domain.jobs.models import Attempt, Worker
from qunce.domain.jobs.states import SILENCE


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that was given up."""

    job: uuid.UUID
    task: str
    tries: int
    error: str
    at: datetime | None


def dead_workers(now: datetime) -> Iterator[Worker]:
    """Workers whose process is gone, or of whom nothing was heard for :data:`SILENCE`."""
    for worker in Worker.objects.all():
        running = worker.is_running()
        # One that runs here but is silent hangs on a busy database; its job goes on.
        if running is False or (running is None and worker.seen_at < now - SILENCE):
            yield worker


def counted_jobs() -> dict[str, int]:
    """How many jobs are in each state, by django.tasks' name of the state."""
    rows: Any = DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk"))
    return {str(status): count for status, count in rows}


def failed_jobs(limit: int = 100) -> list[Failed]:
    """The jobs that were given up, the latest first; at most ``limit``."""
    rows = list(
        DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at")[:limit]
    )
    tries: dict[uuid.UUID, int] = dict(
        Attempt.objects.filter(job__in=[row.pk for row in rows])
        .order_by()
        .values_list("job")
        .annotate(Count("pk"))
    )
    return [
        Failed(
            row.pk,
            row.task_path,
            tries.get(row.pk, 0),
            row.exception_class_path,
            row.finished_at,
        )
        for row in rows
    ]
