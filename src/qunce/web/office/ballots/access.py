"""Whose ballot it is, asked in one place; what is not yours and what is not there look alike."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import rules
from qunce.domain.ballots.models import Ballot
from qunce.kernel import clock
from qunce.web.shell.acting import acting_post

WITH = ("campaign__unit", "gate", "asking", "made_by__unit")


def today() -> date:
    return clock.day_of(clock.now(), settings.TIME_ZONE)


def own_ballot(request: HttpRequest, pk: int) -> tuple[Ballot, Post]:
    """A ballot that the post acted for may look at."""
    post = acting_post(request)
    if post is None:
        raise Http404
    ballots = Ballot.objects.visible_to(post).select_related(*WITH)
    return get_object_or_404(ballots, pk=pk), post


def run_ballot(request: HttpRequest, pk: int) -> tuple[Ballot, Post]:
    """A ballot of one's own campaign office."""
    ballot, post = own_ballot(request, pk)
    if rules.why_not_run(ballot, post):
        raise Http404
    return ballot, post


def counted_ballot(request: HttpRequest, pk: int) -> tuple[Ballot, Post]:
    """A ballot whose paper the post may count."""
    ballot, post = own_ballot(request, pk)
    if rules.why_not_count_paper(ballot, post):
        raise Http404
    return ballot, post
