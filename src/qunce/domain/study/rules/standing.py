"""Who may act for a unit's study, and words that cannot be kept."""

from __future__ import annotations

from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.configurations import Template
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.study.querysets import KEEPERS
from qunce.domain.voices.words import why_not_words
from qunce.kernel.refusals import Refusal, gettext_noop


def no_post() -> Refusal:
    return Refusal(
        "no_post",
        gettext_noop("You hold no post at the moment. Ask the campaign office to appoint you."),
    )


def acts_for(post: Post, unit: Unit) -> bool:
    """Whether ``unit`` is the post's own, was merged into it, or is covered by it."""
    return post.unit_id in (unit.pk, unit.successor_id, unit.covered_by_id)


def why_not_study_for(post: Post | None, unit: Unit, *, on: date) -> list[Refusal]:
    """The unit's own posts act for it, and the campaign office of a unit above.

    The office stands in where a unit has nobody: a post without a holder owes no paper.
    """
    if post is None:
        return [no_post()]
    own = post.role in KEEPERS and acts_for(post, unit)
    office = post.role == PostRole.CAMPAIGN_OFFICE and unit.path.startswith(post.unit.path)
    if not (own or office):
        return [
            Refusal(
                "study_of_another_unit",
                gettext_noop("This is for the posts of %(unit)s to do."),
                {"unit": unit.name},
            )
        ]
    if unit.is_closed(on):
        return [
            Refusal(
                "unit_is_closed",
                gettext_noop("%(unit)s was closed on %(day)s. Choose the unit that goes on."),
                {"unit": unit.name, "day": unit.closed_on.isoformat() if unit.closed_on else ""},
                "unit",
            )
        ]
    return []


def why_not_keep_members(post: Post | None, unit: Unit) -> list[Refusal]:
    """How people prefer to study is known to the unit's own posts alone."""
    if post is None:
        return [no_post()]
    if post.role in KEEPERS and acts_for(post, unit):
        return []
    return [
        Refusal(
            "members_of_another_unit",
            gettext_noop("Only the posts of %(unit)s itself see this."),
            {"unit": unit.name},
        )
    ]


def why_not_in_campaign(unit: Unit, campaign: Campaign) -> list[Refusal]:
    if unit.path.startswith(campaign.unit.path):
        return []
    return [
        Refusal(
            "unit_outside_campaign",
            gettext_noop("%(unit)s takes no part in this campaign."),
            {"unit": unit.name},
            "campaign",
        )
    ]


def why_not_form(template: Template | None, code: str) -> list[Refusal]:
    """A form of study is one of those the campaign's template names."""
    if template is not None and template.study_form(code) is not None:
        return []
    return [
        Refusal(
            "study_form_unknown",
            gettext_noop("Choose one of the forms of study that are offered."),
            on="form",
        )
    ]


def why_not_line(text: str, *, on: str, most: int) -> list[Refusal]:
    """Why one required line of words cannot be kept."""
    return why_not_words(text, on=on, most=most)


def why_not_line_or_nothing(text: str, *, on: str, most: int) -> list[Refusal]:
    return why_not_words(text, on=on, most=most) if text else []
