"""Who sees which project, promise, view and target inside the office: asked in this one place.

Projects and promises are public; what is narrower here is whose business they are, so that a
clerk of another town meets neither forms nor words that wait to be read through.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.states import OPEN_PROJECTS, PUBLIC_WORDS, PromiseState

if TYPE_CHECKING:
    from qunce.domain.practice.models.project import Project  # noqa: F401  (named below)
    from qunce.domain.practice.models.promise import Promise  # noqa: F401
    from qunce.domain.practice.models.said import ResidentView  # noqa: F401
    from qunce.domain.practice.models.target import Target  # noqa: F401

TOWN_WIDE = (
    PostRole.CAMPAIGN_OFFICE,
    PostRole.FIRST_RESPONSIBLE,
    PostRole.LEADER,
    PostRole.VIEWER,
)


def seen_units(post: Post, prefix: str = "unit") -> Q:
    """Units whose projects, promises and targets are the business of ``post``.

    Its own unit and those above it, whose promises it may judge; a unit it took over; everything
    below for the office, the leading officials and a viewer; a guidance group's area.
    """
    codes = post.unit.path.strip("/").split("/")
    seen = (
        Q(**{f"{prefix}__code__in": codes})
        | Q(**{f"{prefix}__successor": post.unit_id})
        | Q(**{f"{prefix}__covered_by": post.unit_id})
    )
    if post.role in TOWN_WIDE:
        seen |= Q(**{f"{prefix}__in": Unit.objects.within(post.unit).order_by().values("pk")})
    if post.role == PostRole.GUIDANCE and post.area_id is not None:
        seen |= Q(**{f"{prefix}__area": post.area_id})
    return seen


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        return self.none() if post is None else self.filter(seen_units(post) | Q(owner=post))

    def unfinished(self) -> Self:
        return self.filter(state__in=OPEN_PROJECTS)


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        return self.none() if post is None else self.filter(seen_units(post) | Q(post=post))

    def overdue(self, today: date) -> Self:
        """Their day has passed and nobody has said that they are kept."""
        return self.filter(state=PromiseState.OPEN, due_on__lt=today)


class ResidentViewQuerySet(models.QuerySet["ResidentView"]):
    def with_public_words(self) -> Self:
        return self.filter(words_state__in=PUBLIC_WORDS)


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        return self.none() if post is None else self.filter(seen_units(post))
