"""Whose budget one looks at."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from qunce.domain.accounts.models import Post
from qunce.domain.budgets.querysets import TOWN_WIDE
from qunce.domain.budgets.states import LEVELS
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import UnitKind
from qunce.web.office.access import town_of
from qunce.web.shell.acting import acting_post

ASKING = (UnitKind.TOWN, UnitKind.HOSPITAL)
"""Kinds that ask, below the unit at the top."""


def post_of(request: HttpRequest) -> Post:
    """Every member of staff may know what is asked of them; without a post there is nothing."""
    post = acting_post(request)
    if post is None:
        raise Http404
    return post


def looked_at(request: HttpRequest, post: Post) -> Unit:
    """The town in ``?of=``, if the post sees it, else its own: not yours and not there look alike.

    An office at the top sees what each of its towns asks.
    """
    code = request.GET.get("of", "")
    own = town_of(post)
    if not code or code == own.code:
        return own
    if post.role not in TOWN_WIDE:
        raise Http404
    found = Unit.objects.within(post.unit).filter(code=code, kind__in=ASKING).first()
    if found is None:
        raise Http404
    return found


def towns_below(post: Post) -> list[Unit]:
    """Towns whose budget the post may look at beside its own."""
    if post.role not in TOWN_WIDE:
        return []
    return list(Unit.objects.within(post.unit).filter(kind__in=ASKING).exclude(pk=post.unit_id))


def level_of(level: str) -> str:
    if level not in LEVELS:
        raise Http404
    return level
