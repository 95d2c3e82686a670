"""Who sees which list and which series: asked in this one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Unit

if TYPE_CHECKING:
    from qunce.domain.checks.models import CheckList, Series  # noqa: F401  (named below)

TOWN_WIDE = (
    PostRole.CAMPAIGN_OFFICE,
    PostRole.FIRST_RESPONSIBLE,
    PostRole.LEADER,
    PostRole.VIEWER,
)


class CheckListQuerySet(models.QuerySet["CheckList"]):
    def visible_to(self, post: Post | None) -> Self:
        """Lists of one's own town; the county sees those of its towns."""
        if post is None:
            return self.none()
        codes = post.unit.path.strip("/").split("/")
        seen = Q(town__code__in=codes)
        if post.role in TOWN_WIDE:
            seen |= Q(town__in=Unit.objects.within(post.unit))
        return self.filter(seen)


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, post: Post | None) -> Self:
        """One's own unit's numbers; the town's office and those above see all below them."""
        if post is None:
            return self.none()
        if post.role in TOWN_WIDE:
            return self.filter(unit__in=Unit.objects.within(post.unit))
        seen = Q(unit=post.unit)
        if post.role == PostRole.GUIDANCE and post.area_id is not None:
            seen |= Q(unit__area=post.area_id)
        return self.filter(seen)
