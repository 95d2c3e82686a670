"""Jobs one after the other: tried again, given up, taken up from the dead, forgotten."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from cast import NOW
from jobs import work_for_tests as work
from qunce.domain.jobs import actions, queries
from qunce.domain.jobs.models import Attempt, Worker
from qunce.domain.jobs.processes import Process, this_process
from qunce.domain.jobs.states import DELAYS, KEPT, MOST_TRIES, SILENCE
from qunce.domain.jobs.working import _do_one_job
from qunce.kernel.refusals import Refused

pytestmark = pytest.mark.django_db

ELSEWHERE = Process("another-town/1", 4711, "12345")
"""A worker of another machine."""


def do_next(now: object = NOW) -> bool:
    return _do_one_job(this_process(), lambda: now)  # type: ignore[arg-type,return-value]


def status(job: object) -> str:
    return DBTaskResult.objects.get(pk=job.id).status  # type: ignore[attr-defined]


def test_a_job_is_done_and_keeps_its_answer() -> None:
    job = work.note.enqueue("路灯")
    assert do_next() is True
    row = DBTaskResult.objects.get(pk=job.id)
    assert (row.status, row.return_value, row.finished_at) == ("SUCCESSFUL", "路灯", NOW)
    assert len(row.worker_ids) == 1
    (attempt,) = Attempt.objects.all()
    assert (attempt.number, attempt.outcome, attempt.ended_at) == (1, "done", NOW)
    assert do_next() is False
    assert len(work.lines()) == 1


def test_a_job_may_ask_who_calls() -> None:
    job = work.tell_try.enqueue()
    do_next()
    assert DBTaskResult.objects.get(pk=job.id).return_value == "TaskContext"


def test_the_urgent_job_comes_first() -> None:
    work.note.enqueue("second")
    work.note.using(priority=50).enqueue("first")
    do_next()
    do_next()
    assert [line.split()[0] for line in work.lines()] == ["first", "second"]


def test_a_job_for_later_waits() -> None:
    work.note.using(run_after=NOW + timedelta(hours=1)).enqueue("later")
    assert do_next(NOW + timedelta(minutes=59)) is False
    assert do_next(NOW + timedelta(hours=1)) is True


def test_a_job_that_raises_is_tried_again_later_each_time_and_then_given_up() -> None:
    job = work.stumble.enqueue("李阿姨说")
    now = NOW
    for delay in DELAYS:
        assert do_next(now) is True
        assert status(job) == "READY"
        assert do_next(now + delay - timedelta(seconds=1)) is False
        now += delay
    assert do_next(now) is True
    assert status(job) == "FAILED"
    assert len(DELAYS) + 1 == MOST_TRIES == Attempt.objects.filter(outcome="raised").count()
    assert list(DELAYS) == sorted(DELAYS)
    assert do_next(now + timedelta(days=1)) is False
    (failed,) = queries.failed_jobs()
    assert (str(failed.job), failed.tries) == (job.id, MOST_TRIES)
    assert failed.error == "builtins.ValueError"


def test_the_words_of_an_error_are_kept_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    job = work.stumble.enqueue("李阿姨说")
    for days in range(MOST_TRIES):
        do_next(NOW + timedelta(days=days))
    row = DBTaskResult.objects.get(pk=job.id)
    assert "李阿姨说" in str(row.args_kwargs), "there is something to leak"
    assert "work_for_tests.py" in row.traceback
    told = [row.traceback, caplog.text, *Attempt.objects.values_list("error", flat=True)]
    assert "李阿姨说" not in "".join(told)


def test_a_job_that_refuses_is_not_tried_again() -> None:
    job = work.decline.enqueue()
    do_next()
    assert status(job) == "FAILED"


def test_an_answer_that_cannot_be_kept_is_an_error_of_the_job() -> None:
    job = work.give_odd.enqueue()
    do_next()
    assert status(job) == "READY"
    assert Attempt.objects.get().error == "builtins.TypeError"


def test_a_job_whose_program_is_gone_is_given_up_like_any_other() -> None:
    job = work.note.enqueue("x")
    DBTaskResult.objects.filter(pk=job.id).update(task_path="jobs.gone.task")
    for days in range(MOST_TRIES):
        do_next(NOW + timedelta(days=days))
    assert status(job) == "FAILED"


def test_the_operator_lets_a_failed_job_be_tried_once_more() -> None:
    job = work.stumble.enqueue("x")
    for days in range(MOST_TRIES):
        do_next(NOW + timedelta(days=days))
    row = DBTaskResult.objects.get(pk=job.id)
    later = NOW + timedelta(days=9)
    actions.retry_job(job=row.pk, now=later)
    assert queries.failed_jobs() == []
    assert do_next(later) is True
    assert status(job) == "FAILED"
    actions.retry_job(job=row.pk, now=later)
    with pytest.raises(Refused) as refused:
        actions.retry_job(job=row.pk, now=later)
    assert refused.value.codes == ("job_has_not_failed",)


# --- the dead


def test_the_job_of_a_silent_worker_elsewhere_is_taken_up() -> None:
    job = work.note.enqueue("x")
    actions.begin_work(process=ELSEWHERE, now=NOW)
    held = actions.claim_job(worker=ELSEWHERE.name, now=NOW)
    assert held is not None
    assert actions.take_up_lost(now=NOW + SILENCE, limit=9) == 0
    assert status(job) == "RUNNING"
    later = NOW + SILENCE + timedelta(seconds=1)
    assert actions.take_up_lost(now=later, limit=9) == 1
    assert status(job) == "READY"
    assert not Worker.objects.exists()
    assert actions.take_up_lost(now=later, limit=9) == 0
    # The old worker comes back with its answer: it no longer counts.
    assert actions.finish_job(held=held, value="late", now=later) is False
    assert actions.fail_job(held=held, error=ValueError(), now=later) is False
    assert do_next(later) is True
    assert DBTaskResult.objects.get(pk=job.id).return_value == "x"


def test_a_heartbeat_keeps_the_job() -> None:
    work.note.enqueue("x")
    actions.begin_work(process=ELSEWHERE, now=NOW)
    actions.claim_job(worker=ELSEWHERE.name, now=NOW)
    later = NOW + 5 * SILENCE
    actions.beat(process=ELSEWHERE, now=later, began_at=NOW)
    assert actions.take_up_lost(now=later, limit=9) == 0


def test_a_worker_taken_for_dead_enters_itself_again() -> None:
    actions.begin_work(process=ELSEWHERE, now=NOW)
    actions.take_up_lost(now=NOW + 2 * SILENCE, limit=9)
    assert not Worker.objects.exists()
    actions.beat(process=ELSEWHERE, now=NOW + 3 * SILENCE, began_at=NOW)
    assert Worker.objects.get().seen_at == NOW + 3 * SILENCE


def test_a_worker_of_this_machine_whose_process_is_gone_is_dead_at_once() -> None:
    here = this_process()
    gone = Process(here.place, here.pid, "1")  # the same number, another start
    actions.begin_work(process=here, now=NOW)
    actions.begin_work(process=gone, now=NOW)
    assert [worker.name for worker in queries.dead_workers(NOW)] == [gone.name]
    # And one that runs here is not dead, however silent.
    assert [worker.name for worker in queries.dead_workers(NOW + 9 * SILENCE)] == [gone.name]


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    job = work.note.enqueue("x")
    for time in range(MOST_TRIES):
        assert actions.claim_job(worker=f"gone-{time}", now=NOW) is not None
        assert status(job) == "RUNNING"
        assert actions.take_up_lost(now=NOW, limit=9) == 1
    row = DBTaskResult.objects.get(pk=job.id)
    assert (row.status, row.exception_class_path) == ("FAILED", "qunce.domain.jobs.WorkerLost")
    assert list(Attempt.objects.values_list("outcome", flat=True)) == ["lost"] * MOST_TRIES


def test_the_lost_are_taken_up_a_few_at_a_time() -> None:
    for number in range(5):
        work.note.enqueue(str(number))
        actions.claim_job(worker="gone", now=NOW)
    assert [actions.take_up_lost(now=NOW, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_old_jobs_that_went_well_are_forgotten_and_failed_ones_kept() -> None:
    for _ in range(3):
        work.note.enqueue("x")
        do_next()
    bad = work.decline.enqueue()
    do_next()
    assert actions.forget_finished(now=NOW + KEPT, limit=9) == 0
    later = NOW + KEPT + timedelta(seconds=1)
    assert [actions.forget_finished(now=later, limit=2) for _ in range(3)] == [2, 1, 0]
    assert status(bad) == "FAILED"
    assert Attempt.objects.count() == 1


def test_jobs_are_enqueued_with_the_change_they_belong_to_or_not_at_all(work_folder: Path) -> None:
    from django.db import transaction

    def change_nothing_after_all() -> None:
        with transaction.atomic():
            work.note.enqueue("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_nothing_after_all()
    assert not DBTaskResult.objects.exists()


def test_the_state_is_counted() -> None:
    work.note.enqueue("x")
    work.note.enqueue("y")
    do_next()
    assert queries.counted_jobs() == {"READY": 1, "SUCCESSFUL": 1}
