"""Reads that several packages share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from qunce.domain.accounts.models import Holding, Post
from qunce.domain.organisations.models import Unit


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
    return [Vacancy(post, post.left_on) for post in posts]
