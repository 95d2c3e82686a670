"""What opens a gate: evidence that meets the rule fixed beforehand; what is missing is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from breaking import changed
from builders import a_rule, codes, kinds_since, latest, meanwhile
from cast import NOW, Cast
from gates_made import (
    AFTERWARDS,
    LAST_DAY,
    a_check,
    a_post,
    a_round,
    enough,
    on,
    with_rule,
)
from qunce.domain.gates.actions import check_document, find_not_passed, settle
from qunce.domain.gates.models import Asking, Passage
from qunce.domain.gates.rules import what_is_missing
from qunce.domain.gates.states import Check, Need
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused

ALL_HOLD = dict.fromkeys(Check.values, True)


@pytest.mark.parametrize(
    ("day", "reasons"),
    [(LAST_DAY, ("asking_goes_on",)), (LAST_DAY + timedelta(days=1), ())],
    ids=["on the last day", "the day after"],
)
def test_nothing_is_settled_while_people_may_still_answer(
    cast: Cast, day: Any, reasons: tuple[str, ...]
) -> None:
    asking = a_round(cast)
    if not reasons:
        settle(asking=asking, evidence=enough(), actor=cast.clerk, now=on(day))
        return
    for act in (settle, find_not_passed):
        evidence = enough() if act is settle else enough(answered=1)
        with pytest.raises(Refused) as refused:
            act(asking=asking, evidence=evidence, actor=cast.clerk, now=on(day))  # type: ignore[operator]
        assert refused.value.codes == reasons


MISSING: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    # what the rule asks for, what the evidence shows, what is missing
    ({}, {}, []),
    ({}, {"answered": 59}, ["too_few_answers"]),
    ({}, {"answered": 60}, []),
    ({}, {"answered": 0, "points": 0, "points_answered": 0}, ["too_few_answers"]),
    ({}, {"points_answered": 11}, ["points_without_answer"]),
    ({}, {"points": 0, "points_answered": 0}, []),
    ({}, {"told": 4}, ["speakers_not_told"]),
    ({}, {"to_tell": 0, "told": 0}, []),
    # what a rule does not name is not asked for
    ({}, {"groups_heard": 2}, []),
    ({}, {"questions_answered": 4}, []),
    ({}, {"counts_agree": False, "published": False, "share": None}, []),
    # each need alone
    ({"needs": ("groups_heard",)}, {"groups_heard": 3}, []),
    ({"needs": ("groups_heard",)}, {"groups_heard": 2}, ["groups_not_heard"]),
    ({"needs": ("questions_answered",)}, {"questions_answered": 4}, ["questions_without_answer"]),
    (
        {"needs": ("questions_answered",)},
        {"questions": 0, "questions_answered": 0},
        ["questions_without_answer"],
    ),
    ({"needs": ("counts_agree",)}, {"counts_agree": False}, ["counts_do_not_agree"]),
    ({"needs": ("counts_agree",)}, {"counts_agree": None}, ["counts_do_not_agree"]),
    ({"needs": ("published",)}, {"published": False}, ["result_not_published"]),
    ({"needs": ("published",)}, {"published": None}, ["result_not_published"]),
    ({"needs": tuple(Need.values)}, {}, []),
    # the line for the share that is content
    ({"share_at_least": 60}, {"share": 0.6}, []),
    ({"share_at_least": 60}, {"share": 0.5999}, ["share_below_the_line"]),
    ({"share_at_least": 60}, {"share": None}, ["share_below_the_line"]),
    ({"share_at_least": 29}, {"share": 29 / 100}, []),
    ({"share_at_least": 57}, {"share": 171 / 300}, []),
    ({"share_at_least": 100}, {"share": 1.0}, []),
    # more of something than there is
    ({}, {"points_answered": 13}, ["evidence_does_not_add_up"]),
    ({}, {"told": 6}, ["evidence_does_not_add_up"]),
    ({}, {"share": 1.01}, ["evidence_does_not_add_up"]),
    # everything at once, in one go
    (
        {"needs": tuple(Need.values), "share_at_least": 60},
        {
            "answered": 1,
            "points_answered": 0,
            "told": 0,
            "groups_heard": 0,
            "questions_answered": 0,
            "counts_agree": False,
            "published": False,
            "share": 0.1,
        },
        [
            "too_few_answers",
            "points_without_answer",
            "speakers_not_told",
            "groups_not_heard",
            "questions_without_answer",
            "counts_do_not_agree",
            "result_not_published",
            "share_below_the_line",
        ],
    ),
]


@pytest.mark.parametrize(("rule", "shown", "reasons"), MISSING)
def test_what_is_missing(rule: dict[str, Any], shown: dict[str, Any], reasons: list[str]) -> None:
    asking = Asking(rule=a_rule(**rule).facts(), at_least=60)
    assert codes(what_is_missing(asking, enough(**shown), checks=ALL_HOLD)) == reasons


@pytest.mark.parametrize(
    ("checks", "reasons"),
    [
        ({}, ["checks_not_made"]),
        ({"widely": True, "accurate": True, "clear": True}, ["checks_not_made"]),
        (ALL_HOLD, []),
        ({**ALL_HOLD, "real": False}, ["check_does_not_hold"]),
        ({"real": False}, ["checks_not_made", "check_does_not_hold"]),
    ],
    ids=["none", "three of four", "all hold", "one does not", "one, and it does not"],
)
def test_the_four_checks(checks: Mapping[str, bool], reasons: list[str]) -> None:
    asking = Asking(rule=a_rule(needs=("four_checks",)).facts(), at_least=60)
    assert codes(what_is_missing(asking, enough(), checks=checks)) == reasons
    without = Asking(rule=a_rule().facts(), at_least=60)
    assert what_is_missing(without, enough(), checks=checks) == []


def test_a_gate_passes_on_its_evidence_and_everybody_can_check_the_figures(cast: Cast) -> None:
    asking = a_round(cast)
    passage = settle(asking=asking, evidence=enough(), actor=cast.clerk, now=AFTERWARDS)
    asking.refresh_from_db()
    gate = asking.gate
    assert (gate.state, gate.passed_at, asking.state) == ("passed", AFTERWARDS, "passed")
    assert (passage.pk, passage.kind, passage.asking_id) == (gate.pk, "evidence", asking.pk)
    assert (passage.answered, passage.at_least, passage.days, passage.days_open) == (60, 60, 10, 10)
    assert (asking.evidence, asking.settled_at) == (enough().facts(), AFTERWARDS)
    assert (latest().kind, latest().actor, latest().subject) == (
        "gate.passed",
        cast.clerk.ref,
        gate.ref,
    )
    assert latest().facts == {"gate": "plan", "round": 1, "evidence": enough().facts()}


def test_what_is_missing_is_refused_and_nothing_moves(cast: Cast) -> None:
    asking, size = a_round(cast), Entry.objects.count()
    with pytest.raises(Refused) as refused:
        settle(asking=asking, evidence=enough(answered=59), actor=cast.clerk, now=AFTERWARDS)
    assert refused.value.codes == ("too_few_answers",)
    assert [dict(one.params) for one in refused.value.refusals] == [{"have": 59, "want": 60}]
    asking.refresh_from_db()
    assert (asking.state, asking.gate.state, kinds_since(size)) == ("open", "asking", [])
    assert Passage.objects.count() == 0


def test_the_rule_of_the_round_counts_whatever_stands_at_the_gate_now(cast: Cast) -> None:
    asking = a_round(cast)
    changed(asking.gate, at_least=1)
    with pytest.raises(Refused) as refused:
        settle(asking=asking, evidence=enough(answered=59), actor=cast.clerk, now=AFTERWARDS)
    assert refused.value.codes == ("too_few_answers",)


def test_a_round_is_found_not_passed_with_what_was_missing(cast: Cast) -> None:
    asking = a_round(cast, with_rule(needs=("four_checks",)))
    a_check(cast, asking, "real", holds=False)
    find_not_passed(asking=asking, evidence=enough(answered=59), actor=cast.clerk, now=AFTERWARDS)
    asking.refresh_from_db()
    missing = ["too_few_answers", "checks_not_made", "check_does_not_hold"]
    assert (asking.state, asking.gate.state) == ("not_passed", "not_passed")
    assert [one["code"] for one in asking.missing] == missing
    assert asking.missing[0]["params"] == {"have": 59, "want": 60}
    assert (latest().kind, latest().facts["missing"]) == ("gate.not_passed", missing)


def test_a_round_that_lacks_nothing_is_not_found_wanting(cast: Cast) -> None:
    asking = a_round(cast)
    with pytest.raises(Refused) as refused:
        find_not_passed(asking=asking, evidence=enough(), actor=cast.clerk, now=AFTERWARDS)
    assert refused.value.codes == ("nothing_is_missing",)


@pytest.mark.parametrize("act", [settle, find_not_passed])
def test_of_two_who_end_a_round_at_once_one_is_told(cast: Cast, act: Any) -> None:
    asking = a_round(cast)
    evidence = enough() if act is settle else enough(answered=1)
    with (
        meanwhile(
            "gates_asking", lambda: changed(asking, state="not_passed", settled_at=AFTERWARDS)
        ),
        pytest.raises(Refused) as refused,
    ):
        act(asking=asking, evidence=evidence, actor=cast.clerk, now=AFTERWARDS)
    assert refused.value.codes == ("gate_moved_meanwhile",)
    assert Passage.objects.count() == 0


# --- who makes the four checks

UNITS = ("county", "town", "village", "other_town", "other_village")
ROLES = (
    "first_responsible", "campaign_office", "secretary", "leader", "guidance", "staff", "viewer",
)  # fmt: skip
CHECKS = {("county", role) for role in ROLES if role != "viewer"} | {
    ("town", "guidance"),
    ("village", "guidance"),
}


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("role", ROLES)
def test_who_makes_the_four_checks(cast: Cast, unit: str, role: str) -> None:
    asking = a_round(cast)
    post = a_post(getattr(cast, unit), role)
    given: dict[str, Any] = {
        "asking": asking,
        "code": "clear",
        "holds": True,
        "reason": "思路写得明白",
        "actor": post,
        "now": NOW,
    }
    if (unit, role) in CHECKS:
        check = check_document(**given)
        assert (check.post, check.holds, check.checked_at) == (post, True, NOW)
        return
    size = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        check_document(**given)
    assert refused.value.codes == ("check_by_somebody_else",)
    assert kinds_since(size) == []


def test_a_check_is_made_once_in_a_round_and_recorded_with_its_reason(cast: Cast) -> None:
    asking = a_round(cast)
    a_check(cast, asking, "widely", holds=False)
    assert (latest().kind, latest().subject) == ("gate.document_checked", asking.gate.ref)
    assert latest().facts == {
        "gate": "plan",
        "round": 1,
        "check": "widely",
        "holds": False,
        "reason": "逐户看了征求意见的记录",
    }
    with pytest.raises(Refused) as refused:
        a_check(cast, asking, "widely", holds=True)
    assert refused.value.codes == ("check_made_already",)
    assert asking.checks.get().holds is False


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"code": "beautiful"}, ("check_unknown",)),
        ({"reason": "好好好好好"}, ("reason_says_nothing",)),
        ({"reason": "好" * 601}, ("reason_too_long",)),
    ],
)
def test_which_checks_are_refused(
    cast: Cast, changes: dict[str, Any], reasons: tuple[str, ...]
) -> None:
    given = {"code": "clear", "holds": True, "reason": "思路写得明白", **changes}
    with pytest.raises(Refused) as refused:
        check_document(asking=a_round(cast), actor=a_post(cast.town, "guidance"), now=NOW, **given)
    assert refused.value.codes == reasons


def test_a_check_that_cannot_be_recorded_is_not_made(
    cast: Cast, settings: Any, tmp_path: Path
) -> None:
    asking, post = a_round(cast), a_post(cast.town, "guidance")
    settings.KEYS = tmp_path / "a folder without the key"
    with pytest.raises(Refused) as refused:
        check_document(
            asking=asking, code="clear", holds=True, reason="思路写得明白", actor=post, now=NOW
        )
    assert refused.value.codes == ("record_key_unreadable",)
    assert asking.checks.count() == 0
