"""Whose publication, story or bulletin it is, and what was said to mean no person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.publicity.models import Bulletin, Publication, Story
from qunce.domain.publicity.querysets import LOOKING
from qunce.domain.publicity.wording import people_in
from qunce.kernel.refusals import Refusal
from qunce.web.shell.acting import acting_post

TELLING = (*LOOKING, PostRole.SECRETARY)
"""Roles with something to do here: a branch tells of its own unit."""
MOST_CLEARED = 40


def own_post(request: HttpRequest, roles: Iterable[str] = LOOKING) -> Post:
    """The post acted for, if this is its business; else the page is not there."""
    post = acting_post(request)
    if post is None or post.role not in roles:
        raise Http404
    return post


def own_publication(request: HttpRequest, pk: int) -> tuple[Publication, Post]:
    post = own_post(request)
    found = Publication.objects.visible_to(post).select_related(
        "problem__unit", "problem__town", "made_by__unit", "withdrawn_by__unit"
    )
    return get_object_or_404(found, pk=pk), post


def own_story(request: HttpRequest, pk: int) -> tuple[Story, Post]:
    post = own_post(request, TELLING)
    found = Story.objects.visible_to(post).select_related(
        *("campaign__unit", "unit", "problem", "project", "promise"),
        *("written_by__unit", "looked_by__unit", "withdrawn_by__unit"),
    )
    return get_object_or_404(found, pk=pk), post


def own_bulletin(request: HttpRequest, pk: int) -> tuple[Bulletin, Post]:
    post = own_post(request)
    found = Bulletin.objects.visible_to(post).select_related(
        "campaign__unit", "issued_by__unit", "withdrawn_by__unit"
    )
    return get_object_or_404(found, pk=pk), post


def said_of(sent: QueryDict, prefix: str = "") -> dict[str, str]:
    """Words that were said to mean no person, with the reason; those without a reason are left."""
    words, reasons = sent.getlist(f"{prefix}words"), sent.getlist(f"{prefix}why")
    pairs = list(zip(words, reasons, strict=False))[:MOST_CLEARED]
    return {word[:80]: reason.strip()[:300] for word, reason in pairs if word and reason.strip()}


@dataclass(frozen=True, slots=True)
class Marked:
    """Words that look like a person, with the reason typed so far why they mean none."""

    words: str
    why: str = ""


def marked(
    texts: Iterable[str], staff: Iterable[str], typed: Mapping[str, str], kept: Mapping[str, str]
) -> list[Marked]:
    """What is to be taken out or cleared; what was cleared before is not asked again."""
    return [
        Marked(found.words, typed.get(found.words, "")) for found in people_in(texts, staff, kept)
    ]


def left(reasons: Iterable[Refusal]) -> list[Refusal]:
    """Refusals that are not shown beside their words already."""
    return [one for one in reasons if one.code != "looks_like_a_person"]
