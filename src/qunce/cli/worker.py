"""``qunce worker``: does the jobs that wait, and what is due every minute, until it is stopped.

As many may run as one likes, on as many machines as share the database.  SIGTERM or Ctrl-C lets
the job in hand come to its end; a second one ends at once, and another worker takes the job up.
``qunce serve --with-worker`` and ``qunce demo`` start one beside the pages (``beside``).
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from qunce.cli.installation import open_installation, plain_words
from qunce.cli.speech import chosen_language, speak
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

if TYPE_CHECKING:
    from qunce.cli import Subparsers

MINUTE = 60
PATIENCE = 20.0
"""Seconds a worker beside the pages is given to end its job, then it is killed."""
REST = 2.0
"""Seconds until a worker beside the pages that died is replaced."""


def add_parser(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("worker")
    parser.add_argument("--data", type=Path, help=speak(gettext_noop("the data folder")))
    parser.add_argument(
        "--once", action="store_true", help=speak(gettext_noop("end when nothing waits"))
    )
    parser.add_argument(
        "--state",
        action="store_true",
        help=speak(gettext_noop("only say who works, what waits and what failed")),
    )
    parser.add_argument(
        "--retry", metavar="JOB", help=speak(gettext_noop("let a failed job be tried once more"))
    )
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    open_installation(args.data)
    if args.retry is not None:
        return _retry(args.retry)
    if args.state:
        return _tell_state()
    from qunce.cli.tick import do_due_work
    from qunce.domain.jobs.working import Slot, run_worker

    stop = threading.Event()
    _end_in_peace(stop)
    if args.parent is not None:
        threading.Thread(target=_end_with, args=(args.parent, stop), daemon=True).start()
    with plain_words():
        run_worker(
            stop=stop,
            clock=clock.now,
            slots=(Slot("tick", MINUTE, do_due_work),),
            until_idle=args.once,
        )
    return 0


@contextmanager
def beside(*, wanted: bool = True) -> Iterator[None]:
    """A worker runs in a process of its own while the block lasts; one that dies is replaced.

    Not a thread of the server: the server forks, and a fork takes no threads along and shares
    its database connections, which breaks them.
    """
    if not wanted:
        yield
        return
    kept = _Kept()
    thread = threading.Thread(target=kept.keep, name="keep-worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        kept.end()
        thread.join()


class _Kept:
    """The one worker beside the pages."""

    def __init__(self) -> None:
        words = [sys.executable, "-m", "qunce.cli", "worker", "--parent", str(os.getpid())]
        self._words = [*words, "--lang", chosen_language()]
        self._lock = threading.Lock()  # no worker is started after the end
        self._ended = threading.Event()
        self._worker: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        while True:
            with self._lock:
                if self._ended.is_set():
                    return
                self._worker = worker = subprocess.Popen(self._words)  # noqa: S603 - our own words
            worker.wait()
            if self._ended.wait(REST):
                return

    def end(self) -> None:
        with self._lock:
            self._ended.set()
            worker = self._worker
        if worker is None:
            return
        worker.terminate()
        try:
            worker.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            worker.kill()


def _end_in_peace(stop: threading.Event) -> None:
    def ask(number: int, frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        # Set from another thread: this one may be inside the very lock that `set` needs.
        threading.Thread(target=stop.set).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)


def _end_with(parent: int, stop: threading.Event) -> None:
    """Stop when the process that started this one is gone, even if it was killed."""
    while os.getppid() == parent:
        if stop.wait(1.0):
            return
    stop.set()


def _tell_state() -> int:
    """Exit code 1 when a job has failed, so that a script may ask."""
    from django_tasks import TaskResultStatus

    from qunce.domain.jobs.models import Worker
    from qunce.domain.jobs.queries import counted_jobs, failed_jobs

    with plain_words():
        counted, failed = counted_jobs(), failed_jobs()
        workers = list(Worker.objects.all())
    print(
        speak(
            gettext_noop("Workers: %(workers)s. Jobs waiting: %(ready)s, running: %(running)s."),
            {
                "workers": len(workers),
                "ready": counted.get(TaskResultStatus.READY, 0),
                "running": counted.get(TaskResultStatus.RUNNING, 0),
            },
        )
    )
    for worker in workers:
        print(f"  {worker.place} {worker.pid} {worker.seen_at.isoformat(timespec='seconds')}")
    if not failed:
        return 0
    print(speak(gettext_noop("Failed jobs, the latest first:")))
    for job in failed:
        at = job.at.isoformat(timespec="seconds") if job.at else ""
        print(f"  {job.job} {at} {job.task} ×{job.tries} {job.error}")
    return 1


def _retry(told: str) -> int:
    from qunce.domain.jobs.actions import retry_job

    try:
        job = uuid.UUID(told)
    except ValueError:
        raise Refused(
            Refusal(
                "job_has_not_failed",
                gettext_noop("No failed job has the number %(job)s."),
                {"job": told},
            )
        ) from None
    with plain_words():
        retry_job(job=job, now=clock.now())
    print(speak(gettext_noop("The job waits and will be tried once more.")))
    return 0
