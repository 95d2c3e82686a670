"""Reads that the pages and the due work share."""

from __future__ import annotations

from datetime import date

from qunce.domain.accounts.models import Holding, Post, User
from qunce.domain.accounts.states import PostRole
from qunce.domain.complaints.models import Complaint
from qunce.domain.organisations.models import Unit


def top_of(unit: Unit) -> Unit:
    """The unit at the top of the tree in which ``unit`` lies; itself, or one statement."""
    if unit.parent_id is None:
        return unit
    return Unit.objects.get(code=unit.path.split("/", 1)[0])


def offices_of(county_id: int) -> list[Post]:
    """Who answers: the campaign office's posts of the county."""
    posts = Post.objects.filter(unit_id=county_id, role=PostRole.CAMPAIGN_OFFICE)
    return list(posts.select_related("unit"))


def heads_of(county_id: int) -> list[Post]:
    """Who sees to it that somebody answers."""
    posts = Post.objects.filter(unit_id=county_id, role=PostRole.FIRST_RESPONSIBLE)
    return list(posts.select_related("unit"))


def holder_of(post_id: int | None, on: date) -> User | None:
    """Who holds the post on that day."""
    if post_id is None:
        return None
    holding = Holding.objects.on(on).filter(post_id=post_id).select_related("user").first()
    return holding.user if holding is not None else None


def own_open(post: Post, on: date) -> list[Complaint]:
    """What ``post`` said with its post, and nobody has answered yet."""
    return list(Complaint.objects.visible_to(post, on=on).open().filter(post=post)[:20])
