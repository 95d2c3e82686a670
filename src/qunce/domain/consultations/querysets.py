"""Who sees which consultation and which words: asked in this one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.consultations.states import PUBLIC, ConsultationState
from qunce.domain.organisations.models import Unit

if TYPE_CHECKING:
    from qunce.domain.consultations.models import (  # noqa: F401  (named in the classes below)
        Consultation,
        Point,
        Sheet,
    )

READING = (PostRole.CAMPAIGN_OFFICE, PostRole.FIRST_RESPONSIBLE, PostRole.LEADER)
"""Roles that read the words before they were read through for names, in their own unit."""
LOOKING_DOWN = (*READING, PostRole.VIEWER)
"""Roles that see the consultations of the units below theirs."""


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, post: Post | None) -> Self:
        """What ``post`` finds on its list.

        Drafts: the campaign office and the leading posts of its unit.  Begun ones: everybody in
        that unit and below it, and the offices, leading posts and viewers above.
        """
        if post is None:
            return self.none()
        begun = ~Q(state=ConsultationState.DRAFT)
        seen = begun & Q(unit__code__in=[code for code in post.unit.path.split("/") if code])
        if post.role in LOOKING_DOWN:
            seen |= begun & Q(unit__in=Unit.objects.within(post.unit).order_by().values("pk"))
        if post.role in READING:
            seen |= Q(unit=post.unit)
        return self.filter(seen)

    def public(self) -> Self:
        """What everybody can read: all that were begun, ended ones too."""
        return self.exclude(state=ConsultationState.DRAFT)


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, post: Post | None) -> Self:
        """Sheets whose words ``post`` may read as they came.

        The office and leading posts of the unit that asks, and of the others each unit what its
        own posts wrote down.
        """
        if post is None:
            return self.none()
        seen = Q(keyed_by__unit=post.unit)
        if post.role in READING:
            seen |= Q(consultation__unit=post.unit)
        return self.filter(seen)


class PointQuerySet(models.QuerySet["Point"]):
    def visible_to(self, post: Post | None) -> Self:
        """Points whose words ``post`` may read as they were spoken; as with sheets."""
        if post is None:
            return self.none()
        seen = Q(sheet__keyed_by__unit=post.unit) | Q(meeting__written_by__unit=post.unit)
        if post.role in READING:
            seen |= Q(consultation__unit=post.unit)
        return self.filter(seen)

    def public(self) -> Self:
        """Points that everybody reads, in the wording of ``Point.said``."""
        return self.filter(state__in=PUBLIC)
