"""Who sets a budget, and what may be asked within it and beyond."""

from __future__ import annotations

from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.budgets.loads import Allowed, Load
from qunce.domain.budgets.states import LEVELS
from qunce.domain.organisations.models import Unit
from qunce.kernel.refusals import Refusal, gettext_noop
from qunce.text.names import looks_like_people

MOST_FIELDS = 10_000
MOST_MINUTES = 7 * 24 * 60
LONGEST_REASON = 300


def why_not_set_budget(
    post: Post | None,
    unit: Unit,
    *,
    level: str,
    fields: int,
    minutes: int,
    since: date,
    today: date,
) -> list[Refusal]:
    """The campaign office of a unit sets what may be asked in it and below, from today on."""
    reasons = why_not_run_campaign(post)
    if not reasons and post is not None and post.unit_id != unit.pk:
        reasons.append(
            Refusal(
                "not_your_unit",
                gettext_noop("%(unit)s does not belong to your unit."),
                {"unit": unit.name},
            )
        )
    if level not in LEVELS:
        reasons.append(Refusal("level_unknown", gettext_noop("Choose who is asked."), on="level"))
    for name, number, most in (
        ("fields", fields, MOST_FIELDS),
        ("minutes", minutes, MOST_MINUTES),
    ):
        if not 0 <= number <= most:
            reasons.append(
                Refusal(
                    "form_budget_not_believable",
                    gettext_noop("Write a whole number from 0 to %(most)d."),
                    {"most": most},
                    name,
                )
            )
    if since < today:
        reasons.append(
            Refusal(
                "form_budget_in_the_past",
                gettext_noop("A budget holds from today on, or from a later day."),
                on="since",
            )
        )
    return reasons


def why_not_ask(together: Load, budget: Allowed, *, reason: str) -> list[Refusal]:
    """``together``: what the level would be asked in a week with this.

    Within the budget nothing stands in the way; beyond it a reason is needed, which is public.
    """
    if len(reason) > LONGEST_REASON:
        return [
            Refusal(
                "beyond_reason_too_long",
                gettext_noop("Give the reason in at most %(most)d characters."),
                {"most": LONGEST_REASON},
                "beyond",
            )
        ]
    if together.fits(budget):
        return []
    if reason and (found := looks_like_people(reason)):
        return [
            Refusal(
                "beyond_reason_names_somebody",
                gettext_noop(
                    "Everybody can read the reason, and “%(words)s” looks like somebody. Say it "
                    "without names and numbers of people."
                ),
                {"words": found[0].words},
                "beyond",
            )
        ]
    if reason:
        return []
    return [
        Refusal(
            "beyond_form_budget",
            gettext_noop(
                "With this, each of them would have %(fields)d fields a week to fill in and need "
                "%(minutes)d minutes; the budget is %(most_fields)d fields and %(most_minutes)d "
                "minutes. Ask less, end something else, or give a reason, which everybody can read."
            ),
            {
                "fields": round(together.fields),
                "minutes": round(together.minutes),
                "most_fields": budget.fields,
                "most_minutes": budget.minutes,
            },
            "beyond",
        )
    ]
