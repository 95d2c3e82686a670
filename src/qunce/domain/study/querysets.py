"""Who sees which material, plan and session; who alone sees members and deliveries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Unit

if TYPE_CHECKING:
    from qunce.domain.study.models import (  # noqa: F401  (named in the classes below)
        Delivery,
        DeliveryRound,
        Material,
        Member,
        Plan,
        Session,
    )

TOWN_WIDE = (
    PostRole.CAMPAIGN_OFFICE,
    PostRole.FIRST_RESPONSIBLE,
    PostRole.LEADER,
    PostRole.VIEWER,
)

KEEPERS = (
    PostRole.SECRETARY,
    PostRole.FIRST_RESPONSIBLE,
    PostRole.LEADER,
    PostRole.STAFF,
)
"""Roles that see how people of their own unit prefer to study.  Not the campaign office, not the
guidance group, not who looks on, even where their post belongs to the same unit."""


def seen_below(post: Post, unit: str = "unit") -> Q:
    """One's own unit and those it acts for; for the office and leading posts everything below;
    for a guidance group its area."""
    if post.role in TOWN_WIDE:
        return Q(**{f"{unit}__in": Unit.objects.within(post.unit).order_by().values("pk")})
    seen = Q(**{f"{unit}__in": acts_for(post)})
    if post.role == PostRole.GUIDANCE and post.area_id is not None:
        seen |= Q(**{f"{unit}__area": post.area_id})
    return seen


def acts_for(post: Post) -> models.QuerySet[Unit]:
    """The post's own unit, those merged into it, and those that its branch covers."""
    own = post.unit_id
    return Unit.objects.filter(Q(pk=own) | Q(successor=own) | Q(covered_by=own)).order_by()


def keeps_members(post: Post | None, unit: str = "unit") -> Q:
    """Members of the post's own unit and of those it acts for; of none for any other post."""
    if post is None or post.role not in KEEPERS:
        return Q(pk__in=[])
    return Q(**{f"{unit}__in": acts_for(post)})


class MaterialQuerySet(models.QuerySet["Material"]):
    def visible_to(self, post: Post | None, on: date | None = None) -> Self:
        """What units above made and one's own; the office sees what units below made as well."""
        if post is None:
            return self.none()
        above = [code for code in post.unit.path.split("/") if code]
        return self.filter(seen_below(post) | Q(unit__code__in=above))

    def in_use(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def public(self) -> Self:
        """What everybody may read."""
        return self.filter(public_since__isnull=False, withdrawn_at__isnull=True)


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, post: Post | None, on: date | None = None) -> Self:
        return self.none() if post is None else self.filter(seen_below(post))


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, post: Post | None, on: date | None = None) -> Self:
        return self.none() if post is None else self.filter(seen_below(post))


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, post: Post | None, on: date | None = None) -> Self:
        """The unit's own posts alone."""
        return self.filter(keeps_members(post))


class RoundQuerySet(models.QuerySet["DeliveryRound"]):
    def visible_to(self, post: Post | None, on: date | None = None) -> Self:
        return self.filter(keeps_members(post))


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, post: Post | None, on: date | None = None) -> Self:
        return self.filter(keeps_members(post, "round__unit"))

    def to_bring(self) -> Self:
        return self.filter(done_on__isnull=True)
