"""What must never be false of a ledger is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import Cast
from imports.ledgers_made import previewed, problems
from qunce.domain.imports.models import LedgerImport

BREAKS: list[Break] = [
    ("import_kind_is_known", lambda one: changed(one, kind="recipes")),
    ("import_state_is_known", lambda one: changed(one, state="lost")),
    ("import_ended_keeps_no_file", lambda one: changed(one, state="dropped")),
    (
        "import_taken_has_no_row_left",
        lambda one: changed(one, state="taken", file="", ended_at=one.made_at),
    ),
    (
        "import_dropped_has_taken_nothing",
        lambda one: changed(
            one, state="dropped", file="", ended_at=one.made_at, rows_taken=1, rows_good=0
        ),
    ),
    ("import_counts_each_row_once", lambda one: changed(one, rows_bad=5)),
    ("import_row_stands_once", lambda one: again(one.rows.first())),
    ("import_row_outcome_is_known", lambda one: changed(one.rows.first(), outcome="lost")),
    ("import_row_set_aside_says_why", lambda one: changed(one.rows.first(), outcome="bad")),
    (
        "import_row_taken_names_what_it_became",
        lambda one: changed(one.rows.first(), outcome="taken"),
    ),
]


@named(BREAKS)
def test_the_database_refuses(
    cast: Cast, name: str, breaks: Callable[[LedgerImport], object]
) -> None:
    ledger = previewed(cast, problems({}))
    assert_refuses("imports", name, lambda: breaks(ledger))


def test_no_constraint_of_imports_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("imports")
