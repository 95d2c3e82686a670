"""The making of slips as a job: codes are drawn, printed into private files, and forgotten.

Whatever happens, codes are in the memory of one process and in these files alone.  A making that
stopped halfway cannot go on, since nobody knows its codes any more: all slips are made anew.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import actions
from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.states import BallotState
from qunce.domain.jobs.models import Worker
from qunce.domain.jobs.queries import dead_workers
from qunce.exchange import slip_files
from qunce.exchange.paper.slips import make_slips
from qunce.exchange.slip_files import Making, Slips
from qunce.kernel import clock
from qunce.web.office.ballots.papers import slip_ballot

logger = logging.getLogger(__name__)

Codes = Mapping[str, list[str]]


@task()
def make(pk: int, post: int, reserve: dict[str, int], address: str) -> None:
    """The slips of a drawn ballot; ``reserve`` by number of the stratum."""
    ballot = Ballot.objects.select_related("campaign__unit").get(pk=pk)
    kept = slip_files.found(ballot.uid)
    if kept is None or not kept.at_work:  # a second job for what another has done
        return
    if ballot.state != BallotState.DRAWN:  # an earlier try was stopped after it drew the codes
        slip_files.note(ballot.uid, state=Making.FAILED)
        return
    names = {str(one.pk): one.name for one in ballot.strata.all()}
    spare = {names[key]: number for key, number in reserve.items() if key in names}
    actor = Post.objects.select_related("unit").get(pk=post)
    _print(
        ballot,
        address,
        lambda: actions.commit(ballot=ballot, reserve=spare, actor=actor, now=clock.now()),
    )


@task()
def make_anew(pk: int, post: int, reason: str, address: str) -> None:
    """The printing is thrown away, and as many slips are made with other codes."""
    ballot = Ballot.objects.select_related("campaign__unit").get(pk=pk)
    kept = slip_files.found(ballot.uid)
    if kept is None or not kept.at_work:
        return
    actor = Post.objects.select_related("unit").get(pk=post)
    _print(
        ballot,
        address,
        lambda: actions.reprint(ballot=ballot, reason=reason, actor=actor, now=clock.now()),
    )


def _print(ballot: Ballot, address: str, draw: Callable[[], Codes]) -> None:
    uid = ballot.uid
    slip_files.note(uid, state=Making.DRAWING)
    try:
        codes = draw()
        total = sum(len(own) for own in codes.values())
        slip_files.note(uid, state=Making.PRINTING, total=total)
        make_slips(
            slip_files.pages(uid),
            ballot=slip_ballot(ballot, address),
            strata=codes,
            progress=lambda done, of: _tell(uid, done, of),
        )
    except Exception as error:
        # Not tried again by itself: whoever makes the slips decides.  Of what went wrong the class
        # is told, since its words could quote a code.
        logger.warning("Slips of ballot %s: %s", ballot.pk, type(error).__name__)
        slip_files.note(uid, state=Making.FAILED)
    else:
        slip_files.note(uid, state=Making.READY, at=clock.now())


def _tell(uid: str, done: int, of: int) -> None:
    slip_files.note(uid, done=done, total=of)


def ask_for(
    ballot: Ballot, post: Post, *, reserve: Mapping[int, int], address: str, now: datetime
) -> None:
    """The job is asked for, and the folder says so before it begins."""
    slip_files.ask(ballot.uid, post=post.pk, job="", now=now)
    spare = {str(key): number for key, number in reserve.items()}
    job = make.enqueue(ballot.pk, post.pk, spare, address)
    slip_files.note(ballot.uid, job=str(job.id))


def ask_anew(ballot: Ballot, post: Post, *, reason: str, address: str, now: datetime) -> None:
    slip_files.ask(ballot.uid, post=post.pk, job="", now=now)
    job = make_anew.enqueue(ballot.pk, post.pk, reason, address)
    slip_files.note(ballot.uid, job=str(job.id))


@dataclass(frozen=True, slots=True)
class Work:
    """How far the making of slips is."""

    slips: Slips
    minutes: int
    workers: bool
    given_up: bool


def work_on(slips: Slips, *, now: datetime) -> Work:
    """Whether somebody works on it, and whether the job was given up.  Three statements."""
    jobs = DBTaskResult.objects.filter(pk__in=[slips.job] if slips.job else [])
    status = jobs.values_list("status", flat=True).first()
    dead = {worker.pk for worker in dead_workers(now)}
    return Work(
        slips=slips,
        minutes=max(int((now - slips.at).total_seconds() // 60), 0),
        workers=Worker.objects.exclude(pk__in=dead).exists(),
        given_up=slips.state == Making.FAILED
        or (slips.at_work and status in (TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL)),
    )
