"""Who sees what is asked, and who comes to whom: asked in this one place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Unit

if TYPE_CHECKING:
    from qunce.domain.budgets.models import Asked, Call, CallLimit, FormBudget  # noqa: F401

TOWN_WIDE = (
    PostRole.CAMPAIGN_OFFICE,
    PostRole.FIRST_RESPONSIBLE,
    PostRole.LEADER,
    PostRole.VIEWER,
)


def codes_up(unit: Unit) -> list[str]:
    """The codes of ``unit`` and of everything above it."""
    return unit.path.strip("/").split("/")


class FormBudgetQuerySet(models.QuerySet["FormBudget"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        """What holds for one's own unit; offices and leaders also see what units below set."""
        if post is None:
            return self.none()
        seen = Q(unit__code__in=codes_up(post.unit))
        if post.role in TOWN_WIDE:
            seen |= Q(unit__in=Unit.objects.within(post.unit))
        return self.filter(seen, since__lte=on)

    def over(self, unit: Unit, *, on: date) -> Self:
        """Those that hold for ``unit`` on the day ``on``: set by itself or above it."""
        return self.filter(unit__code__in=codes_up(unit), since__lte=on)


class AskedQuerySet(models.QuerySet["Asked"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        """What one's own town and those above ask; offices and leaders also see those below."""
        if post is None:
            return self.none()
        seen = Q(town__code__in=codes_up(post.unit))
        if post.role in TOWN_WIDE:
            seen |= Q(town__in=Unit.objects.within(post.unit))
        return self.filter(seen, added_on__lte=on)

    def standing(self, on: date) -> Self:
        """Asked on the day ``on``: begun, and not yet over."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), begins_on__lte=on)

    def unfinished(self, on: date) -> Self:
        """Asked on the day ``on`` or to be asked later."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))

    def over(self, unit: Unit) -> Self:
        """What falls on ``unit`` or on some unit below the town it is: asked by it or above it."""
        return self.filter(town__code__in=codes_up(unit))


class CallLimitQuerySet(models.QuerySet["CallLimit"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        if post is None:
            return self.none()
        seen = Q(unit__code__in=codes_up(post.unit)) | Q(unit__in=Unit.objects.within(post.unit))
        return self.filter(seen, since__lte=on)

    def over(self, unit: Unit, *, on: date) -> Self:
        """Those that were set for ``unit`` up to the day ``on``."""
        return self.filter(unit__code__in=codes_up(unit), since__lte=on)


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        """Calls on one's own unit; offices, leaders and the area's group see those they cover."""
        if post is None:
            return self.none()
        if post.role in TOWN_WIDE:
            return self.filter(unit__in=Unit.objects.within(post.unit))
        seen = Q(unit=post.unit)
        if post.role == PostRole.GUIDANCE and post.area_id is not None:
            seen |= Q(unit__area=post.area_id)
        return self.filter(seen)

    def in_force(self) -> Self:
        """Those that were not taken back."""
        return self.filter(taken_back_at__isnull=True)
