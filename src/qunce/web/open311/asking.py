"""Which requests are asked for: the filters of a GET, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from qunce.web.open311.faults import BAD, Fault, Wrong

SPAN = timedelta(days=90)
MOST = 1000
OPEN, CLOSED = "open", "closed"

_W3C = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_ZONE_AFTER_SPACE = re.compile(r" (?=\d\d:\d\d$)")
"""A plus sign in a query is a space unless it was escaped; here it can only have been the zone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``numbers`` overrides everything else; ``None`` where nothing was asked."""

    numbers: list[str] | None
    codes: list[str] | None
    start: datetime
    end: datetime
    statuses: frozenset[str]


def instant(text: str) -> datetime | None:
    """A W3C date and time with its zone; ``None`` for anything else."""
    text = _ZONE_AFTER_SPACE.sub("+", text.strip())
    if not _W3C.fullmatch(text):
        return None
    try:
        found = parse_datetime(text)
        return found.astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None


def read_filters(query: Mapping[str, str], now: datetime) -> Asked:
    """What ``query`` asks for; raises :class:`Wrong` (400) with every fault.

    With service_request_id nothing else is read, not even what is wrong with it.
    """
    numbers = _words(query, "service_request_id")
    if numbers is not None:
        return Asked(numbers[:MOST], None, now, now, frozenset({OPEN, CLOSED}))
    faults: list[Fault] = []
    start, end = _span(query, now, faults)
    statuses = _words(query, "status") or [OPEN, CLOSED]
    for status in statuses:
        if status not in (OPEN, CLOSED):
            faults.append(Fault(BAD, _("status is open or closed, or both with a comma.")))
            break
    if faults:
        raise Wrong(*faults)
    return Asked(None, _words(query, "service_code"), start, end, frozenset(statuses))


def _words(query: Mapping[str, str], name: str) -> list[str] | None:
    words = [word.strip() for word in query.get(name, "").split(",")]
    return [word for word in words if word and "\0" not in word] if any(words) else None


def _span(
    query: Mapping[str, str], now: datetime, faults: list[Fault]
) -> tuple[datetime, datetime]:
    """At most ninety days; where one end is missing, ninety days from the other."""
    given: dict[str, datetime | None] = {}
    for name in ("start_date", "end_date"):
        text = query.get(name, "").strip()
        given[name] = instant(text) if text else None
        if text and given[name] is None:
            sentence = _("%(field)s is a date and time with its zone, as in 2026-03-02T01:30:00Z.")
            faults.append(Fault(BAD, sentence % {"field": name}))
    start, end = given["start_date"], given["end_date"]
    try:
        if start is None:
            end = end or now
            start = end - SPAN
        elif end is None:
            end = start + SPAN
    except OverflowError:
        return now, now
    if end is None or end < start:
        faults.append(Fault(BAD, _("start_date lies after end_date.")))
    elif end - start > SPAN:
        faults.append(Fault(BAD, _("start_date and end_date lie at most 90 days apart.")))
    return start, end or now
