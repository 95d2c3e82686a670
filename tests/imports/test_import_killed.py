"""Real workers on a long ledger: killed in the middle, another goes on; each row exactly once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from cast import build_cast
from imports.ledgers_made import fresh, given, messages, previewed, problems, uploaded
from jobs.real_processes import Town, kill, wait_until
from qunce.domain.identities.models import Identity
from qunce.domain.imports.models import ImportRow
from qunce.domain.problems.models import Problem, ProblemStep
from qunce.domain.record.models import Entry
from qunce.domain.voices.models import Voice
from qunce.kernel import clock

ROWS = 1500


def test_killed_in_the_middle_of_the_taking_each_problem_is_there_once(
    own_town: Town, uploads: Path
) -> None:
    cast = build_cast()
    data = problems(*[{"点位": f"{number}组"} for number in range(ROWS)])
    ledger = given(cast, previewed(cast, data))
    first = own_town.start("worker")
    wait_until(lambda: 0 < fresh(ledger).rows_taken < ROWS)
    kill(first)
    first.wait(timeout=120)
    done = fresh(ledger)
    assert done.state == "taking", "it was in the middle"
    assert 0 < done.rows_taken < ROWS
    assert Problem.objects.count() == done.rows_taken, "a row is there wholly or not at all"
    own_town.start("worker")
    wait_until(lambda: fresh(ledger).state == "taken", seconds=300)
    done = fresh(ledger)
    assert (done.rows_taken, done.rows_good, done.rows_bad) == (ROWS, 0, 0)
    assert Problem.objects.count() == Problem.objects.values("spot").distinct().count() == ROWS
    assert ImportRow.objects.values("problem").distinct().count() == ROWS
    assert ProblemStep.objects.filter(kind="found").count() == ROWS
    kinds = Counter(Entry.objects.values_list("kind", flat=True))
    assert (kinds["problem.taken_over"], kinds["import.taken_over"]) == (8, 1)
    assert [path for path in uploads.rglob("*") if path.is_file()] == []


def test_killed_in_the_middle_of_the_reading_it_is_read_again(own_town: Town) -> None:
    cast = build_cast()
    data = problems(*[{"点位": f"{number}组"} for number in range(4 * ROWS)])
    ledger = uploaded(cast, data, now=clock.now())
    first = own_town.start("worker")
    wait_until(lambda: 0 < fresh(ledger).rows_read < 4 * ROWS)
    kill(first)
    first.wait(timeout=120)
    assert fresh(ledger).state == "reading"
    own_town.start("worker")
    wait_until(lambda: fresh(ledger).state == "previewed", seconds=300)
    assert (fresh(ledger).rows_read, ImportRow.objects.count()) == (4 * ROWS, 4 * ROWS)
    assert not Problem.objects.exists()


@pytest.mark.parametrize("workers", [2])
def test_two_workers_and_two_equal_ledgers_give_each_message_once(
    own_town: Town, workers: int
) -> None:
    """The rows are keyed by the workers' own key, so both ledgers are read by them as well."""
    cast = build_cast()
    data = messages(*[{"诉求内容": f"第{number}户门前积水"} for number in range(300)])
    ledgers = [uploaded(cast, data, "messages", now=clock.now()) for _ in range(workers)]
    for _ in range(workers):
        own_town.start("worker")
    wait_until(lambda: all(fresh(one).state == "previewed" for one in ledgers), seconds=300)
    for one in ledgers:
        given(cast, one)
    wait_until(lambda: all(fresh(one).state == "taken" for one in ledgers), seconds=300)
    done = [fresh(one) for one in ledgers]
    assert sum(one.rows_taken for one in done) == 300
    assert sum(one.rows_doubled for one in done) == 300
    assert Voice.objects.count() == Voice.objects.values("text").distinct().count() == 300
    assert Identity.objects.count() == 300, "no identity is left over from a batch that failed"
