"""What must never be false of a count is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW
from qunce.domain.limits.actions import spend
from qunce.domain.limits.models import Spent

BREAKS: list[Break] = [
    ("spent_key_is_given_once", again),
    ("spent_has_a_key", lambda row: changed(row, key="")),
    ("spent_counts_from_zero", lambda row: changed(row, count=-1)),
]


@pytest.fixture
def row(db: None) -> Spent:
    spend(keys={"k": NOW}, now=NOW)
    return Spent.objects.get()


@named(BREAKS)
def test_the_database_refuses(row: Spent, name: str, breaks: Callable[[Spent], object]) -> None:
    assert_refuses("limits", name, lambda: breaks(row))


def test_no_constraint_of_limits_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("limits")
