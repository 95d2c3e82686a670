"""Campaigns with one duty of each evidence, and what happens in them; all through the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from builders import a_draft, a_duty, a_line, settled
from cast import NOW, TODAY, Cast
from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.actions import adopt, choose_evidence
from qunce.domain.campaigns.models import Campaign, Duty
from qunce.domain.duties.queries import duties_of
from qunce.domain.duties.standings import Row
from qunce.domain.organisations.models import Unit

DAY = timedelta(days=1)
BRANCH = ["village", "community", "school", "clinic"]


def a_campaign_of(
    cast: Cast,
    *evidence: str,
    owed_by: str = "各村",
    unit_kinds: Sequence[str] = BRANCH,
    due_on: date | None = None,
    template: str = "learn-check-fix",
    **decided: Any,
) -> Campaign:
    """A campaign with one duty of ``owed_by`` for each evidence, in this order."""
    draft = settled(cast, a_draft(cast, template=template))
    a_line(cast, draft)
    for number, code in enumerate(evidence, start=1):
        line = a_duty(
            cast,
            draft,
            f"办好第{number}件事",
            owed_by=[owed_by],
            unit_kinds=list(unit_kinds),
            due_on=due_on or TODAY + (20 + number) * DAY,
            **decided,
        )
        choose_evidence(draft=draft, chosen={line.pk: code}, actor=cast.clerk, now=NOW)
    return adopt(draft=draft, actor=cast.clerk, now=NOW)


def the_duty(campaign: Campaign, unit: Unit, number: int = 1) -> Duty:
    """The duty that ``unit`` has of the campaign's ``number``th line."""
    return Duty.objects.select_related("action__campaign", "unit", "post").get(
        action__campaign=campaign, unit=unit, action__text=f"办好第{number}件事"
    )


def rows(subject: Unit | Post, campaign: Campaign, today: date = TODAY) -> list[Row]:
    """The rows of the campaign's own lines, without what its kind adds."""
    return [
        row
        for row in duties_of(subject, today)
        if row.duty.action.campaign_id == campaign.pk and row.duty.action.text.startswith("办好第")
    ]


def standing(subject: Unit | Post, campaign: Campaign, today: date = TODAY) -> list[str]:
    return [str(row.standing) for row in rows(subject, campaign, today)]


def move_aside(campaign: Campaign) -> None:
    """What the kind of campaign itself asks is due before everything a test looks at."""
    mine = Q(action__text__startswith="办好第")
    Duty.objects.filter(~mine, action__campaign=campaign).update(due_on=campaign.starts_on - DAY)
