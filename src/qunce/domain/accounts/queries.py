"""Reads that several packages share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet

from qunce.domain.accounts.models import Holding, Post, User
from qunce.domain.accounts.states import LEADING, PostRole
from qunce.domain.organisations.models import Unit, UnitQuerySet


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post that nobody holds."""

    post: Post
    since: date | None
    """The first day without a holder; ``None``: nobody has held it yet."""


def holder(post: Post, on: date) -> Holding | None:
    """Who holds ``post`` on the day ``on``, with the person; one statement."""
    return Holding.objects.on(on).filter(post=post).select_related("user").first()


def vacant_posts(units: Iterable[Unit], on: date) -> list[Vacancy]:
    """The posts of ``units`` that nobody holds on the day ``on``; one statement.

    A closed unit has no vacant posts: nobody is expected there.
    """
    numbers = [unit.pk for unit in units if not unit.is_closed(on)]
    held = Holding.objects.on(on).values("post_id")
    posts = (
        Post.objects.filter(unit__in=numbers)
        .exclude(pk__in=held)
        .select_related("unit")
        .annotate(left_on=Max("holdings__until"))
    )
    return [Vacancy(post, post.left_on) for post in posts]  # type: ignore[attr-defined]


def appointing_posts(unit: Unit) -> list[Post]:
    """Who can appoint in ``unit``: the campaign offices of it and of those above, nearest first."""
    codes = [code for code in unit.path.split("/") if code]
    found = Post.objects.filter(unit__code__in=codes, role=PostRole.CAMPAIGN_OFFICE)
    return sorted(found.select_related("unit"), key=lambda post: -len(post.unit.path))


def units_seen_by(post: Post | None) -> UnitQuerySet:
    """The units whose page ``post`` may read: below an office, a leading official or a viewer all;
    of a guidance group its area; else one's own and those its branch acts for."""
    if post is None:
        return Unit.objects.none()
    if post.role in (*LEADING, PostRole.CAMPAIGN_OFFICE, PostRole.VIEWER):
        return Unit.objects.within(post.unit)
    own = post.unit_id
    seen = Q(pk=own) | Q(successor=own) | Q(covered_by=own)
    if post.role == PostRole.GUIDANCE and post.area_id is not None:
        seen |= Q(area=post.area_id)
    return Unit.objects.filter(seen)


def holders(posts: Iterable[Post], on: date) -> dict[int, Holding]:
    """Who holds each of ``posts`` on the day ``on``, by the number of the post; one statement."""
    found = Holding.objects.on(on).filter(post__in=[post.pk for post in posts])
    return {one.post_id: one for one in found.select_related("user")}


def staff_within(top: Unit) -> QuerySet[User]:
    """The people who hold or held a post of ``top`` or below, by name."""
    below = Unit.objects.within(top).order_by().values("pk")
    numbers = Holding.objects.filter(post__unit__in=below).order_by().values("user_id")
    return User.objects.filter(pk__in=numbers, is_active=True).order_by("name", "pk")


def paths_held_by(user: User, on: date) -> list[str]:
    """Paths of the units in which ``user`` holds a post on the day ``on``; one statement."""
    held = Holding.objects.on(on).filter(user=user)
    return list(held.values_list("post__unit__path", flat=True))
