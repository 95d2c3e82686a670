"""Why somebody cannot be noted so, a round not planned, something not brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit
from qunce.domain.study.models import Delivery, Member
from qunce.domain.study.querysets import KEEPERS
from qunce.domain.study.rules.standing import acts_for, why_not_line
from qunce.domain.study.states import Need, Way
from qunce.kernel.refusals import Refusal, gettext_noop

LONGEST_CALLED = 20
LONGEST_HELPER = 40
LONGEST_SAID = 2_000
FARTHEST_ROUND = 92
"""Days ahead for which a round is planned: a quarter."""
LATEST_WEEK = 5
"""So many weeks back something may have been brought; earlier nobody knows the week."""


def monday_of(day: date) -> date:
    """The Monday of the week of ``day``: as exactly as a delivery is kept."""
    return day - timedelta(days=day.weekday())


def why_not_note(*, called: str, prefers: str, taken: bool) -> list[Refusal]:
    """Why a member cannot be noted so.  No reason repeats what somebody is called."""
    reasons = why_not_line(called, on="called", most=LONGEST_CALLED)
    if prefers not in Need.values:
        reasons.append(
            Refusal(
                "need_unknown",
                gettext_noop("Choose how they prefer to study."),
                on="prefers",
            )
        )
    if taken:
        reasons.append(
            Refusal(
                "member_called_already",
                gettext_noop("Somebody is called so already. Add a letter or take a number."),
                on="called",
            )
        )
    return reasons


def why_not_helper(helper: Post | None, helper_words: str, unit: Unit) -> list[Refusal]:
    """Somebody brings it: a post of the unit, or somebody in words; not both."""
    if helper is not None and helper_words:
        return [
            Refusal(
                "delivery_with_two_helpers",
                gettext_noop("Choose a post or write who brings it, not both."),
                on="helper_words",
            )
        ]
    if helper is not None:
        if helper.role in KEEPERS and acts_for(helper, unit):
            return []
        return [
            Refusal(
                "helper_of_another_unit",
                gettext_noop("Choose a post of this unit, or write who brings it."),
                on="helper",
            )
        ]
    return why_not_line(helper_words, on="helper_words", most=LONGEST_HELPER)


def why_not_round(
    members: Sequence[Member], *, chosen: int, unit: Unit, due_on: date, today: date
) -> list[Refusal]:
    """``members`` are those chosen to whom nothing is on its way; ``chosen`` counts them all."""
    reasons = []
    if not members:
        sentence = (
            gettext_noop("Something is on its way to everybody chosen. Bring that first.")
            if chosen
            else gettext_noop("Choose at least one to whom it is brought.")
        )
        reasons.append(Refusal("round_for_nobody", sentence, on="members"))
    if not today <= due_on <= today + timedelta(days=FARTHEST_ROUND):
        reasons.append(
            Refusal(
                "round_day_not_near",
                gettext_noop("Choose a day from today on, at most %(days)s days ahead."),
                {"days": FARTHEST_ROUND},
                "due_on",
            )
        )
    return reasons


def why_not_bring(
    delivery: Delivery, *, done_on: date, way: str, said: str, today: date
) -> list[Refusal]:
    reasons = []
    if delivery.done_on is not None:
        reasons.append(
            Refusal("delivery_made_already", gettext_noop("This was noted as brought already."))
        )
    if done_on > today:
        reasons.append(
            Refusal(
                "delivery_still_to_come",
                gettext_noop("This day has not come yet. Note it once it was brought."),
                on="done_on",
            )
        )
    elif monday_of(done_on) < monday_of(today) - timedelta(weeks=LATEST_WEEK):
        reasons.append(
            Refusal(
                "delivery_long_past",
                gettext_noop("This is too long ago. Choose a week nearer to today."),
                on="done_on",
            )
        )
    if way not in Way.values:
        reasons.append(Refusal("way_unknown", gettext_noop("Choose how it was brought."), on="way"))
    if said:
        reasons += why_not_line(said, on="said", most=LONGEST_SAID)
    return reasons
