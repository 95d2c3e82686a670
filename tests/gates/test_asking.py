"""Asking at a gate: the rule is fixed first, and a round only ever gets longer."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from breaking import changed
from builders import a_gate, a_rule, kinds_since, latest, meanwhile
from cast import NOW, TODAY, Cast
from gates_made import (
    AFTERWARDS,
    DRAFT,
    LAST_DAY,
    SHA,
    a_round,
    enough,
    in_state,
    on,
    with_rule,
)
from qunce.domain.accounts.models import Post
from qunce.domain.gates.actions import (
    break_off,
    change_rule,
    extend_asking,
    find_not_passed,
    settle,
    start_asking,
)
from qunce.domain.gates.models import Asking, Gate, Passage
from qunce.domain.gates.rules import GateRule
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused

WHY = "第三段写错了地名，改好再问"

ACTS: dict[str, Callable[[Asking, Post], object]] = {
    "extend": lambda asking, actor: extend_asking(
        asking=asking, closes_on=LAST_DAY + timedelta(days=1), actor=actor, now=NOW
    ),
    "break_off": lambda asking, actor: break_off(asking=asking, reason=WHY, actor=actor, now=NOW),
    "settle": lambda asking, actor: settle(
        asking=asking, evidence=enough(), actor=actor, now=AFTERWARDS
    ),
    "find_not_passed": lambda asking, actor: find_not_passed(
        asking=asking, evidence=enough(answered=59), actor=actor, now=AFTERWARDS
    ),
}
"""What the gate's own campaign office does with a round."""


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "reasons"),
    [
        (TODAY, TODAY + timedelta(days=8), ("asking_too_short",)),
        (TODAY, TODAY + timedelta(days=9), ()),
        (TODAY, TODAY + timedelta(days=10), ()),
        (TODAY + timedelta(days=30), TODAY + timedelta(days=39), ()),
        (TODAY - timedelta(days=1), TODAY + timedelta(days=9), ("asking_begins_in_the_past",)),
        (TODAY, TODAY, ("asking_too_short",)),
        (TODAY, TODAY - timedelta(days=1), ("asking_too_short",)),
    ],
    ids=[
        "nine days where ten are the rule",
        "exactly ten",
        "eleven",
        "ten days next month",
        "from yesterday, when nobody could answer",
        "one day",
        "over before it begins",
    ],
)
def test_people_have_at_least_the_days_of_the_rule(
    cast: Cast, opens_on: date, closes_on: date, reasons: tuple[str, ...]
) -> None:
    gate = a_gate()
    if not reasons:
        asking = a_round(cast, gate, opens_on=opens_on, closes_on=closes_on)
        assert asking.days == (closes_on - opens_on).days + 1
        return
    with pytest.raises(Refused) as refused:
        a_round(cast, gate, opens_on=opens_on, closes_on=closes_on)
    assert refused.value.codes == reasons
    gate.refresh_from_db()
    assert (gate.state, Asking.objects.count()) == ("waiting", 0)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("secretary", "not_campaign_office"),
        ("leader", "not_campaign_office"),
        ("viewer", "not_campaign_office"),
        ("outsider", "gate_of_another_unit"),
    ],
)
@pytest.mark.parametrize("act", ["start", *ACTS])
def test_only_the_gates_own_campaign_office_asks(
    cast: Cast, act: str, who: str, reason: str
) -> None:
    gate, actor = a_gate(), cast.five[who]
    if act == "start":
        run = functools.partial(a_round, cast, gate, actor=actor)
    else:
        run = functools.partial(ACTS[act], a_round(cast, gate), actor)
    gate.refresh_from_db()
    before, size = gate.state, Entry.objects.count()
    with pytest.raises(Refused) as refused:
        run()
    assert refused.value.codes == (reason,)
    gate.refresh_from_db()
    assert (gate.state, kinds_since(size)) == (before, [])


@pytest.mark.parametrize("act", ["start", *ACTS])
def test_what_cannot_be_recorded_does_not_happen(
    cast: Cast, act: str, settings: Any, tmp_path: Path
) -> None:
    gate = a_gate()
    asking = None if act == "start" else a_round(cast, gate)
    gate.refresh_from_db()
    before = gate.state
    settings.KEYS = tmp_path / "a folder without the key"
    with pytest.raises(Refused) as refused:
        _ = a_round(cast, gate) if asking is None else ACTS[act](asking, cast.clerk)
    assert refused.value.codes == ("record_key_unreadable",)
    gate.refresh_from_db()
    assert (gate.state, Passage.objects.count()) == (before, 0)
    assert [one.state for one in Asking.objects.all()] == ([] if asking is None else ["open"])


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("waiting", None),
        ("asking", "gate_is_asking"),
        ("passed", "gate_is_open"),
        ("not_passed", None),
        ("overridden", "gate_is_open"),
    ],
)
def test_at_which_gates_people_can_be_asked(cast: Cast, state: str, reason: str | None) -> None:
    gate = in_state(cast, a_gate(), state)
    later: dict[str, Any] = {
        "opens_on": LAST_DAY + timedelta(days=1),
        "closes_on": LAST_DAY + timedelta(days=10),
        "now": AFTERWARDS,
    }
    if reason is None:
        a_round(cast, gate, **later)
        gate.refresh_from_db()
        assert gate.state == "asking"
        return
    with pytest.raises(Refused) as refused:
        a_round(cast, gate, **later)
    assert refused.value.codes == (reason,)


def test_a_round_keeps_the_whole_rule_and_the_record_has_it(cast: Cast) -> None:
    gate = with_rule(needs=("groups_heard",), share_at_least=60)
    asking = a_round(cast, gate)
    rule = GateRule.of(gate).facts()
    assert asking.rule == rule
    assert (asking.number, asking.rule_version, asking.at_least, asking.days_open) == (1, 1, 60, 10)
    assert (asking.what, asking.what_sha256, asking.state) == (DRAFT, SHA, "open")
    assert (latest().kind, latest().actor, latest().subject) == (
        "gate.asking_started",
        cast.clerk.ref,
        gate.ref,
    )
    assert latest().facts == {
        "gate": "plan",
        "round": 1,
        "about": {"kind": "consultation", "id": "7"},
        "sha256": SHA,
        "opens_on": "2026-03-02",
        "closes_on": "2026-03-11",
        "rule": rule,
        "version": 1,
    }


@pytest.mark.parametrize(
    ("closes_on", "today", "reasons"),
    [
        (LAST_DAY - timedelta(days=1), TODAY, ("asking_only_gets_longer",)),
        (LAST_DAY, TODAY, ("asking_only_gets_longer",)),
        (LAST_DAY + timedelta(days=1), TODAY, ()),
        (LAST_DAY + timedelta(days=5), LAST_DAY, ()),
        (
            LAST_DAY + timedelta(days=5),
            LAST_DAY + timedelta(days=1),
            ("asking_last_day_is_over",),
        ),
    ],
    ids=[
        "a day less",
        "the same day",
        "a day more",
        "on the last day",
        "the day after, when the answers are known",
    ],
)
def test_a_round_gets_longer_and_never_shorter(
    cast: Cast, closes_on: date, today: date, reasons: tuple[str, ...]
) -> None:
    asking, size = a_round(cast), Entry.objects.count()
    if not reasons:
        longer = extend_asking(asking=asking, closes_on=closes_on, actor=cast.clerk, now=on(today))
        assert (longer.closes_on, longer.days) == (closes_on, (closes_on - TODAY).days + 1)
        assert kinds_since(size) == ["gate.asking_extended"]
        assert latest().facts == {
            "gate": "plan",
            "round": 1,
            "from": LAST_DAY.isoformat(),
            "to": closes_on.isoformat(),
        }
        return
    with pytest.raises(Refused) as refused:
        extend_asking(asking=asking, closes_on=closes_on, actor=cast.clerk, now=on(today))
    assert refused.value.codes == reasons
    asking.refresh_from_db()
    assert (asking.closes_on, kinds_since(size)) == (LAST_DAY, [])


@pytest.mark.parametrize(
    ("reason", "codes"),
    [
        ("", ("reason_says_nothing",)),
        ("改错别字。", ("reason_says_nothing",)),
        ("  改错别字。  ", ("reason_says_nothing",)),
        ("改几个错别字", ()),
        ("改" * 600, ()),
        ("改" * 601, ("reason_too_long",)),
    ],
)
def test_a_round_is_given_up_for_a_reason_everybody_can_read(
    cast: Cast, reason: str, codes: tuple[str, ...]
) -> None:
    asking = a_round(cast)
    if codes:
        with pytest.raises(Refused) as refused:
            break_off(asking=asking, reason=reason, actor=cast.clerk, now=NOW)
        assert refused.value.codes == codes
        assert [one.on for one in refused.value.refusals] == ["why"]
        return
    break_off(asking=asking, reason=reason, actor=cast.clerk, now=NOW)
    asking.refresh_from_db()
    assert (asking.state, asking.why, asking.settled_at) == ("broken_off", reason, NOW)
    assert asking.gate.state == "waiting"
    assert (latest().kind, latest().facts) == (
        "gate.asking_broken_off",
        {"gate": "plan", "round": 1, "reason": reason},
    )


def test_a_round_that_is_over_is_neither_made_longer_nor_given_up(cast: Cast) -> None:
    asking = a_round(cast)
    break_off(asking=asking, reason=WHY, actor=cast.clerk, now=NOW)
    for act in (
        lambda: break_off(asking=asking, reason=WHY, actor=cast.clerk, now=NOW),
        lambda: extend_asking(
            asking=asking, closes_on=LAST_DAY + timedelta(days=9), actor=cast.clerk, now=NOW
        ),
        lambda: settle(asking=asking, evidence=enough(), actor=cast.clerk, now=AFTERWARDS),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.codes == ("asking_is_over",)


def test_another_rule_is_another_version_and_everybody_is_asked_anew(cast: Cast) -> None:
    gate = a_gate()
    first = a_round(cast, gate)
    easier = a_rule(at_least=10)
    with pytest.raises(Refused) as refused:
        change_rule(gate=gate, rule=easier, seen_version=1, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("gate_rule_is_fixed",)
    break_off(asking=first, reason=WHY, actor=cast.clerk, now=NOW)
    change_rule(gate=gate, rule=easier, seen_version=1, actor=cast.clerk, now=NOW)
    second = a_round(cast, gate)
    first.refresh_from_db()
    assert (first.number, first.rule_version, first.at_least) == (1, 1, 60)
    assert (second.number, second.rule_version, second.at_least) == (2, 2, 10)


def test_of_two_who_begin_at_once_one_is_told(cast: Cast) -> None:
    gate = a_gate()
    with (
        meanwhile("gates_gate", lambda: changed(gate, state="asking")),
        pytest.raises(Refused) as refused,
    ):
        a_round(cast, gate)
    assert refused.value.codes == ("gate_moved_meanwhile",)
    assert Asking.objects.count() == 0


def test_a_rule_that_is_changed_at_the_same_moment_is_not_the_one_people_are_asked_under(
    cast: Cast,
) -> None:
    gate = a_gate()
    with (
        meanwhile("gates_gate", lambda: changed(gate, at_least=1, rule_version=2)),
        pytest.raises(Refused) as refused,
    ):
        a_round(cast, gate)
    assert refused.value.codes == ("gate_moved_meanwhile",)


def test_a_round_given_up_at_the_same_moment_is_not_made_longer(cast: Cast) -> None:
    asking = a_round(cast)
    with (
        meanwhile(
            "gates_asking", lambda: changed(asking, state="broken_off", why=WHY, settled_at=NOW)
        ),
        pytest.raises(Refused) as refused,
    ):
        extend_asking(
            asking=asking, closes_on=LAST_DAY + timedelta(days=1), actor=cast.clerk, now=NOW
        )
    assert refused.value.codes == ("gate_moved_meanwhile",)


def test_what_is_asked_about_has_any_name(cast: Cast) -> None:
    asking = start_asking(
        gate=a_gate(), what=DRAFT, title="题" * 201, sha256=SHA, opens_on=TODAY,
        closes_on=LAST_DAY, actor=cast.clerk, now=NOW,
    )  # fmt: skip
    assert asking.title == "题" * 200
    assert Gate.objects.get().state == "asking"
