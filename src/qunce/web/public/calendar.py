"""A unit's calendar for everybody, to be subscribed to in any calendar program."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qunce.domain.campaigns.configurations import template_called
from qunce.domain.duties.calendar import Kind
from qunce.domain.duties.feed import Entered, Feed, feed_of
from qunce.domain.organisations.models import Unit
from qunce.exchange.ics import MEDIA_TYPE, Day, calendar
from qunce.kernel import clock

TAGS = {"zh-hans": "zh-Hans"}
"""Our codes of languages as a calendar names them (BCP 47)."""


@require_safe
def unit_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """What falls on this unit, as an iCalendar file; asked again, only what has changed is sent."""
    unit = get_object_or_404(Unit, code=code)
    feed = feed_of(unit, clock.day_of(clock.now(), settings.TIME_ZONE))
    body = _written(feed, request)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    unchanged = get_conditional_response(
        request, etag=etag, last_modified=int(feed.changed_at.timestamp())
    )
    response: HttpResponse = unchanged or HttpResponse(body, content_type=MEDIA_TYPE)
    if unchanged is None:
        response["ETag"] = etag
        response["Last-Modified"] = _http_date(feed.changed_at)
        response["Cache-Control"] = "public, max-age=900"
        response["Content-Disposition"] = f'inline; filename="{unit.code}.ics"'
    return response


def _http_date(at: datetime) -> str:
    return http_date(at.timestamp())


def _written(feed: Feed, request: HttpRequest) -> bytes:
    language = feed.language or settings.LANGUAGE_CODE
    with translation.override(language):
        days = [_day(one, request.build_absolute_uri) for one in feed.entries]
        return calendar(
            days,
            title=_("What falls on %(unit)s") % {"unit": feed.unit.name},
            language=TAGS.get(language, language),
        )


def _day(entry: Entered, absolute: Callable[[str], str]) -> Day:
    address = _address(entry)
    return Day(
        key=f"{entry.unit.path}{entry.key}",
        on=entry.on,
        until=entry.until,
        changed_at=entry.changed_at,
        changes=entry.changes,
        title=_title(entry),
        place=entry.place,
        address=absolute(address) if address else "",
        called_off=entry.called_off,
    )


def _title(entry: Entered) -> str:
    if entry.kind == Kind.SESSION:
        template = template_called(entry.template)
        form = template.study_form(entry.form) if template is not None else None
        named = form.label(translation.get_language() or "en") if form is not None else ""
        return _("Study session: %(form)s") % {"form": named} if named else _("Study session")
    if entry.kind == Kind.VISIT:
        return _("Guidance visit")
    lead = {
        Kind.DUTY: _("Due: %(what)s"),
        Kind.DOCUMENT: _("Document: %(what)s"),
        Kind.ASKING: _("People are asked: %(what)s"),
        Kind.BALLOT: _("Ballot: %(what)s"),
    }[entry.kind]
    return lead % {"what": entry.title}


def _address(entry: Entered) -> str:
    """Where everybody reads more; sessions and visits have no public page."""
    if entry.kind == Kind.DUTY:
        return reverse("public:unit", args=[entry.campaign, entry.unit.code])
    if entry.kind == Kind.DOCUMENT:
        return reverse("public:document", args=[entry.campaign, entry.part])
    if entry.kind == Kind.ASKING:
        return reverse("public:asked", args=[entry.part])
    if entry.kind == Kind.BALLOT:
        return reverse("public:ballot", args=[entry.part])
    return ""
