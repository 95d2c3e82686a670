"""Real workers on a real database: killed in the middle, stopped in peace, two at once."""

from __future__ import annotations

import os
import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from cast import NOW
from jobs import work_for_tests as work
from jobs.real_processes import Town, kill, wait_until
from qunce.domain.jobs.models import Attempt, Scheduled, Worker
from qunce.kernel import clock


def words() -> list[str]:
    return [line.split()[0] for line in work.lines()]


def let_go() -> None:
    (work.folder() / "go").touch()


def test_the_job_of_a_killed_worker_is_done_by_another_before_its_silence_tells(
    own_town: Town,
) -> None:
    job = work.linger.enqueue("灯")
    first = own_town.start("worker")
    wait_until(lambda: "begun-灯" in words())
    second = own_town.start("worker")
    wait_until(lambda: Worker.objects.count() == 2)
    kill(first)

    def taken_over() -> bool:
        # Its silence never gives it away; only that its process is gone.
        Worker.objects.filter(pid=first.pid).update(seen_at=clock.now() - timedelta(seconds=1))
        return words().count("begun-灯") == 2

    wait_until(taken_over)
    let_go()
    wait_until(lambda: DBTaskResult.objects.get(pk=job.id).status == "SUCCESSFUL")
    tries = list(Attempt.objects.values_list("number", "outcome"))
    assert tries == [(1, "lost"), (2, "done")]
    assert words().count("ended-灯") == 1
    wait_until(lambda: Worker.objects.count() == 1)
    (worker,) = Worker.objects.all()
    assert worker.pid == second.pid


def test_a_worker_asked_to_stop_ends_the_job_in_hand_and_takes_no_other(own_town: Town) -> None:
    job = work.linger.enqueue("灯")
    waiting = work.note.enqueue("井")
    worker = own_town.start("worker")
    wait_until(lambda: "begun-灯" in words())
    worker.send_signal(signal.SIGTERM)
    let_go()
    assert worker.wait(timeout=120) == 0
    assert DBTaskResult.objects.get(pk=job.id).status == "SUCCESSFUL"
    assert DBTaskResult.objects.get(pk=waiting.id).status == "READY"
    assert not Worker.objects.exists()
    # What had to be done every minute was done as well, and has its next slot.
    assert Scheduled.objects.get().last_at is not None


def test_two_workers_do_each_job_once(own_town: Town) -> None:
    both = [work.linger.using(priority=9).enqueue(word) for word in ("甲", "乙")]
    jobs = [work.note.enqueue(str(number)) for number in range(60)]
    workers = [own_town.start("worker", "--once") for _ in range(2)]
    wait_until(lambda: {"begun-甲", "begun-乙"} <= set(words()))  # each has one in hand
    let_go()
    for worker in workers:
        _, said = worker.communicate(timeout=120)
        assert worker.returncode == 0, said
    quick = Counter(word for word in words() if "-" not in word)
    assert quick == Counter(str(number) for number in range(60))
    done = DBTaskResult.objects.filter(status="SUCCESSFUL")
    assert done.count() == len(jobs) + len(both)
    assert set(Attempt.objects.values_list("number", "outcome")) == {(1, "done")}
    assert len({line.split()[1] for line in work.lines()}) == 2, "both had work"


CLAIMER = """
import sys, django
django.setup()
from datetime import datetime, timedelta
from qunce.domain.jobs.actions import claim_slot
start, slots = datetime.fromisoformat(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for slot in range(slots):
    now = start + timedelta(minutes=slot)
    print(*(slot for _ in range(2) if claim_slot(name="tick", now=now)), flush=True)
"""


def test_two_machines_never_claim_one_slot_twice(own_town: Town) -> None:
    from qunce.domain.jobs.actions import keep_schedule

    keep_schedule(name="tick", every=60, now=NOW)
    slots = 100
    machines = own_town.race(CLAIMER, NOW.isoformat(), str(slots))
    claimed = [int(word) for said in machines for word in said.split()]
    assert sorted(claimed) == sorted(set(claimed)), "a slot was claimed twice"
    assert claimed
    # A machine that is ahead takes the beat along; the last slot shows that none was left over.
    assert slots - 1 in claimed


def test_the_worker_beside_the_pages_is_replaced_when_it_dies_and_ends_with_them(
    own_town: Town,
) -> None:
    pages = own_town.start_python(
        "-c",
        "import time\nfrom qunce.cli.worker import beside\nwith beside():\n    time.sleep(600)\n",
    )
    wait_until(lambda: Worker.objects.exists())
    first = Worker.objects.get().pid
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: set(Worker.objects.values_list("pid", flat=True)) - {first})
    kill(pages)
    pages.communicate(timeout=120)  # until the worker, which shares its output, is gone too
    wait_until(lambda: not Worker.objects.exclude(pid=first).exists())


def test_the_worker_beside_the_pages_is_asked_to_end_with_them(own_town: Town) -> None:
    pages = own_town.start_python(
        "-c",
        "import sys\n"
        "from qunce.cli import worker\n"
        "worker.PATIENCE = 120\n"
        "with worker.beside():\n"
        "    sys.stdin.readline()\n",
    )
    wait_until(lambda: Worker.objects.exists())
    _, said = pages.communicate("end\n", timeout=180)
    assert (pages.returncode, said) == (0, "")
    assert not Worker.objects.exists()


HASTY = """
import django
django.setup()
import threading
from qunce.domain.jobs import working
from qunce.kernel import clock
working.BEAT = working.WATCH = 0.1
working.run_worker(stop=threading.Event(), clock=clock.now, pace=0.1)
"""


def test_a_worker_is_heard_of_while_it_has_a_job_in_hand(own_town: Town) -> None:
    work.linger.enqueue("灯")
    own_town.start_python("-c", HASTY)
    wait_until(lambda: "begun-灯" in words())
    seen = Worker.objects.get().seen_at
    wait_until(lambda: Worker.objects.get().seen_at > seen)
    Worker.objects.all().delete()  # taken for dead by a machine whose clock is wrong
    wait_until(lambda: Worker.objects.exists())


def test_a_worker_outlives_the_loss_of_its_connections(own_town: Town) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an SQLite file has no connections to lose")
    job = work.linger.enqueue("灯")
    own_town.start_python("-c", HASTY)
    wait_until(lambda: "begun-灯" in words())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    let_go()
    wait_until(lambda: DBTaskResult.objects.get(pk=job.id).status == "SUCCESSFUL")
    # Its end could not be written the first time, so it was done again.
    assert list(Attempt.objects.values_list("outcome", flat=True)) == ["lost", "done"]
