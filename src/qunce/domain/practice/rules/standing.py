"""Who speaks for a unit, which units answer for others, and what belongs to a campaign."""

from __future__ import annotations

from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Aim, Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.states import LONGEST_WORDS
from qunce.domain.voices.words import says_something, why_not_words
from qunce.kernel.refusals import Refusal, gettext_noop

LOOKING_ON = (PostRole.VIEWER, PostRole.GUIDANCE)
"""Roles that do not act for the unit they sit in."""
HEADS = (
    PostRole.SECRETARY,
    PostRole.FIRST_RESPONSIBLE,
    PostRole.LEADER,
    PostRole.CAMPAIGN_OFFICE,
)
"""Roles that promise in their unit's name and set its targets."""


def answering_unit(unit: Unit, on: date) -> Unit:
    """Who answers for ``unit`` on the day ``on``.

    Itself while it is there; the unit it was merged into; the unit above where it only closed;
    the unit that covers one without a branch of its own.
    """
    if unit.is_closed(on):
        return unit.successor or unit.parent or unit
    return unit.covered_by or unit


def may_speak_for(post: Post, unit: Unit, on: date) -> bool:
    """Whether ``post`` works in the unit, or in the one that answers for it now."""
    if post.role in LOOKING_ON:
        return False
    own = post.unit_id == unit.pk and not unit.is_closed(on)
    return own or post.unit_id == answering_unit(unit, on).pk


def why_not_speak_for(post: Post | None, unit: Unit, on: date) -> list[Refusal]:
    if post is None:
        return [no_post()]
    if may_speak_for(post, unit, on):
        return []
    return [
        Refusal(
            "practice_of_another_unit",
            gettext_noop("Only a post of %(unit)s can do this."),
            {"unit": answering_unit(unit, on).name},
        )
    ]


def why_not_head(post: Post | None, unit: Unit, on: date) -> list[Refusal]:
    """Promising and setting targets in the unit's name belong to whoever leads it."""
    reasons = why_not_speak_for(post, unit, on)
    if reasons or (post is not None and post.role in HEADS):
        return reasons
    return [
        Refusal(
            "practice_needs_a_head",
            gettext_noop("This is done by whoever leads the unit."),
        )
    ]


def why_not_campaign(campaign: Campaign, unit: Unit, aim: Aim | None, on: date) -> list[Refusal]:
    """The unit takes part in the campaign and is still there; the goal is the campaign's."""
    reasons = []
    if not unit.path.startswith(campaign.unit.path):
        reasons.append(
            Refusal(
                "practice_campaign_elsewhere",
                gettext_noop("%(unit)s does not take part in this campaign."),
                {"unit": unit.name},
                "campaign",
            )
        )
    if unit.is_closed(on):
        reasons.append(
            Refusal(
                "practice_unit_is_closed",
                gettext_noop("%(unit)s is closed. Begin new things in the unit that goes on."),
                {"unit": unit.name},
            )
        )
    if aim is not None and aim.campaign_id != campaign.pk:
        reasons.append(
            Refusal(
                "practice_aim_elsewhere",
                gettext_noop("Choose a goal of this campaign."),
                on="aim",
            )
        )
    return reasons


def why_not_line(text: str, *, on: str, most: int, code: str, message: str) -> list[Refusal]:
    """Why one field of words is missing, which ``code`` and ``message`` say, or too long."""
    if not says_something(text):
        return [Refusal(code, message, on=on)]
    return why_not_words(text, on=on, most=most)


def why_not_reason(text: str, *, on: str, code: str, message: str) -> list[Refusal]:
    return why_not_line(text, on=on, most=LONGEST_WORDS, code=code, message=message)


def no_post() -> Refusal:
    return Refusal(
        "no_post",
        gettext_noop("You hold no post at the moment. Ask the campaign office to appoint you."),
    )
