"""What this browser answered and may see again: numbers only, in its session on our side.

Beside them one random token, by which this browser has one voice on what others said.  As with
messages (``resident.kept``), no code, no word and no village of a sheet is kept.
"""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest

from qunce.domain.consultations.models import Sheet

SHEETS = "resident_sheets"
RECEIPT = "resident_sheet_receipt"
READER = "resident_reader"
MOST = 20
"""Sheets one browser follows at a time; the oldest makes room."""


def opened(request: HttpRequest) -> list[int]:
    """Numbers of the sheets this browser may see, the latest first."""
    return list(request.session.get(SHEETS, []))


def remember(request: HttpRequest, sheet: Sheet) -> None:
    """From now on this browser may see ``sheet``."""
    before = opened(request)
    if not before and request.session.session_key is not None:
        # A session somebody else laid into this browser does not gain the right with it.
        request.session.cycle_key()
    request.session[SHEETS] = [sheet.pk, *(pk for pk in before if pk != sheet.pk)][:MOST]


def own_sheet(request: HttpRequest, pk: int) -> Sheet:
    """The sheet, if this browser sent it or its code was typed here; else it is not there."""
    if pk not in opened(request):
        raise Http404
    found = Sheet.objects.select_related("consultation__unit", "village").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def leave(request: HttpRequest) -> None:
    """This browser forgets every sheet, and whoever uses it next has a voice of their own."""
    for key in (SHEETS, RECEIPT, READER):
        request.session.pop(key, None)


def reader(request: HttpRequest) -> str:
    """The token of this browser; drawn when it first says something."""
    token = request.session.get(READER)
    if not isinstance(token, str):
        token = secrets.token_hex(16)
        request.session[READER] = token
    return token


def known_reader(request: HttpRequest) -> str | None:
    """The token, if this browser has one already; reading alone draws none."""
    token = request.session.get(READER)
    return token if isinstance(token, str) else None
