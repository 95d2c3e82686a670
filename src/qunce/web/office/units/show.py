"""One unit: its posts, who holds them and since when nobody does, what waits, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qunce.domain.accounts.models import Holding, Post
from qunce.domain.accounts.queries import appointing_posts, holders, vacant_posts
from qunce.domain.accounts.rules import why_not_set_up
from qunce.domain.organisations.queries import acted_for, leads_to
from qunce.domain.reorganisations.queries import Waiting, reorganisation_of, waiting_at
from qunce.domain.reorganisations.rules import why_not_reorganise
from qunce.web.office.units.access import looker, seen_unit, today


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post with its holder, or since when it has none, and what waits there."""

    post: Post
    holding: Holding | None
    vacant: bool
    vacant_since: date | None
    waiting: Waiting


@login_required
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever may read the page sees the same; only an office above finds something to do."""
    post = looker(request)
    found = seen_unit(post, pk)
    on = today()
    posts = list(
        Post.objects.filter(unit=found).select_related("unit", "area", "own_branch").order_by("pk")
    )
    held = holders(posts, on)
    empty = {one.post.pk: one.since for one in vacant_posts([found], on)}
    waiting = waiting_at(posts, post, on)
    others = acted_for(found, on)[1:]
    context = {
        "unit": found,
        "posts": [
            ShownPost(one, held.get(one.pk), one.pk in empty, empty.get(one.pk), waiting[one.pk])
            for one in posts
        ],
        "appointing": appointing_posts(found) if empty else [],
        "merged": [one for one in others if one.successor_id == found.pk],
        "covered": [one for one in others if one.covered_by_id == found.pk],
        "goes_on": leads_to(found, on),
        "ended": reorganisation_of(found) if found.closed_on else None,
        "sets_up": not why_not_set_up(post, found) and found.closed_on is None,
        "reorganises": not why_not_reorganise(found, post),
        "hands_over": not why_not_set_up(post, found),
    }
    return render(request, "office/units/unit.html", context)
