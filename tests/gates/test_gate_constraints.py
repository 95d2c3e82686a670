"""What must never be false of a gate is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from breaking import Break, assert_refuses, changed, constraints_of, named
from builders import a_gate
from cast import NOW, Cast
from qunce.domain.gates.models import Gate

BREAKS: list[Break] = [
    ("gate_kind_is_known", lambda gate: changed(gate, kind="garden")),
    ("gate_state_is_known", lambda gate: changed(gate, state="ajar")),
    ("gate_passed_has_its_time", lambda gate: changed(gate, state="passed")),
    ("gate_asks_somebody_for_some_time", lambda gate: changed(gate, at_least=0)),
]


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Gate], object]) -> None:
    gate = a_gate()
    assert_refuses("gates", name, lambda: breaks(gate))


def test_no_constraint_of_gates_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("gates")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("gate_passed_has_its_time", {"passed_at": NOW}),
        ("gate_passed_has_its_time", {"state": "not_passed", "passed_at": NOW}),
        ("gate_asks_somebody_for_some_time", {"days_open": 0}),
    ],
    ids=["time without passing", "time of a gate not passed", "no day open"],
)
def test_the_other_way_round_is_refused_too(
    cast: Cast, name: str, fields: dict[str, object]
) -> None:
    gate = a_gate()
    assert_refuses("gates", name, lambda: changed(gate, **fields))


def test_a_gate_that_passed_has_its_time(cast: Cast) -> None:
    gate = a_gate()
    changed(gate, state="passed", passed_at=NOW)
    gate.refresh_from_db()
    assert (gate.state, gate.passed_at) == ("passed", NOW)
