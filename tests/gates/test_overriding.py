"""Opening a gate without the people: one level higher, with a reason, for everybody to read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from breaking import changed
from builders import a_gate, kinds_since, latest, meanwhile
from cast import NOW, Cast
from gates_made import REASON, a_post, a_round, in_state
from qunce.domain.gates.actions import override
from qunce.domain.gates.models import Passage
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused

UNITS = ("county", "town", "village", "other_town", "other_village")
ROLES = (
    "first_responsible", "campaign_office", "secretary", "leader", "guidance", "staff", "viewer",
)  # fmt: skip
MAY = {("county", "first_responsible"), ("county", "leader")}


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_a_gate_without_the_people(cast: Cast, unit: str, role: str) -> None:
    gate, post = a_gate(), a_post(getattr(cast, unit), role)
    if (unit, role) in MAY:
        passage = override(gate=gate, reason=REASON, actor=post, now=NOW)
        gate.refresh_from_db()
        assert (gate.state, gate.passed_at) == ("overridden", None)
        assert (passage.kind, passage.post, passage.reason) == ("override", post, REASON)
        return
    size = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        override(gate=gate, reason=REASON, actor=post, now=NOW)
    assert refused.value.codes == ("override_by_a_higher_post",)
    gate.refresh_from_db()
    assert (gate.state, kinds_since(size), Passage.objects.count()) == ("waiting", [], 0)


def test_a_gate_of_the_county_has_nobody_above_it(cast: Cast) -> None:
    gate = a_gate(unit=cast.county)
    with pytest.raises(Refused) as refused:
        override(gate=gate, reason=REASON, actor=a_post(cast.county, "first_responsible"), now=NOW)
    assert refused.value.codes == ("override_by_a_higher_post",)


def test_two_levels_above_is_not_one(cast: Cast) -> None:
    gate = a_gate(unit=cast.village)
    with pytest.raises(Refused) as refused:
        override(gate=gate, reason=REASON, actor=a_post(cast.county, "leader"), now=NOW)
    assert refused.value.codes == ("override_by_a_higher_post",)


@pytest.mark.parametrize(
    ("reason", "codes"),
    [
        ("", ("reason_says_nothing",)),
        ("情况紧急。", ("reason_says_nothing",)),
        (" 情况紧急。 ", ("reason_says_nothing",)),
        ("情况十分紧急", ()),
        ("急" * 1000, ()),
        ("急" * 1001, ("reason_too_long",)),
        ("情况\x00十分紧急", ("reason_has_nul",)),
    ],
)
def test_the_reason_says_something(cast: Cast, reason: str, codes: tuple[str, ...]) -> None:
    gate, post = a_gate(), a_post(cast.county, "leader")
    if not codes:
        assert override(gate=gate, reason=reason, actor=post, now=NOW).reason == reason
        return
    with pytest.raises(Refused) as refused:
        override(gate=gate, reason=reason, actor=post, now=NOW)
    assert refused.value.codes == codes


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("waiting", None),
        ("asking", None),
        ("not_passed", None),
        ("passed", "gate_is_open"),
        ("overridden", "gate_is_open"),
    ],
)
def test_which_gates_can_be_opened_so(cast: Cast, state: str, reason: str | None) -> None:
    gate = in_state(cast, a_gate(), state)
    given: dict[str, Any] = {
        "gate": gate,
        "reason": REASON,
        "actor": a_post(cast.county, "leader"),
        "now": NOW,
    }
    if reason is None:
        override(**given)
        gate.refresh_from_db()
        assert gate.state == "overridden"
        return
    with pytest.raises(Refused) as refused:
        override(**given)
    assert refused.value.codes == (reason,)


def test_the_record_says_who_and_why_and_a_round_that_went_on_is_broken_off(cast: Cast) -> None:
    asking, post = a_round(cast), a_post(cast.county, "leader")
    override(gate=asking.gate, reason=f" {REASON} ", actor=post, now=NOW)
    asking.refresh_from_db()
    assert (asking.state, asking.why, asking.settled_at) == ("broken_off", REASON, NOW)
    assert (latest().kind, latest().actor, latest().subject) == (
        "gate.overridden",
        post.ref,
        asking.gate.ref,
    )
    assert latest().facts == {"gate": "plan", "reason": REASON}


def test_a_gate_that_passes_at_the_same_moment_is_not_opened_a_second_way(cast: Cast) -> None:
    gate, post = a_gate(), a_post(cast.county, "leader")
    with (
        meanwhile("gates_gate", lambda: changed(gate, state="passed", passed_at=NOW)),
        pytest.raises(Refused) as refused,
    ):
        override(gate=gate, reason=REASON, actor=post, now=NOW)
    assert refused.value.codes == ("gate_moved_meanwhile",)
    assert Passage.objects.count() == 0


def test_what_cannot_be_recorded_does_not_happen(cast: Cast, settings: Any, tmp_path: Path) -> None:
    asking, post = a_round(cast), a_post(cast.county, "leader")
    settings.KEYS = tmp_path / "a folder without the key"
    with pytest.raises(Refused) as refused:
        override(gate=asking.gate, reason=REASON, actor=post, now=NOW)
    assert refused.value.codes == ("record_key_unreadable",)
    asking.refresh_from_db()
    assert (asking.state, Passage.objects.count()) == ("open", 0)
