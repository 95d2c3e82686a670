"""Consultations at each point of their way, made by the actions; what is unsaid is ordinary.

The clerk of Qingquan asks about the plan, on the web and on paper; the rule wants two answers.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from builders import a_campaign, a_rule
from cast import NOW, TODAY, Cast, kept
from qunce.domain.campaigns.models import Campaign
from qunce.domain.consultations import actions
from qunce.domain.consultations.models import (
    Answer,
    Consultation,
    Meeting,
    Point,
    Question,
    Sheet,
)
from qunce.domain.consultations.said import MeetingHeld, PointSaid, SheetSaid, SheetSent
from qunce.domain.gates.actions import change_rule
from qunce.domain.gates.models import Gate

DAY = timedelta(days=1)
OPENS_ON = TODAY
CLOSES_ON = TODAY + 9 * DAY
"""Ten days, both counted."""
AFTER = NOW + 10 * DAY
"""The morning after the last day."""
TEXT = "一、全镇用半年时间查找并解决群众身边的问题。\n\n二、每件事都明确责任人和期限。"
WORDS = "希望先修三组的路灯。"
OTHER_WORDS = "垃圾清运每周至少两次。"
REASON = "三月底前修好，由上清村负责。"


def gate_of(cast: Cast, campaign: Campaign, kind: str = "plan", **rule: Any) -> Gate:
    """The campaign's gate of that kind, with a rule that two answers can meet."""
    gate = campaign.documents.get(gate__kind=kind).gate
    given: dict[str, Any] = {"at_least": 2, "ways": ("web", "paper", "meeting"), **rule}
    return change_rule(
        gate=gate,
        rule=a_rule(**given),
        seen_version=gate.rule_version,
        actor=cast.clerk,
        now=NOW,
    )


@kept
def a_consultation(cast: Cast, kind: str = "plan", **changes: Any) -> Consultation:
    """Prepared by the clerk: two paragraphs, no question; ``rule`` changes the gate's rule."""
    campaign = changes.pop("campaign", None) or a_campaign(cast)
    gate = changes.pop("gate", None) or gate_of(cast, campaign, kind, **changes.pop("rule", {}))
    given: dict[str, Any] = {
        "title": "活动方案征求意见",
        "introduction": "请说说方案哪里好、哪里不合适。",
        "text": TEXT,
        "actor": cast.clerk,
        "now": NOW,
    }
    return actions.draft_consultation(campaign=campaign, gate=gate, **{**given, **changes})


@kept
def started(cast: Cast, consultation: Consultation | None = None, **changes: Any) -> Consultation:
    given: dict[str, Any] = {
        "opens_on": OPENS_ON,
        "closes_on": CLOSES_ON,
        "actor": cast.clerk,
        "now": NOW,
    }
    times = {name: changes.pop(name) for name in given if name in changes}
    draft = consultation or a_consultation(cast, **changes)
    actions.start(consultation=draft, **{**given, **times})
    return fresh(draft)


@kept
def a_review(cast: Cast, **changes: Any) -> Consultation:
    """The report's review with its five questions, begun."""
    draft = a_consultation(cast, "report", title="分析检查报告评议", **changes)
    actions.use_preset(consultation=draft, name="review", actor=cast.clerk, now=NOW)
    return started(cast, draft)


def a_sheet(
    cast: Cast, consultation: Consultation, words: str = WORDS, **changes: Any
) -> SheetSent:
    """Sent from the web page by somebody of the village who wants to hear what came of it."""
    now = changes.pop("now", NOW)
    given: dict[str, Any] = {
        "submission": uuid.uuid4().hex,
        "points": [PointSaid(words)] if words else [],
        "village": cast.village,
        "wants_answer": True,
    }
    return actions.send_sheet(
        said=SheetSaid(consultation=consultation, **{**given, **changes}), now=now
    )


def a_keyed_sheet(
    cast: Cast, consultation: Consultation, words: str = WORDS, **changes: Any
) -> SheetSent:
    """A paper form of the village, keyed in by its secretary."""
    actor, now = changes.pop("actor", cast.secretary), changes.pop("now", NOW)
    given: dict[str, Any] = {
        "submission": uuid.uuid4().hex,
        "points": [PointSaid(words)] if words else [],
        "village": cast.village,
        "channel": "paper",
        "said_on": TODAY,
    }
    said = SheetSaid(consultation=consultation, **{**given, **changes})
    return actions.key_sheet(said=said, actor=actor, now=now)


def a_meeting(cast: Cast, consultation: Consultation, **changes: Any) -> Meeting:
    actor, now = changes.pop("actor", cast.secretary), changes.pop("now", NOW)
    given: dict[str, Any] = {
        "submission": uuid.uuid4().hex,
        "unit": cast.village,
        "on": TODAY,
        "place": "上清村祠堂",
        "invited": 30,
        "came": 24,
        "spoke": 5,
        "points": [PointSaid(OTHER_WORDS)],
    }
    held = MeetingHeld(consultation=consultation, **{**given, **changes})
    return actions.write_meeting(held=held, actor=actor, now=now)


def a_point(cast: Cast, consultation: Consultation, words: str = WORDS, **changes: Any) -> Point:
    """One thing somebody said, not yet read through."""
    return a_sheet(cast, consultation, words, **changes).sheet.points.get()


def shown(cast: Cast, point: Point, **changes: Any) -> Point:
    given: dict[str, Any] = {"decision": "shown", "actor": cast.clerk, "now": NOW}
    return actions.check_point(point=point, **{**given, **changes})


def a_shown_point(
    cast: Cast, consultation: Consultation, words: str = WORDS, **changes: Any
) -> Point:
    return shown(cast, a_point(cast, consultation, words, **changes))


def answered(cast: Cast, point: Point, **changes: Any) -> Answer:
    given: dict[str, Any] = {
        "outcome": "adopted",
        "reason": REASON,
        "actor": cast.clerk,
        "now": NOW,
    }
    return actions.answer(to=point, **{**given, **changes})


def closed(cast: Cast, consultation: Consultation | None = None) -> Consultation:
    """Two people answered, and the last day is over."""
    running = consultation or with_two_answers(cast)
    actions.close(consultation=running, actor=cast.clerk, now=AFTER)
    return fresh(running)


def with_two_answers(cast: Cast, **changes: Any) -> Consultation:
    running = started(cast, **changes)
    a_sheet(cast, running)
    a_keyed_sheet(cast, running, OTHER_WORDS)
    return running


def all_answered(cast: Cast, consultation: Consultation) -> Consultation:
    """Every point read through and answered by the clerk."""
    for point in consultation.points.filter(answer=None):
        shown(cast, point, now=AFTER)
        answered(cast, fresh_point(point), now=AFTER)
    return fresh(consultation)


def told(cast: Cast, consultation: Consultation | None = None) -> Consultation:
    done = all_answered(cast, closed(cast, consultation))
    actions.tell(consultation=done, actor=cast.clerk, now=AFTER)
    return fresh(done)


def settled(cast: Cast, consultation: Consultation | None = None) -> Consultation:
    done = told(cast, consultation)
    actions.settle(consultation=done, actor=cast.clerk, now=AFTER)
    return fresh(done)


def fresh(consultation: Consultation) -> Consultation:
    """As it is now, read again with nothing remembered."""
    return Consultation.objects.select_related("unit", "gate", "asking").get(pk=consultation.pk)


def fresh_point(point: Point) -> Point:
    return Point.objects.get(pk=point.pk)


def fresh_sheet(sheet: Sheet) -> Sheet:
    return Sheet.objects.get(pk=sheet.pk)


def chosen(consultation: Consultation, *codes: str) -> dict[int, str]:
    """An option for each question in order; empty leaves one blank."""
    questions: list[Question] = list(consultation.questions.all())
    return {one.pk: code for one, code in zip(questions, codes, strict=True) if code}
