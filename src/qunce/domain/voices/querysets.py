"""Who sees which message: asked in this one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Holding, Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.states import OPEN

if TYPE_CHECKING:
    from qunce.domain.voices.models.voice import Voice  # noqa: F401  (named in the class below)

SORTING = (PostRole.CAMPAIGN_OFFICE, PostRole.FIRST_RESPONSIBLE, PostRole.STAFF)
"""Roles that see every message their unit receives."""
HEADS = (PostRole.FIRST_RESPONSIBLE, PostRole.SECRETARY, PostRole.CAMPAIGN_OFFICE)
"""Roles that see every message their unit must answer."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a post may see on one day: the parts it has in messages, and what is kept from it.

    Looked up once for a page; everything that shows messages is filtered through it.
    """

    sorts: Q
    """Received by its unit, when it sorts there."""
    answers: Q
    """Given to its unit or to itself."""
    reviews: Q
    """Reviewed by its unit."""
    accused: Sequence[int] = ()
    """Numbers of the units whose accusation it must not see."""
    voices: Sequence[int] = ()
    units: Sequence[int] = ()
    """Messages and units in which it stated an interest."""

    @classmethod
    def of(cls, post: Post | None, on: date) -> Sight:
        """Three small statements, none for somebody who sees no message."""
        if post is None or post.role in (PostRole.VIEWER, PostRole.GUIDANCE):
            return cls(NOTHING, NOTHING, NOTHING)
        given = Q(responsible=post.unit)
        if post.role not in HEADS:
            given = Q(responsible=post.unit, post__isnull=True)
        sorts = post.role in SORTING
        stated = post.interests.filter(ended_at__isnull=True).values_list("voice_id", "unit_id")
        kept_from = list(stated)
        return cls(
            sorts=Q(receiver=post.unit) if sorts else NOTHING,
            answers=given | Q(post=post),
            reviews=Q(reviewer=post.unit) if sorts else NOTHING,
            accused=units_around(post, on),
            voices=[voice for voice, _unit in kept_from if voice is not None],
            units=[unit for _voice, unit in kept_from if unit is not None],
        )


NOTHING = Q(pk__in=[])


class VoiceQuerySet(models.QuerySet["Voice"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        """What ``post`` may read on the day ``on``.

        A message is seen by the office that sorts it, the unit that must answer it, and the unit
        that reviews it.  Never by the accused unit or anything below it, never by a holder who
        *also* holds a post there (信访工作条例, art. 30(3)), never by a post that stated an
        interest (art. 28(3)).  A county viewer and a guidance group see no messages at all.
        """
        return self.in_sight(Sight.of(post, on))

    def in_sight(
        self,
        sight: Sight,
        *,
        sorts: Q | None = None,
        answers: Q | None = None,
        reviews: Q | None = None,
        joined: bool = True,
    ) -> Self:
        """What lies within ``sight``; each part may be narrowed, so that an index serves it.

        Narrowing each part by itself gives what narrowing the whole would, faster: both engines
        walk an index for each arm of an OR, and all messages for a condition behind it.
        """
        everything = Q()
        if sorts is None and answers is None and reviews is None:
            sorts = answers = reviews = everything
        seen = NOTHING
        for part, narrowed in (
            (sight.sorts, sorts),
            (sight.answers, answers),
            (sight.reviews, reviews),
        ):
            if narrowed is not None and part != NOTHING:
                seen |= part & narrowed
        if joined and sight.answers != NOTHING:
            # Who handles a matter reads what was joined on it, whoever had that before.
            followed = self.model._base_manager.filter(sight.answers).values("pk")
            seen |= Q(merged_into__in=followed)
        found = self.filter(seen)
        if sight.accused:
            found = found.exclude(accused__in=sight.accused)
        if sight.voices:
            found = (
                found.exclude(pk__in=sight.voices)
                .exclude(merged_into__in=sight.voices)
                .exclude(split_from__in=sight.voices)
            )
        if sight.units:
            found = (
                found.exclude(responsible__in=sight.units)
                .exclude(accused__in=sight.units)
                .exclude(village__in=sight.units)
            )
        return found

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


def units_around(post: Post, on: date) -> list[int]:
    """Numbers of the units of :func:`codes_around`: a list of small numbers, and no join."""
    return list(Unit.objects.filter(code__in=codes_around(post, on)).values_list("pk", flat=True))
