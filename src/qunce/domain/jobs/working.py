"""The loop of a worker: what is due by the schedule, then one waiting job, and again.

A second thread beside it says every ten seconds that the worker lives, and looks every two
seconds for jobs whose worker died.  It works while a job runs, however long that takes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django_tasks import TaskContext
from django_tasks.utils import normalize_json

from qunce.domain.jobs import actions
from qunce.domain.jobs.processes import Process, this_process

logger = logging.getLogger(__name__)

PACE = 1.0
"""Seconds a worker rests when nothing waits."""
BEAT = 10.0
"""Seconds between two heartbeats."""
WATCH = 2.0
"""Seconds between two looks for dead workers."""
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Slot:
    """Something to do every ``every`` seconds on one machine; ``run`` is given the instant."""

    name: str
    every: int
    run: Callable[[datetime], object]


def run_worker(
    *,
    stop: threading.Event,
    clock: Callable[[], datetime],
    slots: Sequence[Slot] = (),
    until_idle: bool = False,
    pace: float = PACE,
) -> int:
    """Work until ``stop`` is set (or, ``until_idle``, nothing waits); how many jobs were run.

    A job in hand is brought to its end before the loop ends.  A database that is busy or gone
    for a while is waited for.
    """
    process = this_process()
    actions.begin_work(process=process, now=clock())
    for slot in slots:
        actions.keep_schedule(name=slot.name, every=slot.every, now=clock())
    ended = threading.Event()
    tender = threading.Thread(
        target=_tend, args=(process, clock(), ended, clock), name="tend-jobs", daemon=True
    )
    tender.start()
    run, troubled = 0, False
    try:
        while not stop.is_set():
            try:
                close_old_connections()
                if troubled:  # the end of a job may not have been written
                    actions.give_back(worker=process.name, now=clock())
                    troubled = False
                _do_slots(slots, clock)
                busy = _do_one_job(process, clock)
            except (DatabaseError, InterfaceError) as error:
                logger.warning("The database did not answer: %s", type(error).__name__)
                busy, troubled = False, True
            run += busy
            if not busy:
                if until_idle and not troubled:
                    break
                stop.wait(pace)
    finally:
        ended.set()
        tender.join()
        actions.end_work(process=process, now=clock())
    return run


def _do_slots(slots: Sequence[Slot], clock: Callable[[], datetime]) -> None:
    for slot in slots:
        now = clock()
        if not actions.claim_slot(name=slot.name, now=now):
            continue
        try:
            slot.run(now)
        except Exception as error:  # the slot is over; the next one comes
            logger.error("%s: %s", slot.name, type(error).__name__)


def _do_one_job(process: Process, clock: Callable[[], datetime]) -> bool:
    held = actions.claim_job(worker=process.name, now=clock())
    if held is None:
        return False
    try:
        task, told = held.job.task, held.job.task_result
        if task.takes_context:
            context = TaskContext(task_result=cast(Any, told))
            value = task.call(context, *told.args, **told.kwargs)
        else:
            value = task.call(*told.args, **told.kwargs)
        value = normalize_json(value)
    except (Exception, SystemExit) as error:
        # The class only: the words of an error may quote a resident.
        logger.warning(
            "Job %s (%s), try %s: %s",
            held.job.pk,
            held.job.task_path,
            held.number,
            type(error).__name__,
        )
        kept = actions.fail_job(held=held, error=error, now=clock())
    else:
        kept = actions.finish_job(held=held, value=value, now=clock())
    if not kept:
        logger.warning("Job %s was taken up by another worker meanwhile", held.job.pk)
    return True


def _tend(
    process: Process, began_at: datetime, ended: threading.Event, clock: Callable[[], datetime]
) -> None:
    """Heartbeat and watch, until ``ended``."""
    rest = BEAT
    try:
        while not ended.wait(WATCH):
            rest -= WATCH
            try:
                close_old_connections()
                now = clock()
                if rest <= 0:
                    actions.beat(process=process, now=now, began_at=began_at)
                    rest = BEAT
                if count := actions.take_up_lost(now=now, limit=AT_ONCE):
                    logger.warning("Jobs taken up from workers that died: %s", count)
            except (DatabaseError, InterfaceError) as error:
                logger.warning("No heartbeat: %s", type(error).__name__)
    finally:
        connection.close()
