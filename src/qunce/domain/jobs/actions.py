"""The only writer of workers, tries and schedules, and of the state of a job.

Nothing here enters the record: that a machine took up a job is no act of the campaign.  What the
job did is recorded by the action it called.

Who may change a job's state is held by the rows alone, on SQLite and PostgreSQL alike: every
step names the state it starts from, and the step counts only if exactly one row changed.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_tb
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from qunce.domain.jobs.models import Attempt, Scheduled, Worker
from qunce.domain.jobs.processes import Process
from qunce.domain.jobs.queries import dead_workers
from qunce.domain.jobs.states import DELAYS, KEPT, MOST_TRIES, Outcome
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

Job = DBTaskResult[Any, Any]

# --- workers


def begin_work(*, process: Process, now: datetime) -> None:
    """The worker is there, and seen at ``now``."""
    beat(process=process, now=now, began_at=now)


def beat(*, process: Process, now: datetime, began_at: datetime) -> None:
    """The worker was seen at ``now``; it is entered again if it was taken for dead meanwhile."""
    if Worker.objects.filter(name=process.name).update(seen_at=now) == 0:
        worker = Worker.of(process)
        worker.began_at, worker.seen_at = began_at, now
        Worker.objects.bulk_create([worker], ignore_conflicts=True)


def end_work(*, process: Process, now: datetime) -> None:
    """The worker is gone, and what it still had in hand is taken up by others."""
    give_back(worker=process.name, now=now)
    Worker.objects.filter(name=process.name).delete()


# --- one job


@dataclass(frozen=True, slots=True)
class Held:
    """A job in the hand of one worker: the proof with which it may end the job."""

    job: Job
    attempt: int
    number: int


def claim_job(*, worker: str, now: datetime) -> Held | None:
    """The most urgent waiting job is in the hand of ``worker``; ``None`` when nothing waits.

    Of two workers that reach for one job, one gets it and the other the next.
    """
    due = Q(run_after=get_date_max()) | Q(run_after__lte=now)
    while True:
        with transaction.atomic():
            waiting = DBTaskResult.objects.filter(due, status=TaskResultStatus.READY)
            # The lock spares PostgreSQL's workers a queue before one row; the guard is below.
            job = waiting.select_for_update(skip_locked=True).first()
            if job is None:
                return None
            taken = DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.READY).update(
                status=TaskResultStatus.RUNNING,
                started_at=now,
                worker_ids=[*job.worker_ids, worker],
            )
            if taken != 1:
                continue
            last = Attempt.objects.filter(job=job.pk).aggregate(last=Max("number"))["last"]
            attempt = Attempt.objects.create(
                job=job.pk, number=(last or 0) + 1, worker=worker, began_at=now
            )
            return Held(job, attempt.pk, attempt.number)


def finish_job(*, held: Held, value: object, now: datetime) -> bool:
    """The job is done and keeps ``value``; False if the worker had lost it to another."""
    with transaction.atomic():
        if not _end(held.attempt, Outcome.DONE, now):
            return False
        return _move(
            held.job.pk,
            TaskResultStatus.SUCCESSFUL,
            finished_at=now,
            return_value=value,
            exception_class_path="",
            traceback="",
        )


def fail_job(*, held: Held, error: BaseException, now: datetime) -> bool:
    """The job waits to be tried again, later each time; after :data:`MOST_TRIES` it has failed.

    A job that refuses (:class:`Refused`) has failed at once: it would refuse again.  What is kept
    of the error is its class and the lines of the program, never its words.
    False if the worker had lost the job to another.
    """
    kind = f"{type(error).__module__}.{type(error).__qualname__}"[:200]
    lines = "".join(format_tb(error.__traceback__)) + kind
    last = held.number >= MOST_TRIES or isinstance(error, Refused)
    with transaction.atomic():
        if not _end(held.attempt, Outcome.RAISED, now, kind):
            return False
        if last:
            return _move(
                held.job.pk,
                TaskResultStatus.FAILED,
                finished_at=now,
                return_value=None,
                exception_class_path=kind,
                traceback=lines,
            )
        rest = DELAYS[min(held.number, len(DELAYS)) - 1]
        return _move(held.job.pk, TaskResultStatus.READY, run_after=now + rest)


def give_back(*, worker: str, now: datetime) -> int:
    """What ``worker`` had in hand waits again, or has failed at the last try; how many jobs."""
    open_tries = Attempt.objects.filter(worker=worker, ended_at__isnull=True)
    return sum(_give_back(attempt, now) for attempt in open_tries)


def _give_back(attempt: Attempt, now: datetime) -> bool:
    with transaction.atomic():
        if not _end(attempt.pk, Outcome.LOST, now):
            return False
        if attempt.number < MOST_TRIES:
            return _move(attempt.job, TaskResultStatus.READY)
        return _move(
            attempt.job,
            TaskResultStatus.FAILED,
            finished_at=now,
            return_value=None,
            exception_class_path="qunce.domain.jobs.WorkerLost",
            traceback="",
        )


def _end(attempt: int, outcome: Outcome, now: datetime, error: str = "") -> bool:
    return (
        Attempt.objects.filter(pk=attempt, ended_at__isnull=True).update(
            ended_at=now, outcome=outcome, error=error
        )
        == 1
    )


def _move(job: uuid.UUID, status: TaskResultStatus, **more: Any) -> bool:
    """Out of the running state; false when somebody removed the job meanwhile."""
    return (
        DBTaskResult.objects.filter(pk=job, status=TaskResultStatus.RUNNING).update(
            status=status, **more
        )
        == 1
    )


def retry_job(*, job: uuid.UUID, now: datetime) -> None:
    """A job that had failed waits again, and is tried once more; refuses any other job."""
    changed = DBTaskResult.objects.filter(pk=job, status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY,
        run_after=now,
        finished_at=None,
        exception_class_path="",
        traceback="",
    )
    if changed != 1:
        raise Refused(
            Refusal(
                "job_has_not_failed",
                gettext_noop("No failed job has the number %(job)s."),
                {"job": str(job)},
            )
        )


# --- due work


def take_up_lost(*, now: datetime, limit: int) -> int:
    """Jobs of dead workers wait again, or have failed at the last try; how many.

    A worker is dead when its process is gone (seen on its own machine at once), or was not heard
    of for :data:`SILENCE`.  Dead workers with nothing in hand are forgotten.
    """
    done = 0
    for name in _names_of_the_dead(now):
        for attempt in Attempt.objects.filter(worker=name, ended_at__isnull=True):
            if done >= limit:
                return done
            done += _give_back(attempt, now)
        # Heard of again in this moment, it stays.
        Worker.objects.filter(name=name).exclude(seen_at__gt=now).delete()
    return done


def _names_of_the_dead(now: datetime) -> Sequence[str]:
    there = Worker.objects.values("name")
    strays = Attempt.objects.filter(ended_at__isnull=True).exclude(worker__in=there)
    return [
        *(worker.name for worker in dead_workers(now)),
        *strays.values_list("worker", flat=True).distinct(),
    ]


@transaction.atomic
def forget_finished(*, now: datetime, limit: int) -> int:
    """Jobs that went well :data:`KEPT` ago are removed with their tries; failed ones stay."""
    old = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEPT
    )
    ids = list(old.order_by("finished_at").values_list("pk", flat=True)[:limit])
    Attempt.objects.filter(job__in=ids).delete()
    DBTaskResult.objects.filter(pk__in=ids).delete()
    return len(ids)


# --- what comes again


def keep_schedule(*, name: str, every: int, now: datetime) -> None:
    """``name`` comes again every ``every`` seconds, for the first time at ``now``."""
    Scheduled.objects.bulk_create(
        [Scheduled(name=name, every=every, next_at=now)], ignore_conflicts=True
    )
    Scheduled.objects.filter(name=name).exclude(every=every).update(every=every)


def claim_slot(*, name: str, now: datetime) -> bool:
    """Whether the caller may do ``name`` now.  Of all who ask for one slot, one may.

    Slots that were missed count as one; the next one keeps the old beat.
    """
    slot = Scheduled.objects.filter(name=name, next_at__lte=now).first()
    if slot is None:
        return False
    missed = (now - slot.next_at) // timedelta(seconds=slot.every)
    following = slot.next_at + timedelta(seconds=slot.every) * (missed + 1)
    claimed = Scheduled.objects.filter(pk=slot.pk, next_at=slot.next_at).update(
        next_at=following, last_at=now
    )
    return claimed == 1
