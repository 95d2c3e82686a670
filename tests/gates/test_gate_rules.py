"""A gate's rule is fixed before anybody is asked, and keeps people without phones in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from breaking import changed
from builders import a_gate, a_rule, codes, kinds_since, latest, meanwhile
from cast import NOW, Cast
from qunce.domain.accounts.models import Post
from qunce.domain.gates.actions import change_rule
from qunce.domain.gates.models import Gate
from qunce.domain.gates.rules import why_not_change_rule, why_not_past, why_not_rule
from qunce.domain.gates.states import STEPS, WITHOUT_PHONE, GateKind, GateState, Way
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused

SHUT_OUT = "gate_shuts_out_people_without_phones"


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"asks": ""}, ["gate_asks_nobody"]),
        ({"asks": " 　\n"}, ["gate_asks_nobody"]),
        ({"at_least": -1}, ["gate_needs_answers"]),
        ({"at_least": 0}, ["gate_needs_answers"]),
        ({"at_least": 1}, []),
        ({"days_open": 0}, ["gate_needs_days"]),
        ({"days_open": 1}, []),
        ({"days_open": 365}, []),
        ({"days_open": 366}, ["gate_needs_days"]),
        ({"passes_when": " "}, ["gate_needs_measure"]),
        ({"asks": "民" * 200, "passes_when": "好" * 300}, []),
        ({"asks": "民" * 201}, ["gate_words_too_long"]),
        ({"passes_when": "好" * 301}, ["gate_words_too_long"]),
        ({"ways": ()}, [SHUT_OUT]),
        ({"ways": ("web",)}, [SHUT_OUT]),
        ({"ways": ("phone",)}, [SHUT_OUT]),
        ({"ways": ("web", "phone")}, [SHUT_OUT]),
        ({"ways": ("paper",)}, []),
        ({"ways": ("meeting",)}, []),
        ({"ways": ("visit",)}, []),
        ({"ways": tuple(Way.values)}, []),
        ({"ways": ("paper", "drum")}, ["gate_way_unknown"]),
        (
            {"asks": "", "at_least": 0, "days_open": 0, "passes_when": "", "ways": ("web",)},
            [
                "gate_asks_nobody",
                "gate_needs_answers",
                "gate_needs_days",
                "gate_needs_measure",
                SHUT_OUT,
            ],
        ),
    ],
)
def test_why_a_rule_could_not_honestly_pass_anything(
    changes: dict[str, object], reasons: list[str]
) -> None:
    assert codes(why_not_rule(a_rule(**changes))) == reasons


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("asks", ""), ("at_least", 0), ("days_open", 0), ("passes_when", ""), ("ways", ())],
)
def test_each_reason_stands_at_its_field(field: str, wrong: object) -> None:
    assert [reason.on for reason in why_not_rule(a_rule(**{field: wrong}))] == [field]


@pytest.mark.parametrize(
    ("state", "reasons"),
    [
        (GateState.WAITING, []),
        (GateState.ASKING, ["gate_rule_is_fixed"]),
        (GateState.PASSED, ["gate_rule_is_fixed"]),
        (GateState.NOT_PASSED, ["gate_rule_is_fixed"]),
        (GateState.OVERRIDDEN, ["gate_rule_is_fixed"]),
    ],
)
def test_a_rule_is_fixed_once_people_have_been_asked(state: GateState, reasons: list[str]) -> None:
    assert codes(why_not_change_rule(Gate(state=state))) == reasons


@pytest.mark.parametrize(
    ("state", "reasons"),
    [
        (None, []),
        (GateState.WAITING, ["gate_not_passed"]),
        (GateState.ASKING, ["gate_not_passed"]),
        (GateState.PASSED, []),
        (GateState.NOT_PASSED, ["gate_not_passed"]),
        (GateState.OVERRIDDEN, []),
    ],
)
def test_nothing_goes_past_a_gate_that_has_not_been_passed(
    state: GateState | None, reasons: list[str]
) -> None:
    gate = None if state is None else Gate(kind=GateKind.PLAN, state=state)
    assert codes(why_not_past(gate)) == reasons


@pytest.mark.parametrize(
    ("before", "after"),
    [(before, after) for before in GateState for after in GateState],
    ids=str,
)
def test_every_pair_of_states(before: GateState, after: GateState) -> None:
    allowed = {
        (GateState.WAITING, GateState.ASKING),
        (GateState.ASKING, GateState.PASSED),
        (GateState.ASKING, GateState.NOT_PASSED),
        (GateState.NOT_PASSED, GateState.ASKING),
        (GateState.ASKING, GateState.WAITING),
        (GateState.WAITING, GateState.OVERRIDDEN),
        (GateState.ASKING, GateState.OVERRIDDEN),
        (GateState.NOT_PASSED, GateState.OVERRIDDEN),
    }
    assert (after in STEPS[before]) == ((before, after) in allowed)


def test_ways_without_a_phone_need_none() -> None:
    assert set(WITHOUT_PHONE) == set(Way) - {Way.WEB, Way.PHONE}


# --- setting up and changing


def test_a_gate_is_set_up_with_its_rule_not_passed_and_on_the_record(cast: Cast) -> None:
    gate = a_gate(kind="report", about="分析检查报告", actor=cast.clerk.ref)
    assert (gate.state, gate.passed_at, gate.rule_version) == ("waiting", None, 1)
    assert (latest().kind, latest().subject, latest().actor) == (
        "gate.set_up",
        gate.ref,
        cast.clerk.ref,
    )
    assert latest().facts == {
        "gate": "report",
        "asks": "本镇居民",
        "at_least": 60,
        "days_open": 10,
        "ways": ["web", "paper"],
        "passes_when": "每条意见都有答复",
        "needs": [],
        "share_at_least": None,
        "version": 1,
    }


def test_a_gate_is_not_set_up_with_a_rule_that_shuts_people_out(cast: Cast) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        a_gate(rule=a_rule(ways=("web",)))
    assert refused.value.codes == (SHUT_OUT,)
    assert (kinds_since(before), Gate.objects.count()) == ([], 0)


def _change(gate: Gate, *, seen_version: int = 1, **changes: object) -> Gate:
    clerk = Post.objects.filter(role="campaign_office").earliest("pk")
    return change_rule(
        gate=gate, rule=a_rule(**changes), seen_version=seen_version, actor=clerk, now=NOW
    )


ACTS: dict[str, Callable[[Gate], object]] = {
    "set_up": lambda gate: a_gate(kind="remedy"),
    "change": lambda gate: _change(gate, at_least=90),
}


def test_a_changed_rule_is_a_new_version_with_the_whole_rule_on_the_record(cast: Cast) -> None:
    gate = _change(
        a_gate(),
        asks="受访户",
        at_least=90,
        days_open=15,
        ways=("visit",),
        passes_when="户户有回音",
    )
    assert (gate.asks, gate.at_least, gate.days_open, gate.ways, gate.passes_when) == (
        "受访户",
        90,
        15,
        ["visit"],
        "户户有回音",
    )
    assert (gate.rule_version, gate.state) == (2, "waiting")
    assert (latest().kind, latest().subject) == ("gate.rule_changed", gate.ref)
    assert latest().facts == {
        "gate": "plan",
        "asks": "受访户",
        "at_least": 90,
        "days_open": 15,
        "ways": ["visit"],
        "passes_when": "户户有回音",
        "needs": [],
        "share_at_least": None,
        "version": 2,
    }


def test_a_rule_that_somebody_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    gate = a_gate()
    _change(gate, at_least=90)
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        _change(gate, at_least=10)
    assert refused.value.codes == ("gate_rule_changed_meanwhile",)
    gate.refresh_from_db()
    assert (gate.at_least, gate.rule_version, kinds_since(before)) == (90, 2, [])


@pytest.mark.parametrize("state", [state for state in GateState if state != GateState.WAITING])
def test_the_rule_of_an_asking_that_began_stays(cast: Cast, state: GateState) -> None:
    gate = a_gate()
    changed(gate, state=state, passed_at=NOW if state == GateState.PASSED else None)
    with pytest.raises(Refused) as refused:
        _change(gate, at_least=1)
    assert refused.value.codes == ("gate_rule_is_fixed",)
    gate.refresh_from_db()
    assert gate.at_least == 60


@pytest.mark.parametrize("who", ["secretary", "leader", "viewer"])
def test_only_a_campaign_office_changes_a_rule(cast: Cast, who: str) -> None:
    gate = a_gate()
    with pytest.raises(Refused) as refused:
        change_rule(
            gate=gate, rule=a_rule(at_least=1), seen_version=1, actor=cast.five[who], now=NOW
        )
    assert refused.value.codes == ("not_campaign_office",)
    gate.refresh_from_db()
    assert gate.at_least == 60


def test_a_changed_rule_must_be_honest_too(cast: Cast) -> None:
    gate = a_gate()
    with pytest.raises(Refused) as refused:
        _change(gate, at_least=0)
    assert refused.value.codes == ("gate_needs_answers",)


@pytest.mark.parametrize("act", ACTS)
def test_what_cannot_be_recorded_does_not_happen(
    cast: Cast, act: str, settings: Any, tmp_path: Path
) -> None:
    gate = a_gate()
    settings.KEYS = tmp_path / "a folder without the key"
    with pytest.raises(Refused) as refused:
        ACTS[act](gate)
    assert refused.value.codes == ("record_key_unreadable",)
    gate.refresh_from_db()
    assert (Gate.objects.count(), gate.at_least, gate.rule_version) == (1, 60, 1)


def test_an_asking_that_begins_at_the_same_moment_keeps_its_rule(cast: Cast) -> None:
    gate = a_gate()
    with (
        meanwhile("gates_gate", lambda: changed(gate, state="asking")),
        pytest.raises(Refused) as refused,
    ):
        _change(gate, at_least=1)
    assert refused.value.codes == ("gate_rule_changed_meanwhile",)
    gate.refresh_from_db()
    assert gate.at_least == 60


@pytest.mark.parametrize("act", ACTS)
def test_when_the_transaction_is_undone_neither_the_change_nor_its_entry_stays(
    cast: Cast, act: str
) -> None:
    gate = a_gate()
    before = Entry.objects.count()
    with transaction.atomic():
        ACTS[act](gate)
        assert len(kinds_since(before)) == 1
        transaction.set_rollback(True)
    gate.refresh_from_db()
    assert (kinds_since(before), Gate.objects.count(), gate.at_least) == ([], 1, 60)
