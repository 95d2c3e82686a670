"""Who sees which group, visit and follow-up: asked in this one place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Unit
from qunce.domain.supervision.states import VisitState

if TYPE_CHECKING:
    from qunce.domain.supervision.models import FollowUp, Group, Visit  # noqa: F401  (named below)

TOWN_WIDE = (
    PostRole.CAMPAIGN_OFFICE,
    PostRole.FIRST_RESPONSIBLE,
    PostRole.LEADER,
    PostRole.VIEWER,
)


class GroupQuerySet(models.QuerySet["Group"]):
    def in_being(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def of(self, post: Post | None) -> Self:
        """The groups for which ``post`` acts: as leader, as member, as guidance post of the area.

        Of groups that have ended as well, so that they can be read.
        """
        return self.none() if post is None else self.filter(of_post(post))

    def visible_to(self, post: Post | None, *, on: date) -> Self:
        """One's own groups; the office and officials see those of their town and below."""
        if post is None:
            return self.none()
        seen = of_post(post)
        if post.role in TOWN_WIDE:
            seen |= Q(town__in=Unit.objects.within(post.unit).order_by().values("pk"))
        return self.filter(seen)


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        """The group, the visited unit, and the office and officials above it."""
        if post is None:
            return self.none()
        seen = Q(unit=post.unit) | of_post(post, "group__")
        if post.role in TOWN_WIDE:
            seen |= Q(unit__in=Unit.objects.within(post.unit).order_by().values("pk"))
        return self.filter(seen)

    def planned(self) -> Self:
        return self.filter(state=VisitState.PLANNED)

    def made(self) -> Self:
        return self.filter(state=VisitState.MADE)


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> Self:
        return self.filter(done_at__isnull=True)


def of_post(post: Post, at: str = "") -> Q:
    """The groups of ``post``; ``at`` leads from the rows that are asked to their group.

    Members by a list of numbers, not by a join: a row is never there twice.
    """
    named = apps.get_model("supervision", "Group").members.through
    member = named.objects.filter(post=post).values("group_id")
    mine = Q(**{f"{at}leader": post}) | Q(**{f"{at}pk__in": member})
    if post.role == PostRole.GUIDANCE and post.area_id is not None:
        mine |= Q(**{f"{at}area": post.area_id})
    return mine
