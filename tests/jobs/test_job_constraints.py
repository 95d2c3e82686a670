"""What must never be false of workers, tries and schedules is refused by the database itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW
from qunce.domain.jobs.actions import begin_work, keep_schedule
from qunce.domain.jobs.models import Attempt, Scheduled, Worker
from qunce.domain.jobs.processes import this_process

BREAKS: list[Break] = [
    ("worker_name_is_given_once", lambda rows: again(rows[Worker])),
    ("worker_has_a_name", lambda rows: changed(rows[Worker], name="")),
    (
        "attempt_number_is_given_once",
        lambda rows: again(rows[Attempt], ended_at=NOW, outcome="lost"),
    ),
    ("attempt_is_alone_while_it_runs", lambda rows: again(rows[Attempt], number=2)),
    ("attempt_number_counts_from_one", lambda rows: changed(rows[Attempt], number=0)),
    ("attempt_ended_has_its_outcome", lambda rows: changed(rows[Attempt], ended_at=NOW)),
    ("scheduled_name_is_given_once", lambda rows: again(rows[Scheduled])),
    ("scheduled_has_a_name", lambda rows: changed(rows[Scheduled], name="")),
    ("scheduled_has_a_distance", lambda rows: changed(rows[Scheduled], every=0)),
]


@pytest.fixture
def rows(db: None) -> dict[type, Any]:
    process = this_process()
    begin_work(process=process, now=NOW)
    keep_schedule(name="tick", every=60, now=NOW)
    attempt = Attempt.objects.create(job=uuid.uuid4(), number=1, worker=process.name, began_at=NOW)
    return {
        Worker: Worker.objects.get(),
        Attempt: attempt,
        Scheduled: Scheduled.objects.get(),
    }


@named(BREAKS)
def test_the_database_refuses(
    rows: dict[type, Any], name: str, breaks: Callable[[Any], object]
) -> None:
    assert_refuses("jobs", name, lambda: breaks(rows))


def test_no_constraint_of_jobs_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("jobs")


def test_an_outcome_without_an_end_is_refused_too(rows: dict[type, Any]) -> None:
    assert_refuses(
        "jobs", "attempt_ended_has_its_outcome", lambda: changed(rows[Attempt], outcome="done")
    )
