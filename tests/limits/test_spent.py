"""What is counted: each time once, whoever counts beside, until its time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import statements
from cast import NOW
from jobs.real_processes import Town
from qunce.domain.limits.actions import forget_spent, give_back, spend
from qunce.domain.limits.models import Spent
from qunce.domain.limits.queries import spent

HOUR = NOW + timedelta(hours=1)
MINUTE = NOW + timedelta(minutes=1)

COUNTER = """
import sys
from datetime import datetime, timedelta, UTC
import django
django.setup()
from django.db import connection
from qunce.domain.limits.actions import spend
connection.ensure_connection()
print("ready", flush=True)
sys.stdin.readline()
now = datetime.now(UTC)
for number in range(int(sys.argv[1])):
    counts = spend(keys={"b": now + timedelta(hours=1), "a": now + timedelta(hours=1)}, now=now)
    print(counts["a"])
"""


def test_two_processes_that_count_at_once_lose_nothing(own_town: Town) -> None:
    each = 150
    left, right = (
        [int(line) for line in said.split()] for said in own_town.race(COUNTER, str(each))
    )
    assert sorted(left + right) == list(range(1, 2 * each + 1)), "each number is told once"
    assert dict(Spent.objects.values_list("key", "count")) == {"a": 2 * each, "b": 2 * each}


@pytest.mark.django_db
def test_counting_several_is_one_statement_without_a_transaction() -> None:
    for count in (1, 2, 3):
        sent = statements(lambda: spend(keys={"hour": HOUR, "minute": MINUTE}, now=NOW))
        assert len(sent) == 1, "\n".join(sent)
        assert spent(["hour", "minute", "other"], NOW) == {"hour": count, "minute": count}
    assert spend(keys={}, now=NOW) == {}


@pytest.mark.django_db
def test_when_its_time_is_over_it_counts_from_one() -> None:
    spend(keys={"k": MINUTE}, now=NOW)
    just_before = MINUTE - timedelta(microseconds=1)
    assert spend(keys={"k": HOUR}, now=just_before) == {"k": 2}
    assert Spent.objects.get().until == MINUTE, "its time was set when it began"
    assert spent(["k"], MINUTE) == {}
    assert spend(keys={"k": HOUR}, now=MINUTE) == {"k": 1}
    assert Spent.objects.get().until == HOUR


@pytest.mark.django_db
def test_what_came_to_nothing_is_given_back_and_never_more() -> None:
    spend(keys={"k": MINUTE}, now=NOW)
    for _ in range(2):
        give_back(keys=["k", "other"], now=NOW)
    assert spent(["k"], NOW) == {"k": 0}
    spend(keys={"k": MINUTE}, now=NOW)
    give_back(keys=["k"], now=MINUTE)
    assert Spent.objects.get().count == 1, "its time is over: there is nothing to give back to"


@pytest.mark.django_db
def test_what_is_over_is_forgotten_the_oldest_first() -> None:
    for number in range(4):
        spend(keys={f"{number}": NOW + timedelta(minutes=number)}, now=NOW)
    assert forget_spent(now=NOW + timedelta(minutes=2), limit=2) == 0
    assert list(Spent.objects.values_list("key", flat=True)) == ["2", "3"]
    forget_spent(now=NOW + timedelta(minutes=2), limit=2)
    assert Spent.objects.get().key == "3"
