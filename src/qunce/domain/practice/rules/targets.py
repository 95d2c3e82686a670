"""What may be set out to be reached."""

from __future__ import annotations

from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.rules.standing import why_not_campaign, why_not_head
from qunce.domain.practice.states import HIGHEST_TARGET, Countable
from qunce.kernel.refusals import Refusal, gettext_noop


def why_not_set(
    *,
    campaign: Campaign,
    unit: Unit,
    post: Post | None,
    today: date,
    what: str | None = None,
    number: int = 0,
    by_on: date | None = None,
) -> list[Refusal]:
    """Each unit sets its own; a unit above whose campaign it is may take part as well.

    The county of a town's campaign sets what it wants to see of it too: three levels, one count.
    """
    reasons = why_not_head(post, unit, today)
    if not campaign.unit.path.startswith(unit.path):
        reasons += why_not_campaign(campaign, unit, None, today)
    if what is None:
        return reasons
    if what not in Countable.values:
        reasons.append(
            Refusal(
                "target_counts_nothing_known",
                gettext_noop("Choose what is counted."),
                on="what",
            )
        )
    if not 1 <= number <= HIGHEST_TARGET:
        reasons.append(
            Refusal(
                "target_number_unbelievable",
                gettext_noop("Write a number from 1 to %(most)s."),
                {"most": HIGHEST_TARGET},
                "number",
            )
        )
    if by_on is None or not max(today, campaign.starts_on) <= by_on <= campaign.ends_on:
        reasons.append(
            Refusal(
                "target_outside_campaign",
                gettext_noop("Choose a day from today on, not after the campaign ends on %(to)s."),
                {"to": campaign.ends_on},
                "by_on",
            )
        )
    return reasons
