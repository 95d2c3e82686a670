"""Whose units and posts these pages show, and who may change them."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.queries import units_seen_by
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.organisations.models import Unit
from qunce.kernel import clock
from qunce.web.shell.acting import acting_post


def today() -> date:
    return clock.day_of(clock.now(), settings.TIME_ZONE)


def looker(request: HttpRequest) -> Post:
    """Whoever holds a post; for everybody else these pages are not there."""
    post = acting_post(request)
    if post is None:
        raise Http404
    return post


def office(request: HttpRequest) -> Post:
    """The campaign office's post, which sets up units and posts."""
    post = looker(request)
    if why_not_run_campaign(post):
        raise Http404
    return post


def seen_unit(post: Post, pk: int) -> Unit:
    """A unit whose page ``post`` may read, with what the page says of it."""
    units = units_seen_by(post).select_related(
        "parent__parent", "area", "successor__parent", "covered_by"
    )
    return get_object_or_404(units, pk=pk)


def own_unit(post: Post, pk: int) -> Unit:
    """A unit that the office of ``post`` sets up: its own, or one below."""
    units = Unit.objects.within(post.unit).select_related("parent", "area", "covered_by")
    return get_object_or_404(units, pk=pk)


def own_post(post: Post, pk: int) -> Post:
    """A post that the office of ``post`` sets up."""
    posts = Post.objects.filter(unit__in=Unit.objects.within(post.unit))
    return get_object_or_404(posts.select_related("unit__parent", "area", "own_branch"), pk=pk)
