"""The result as a job: the figures are worked out, shown to the office, and published on demand.

It may be tried again as often as one likes: the figures come out the same, and a ballot is
published once.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import actions
from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.queries.publishing import Worked, figures_from, work_out
from qunce.domain.ballots.states import BallotState
from qunce.domain.jobs.models import Worker
from qunce.domain.jobs.queries import dead_workers
from qunce.exchange import result_files
from qunce.exchange.result_files import Asked, Progress, Working
from qunce.kernel import clock
from qunce.kernel.refusals import Refused

logger = logging.getLogger(__name__)


class Overtaken(Exception):
    """The same was asked for again meanwhile; that work goes on, and this one stops."""


@task()
def bring_out(pk: int, name: str) -> None:
    """Works out the result of a counted ballot; publishes it, if that was asked for."""
    ballot = Ballot.objects.select_related("campaign__unit", "asking").get(pk=pk)
    asked = result_files.asked(ballot.uid)
    if asked is None or asked.name != name:
        return
    if ballot.state != BallotState.CLOSED:  # an earlier try was stopped after it published
        result_files.drop(ballot.uid)
        return
    try:
        worked = _figures(ballot, asked)
        if asked.publish:
            actor = Post.objects.select_related("unit").get(pk=asked.post)
            actions.publish(ballot=ballot, actor=actor, now=clock.now(), worked=worked)
    except Overtaken:
        return
    except Refused as refused:
        logger.warning("Result of ballot %s: %s", ballot.pk, ", ".join(refused.codes))
        result_files.note(ballot.uid, name, Working.REFUSED)
    except Exception as error:
        # Not tried again by itself: it is told, and whoever waits for it asks again.
        logger.warning("Result of ballot %s: %s", ballot.pk, type(error).__name__)
        result_files.note(ballot.uid, name, Working.FAILED)
    else:
        if asked.publish:
            result_files.drop(ballot.uid)
        else:
            result_files.note(ballot.uid, name, Working.READY)


def _figures(ballot: Ballot, asked: Asked) -> Worked:
    kept = result_files.kept(ballot.uid, of=figures_from(ballot))
    if kept is not None:
        return kept

    def tell(done: int, total: int) -> None:
        if result_files.asked(ballot.uid) != asked:
            raise Overtaken
        result_files.note(ballot.uid, asked.name, Working.AT_WORK, done, total)

    worked = work_out(ballot, tell)
    result_files.keep(ballot.uid, worked)
    return worked


def ask_for(ballot: Ballot, post: Post, *, publish: bool, now: datetime) -> None:
    """The job is asked for, unless it is under way.  Publishing overtakes mere looking."""
    work = work_on(ballot, now=now)
    if work is not None and work.at_work and (work.asked.publish or not publish):
        return
    asked = result_files.ask(ballot.uid, post=post.pk, publish=publish, now=now)
    job = bring_out.enqueue(ballot.pk, asked.name)
    result_files.note_job(ballot.uid, asked.name, str(job.id))


def worked_out(ballot: Ballot) -> Worked | None:
    """The figures as they would be published now, if they are worked out.  Two statements."""
    return result_files.kept(ballot.uid, of=figures_from(ballot))


@dataclass(frozen=True, slots=True)
class Work:
    """How far the result is; ``stopped`` when nobody works on it though it is not there."""

    asked: Asked
    progress: Progress
    minutes: int
    workers: bool
    stopped: bool

    @property
    def at_work(self) -> bool:
        return self.progress.at_work and not self.stopped

    @property
    def publishing(self) -> bool:
        return self.at_work and self.asked.publish


def work_on(ballot: Ballot, *, now: datetime) -> Work | None:
    """What was asked for last and how far it is.  Three statements; None when nothing was."""
    asked = result_files.asked(ballot.uid)
    if asked is None:
        return None
    job = result_files.job_of(ballot.uid, asked.name)
    jobs = DBTaskResult.objects.filter(pk__in=[job] if job else [])
    status = jobs.values_list("status", flat=True).first()
    # After the status: a job that ended between the two has told first that it is done.
    progress = result_files.progress(ballot.uid, asked.name)
    over = status in (TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL)
    dead = {worker.pk for worker in dead_workers(now)}
    return Work(
        asked=asked,
        progress=progress,
        minutes=max(int((now - asked.at).total_seconds() // 60), 0),
        workers=Worker.objects.exclude(pk__in=dead).exists(),
        stopped=progress.state in (Working.FAILED, Working.REFUSED) or (progress.at_work and over),
    )
