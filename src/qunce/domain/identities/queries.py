"""What the speaker may see, and what the keeper of the keys must know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from qunce.domain.identities.keys import load_ring
from qunce.domain.identities.models import Identity, Opening
from qunce.domain.identities.states import Purpose


@dataclass(frozen=True, slots=True)
class OpeningSeen:
    """One opening as the speaker sees it."""

    opened_at: datetime
    post: str
    """Title and unit of the post, as printed that day."""
    purpose: Purpose
    reason: str


def openings_of(identity: Identity) -> list[OpeningSeen]:
    """Who opened ``identity``, when and what for, the earliest first.  One statement."""
    rows = (
        Opening.objects.filter(identity=identity)
        .order_by("opened_at", "pk")
        .values_list("opened_at", "post_name", "purpose", "reason")
    )
    return [OpeningSeen(at, post, Purpose(purpose), reason) for at, post, purpose, reason in rows]


@dataclass(frozen=True, slots=True)
class KeyInUse:
    """One key: how many identities are sealed under it, and whether it is at hand."""

    id: str
    identities: int
    at_hand: bool
    current: bool


def keys_in_use() -> list[KeyInUse]:
    """Every key that is on the ring or that a row needs, the current one last.  One statement."""
    counted: dict[str, int] = dict(
        Identity.objects.kept()
        .values_list("key_id")
        .annotate(identities=Count("pk"))
        .order_by("key_id")
    )
    ring = load_ring()
    at_hand = [key.id for key in ring.keys] if ring is not None else []
    return [KeyInUse(id, counted[id], False, False) for id in counted if id not in at_hand] + [
        KeyInUse(id, counted.get(id, 0), True, id == at_hand[-1]) for id in at_hand
    ]
