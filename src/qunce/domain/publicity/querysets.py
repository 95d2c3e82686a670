"""What is public, and which post works on what: asked in this one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Unit
from qunce.domain.publicity.states import BulletinState, StoryState

if TYPE_CHECKING:
    from qunce.domain.publicity.models import (  # noqa: F401  (named in the classes below)
        Bulletin,
        Publication,
        Story,
    )

LOOKING = (PostRole.CAMPAIGN_OFFICE, PostRole.FIRST_RESPONSIBLE, PostRole.LEADER)
"""Roles that see what is being prepared for the public in their unit."""


class PublicationQuerySet(models.QuerySet["Publication"]):
    def public(self) -> Self:
        """What everybody reads: not withdrawn, and nobody is accused in the problem.

        A problem that is hidden later, because a message behind it accuses a unit, vanishes from
        every page at that moment.
        """
        return self.filter(withdrawn_at__isnull=True, problem__hidden_from__isnull=True)

    def visible_to(self, post: Post | None) -> Self:
        """What ``post`` looks after: the office and leading posts of the town, or above it."""
        if post is None or post.role not in LOOKING:
            return self.none()
        within = Unit.objects.within(post.unit).order_by().values("pk")
        return self.filter(problem__town__in=within, problem__hidden_from__isnull=True)


class StoryQuerySet(models.QuerySet["Story"]):
    def public(self) -> Self:
        """What everybody reads; a story of a problem that is hidden now is not read any more."""
        return self.filter(state=StoryState.PUBLIC).filter(
            Q(problem__isnull=True) | Q(problem__hidden_from__isnull=True)
        )

    def visible_to(self, post: Post | None) -> Self:
        """Stories of campaigns of one's own unit; a branch sees those of its own unit."""
        if post is None or post.role == PostRole.VIEWER:
            return self.none()
        own = Q(unit=post.unit)
        if post.role in LOOKING:
            own |= Q(campaign__unit=post.unit)
        return self.filter(own).filter(
            Q(problem__isnull=True) | Q(problem__hidden_from__isnull=True)
        )


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def public(self) -> Self:
        return self.filter(state=BulletinState.ISSUED)

    def visible_to(self, post: Post | None) -> Self:
        """Bulletins of campaigns of one's own unit, for its office and leading posts."""
        if post is None or post.role not in LOOKING:
            return self.none()
        return self.filter(campaign__unit=post.unit)
