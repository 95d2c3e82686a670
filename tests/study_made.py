"""Materials, plans, sessions and deliveries as a branch makes them, through the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from builders import a_campaign
from cast import NOW, TODAY, Cast
from qunce.domain.campaigns.models import Campaign
from qunce.domain.study.actions import (
    add_material,
    add_member,
    hold_session,
    make_plan,
    plan_deliveries,
)
from qunce.domain.study.models import (
    Delivery,
    DeliveryRound,
    Material,
    Member,
    Plan,
    Session,
    SessionLine,
)
from qunce.domain.study.rules.session import Step

CHANGE = "村口的路灯每周看一次"


def the_campaign(cast: Cast) -> Campaign:
    """The one the town has, or a new one."""
    return Campaign.objects.filter(unit=cast.town).first() or a_campaign(cast)


def a_material(cast: Cast, **changes: Any) -> Material:
    given: dict[str, Any] = {
        "unit": cast.village,
        "title": "怎样把垃圾分好",
        "kind": "text",
        "text": "厨余垃圾要和别的垃圾分开。",
        "plain_text": "吃剩的一桶，别的一桶。",
        "actor": cast.secretary,
    }
    return add_material(now=NOW, **{**given, **changes})


def a_member(cast: Cast, called: str = "七号", **changes: Any) -> Member:
    given: dict[str, Any] = {"unit": cast.village, "prefers": "visited", "actor": cast.secretary}
    return add_member(called=called, now=NOW, **{**given, **changes})


def a_step(**changes: Any) -> Step:
    given: dict[str, Any] = {
        "on": TODAY,
        "form": "explaining",
        "topic": "垃圾分类",
        "work": "村口垃圾点的整治",
    }
    return Step(**{**given, **changes})


def a_plan(cast: Cast, *steps: Step, **changes: Any) -> Plan:
    given: dict[str, Any] = {
        "unit": cast.village,
        "campaign": changes.pop("campaign", None) or the_campaign(cast),
        "steps": steps or (a_step(),),
        "actor": cast.secretary,
    }
    return make_plan(now=NOW, **{**given, **changes})


def hold_a_session(cast: Cast, lines: Sequence[str] = (CHANGE,), **changes: Any) -> Session:
    """The village's branch met today, in the form and place it is used to."""
    given: dict[str, Any] = {
        "unit": cast.village,
        "campaign": changes.pop("campaign", None) or the_campaign(cast),
        "held_on": TODAY,
        "form": "explaining",
        "place": "村党群服务中心",
        "present": 23,
        "actor": cast.secretary,
    }
    return hold_session(lines=lines, now=NOW, **{**given, **changes})


def a_line(cast: Cast, words: str = CHANGE) -> SessionLine:
    return hold_a_session(cast, (words,)).lines.get()


def a_round(cast: Cast, **changes: Any) -> DeliveryRound:
    """A week from now, to everybody who prefers it."""
    given: dict[str, Any] = {
        "unit": cast.village,
        "campaign": changes.pop("campaign", None) or the_campaign(cast),
        "due_on": TODAY + timedelta(days=7),
        "actor": cast.secretary,
    }
    return plan_deliveries(now=NOW, **{**given, **changes})


def a_delivery(cast: Cast, called: str = "七号", **changes: Any) -> Delivery:
    """Something on its way to one member who prefers being visited."""
    member = a_member(cast, called)
    made = a_round(cast, members=[member], **changes)
    return Delivery.objects.select_related("round", "member").get(round=made)
