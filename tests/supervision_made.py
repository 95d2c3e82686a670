"""The guidance group of the east area, its visits and what they found, through the actions.

The leader leads it, the guide holds the area's guidance post; the village and the hill village
belong to the area, the school does not.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cast import IN_OFFICE_SINCE, NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post
from qunce.domain.budgets.actions import set_call_limit
from qunce.domain.budgets.models import CallLimit
from qunce.domain.supervision.actions import (
    follow_up,
    make_visit,
    plan_visit,
    set_up_group,
)
from qunce.domain.supervision.models import Finding, FollowUp, Group, Visit

DAY = timedelta(days=1)
VISIT_ON = TODAY + 3 * DAY
HELP = "和支部一起把问题清单核了一遍，教会了怎么写完成标准。"
FOUND = "二组水塘边没有护栏。"
ALSO_FOUND = "意见箱的钥匙找不到了。"


def post_of(who: str, unit: Any, role: str, **more: Any) -> Post:
    """A further post with somebody in it who signs in as ``log-in-…``."""
    post = add_post(
        unit=unit,
        code=f"{unit.code}-{who}",
        title=more.pop("title", "指导员"),
        role=role,
        actor=SYSTEM,
        now=NOW,
        **more,
    )
    user = add_staff(username=f"log-in-{who}", name=f"持岗人-{who}", password=None, now=NOW)
    appoint(post=post, user=user, since=IN_OFFICE_SINCE, actor=SYSTEM, now=NOW)
    return post


def a_guide(cast: Cast) -> Post:
    """Who holds the guidance post of the east area."""
    there = Post.objects.filter(code="qingquan-guide").first()
    return there or post_of("guide", cast.town, "guidance", area=cast.east)


def county_office(cast: Cast) -> Post:
    there = Post.objects.filter(code="qinghe-county-office").first()
    return there or post_of("county-office", cast.county, "campaign_office", title="县活动办主任")


def a_limit(cast: Cast, visits: int = 1, checks: int = 1) -> CallLimit:
    return set_call_limit(
        unit=cast.county,
        visits=visits,
        checks=checks,
        since=TODAY,
        actor=county_office(cast),
        now=NOW,
    )


def a_group(cast: Cast, **changes: Any) -> Group:
    given: dict[str, Any] = {
        "town": cast.town,
        "area": cast.east,
        "leader": cast.leader,
        "members": [],
        "actor": cast.clerk,
    }
    a_guide(cast)
    return set_up_group(now=NOW, **{**given, **changes})


def a_planned_visit(cast: Cast, group: Group | None = None, **changes: Any) -> Visit:
    given: dict[str, Any] = {"unit": cast.village, "on": VISIT_ON, "actor": cast.leader}
    group = group or Group.objects.in_being().first() or a_group(cast)
    return plan_visit(group=group, now=NOW, **{**given, **changes})


def a_made_visit(cast: Cast, visit: Visit | None = None, **changes: Any) -> Visit:
    """A visit of today with two findings."""
    visit = visit or a_planned_visit(cast, on=TODAY)
    given: dict[str, Any] = {
        "made_on": TODAY,
        "help_given": HELP,
        "findings": [FOUND, ALSO_FOUND],
        "actor": cast.leader,
        "now": NOW,
    }
    make_visit(visit=visit, **{**given, **changes})
    return Visit.objects.select_related("group__area", "unit").get(pk=visit.pk)


def findings(cast: Cast) -> list[Finding]:
    """Two things that were found."""
    return list(a_made_visit(cast).findings.all())


def a_follow_up(cast: Cast, finding: Finding | None = None, **changes: Any) -> FollowUp:
    given: dict[str, Any] = {
        "on": TODAY + 7 * DAY,
        "words": "护栏装了没有",
        "actor": cast.leader,
        "now": NOW,
    }
    return follow_up(finding=finding or findings(cast)[0], **{**given, **changes})
