"""Rounds of asking as the office begins and ends them; every builder goes through the actions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from builders import a_gate, a_rule
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.actions import add_post
from qunce.domain.accounts.models import Post
from qunce.domain.gates.actions import (
    check_document,
    find_not_passed,
    override,
    settle,
    start_asking,
)
from qunce.domain.gates.models import Asking, DocumentCheck, Gate, Passage
from qunce.domain.gates.rules import Evidence
from qunce.domain.gates.states import Check
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref

DRAFT = Ref("consultation", "7", "活动方案（草稿）")
SHA = "5e" * 32
LAST_DAY = TODAY + timedelta(days=9)
"""Ten days from the first, both counted, as ``a_rule`` says."""
REASON = "防汛期间不能开会，先行印发，汛后补问"


def on(day: date) -> datetime:
    """Ten in the morning of that day, in Qingquan."""
    return datetime.combine(day, time(2, 0), tzinfo=UTC)


AFTERWARDS = on(LAST_DAY + timedelta(days=1))


def a_round(cast: Cast, gate: Gate | None = None, **changes: Any) -> Asking:
    """People are asked at a gate of the town for exactly as long as its rule says."""
    gate = gate or a_gate()
    given: dict[str, Any] = {
        "gate": gate,
        "what": DRAFT,
        "title": DRAFT.name,
        "sha256": SHA,
        "opens_on": TODAY,
        "closes_on": TODAY + timedelta(days=gate.days_open - 1),
        "actor": cast.clerk,
        "now": NOW,
    }
    return start_asking(**{**given, **changes})


def enough(**changes: Any) -> Evidence:
    """Evidence that meets ``a_rule``, and every need a rule may name."""
    given: dict[str, Any] = {
        "asked": 80,
        "answered": 60,
        "by_way": {"web": 18, "phone": 2, "paper": 40},
        "groups": 3,
        "groups_heard": 3,
        "points": 12,
        "points_answered": 12,
        "to_tell": 5,
        "told": 5,
        "questions": 5,
        "questions_answered": 5,
        "counts_agree": True,
        "published": True,
        "share": 0.8,
    }
    return Evidence(**{**given, **changes})


def passed(cast: Cast, gate: Gate | None = None, **changes: Any) -> Passage:
    """The people were asked at the gate, and it is open."""
    asking = a_round(cast, gate)
    if "four_checks" in asking.rule["needs"]:
        for code in Check.values:
            a_check(cast, asking, code)
    evidence = enough(**{"answered": asking.at_least, "asked": None, **changes})
    return settle(asking=asking, evidence=evidence, actor=cast.clerk, now=after(asking))


def not_passed(cast: Cast, gate: Gate | None = None, **begun: Any) -> Asking:
    """A round with one answer too few, found so."""
    asking = a_round(cast, gate, **begun)
    evidence = enough(answered=asking.at_least - 1)
    find_not_passed(asking=asking, evidence=evidence, actor=cast.clerk, now=after(asking))
    asking.refresh_from_db()
    return asking


def after(asking: Asking) -> datetime:
    """The morning after the last day."""
    return on(asking.closes_on + timedelta(days=1))


def overridden(cast: Cast, gate: Gate | None = None) -> Passage:
    """The county opened the gate without the people."""
    county = a_post(cast.county, "leader")
    return override(gate=gate or a_gate(), reason=REASON, actor=county, now=NOW)


def a_check(
    cast: Cast, asking: Asking, code: str = "widely", *, holds: bool = True
) -> DocumentCheck:
    """One of the four checks, made by the town's guidance group."""
    return check_document(
        asking=asking,
        code=code,
        holds=holds,
        reason="逐户看了征求意见的记录",
        actor=a_post(cast.town, "guidance"),
        now=NOW,
    )


def a_post(unit: Unit, role: str) -> Post:
    """A post of ``unit`` with ``role``; the one there is, else a new one."""
    found = Post.objects.select_related("unit").filter(unit=unit, role=role).first()
    if found is not None:
        return found
    return add_post(
        unit=unit, code=f"{unit.code}-{role}", title=f"{unit.name}{role}", role=role,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip


def in_state(cast: Cast, gate: Gate, state: str) -> Gate:
    """``gate``, brought to ``state`` by what brings it there in life."""
    acts = {
        "waiting": lambda: None,
        "asking": lambda: a_round(cast, gate),
        "passed": lambda: passed(cast, gate),
        "not_passed": lambda: not_passed(cast, gate),
        "overridden": lambda: overridden(cast, gate),
    }
    acts[state]()
    gate.refresh_from_db()
    return gate


def with_rule(**changes: Any) -> Gate:
    return a_gate(rule=a_rule(**changes))
