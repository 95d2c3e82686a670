"""What may be done with a duty, and what stands in the way.  Pure; no writing."""

from __future__ import annotations

from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Duty
from qunce.domain.duties.standings import Row
from qunce.domain.duties.states import MOST_REASON, MOST_WORDS, How, Standing
from qunce.domain.organisations.models import Unit
from qunce.kernel.refusals import Refusal, gettext_noop

TELLING = (
    PostRole.SECRETARY,
    PostRole.FIRST_RESPONSIBLE,
    PostRole.CAMPAIGN_OFFICE,
    PostRole.STAFF,
)
"""Roles that tell what their unit did; a leading official tells of the own duties only."""


def carries(duty: Duty, post: Post) -> bool:
    """Whether ``post`` may tell that ``duty`` is done.

    The post that carries it; of a unit's duty also the other posts of the unit, or of the one
    whose branch acts for it.  A lead is told by its own post alone.
    """
    if duty.post_id == post.pk:
        return post.role != PostRole.VIEWER
    if duty.of_post or post.role not in TELLING:
        return False
    return post.unit_id in (duty.unit_id, duty.unit.covered_by_id, duty.unit.successor_id)


def why_not_tell(row: Row, post: Post | None, words: str = "") -> list[Refusal]:
    """Why ``post`` may not tell that the duty of ``row`` is done."""
    reasons = _why_not_carry(row.duty, post)
    if not row.by_hand:
        reasons.append(
            Refusal(
                "duty_shows_itself",
                gettext_noop(
                    "This need not be told: it is done as soon as what it asks for has happened."
                ),
            )
        )
    if row.standing == Standing.DONE:
        reasons.append(Refusal("duty_is_done", gettext_noop("This is done already.")))
    reasons += _why_not_owed(row)
    return reasons + _why_not_words(words)


def why_not_take_back(row: Row, post: Post | None) -> list[Refusal]:
    """Why ``post`` may not take back that the duty of ``row`` was told done."""
    reasons = _why_not_carry(row.duty, post)
    if row.done is None or row.done.how != How.TOLD:
        reasons.append(
            Refusal(
                "duty_was_not_told",
                gettext_noop("Nobody told that this is done, so there is nothing to take back."),
            )
        )
    return reasons


def why_not_move(
    row: Row, post: Post | None, to: date | None, reason: str, today: date
) -> list[Refusal]:
    """Why ``post`` may not give the duty of ``row`` the day ``to``."""
    reasons = why_not_arrange(row.duty, post)
    if row.standing == Standing.DONE:
        reasons.append(Refusal("duty_is_done", gettext_noop("This is done already.")))
    reasons += _why_not_owed(row)
    campaign = row.duty.action.campaign
    if to is None:
        reasons.append(Refusal("move_needs_a_day", gettext_noop("Enter the new day."), on="to_on"))
    elif to == row.duty.due_on:
        reasons.append(
            Refusal(
                "duty_is_due_that_day", gettext_noop("It is due on that day already."), on="to_on"
            )
        )
    elif not max(today, campaign.starts_on) <= to <= campaign.ends_on:
        reasons.append(
            Refusal(
                "duty_day_outside_the_campaign",
                gettext_noop("Choose a day from today to the campaign's last day, %(last)s."),
                {"last": campaign.ends_on.isoformat()},
                "to_on",
            )
        )
    return reasons + _why_not_reason(reason)


def why_not_arrange(duty: Duty, post: Post | None) -> list[Refusal]:
    """Only the campaign office of the campaign's unit gives duties other days."""
    reasons = why_not_run_campaign(post)
    if post is not None and not reasons and post.unit_id != duty.action.campaign.unit_id:
        reasons.append(
            Refusal(
                "duty_of_another_office",
                gettext_noop("This belongs to the campaign of another office."),
            )
        )
    return reasons


def why_not_end(unit: Unit, post: Post | None, reason: str) -> list[Refusal]:
    """Only an office of the unit or above it ends what the unit owes."""
    reasons = why_not_run_campaign(post)
    if post is not None and not reasons and not unit.path.startswith(post.unit.path):
        reasons.append(
            Refusal(
                "unit_of_another_office",
                gettext_noop("%(unit)s does not belong to your office."),
                {"unit": unit.name},
            )
        )
    return reasons + _why_not_reason(reason)


def why_not_carry_over(unit: Unit, successor: Unit) -> list[Refusal]:
    """A unit's duties go to another unit."""
    if unit.pk != successor.pk:
        return []
    return [
        Refusal(
            "duties_stay_where_they_are",
            gettext_noop("Choose another unit that goes on with it."),
            on="successor",
        )
    ]


def duty_changed_meanwhile() -> Refusal:
    """The refusal when somebody else changed the duty at the same moment."""
    return Refusal(
        "duty_changed_meanwhile",
        gettext_noop("Somebody changed this meanwhile. Look at it again."),
    )


def _why_not_carry(duty: Duty, post: Post | None) -> list[Refusal]:
    if post is None:
        return why_not_run_campaign(None)
    if carries(duty, post):
        return []
    return [
        Refusal(
            "duty_of_another_post",
            gettext_noop("Only the post that carries this, or its unit, can tell that it is done."),
        )
    ]


def _why_not_owed(row: Row) -> list[Refusal]:
    if row.standing != Standing.ENDED:
        return []
    return [Refusal("duty_has_ended", gettext_noop("This is no longer owed."))]


def _why_not_words(words: str) -> list[Refusal]:
    """One line: what does not fit there is written where it belongs, a problem or a project."""
    if len(words) <= MOST_WORDS and words.isprintable():
        return []
    return [
        Refusal(
            "words_are_one_line",
            gettext_noop("Write at most one line of %(most)s characters."),
            {"most": MOST_WORDS},
            "words",
        )
    ]


def _why_not_reason(reason: str) -> list[Refusal]:
    if reason.strip() and len(reason.strip()) <= MOST_REASON and "\x00" not in reason:
        return []
    return [
        Refusal(
            "reason_needed",
            gettext_noop("Say why, in at most %(most)s characters."),
            {"most": MOST_REASON},
            "reason",
        )
    ]
