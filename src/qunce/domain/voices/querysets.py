"""Who sees which message: asked in this one place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Holding, Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.voices.states import OPEN

if TYPE_CHECKING:
    from qunce.domain.voices.models.voice import Voice  # noqa: F401  (named in the class below)

SORTING = (PostRole.CAMPAIGN_OFFICE, PostRole.FIRST_RESPONSIBLE, PostRole.STAFF)
"""Roles that see every message their unit receives."""
HEADS = (PostRole.FIRST_RESPONSIBLE, PostRole.SECRETARY, PostRole.CAMPAIGN_OFFICE)
"""Roles that see every message their unit must answer."""


class VoiceQuerySet(models.QuerySet["Voice"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        """What ``post`` may read on the day ``on``; two statements' worth of look-up.

        A message is seen by the office that sorts it, the unit that must answer it, and the unit
        that reviews it.  Never by the accused unit or anything below it, never by a holder who
        *also* holds a post there (信访工作条例, art. 30(3)), never by a post that stated an
        interest (art. 28(3)).  A county viewer and a guidance group see no messages at all.
        """
        if post is None or post.role in (PostRole.VIEWER, PostRole.GUIDANCE):
            return self.none()
        seen = Q(post=post)
        if post.role in HEADS:
            seen |= Q(responsible=post.unit)
        else:
            seen |= Q(responsible=post.unit, post__isnull=True)
        # Who handles a matter reads the messages that were joined on it, whoever had them before.
        followed = self.model._base_manager.filter(seen).values("pk")
        seen |= Q(merged_into__in=followed)
        if post.role in SORTING:
            seen |= Q(receiver=post.unit) | Q(reviewer=post.unit)
        interests = post.interests.filter(ended_at__isnull=True)
        in_voices = interests.filter(voice__isnull=False).values("voice_id")
        in_units = interests.filter(unit__isnull=False).values("unit_id")
        return (
            self.filter(seen)
            .exclude(accused__code__in=codes_around(post, on))
            .exclude(pk__in=in_voices)
            .exclude(merged_into__in=in_voices)
            .exclude(split_from__in=in_voices)
            .exclude(responsible__in=in_units)
            .exclude(accused__in=in_units)
            .exclude(village__in=in_units)
        )

    def open(self) -> Self:
        """Those on which somebody owes the next step."""
        return self.filter(state__in=OPEN)


def codes_around(post: Post, on: date) -> list[str]:
    """Codes of every unit that contains a unit in which the holder of ``post`` has a post."""
    holders = Holding.objects.on(on).filter(post=post).values("user_id")
    paths = set(
        Holding.objects.on(on)
        .filter(user_id__in=holders)
        .values_list("post__unit__path", flat=True)
    )
    paths.add(post.unit.path)
    return sorted({code for path in paths for code in path.split("/") if code})
