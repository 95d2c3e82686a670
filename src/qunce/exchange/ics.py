"""Calendars for other programs (iCalendar, RFC 5545; names and refreshing, RFC 7986)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vDuration, vText

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Qunce//Calendar of a unit//EN"
REFRESH = timedelta(hours=6)
"""How often a program may ask again."""


@dataclass(frozen=True, slots=True)
class Day:
    """One thing on a day, or on all days from ``on`` to ``until``."""

    key: str
    """Names it for ever; the same thing keeps it when its day or its words change."""
    on: date
    until: date | None
    changed_at: datetime
    title: str
    changes: int = 0
    text: str = ""
    place: str = ""
    address: str = ""
    called_off: bool = False


def calendar(days: Iterable[Day], *, title: str, language: str) -> bytes:
    """``days`` as an iCalendar file: whole days, lines of at most 75 octets ended by CR LF.

    A thing whose day changed keeps its UID and has a higher SEQUENCE; one that was called off
    stays in the file as CANCELLED, so that it goes out of calendars that took it in.  The same
    days give the same octets.
    """
    file = Calendar()
    file.add("PRODID", PRODUCT)
    file.add("VERSION", "2.0")
    file.add("CALSCALE", "GREGORIAN")
    file.add("METHOD", "PUBLISH")
    for name in ("NAME", "X-WR-CALNAME"):
        file.add(name, _words(title, language))
    file.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    file.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    for day in days:
        file.add_component(_event(day, language))
    return bytes(file.to_ical())


def uid(key: str) -> str:
    """The same for the same key, and no other thing's anywhere (a UUID, as RFC 7986 asks)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:qunce:{key}"))


def _event(day: Day, language: str) -> Event:
    event = Event()
    event.add("UID", uid(day.key))
    event.add("DTSTAMP", day.changed_at)
    event.add("LAST-MODIFIED", day.changed_at)
    event.add("SEQUENCE", day.changes)
    event.add("DTSTART", day.on)
    # DTEND is the first day on which it is over (RFC 5545, 3.6.1)
    event.add("DTEND", (day.until or day.on) + timedelta(days=1))
    event.add("SUMMARY", _words(day.title, language))
    if day.text:
        event.add("DESCRIPTION", _words(day.text, language))
    if day.place:
        event.add("LOCATION", _words(day.place, language))
    if day.address:
        event.add("URL", day.address)
    event.add("STATUS", "CANCELLED" if day.called_off else "CONFIRMED")
    event.add("CLASS", "PUBLIC")
    event.add("TRANSP", "TRANSPARENT")  # a day on which something is due is not a day off
    return event


def _words(text: str, language: str) -> vText:
    """``text`` on one line, without characters that no calendar can hold."""
    plain = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    words = vText(plain)
    if language:
        words.params["LANGUAGE"] = language
    return words
