"""What is new, as an Atom feed (RFC 4287).

An entry keeps its id for ever, whatever its address; what is withdrawn is not in it any more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qunce.domain.publicity.models import Bulletin, Publication, Story

NEWEST = 30
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    uid: UUID
    title: str
    summary: str
    address: str
    published: datetime
    updated: datetime


def feed(request: HttpRequest) -> HttpResponse:
    """Three statements, whatever there is."""
    entries = sorted(
        [*_problems(), *_stories(), *_bulletins()], key=lambda one: one.updated, reverse=True
    )[:NEWEST]
    here = request.build_absolute_uri(reverse("public:feed"))
    written = Atom1Feed(
        title=_("What is new in the campaigns"),
        link=request.build_absolute_uri(reverse("public:news")),
        description="",
        language=get_language(),
        feed_url=here,
        feed_guid=here,
    )
    for one in entries:
        written.add_item(
            title=_NO_XML.sub("", one.title),
            link=request.build_absolute_uri(one.address),
            description=_NO_XML.sub("", one.summary),
            unique_id=one.uid.urn,
            pubdate=one.published,
            updateddate=one.updated,
            author_name=_("Campaign office"),
        )
    answer = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    written.write(answer, "utf-8")
    return answer


def _problems() -> list[Entry]:
    newest = Publication.objects.public().select_related("problem__unit").order_by("-changed_at")
    return [
        Entry(
            one.uid,
            one.title,
            f"{one.problem.unit.name}: {one.statement}",
            reverse("public:problem", args=[one.pk]),
            one.since,
            one.changed_at,
        )
        for one in newest[:NEWEST]
    ]


def _stories() -> list[Entry]:
    newest = Story.objects.public().select_related("unit").order_by("-public_at")
    return [
        Entry(
            one.uid,
            one.title,
            f"{one.unit.name}: {one.body[:200]}",
            reverse("public:story", args=[one.pk]),
            one.public_at,
            one.changed_at,
        )
        for one in newest[:NEWEST]
        if one.public_at is not None
    ]


def _bulletins() -> list[Entry]:
    newest = Bulletin.objects.public().select_related("campaign__unit").order_by("-issued_at")
    return [
        Entry(
            one.uid,
            f"{one.name} {one.number}",
            one.campaign.title,
            reverse("public:bulletin", args=[one.pk]),
            one.issued_at,
            one.changed_at,
        )
        for one in newest[:NEWEST]
        if one.issued_at is not None
    ]
