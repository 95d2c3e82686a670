"""Why a post may not keep keys, and why a name cannot be a key's name.  Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import category

from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.organisations.states import TOPS
from qunce.kernel.refusals import Refusal, gettext_noop

if TYPE_CHECKING:
    from qunce.domain.accounts.models import Post
    from qunce.domain.organisations.models import Unit
    from qunce.domain.partners.models import PartnerKey

NAME = 80
"""The most characters of a key's name."""


def why_not_keep_keys(post: Post | None, county: Unit | None = None) -> list[Refusal]:
    """Keys are kept by the campaign office of the county itself, each county its own."""
    reasons = why_not_run_campaign(post)
    if reasons or post is None:
        return reasons
    if post.unit.kind not in TOPS or (county is not None and county.pk != post.unit_id):
        return [
            Refusal(
                "not_the_county_office",
                gettext_noop("Only the county's campaign office makes and withdraws its keys."),
            )
        ]
    return []


def why_not_name(name: str) -> list[Refusal]:
    """A key is named after whoever uses it, so that one knows later what to withdraw."""
    if not name.strip():
        return [
            Refusal(
                "partner_key_without_name",
                gettext_noop("Write which program or office will use the key."),
                on="name",
            )
        ]
    if len(name.strip()) > NAME or any(category(one) in {"Cc", "Cs"} for one in name.strip()):
        return [
            Refusal(
                "partner_key_name_wrong",
                gettext_noop("Write the name on one line of at most %(most)s characters."),
                {"most": NAME},
                "name",
            )
        ]
    return []


def why_not_withdraw(key: PartnerKey, post: Post | None) -> list[Refusal]:
    """Why ``post`` may not withdraw ``key``."""
    if reasons := why_not_keep_keys(post, key.county):
        return reasons
    if key.withdrawn_at is not None:
        return [
            Refusal("partner_key_withdrawn", gettext_noop("This key has already been withdrawn."))
        ]
    return []
