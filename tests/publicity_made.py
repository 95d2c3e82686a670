"""Publications, stories and bulletins as the office makes them, through the actions."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from builders import a_campaign
from cast import NOW, TODAY, Cast
from problems_made import a_message, checked, claimed, closed, confirmed, in_hand, listed
from qunce.domain.campaigns.models import Campaign
from qunce.domain.problems.models import Problem
from qunce.domain.publicity.actions import (
    draft_bulletin,
    issue_bulletin,
    publish_problem,
    show_story,
    write_story,
)
from qunce.domain.publicity.actions.telling import Told
from qunce.domain.publicity.models import Bulletin, Publication, Story
from qunce.domain.voices.models import Voice

LATER = NOW + timedelta(days=1)
PLANTED = "王大山"
"""A resident's name that stands in the office's own words."""


def published(cast: Cast, problem: Problem | None = None, **changes: Any) -> Publication:
    problem = problem or listed(cast)
    given: dict[str, Any] = {
        "title": "三组路灯不亮",
        "statement": "三组路口的路灯夜间不亮。",
        "actor": cast.clerk,
        "now": LATER,
    }
    return publish_problem(problem=problem, **{**given, **changes})


def put_right(cast: Cast, problem: Problem, **changes: Any) -> Problem:
    """``problem`` through all its steps; ``changes`` are those of the last."""
    worked = in_hand(cast, listed(cast, problem))
    return closed(cast, confirmed(cast, checked(cast, claimed(cast, worked))), **changes)


def told(**changes: Any) -> Told:
    given: dict[str, Any] = {
        "title": "路口亮了",
        "body": "三组路口的路灯坏了半个月。换了灯头和电线，晚上看得见路了。",
    }
    return Told(**{**given, **changes})


def a_story(cast: Cast, campaign: Campaign | None = None, **changes: Any) -> Story:
    given: dict[str, Any] = {
        "campaign": campaign or a_campaign(cast),
        "unit": cast.village,
        "told": changes.pop("told", None) or told(),
        "actor": cast.clerk,
        "now": LATER,
    }
    return write_story(**{**given, **changes})


def public_story(cast: Cast, campaign: Campaign | None = None, **changes: Any) -> Story:
    story = a_story(cast, campaign, **changes)
    show_story(story=story, seen_version=story.version, actor=cast.leader, now=LATER)
    return Story.objects.get(pk=story.pk)


def a_bulletin(cast: Cast, campaign: Campaign | None = None, **changes: Any) -> Bulletin:
    """Of the week around today, in which a lamp was put right unless ``campaign`` has its own."""
    if campaign is None:
        campaign = a_campaign(cast)
        published(cast, closed(cast))
    given: dict[str, Any] = {
        "campaign": campaign,
        "from_on": TODAY - timedelta(days=3),
        "until_on": TODAY + timedelta(days=1),
        "name": "学查改活动简报",
        "compiled_by": "清泉镇活动办公室",
        "actor": cast.clerk,
        "now": LATER,
    }
    return draft_bulletin(**{**given, **changes})


def issued(cast: Cast, bulletin: Bulletin | None = None, **changes: Any) -> Bulletin:
    bulletin = bulletin or a_bulletin(cast)
    given: dict[str, Any] = {"seen_version": bulletin.version, "actor": cast.clerk, "now": LATER}
    return issue_bulletin(bulletin=bulletin, **{**given, **changes})


def messages(cast: Cast, number: int, at: datetime, **changes: Any) -> list[Voice]:
    """So many messages, received at that instant; what is unsaid is the town's own village."""
    made = []
    for one in range(number):
        voice = a_message(cast, f"{uuid.uuid4().hex} 路灯坏了，请来修 {one}", now=at, **changes)
        made.append(voice)
    return made
