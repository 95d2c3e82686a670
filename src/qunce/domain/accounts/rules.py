"""What a post may do.  Pure; everything that says "may / may not" about posts is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from qunce.domain.accounts.models import Post, User
from qunce.domain.accounts.states import LEADING, PostRole
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.rules import why_not_in_being
from qunce.kernel.refusals import Refusal, gettext_noop


def why_not_run_campaign(post: Post | None) -> list[Refusal]:
    """Drafting, adopting and configuring belong to the campaign office's posts."""
    if post is None:
        return [
            Refusal(
                "no_post",
                gettext_noop(
                    "You hold no post at the moment. Ask the campaign office to appoint you."
                ),
            )
        ]
    if post.role != PostRole.CAMPAIGN_OFFICE:
        return [
            Refusal(
                "not_campaign_office",
                gettext_noop("Only a post of the campaign office can do this."),
            )
        ]
    return []


def why_not_set_up(post: Post | None, unit: Unit) -> list[Refusal]:
    """Units and posts are set up by the campaign office above them, or by their own."""
    if reasons := why_not_run_campaign(post):
        return reasons
    if post is not None and unit.path.startswith(post.unit.path):
        return []
    return [
        Refusal(
            "unit_of_another_office",
            gettext_noop("%(unit)s does not belong to your office."),
            {"unit": unit.name},
        )
    ]


def why_not_appoint(post: Post) -> list[Refusal]:
    """The posts of a unit with which nobody goes on stay empty; those of a merged one go on."""
    if post.unit.closed_on is None or post.unit.successor_id is not None:
        return []
    return [
        Refusal(
            "post_of_a_closed_unit",
            gettext_noop("%(unit)s is closed, and nobody goes on with it. Its posts stay empty."),
            {"unit": post.unit.name},
        )
    ]


def why_not_give_entry_word(actor: Post | None, paths: Sequence[str]) -> list[Refusal]:
    """``paths``: of the units in which the member of staff holds posts today.

    With the word one chooses the password of that person, so no office gives it to somebody who
    also holds a post elsewhere or higher up.
    """
    if reasons := why_not_run_campaign(actor):
        return reasons
    if not paths:
        return [
            Refusal(
                "entry_word_without_a_post",
                gettext_noop("Nobody holds this post. Hand it over first."),
            )
        ]
    if actor is not None and all(path.startswith(actor.unit.path) for path in paths):
        return []
    return [
        Refusal(
            "staff_of_another_office",
            gettext_noop(
                "This person also holds a post that does not belong to your office. Ask the "
                "office above to give the word."
            ),
        )
    ]


def why_not_own_branch(post: Post, branch: Unit | None) -> list[Refusal]:
    """Only a leading official has an own branch beside the unit of the post."""
    if branch is None:
        return []
    if post.role not in LEADING:
        return [
            Refusal(
                "own_branch_of_a_leading_post",
                gettext_noop("Only a leading official's post names an own branch."),
                on="own_branch",
            )
        ]
    return why_not_in_being(branch, on="own_branch")


def entry_word_wrong() -> Refusal:
    """One sentence for a wrong name, a wrong word, an old word and none: it tells nothing."""
    return Refusal(
        "entry_word_wrong",
        gettext_noop(
            "The log-in name and the word do not belong together, or the word is too old or "
            "was used already. Ask your campaign office for a new one."
        ),
    )


def is_running(user: User, now: datetime) -> bool:
    """Whether a word still opens anything for this person."""
    return user.entry_word_until is not None and now < user.entry_word_until
