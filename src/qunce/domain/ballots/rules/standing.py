"""Who may do something with a ballot, and at which step."""

from __future__ import annotations

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.accounts.states import PostRole
from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.states import BallotState
from qunce.kernel.refusals import Refusal, gettext_noop


def why_not_run(ballot: Ballot, post: Post | None) -> list[Refusal]:
    """A ballot is run by the campaign office of the unit whose campaign it belongs to."""
    reasons = why_not_run_campaign(post)
    if not reasons and post is not None and post.unit_id != ballot.campaign.unit_id:
        reasons.append(
            Refusal(
                "not_your_ballot",
                gettext_noop("This ballot belongs to %(unit)s."),
                {"unit": ballot.campaign.unit.name},
            )
        )
    return reasons


def why_not_count_paper(ballot: Ballot, post: Post | None) -> list[Refusal]:
    """Paper is keyed and recounted by posts of the unit itself, whatever their role."""
    if (
        post is not None
        and post.unit_id == ballot.campaign.unit_id
        and post.role != PostRole.VIEWER
    ):
        return []
    return [
        Refusal(
            "not_yours_to_count",
            gettext_noop("Slips are counted by posts of %(unit)s."),
            {"unit": ballot.campaign.unit.name},
        )
    ]


def why_not_at(ballot: Ballot, *states: str) -> list[Refusal]:
    """The ballot stands at none of the steps at which this can be done."""
    if ballot.state in states:
        return []
    if ballot.state == BallotState.INTERRUPTED:
        return [interrupted()]
    return [
        Refusal(
            "ballot_at_another_step",
            gettext_noop("This cannot be done now. The ballot is: %(state)s."),
            {"state": ballot.get_state_display()},
        )
    ]


def interrupted() -> Refusal:
    return Refusal(
        "ballot_interrupted",
        gettext_noop(
            "The database was put back from a copy while slips were out, so a slip could be "
            "counted twice or not at all. Break this ballot off and ask again with new slips."
        ),
    )


def why_not_words(reason: str) -> list[Refusal]:
    """A reason that everybody reads says something, in at most 600 characters."""
    if 2 <= len(reason.strip()) <= 600:
        return []
    return [
        Refusal(
            "ballot_needs_reason",
            gettext_noop("Say why, in at most 600 characters; everybody reads it."),
            on="reason",
        )
    ]
