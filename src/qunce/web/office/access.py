"""Whose draft it is, asked in one place; and refusals of acts that have no form."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Draft
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import UnitKind
from qunce.kernel.refusals import Refused
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import say


def own_draft(request: HttpRequest, pk: int) -> tuple[Draft, Post]:
    """The draft and the post acted for; not yours and not there look alike."""
    post = acting_post(request)
    if post is None:
        raise Http404
    drafts = Draft.objects.visible_to(post).select_related("unit")
    return get_object_or_404(drafts, pk=pk), post


def town_of(post: Post) -> Unit:
    """The town whose list a post adds to: its own, or the one its unit lies in; in a group the
    hospital."""
    codes = post.unit.path.strip("/").split("/")
    towns = Unit.objects.filter(code__in=codes, kind__in=(UnitKind.TOWN, UnitKind.HOSPITAL))
    return towns.order_by("path").first() or post.unit


def tell(request: HttpRequest, refused: Refused) -> None:
    """Each reason as a message of the next page."""
    for refusal in refused.refusals:
        messages.error(request, say(refusal), extra_tags=refusal.code)


def back_to(request: HttpRequest, draft: Draft, anchor: str = "") -> HttpResponse:
    """To the review, on the page of duties one came from, at the line one was at."""
    page = request.POST.get("page", "")
    query = f"?page={page}" if page.isdecimal() and len(page) < 6 else ""
    return redirect(reverse("office:review", args=[draft.pk]) + query + anchor)
