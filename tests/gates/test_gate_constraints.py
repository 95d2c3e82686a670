"""What must never be false of a gate is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from builders import a_gate
from cast import NOW, TODAY, Cast
from gates_made import a_check, a_round, not_passed, passed
from qunce.domain.gates.models import Asking, Gate, Passage

BREAKS: list[Break] = [
    ("gate_kind_is_known", lambda gate: changed(gate, kind="garden")),
    ("gate_state_is_known", lambda gate: changed(gate, state="ajar")),
    ("gate_passed_has_its_time", lambda gate: changed(gate, state="passed")),
    ("gate_asks_somebody_for_some_time", lambda gate: changed(gate, at_least=0)),
    ("gate_share_is_a_percentage", lambda gate: changed(gate, share_at_least=101)),
]

ROUND_BREAKS: list[Break] = [
    (
        "asking_number_is_given_once_at_a_gate",
        lambda asking: again(asking, state="not_passed", settled_at=NOW),
    ),
    ("asking_is_alone_while_it_goes_on", lambda asking: again(asking, number=2)),
    ("asking_state_is_known", lambda asking: changed(asking, state="asleep", settled_at=NOW)),
    ("asking_settled_has_its_time", lambda asking: changed(asking, state="passed")),
    ("asking_is_open_as_long_as_its_rule_says", lambda asking: changed(asking, days=9)),
    (
        "asking_broken_off_has_a_reason",
        lambda asking: changed(asking, state="broken_off", settled_at=NOW),
    ),
    (
        "document_check_is_made_once_in_a_round",
        lambda asking: again(asking.checks.get(), holds=False),
    ),
    ("document_check_is_known", lambda asking: changed(asking.checks.get(), code="beautiful")),
    ("document_check_has_a_reason", lambda asking: changed(asking.checks.get(), reason="")),
    (
        "passage_has_its_asking_or_a_reason",
        lambda asking: _let_past(asking, asking=None),
    ),
    ("passage_rests_on_enough_answers", lambda asking: _let_past(asking, answered=59)),
    ("passage_leaves_nobody_without_an_answer", lambda asking: _let_past(asking, told=4)),
]


def _let_past(asking: Asking, /, **fields: object) -> None:
    """A raw passage on good evidence, but for ``fields``."""
    given = {
        "gate": asking.gate,
        "kind": "evidence",
        "asking": asking,
        "post": asking.started_by,
        "at": NOW,
        "at_least": 60,
        "answered": 60,
        "days_open": 10,
        "days": 10,
        "points": 12,
        "points_answered": 12,
        "to_tell": 5,
        "told": 5,
    }
    Passage.objects.bulk_create([Passage(**{**given, **fields})])


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Gate], object]) -> None:
    gate = a_gate()
    assert_refuses("gates", name, lambda: breaks(gate))


@named(ROUND_BREAKS)
def test_the_database_refuses_of_a_round(
    cast: Cast, name: str, breaks: Callable[[Asking], object]
) -> None:
    asking = a_round(cast)
    a_check(cast, asking)
    assert_refuses("gates", name, lambda: breaks(asking))


def test_no_constraint_of_gates_goes_untested() -> None:
    assert {name for name, _ in BREAKS + ROUND_BREAKS} == constraints_of("gates")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("gate_passed_has_its_time", {"passed_at": NOW}),
        ("gate_passed_has_its_time", {"state": "not_passed", "passed_at": NOW}),
        ("gate_asks_somebody_for_some_time", {"days_open": 0}),
        ("gate_share_is_a_percentage", {"share_at_least": 0}),
    ],
    ids=["time without passing", "time of a gate not passed", "no day open", "a line at nothing"],
)
def test_the_other_way_round_is_refused_too(
    cast: Cast, name: str, fields: dict[str, object]
) -> None:
    gate = a_gate()
    assert_refuses("gates", name, lambda: changed(gate, **fields))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("passage_has_its_asking_or_a_reason", {"kind": "override"}),
        ("passage_has_its_asking_or_a_reason", {"kind": "override", "asking": None}),
        ("passage_has_its_asking_or_a_reason", {"kind": "luck"}),
        ("passage_rests_on_enough_answers", {"at_least": 0, "answered": 0}),
        ("passage_rests_on_enough_answers", {"days": 9}),
        ("passage_rests_on_enough_answers", {"days": 0, "days_open": 0}),
        ("passage_leaves_nobody_without_an_answer", {"points_answered": 11}),
    ],
    ids=[
        "an override with a round",
        "an override without a reason",
        "neither evidence nor override",
        "nobody had to answer",
        "open a day too short",
        "open on no day",
        "a point without an answer",
    ],
)
def test_other_ways_past_a_gate_are_refused_too(
    cast: Cast, name: str, fields: dict[str, object]
) -> None:
    asking = a_round(cast)
    assert_refuses("gates", name, lambda: _let_past(asking, **fields))
    _let_past(asking)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("asking_settled_has_its_time", {"settled_at": NOW}),
        ("asking_is_open_as_long_as_its_rule_says", {"closes_on": TODAY - timedelta(days=1)}),
    ],
    ids=["settled while it goes on", "over before it begins"],
)
def test_other_rounds_are_refused_too(cast: Cast, name: str, fields: dict[str, object]) -> None:
    asking = a_round(cast)
    assert_refuses("gates", name, lambda: changed(asking, **fields))


def test_a_gate_that_passed_has_its_time(cast: Cast) -> None:
    gate = a_gate()
    changed(gate, state="passed", passed_at=NOW)
    gate.refresh_from_db()
    assert (gate.state, gate.passed_at) == ("passed", NOW)


# --- what is written once


@pytest.mark.parametrize(
    "fields",
    [
        {"answered": 61},
        {"kind": "override", "asking": None, "reason": "上级决定"},
        {"at": NOW},
    ],
    ids=["its figures", "its kind", "its time"],
)
def test_a_passage_never_changes(cast: Cast, fields: dict[str, object]) -> None:
    passage = passed(cast)
    assert_refuses("gates", "passage_never_changes", lambda: changed(passage, **fields))


def test_a_passage_is_never_removed(cast: Cast) -> None:
    passage = passed(cast)
    assert_refuses(
        "gates",
        "passage_never_removed",
        lambda: Passage.objects.filter(pk=passage.pk)._raw_delete("default"),  # type: ignore[attr-defined]
    )


@pytest.mark.parametrize(
    ("table", "pk", "name"),
    [
        ("gates_passage", "gate_id", "passage_never"),
        ("gates_asking", "id", "asking_"),
    ],
)
def test_neither_is_replaced_by_the_way_around_removing(
    cast: Cast, table: str, pk: str, name: str
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can replace a row while inserting")
    passed(cast)
    with (
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608
    assert name in str(refused.value)


@pytest.mark.parametrize(
    "fields",
    [
        {"rule": {"at_least": 1}},
        {"rule_version": 2},
        {"at_least": 1},
        {"days_open": 1},
        {"opens_on": TODAY - timedelta(days=9)},
        {"what_sha256": "00" * 32},
        {"what_id": "8"},
        {"title": "另一件事"},
        {"number": 2},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_the_rule_and_the_wording_of_a_round_never_change(
    cast: Cast, fields: dict[str, object]
) -> None:
    asking = a_round(cast)
    assert_refuses("gates", "asking_rule_never_changes", lambda: changed(asking, **fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "open", "settled_at": None},
        {"missing": []},
        {"evidence": {}},
        {"closes_on": TODAY + timedelta(days=99)},
    ],
    ids=["opened again", "what was missing", "its figures", "its last day"],
)
def test_a_round_that_is_over_stays_as_it_was_settled(
    cast: Cast, fields: dict[str, object]
) -> None:
    asking = not_passed(cast)
    assert_refuses("gates", "asking_over_never_changes", lambda: changed(asking, **fields))


def test_a_round_is_never_removed(cast: Cast) -> None:
    asking = a_round(cast)
    assert_refuses(
        "gates",
        "asking_never_removed",
        lambda: Asking.objects.filter(pk=asking.pk)._raw_delete("default"),  # type: ignore[attr-defined]
    )


def test_the_guards_are_there(cast: Cast) -> None:
    wanted = {
        *("passage_never_changes", "passage_never_removed"),
        *("asking_rule_never_changes", "asking_over_never_changes", "asking_never_removed"),
    }
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted |= {"passage_never_replaced", "asking_never_replaced"}
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            wanted.add("passage_never_emptied")
        there = {name for (name,) in cursor.fetchall()}
    assert wanted <= there
