"""Projects and promises at each point of their way, made by the actions.

The secretary of the village promises, the town's clerk judges, residents say what they see.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from builders import a_campaign
from cast import NOW, TODAY, Cast, kept
from qunce.domain.campaigns.models import Campaign
from qunce.domain.practice import actions
from qunce.domain.practice.models import Project, Promise, ResidentView, Target
from qunce.domain.practice.rules import Heard

DAY = timedelta(days=1)
DUE_ON = TODAY + 20 * DAY
STANDARD = "村务公开栏每月五日前贴出上月收支"


def the_campaign(cast: Cast) -> Campaign:
    """The town's campaign, adopted once."""
    return Campaign.objects.filter(unit=cast.town).first() or a_campaign(cast)


@kept
def a_project(cast: Cast, **changes: Any) -> Project:
    """Under way in the village from today on; planned when ``starts_on`` is still to come."""
    given: dict[str, Any] = {
        "campaign": changes.pop("campaign", None) or the_campaign(cast),
        "unit": cast.village,
        "title": "三组水塘清淤",
        "what_for": "三组五十户灌溉用水",
        "owner": cast.secretary,
        "starts_on": TODAY,
        "ends_on": DUE_ON,
        "steps": [("抽水清淤", TODAY + 7 * DAY), ("砌护坡", TODAY + 14 * DAY)],
        "actor": cast.secretary,
        "now": NOW,
    }
    return actions.begin_project(**{**given, **changes})


def a_planned_project(cast: Cast, **changes: Any) -> Project:
    return a_project(
        cast, **{"starts_on": TODAY + DAY, "steps": [("开会商量", TODAY + 2 * DAY)], **changes}
    )


def a_finished_project(cast: Cast, **changes: Any) -> Project:
    given = {"result": "水塘清完，四月起放水", "actor": cast.secretary, "now": NOW, **changes}
    return actions.finish_project(project=given.pop("project", None) or a_project(cast), **given)


@kept
def a_promise(cast: Cast, **changes: Any) -> Promise:
    given: dict[str, Any] = {
        "campaign": changes.pop("campaign", None) or the_campaign(cast),
        "unit": cast.village,
        "text": "村务每月公开",
        "standard": STANDARD,
        "due_on": DUE_ON,
        "actor": cast.secretary,
        "now": NOW,
    }
    return actions.promise(**{**given, **changes})


def said_kept(cast: Cast, promise: Promise | None = None, **changes: Any) -> Promise:
    given = {"words": "三月起按月贴出", "actor": cast.secretary, "now": NOW, **changes}
    return actions.say_kept(promise=promise or a_promise(cast), **given)


def judged(
    cast: Cast, promise: Promise | None = None, *, kept: bool = True, **changes: Any
) -> Promise:
    given: dict[str, Any] = {
        "basis": "seen",
        "words": "到公开栏看过，两个月都贴了",
        "actor": cast.clerk,
        "now": NOW,
        **changes,
    }
    return actions.judge_promise(promise=promise or said_kept(cast), kept=kept, **given)


def withdrawn(cast: Cast, promise: Promise | None = None, **changes: Any) -> Promise:
    given = {"reason": "公开栏改由镇里统一设", "actor": cast.secretary, "now": NOW, **changes}
    return actions.withdraw_promise(promise=promise or a_promise(cast), **given)


def heard(
    about: Project | Promise, says: str = "done", words: str = "", **changes: Any
) -> ResidentView:
    """A resident says something on the web page; ``actor`` writes it down otherwise."""
    named = {"submission": uuid.uuid4().hex, "channel": "web"}
    named |= {key: changes.pop(key) for key in ("submission", "channel") if key in changes}
    said = Heard(about=about, says=says, words=words, **named)
    view, _new = actions.hear_view(heard=said, **{"now": NOW, **changes})
    return view


def a_target(cast: Cast, **changes: Any) -> Target:
    given: dict[str, Any] = {
        "campaign": changes.pop("campaign", None) or the_campaign(cast),
        "unit": cast.village,
        "what": "promises_kept",
        "number": 3,
        "by_on": DUE_ON,
        "actor": cast.secretary,
        "now": NOW,
    }
    return actions.set_target(**{**given, **changes})
