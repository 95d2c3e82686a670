"""How often a program may send, and how often an address may try keys."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from qunce.web.open311.faults import TOO_MANY, Fault, Wrong

AN_HOUR = timedelta(hours=1)
REPORTS_AN_HOUR = 600
"""By one key; a county's whole town does not say more in an hour."""
WRONG_KEYS = 20
WINDOW = 600
"""Seconds in which an address may name so many wrong keys."""


def count_wrong_key(request: HttpRequest, now: datetime) -> None:
    """One more wrong key from this address; raises :class:`Wrong` (429) when there were many.

    Right keys are not counted and not stopped, so nobody can lock a program out by sending wrong
    ones from behind the same proxy.
    """
    address = get_adapter().get_client_ip(request)
    window = int(now.timestamp()) // WINDOW
    name = hashlib.sha256(f"{address}/{window}".encode()).hexdigest()[:40]
    counter = f"open311-wrong-key-{name}"
    cache.add(counter, 0, WINDOW)
    try:
        tried = cache.incr(counter)
    except ValueError:  # it ran out between the two calls
        return
    if tried > WRONG_KEYS:
        raise Wrong(
            Fault(TOO_MANY, _("Too many wrong keys came from your address. Try again later."))
        )


def refuse_flood(sent: int) -> None:
    """Raises :class:`Wrong` (429) when a key has already sent ``sent`` reports in an hour."""
    if sent >= REPORTS_AN_HOUR:
        raise Wrong(
            Fault(
                TOO_MANY,
                _("At most %(most)s reports an hour can be sent with one key. Try again later.")
                % {"most": REPORTS_AN_HOUR},
            )
        )
