"""What a post may do.  Pure; everything that says "may / may not" about posts is here."""

from __future__ import annotations

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
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
