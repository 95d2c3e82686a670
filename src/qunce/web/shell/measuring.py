"""How long a staff form takes, known of the form and never of whoever filled it in.

The browser keeps a small cookie: for its last few office pages a short hash of the address and the
second at which it was opened.  When a form of such a page is saved, the seconds between the two are
added to the counts of that form, its level and its week (budgets.FormUse), and the cookie is all
there was: nothing of it stands in the session, in a log or beside a user.  Reading a page costs no
statement, a saving one.

A form is saved when its POST is answered by a redirect, or, with htmx, by what
:func:`mark_saved` was told of or a header that sends the browser on.  A POST that left an error
message saved nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.messages import constants, get_messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from qunce.domain.budgets.actions import count_saving
from qunce.domain.budgets.sizes import registered
from qunce.domain.budgets.states import LONGEST
from qunce.kernel import clock
from qunce.web.shell.acting import acting_post

COOKIE = "opened"
BELOW = "/office/"
"""Only forms of staff are measured, and the cookie is sent nowhere else."""
MOST = 8
"""Pages that are remembered: a clerk's tabs, not a history."""
LONGEST_COOKIE = MOST * 20
SIGNING_IN = "/accounts/"
"""Who is led there had not signed in fully, and saved nothing."""
SENDS_ON = ("HX-Redirect", "HX-Location", "HX-Refresh")
WEEK = "office:week_record"
ON_THE_WEEK_PAGE = {
    "voice": "office:voice_act/{act}",
    "problem": "office:problem_act/{act}",
    "asking": "office:asking_note",
    "duty/tell": "office:duty_tell",
    "duty/hold": "office:session_new",
    "step/hold": "office:session_new",
    "round/bring": "office:delivery",
    "question": "office:warning_act/{act}",
}
"""The week's page shows forms of other pages, by kind of line or by kind and act."""
_ENTRY = re.compile(r"([0-9a-f]{8})-([0-9a-z]{1,9})")

GetResponse = Callable[[HttpRequest], HttpResponse]
_log = logging.getLogger(__name__)


class MeasuringMiddleware:
    """Remembers when pages of the office were opened, and counts how long their forms took."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(BELOW) or acting_post(request) is None:
            return response
        if request.method == "GET" and _is_page(request, response):
            _remember(response, opened(request), request.path, clock.now())
        elif request.method == "POST" and _is_saved(request, response):
            _count(request, response, clock.now())
        return response


def mark_saved(response: HttpResponse) -> HttpResponse:
    """Say of an htmx answer that the form was saved; the same response."""
    response.form_was_saved = True  # type: ignore[attr-defined]
    return response


def opened(request: HttpRequest) -> dict[str, int]:
    """Seconds since 1970 at which pages were opened, by their hash, oldest first; no query.

    A cookie that is not ours, or longer than ours can be, says nothing.
    """
    kept = request.COOKIES.get(COOKIE, "")
    if len(kept) > LONGEST_COOKIE:
        return {}
    found = [_ENTRY.fullmatch(entry) for entry in kept.split(".")]
    return {one[1]: int(one[2], 36) for one in found if one is not None}


def form_code(view_name: str, kwargs: Mapping[str, object]) -> str:
    """The code under which a form of this address is registered; empty when none is.

    ``office:voice_act/accept`` where one address serves several steps, else ``office:series_new``.
    """
    steps = [str(value) for value in kwargs.values() if isinstance(value, str)]
    tried = ["/".join([view_name, *steps]), view_name]
    if view_name == WEEK and steps:
        named = ON_THE_WEEK_PAGE.get("/".join(steps)) or ON_THE_WEEK_PAGE.get(steps[0], "")
        tried.insert(0, named.format(act=steps[-1]))
    return next((code for code in tried if code in registered), "")


# --- parts


def _hash(path: str) -> str:
    return sha256(path.encode()).hexdigest()[:8]


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and "HX-Request" not in request.headers
        and response.headers.get("Content-Type", "").startswith("text/html")
    )


def _is_saved(request: HttpRequest, response: HttpResponse) -> bool:
    if getattr(response, "form_was_saved", False):
        return True
    if "HX-Request" in request.headers and any(name in response for name in SENDS_ON):
        return not _was_refused(request)
    return (
        response.status_code in (301, 302, 303)
        and not response.headers.get("Location", "").startswith(SIGNING_IN)
        and not _was_refused(request)
    )


def _was_refused(request: HttpRequest) -> bool:
    """Whether this request left an error message: a refusal that has no form to stand in."""
    waiting = getattr(get_messages(request), "_queued_messages", ())
    return any(message.level >= constants.ERROR for message in waiting)


def _count(request: HttpRequest, response: HttpResponse, now: datetime) -> None:
    match, post = request.resolver_match, acting_post(request)
    code = form_code(match.view_name, match.kwargs) if match else ""
    if not code or post is None or not registered[code].fields:
        return  # a button alone is no form
    pages = opened(request)
    came_from = urlsplit(request.headers.get("Referer", "")).path
    page = came_from if _hash(came_from) in pages else request.path
    began = pages.get(_hash(page))
    seconds = now.timestamp() - began if began is not None else None
    try:
        count_saving(form=code, level=post.unit.kind, seconds=seconds, now=now)
    except DatabaseError:
        # What was saved is saved; a count less is no reason to tell somebody otherwise.
        _log.warning("a saving of %s could not be counted", code)
    if began is not None:
        _remember(response, pages, page, now)  # the next form of this page begins now


def _remember(response: HttpResponse, pages: dict[str, int], page: str, now: datetime) -> None:
    second = int(now.timestamp())
    pages.pop(_hash(page), None)
    pages[_hash(page)] = second
    recent = [(key, at) for key, at in pages.items() if 0 <= second - at <= LONGEST][-MOST:]
    response.set_cookie(
        COOKIE,
        ".".join(f"{key}-{_base36(at)}" for key, at in recent),
        max_age=LONGEST,
        path=BELOW,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    written = ""
    while number:
        number, rest = divmod(number, 36)
        written = digits[rest] + written
    return written or "0"
