"""What an alert says, in sentences: how unusual it is, and what else was looked at."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qunce.domain.warning.models import Alert
from qunce.domain.warning.queries import Precision
from qunce.domain.warning.states import Change
from qunce.kernel.refusals import gettext_noop
from qunce.web.shell.words import say_day

LONGEST = 520
"""Weeks: of what is rarer nobody can say how rare it is from a few years of counts."""
YEARS_FROM = 104
"""Weeks from which on years are said: nobody counts in 400 weeks."""


def usual(low: int, high: int) -> str:
    """“usually 3 to 6”."""
    if high == 0:
        return _("usually nobody")
    if low == high:
        return _("usually %(high)d") % {"high": high}
    if low == 0:
        return _("usually at most %(high)d") % {"high": high}
    return _("usually %(low)d to %(high)d") % {"low": low, "high": high}


def where(alert: Alert) -> str:
    """The unit, or each of the units side by side; their ``places`` are there already."""
    if not alert.of_neighbours:
        return alert.unit.name
    names = sorted((unit.place, unit.path, unit.name) for unit in alert.places.all())
    return pgettext("between names", ", ").join(name for *_order, name in names)


def usual_of(alert: Alert) -> str:
    """What is usual in the days of ``alert``."""
    if alert.series_id is None:
        return usual(alert.low, alert.high)
    told = {"low": alert.low, "high": alert.high}
    if alert.high == 0:
        return pgettext("of a number", "usually none")
    if alert.low == alert.high:
        return pgettext("of a number", "usually %(high)d") % told
    if alert.low == 0:
        return pgettext("of a number", "usually at most %(high)d") % told
    return pgettext("of a number", "usually %(low)d to %(high)d") % told


def usual_today(low: int, high: int) -> str:
    """What is usual of a daily number on a day like today."""
    if high == 0:
        return _("On such a day there are usually none.")
    if low == high:
        return _("On such a day %(high)d are usual.") % {"high": high}
    if low == 0:
        return _("On such a day at most %(high)d are usual.") % {"high": high}
    return _("On such a day %(low)d to %(high)d are usual.") % {"low": low, "high": high}


def unusual(weeks: float) -> str:
    """How often chance alone would show it, in one plain frequency."""
    if weeks >= LONGEST:
        return _(
            "So unusual that chance alone would show it less than once in ten years, across "
            "everything that is watched."
        )
    if weeks >= YEARS_FROM:
        years = int(weeks // 52)
        sentence = ngettext(
            "So unusual that chance alone would show it about once in %(years)d year, across "
            "everything that is watched.",
            "So unusual that chance alone would show it about once in %(years)d years, across "
            "everything that is watched.",
            years,
        )
        return sentence % {"years": years}
    whole = max(1, round(weeks))
    sentence = ngettext(
        "So unusual that chance alone would show it about once in %(weeks)d week, across "
        "everything that is watched.",
        "So unusual that chance alone would show it about once in %(weeks)d weeks, across "
        "everything that is watched.",
        whole,
    )
    return sentence % {"weeks": whole}


@dataclass(frozen=True, slots=True)
class Looked:
    """Another explanation that was looked at; ``found``: it may be the reason."""

    found: bool
    says: str


def looked_at(alert: Alert, today: date) -> list[Looked]:
    """Each explanation as a sentence, those that may be the reason first."""
    rows = [_looked(one, today) for one in _told(alert.checked)]
    return sorted((row for row in rows if row is not None), key=lambda row: not row.found)


def _told(checked: object) -> Iterable[Mapping[str, Any]]:
    return [one for one in checked if isinstance(one, dict)] if isinstance(checked, list) else []


def _looked(one: Mapping[str, Any], today: date) -> Looked | None:
    code, found = str(one.get("code", "")), bool(one.get("found"))
    if code == "repeating":
        told = {"messages": int(one.get("messages", 0)), "speakers": int(one.get("speakers", 0))}
        return Looked(
            found,
            (
                _(
                    "A few people repeat themselves: %(messages)d messages come from "
                    "%(speakers)d people."
                )
                if found
                else _(
                    "It is not a few people who repeat themselves: %(messages)d messages come from "
                    "%(speakers)d people."
                )
            )
            % told,
        )
    if code == "same_words":
        return Looked(
            found,
            _("Some messages are the same word for word; %(different)d are different.")
            % {"different": int(one.get("different", 0))}
            if found
            else _("No two messages are the same word for word."),
        )
    if code == "missing":
        days = int(one.get("days", 0))
        sentence = ngettext(
            "%(days)d day just before or among these has no number; it may be counted in another.",
            "%(days)d days just before or among these have no number; they may be counted in "
            "others.",
            days,
        )
        return Looked(found, sentence % {"days": days} if found else _("No day is missing."))
    sentences = {**_NUMBERS, **_CHANGES}
    if code not in sentences:
        return None
    yes, no = sentences[code]
    if not found:
        return Looked(False, _(no))
    said = _(yes) % {"day": _day(one.get("from_on"), today)}
    words = str(one.get("words", ""))
    return Looked(True, f"{said} {words}".strip())


def _day(value: object, today: date) -> str:
    try:
        return say_day(date.fromisoformat(str(value)), today)
    except ValueError:
        return "?"


_NUMBERS: Mapping[str, tuple[str, str]] = {
    "corrected": (
        gettext_noop("The number of %(day)s was corrected."),
        gettext_noop("None of these numbers was corrected."),
    ),
    "begun": (
        gettext_noop("This is counted only since %(day)s; what is usual is not well known yet."),
        gettext_noop("This has been counted for long enough."),
    ),
    "change": (
        gettext_noop("Since %(day)s something has changed how this is counted."),
        gettext_noop("Nothing is known that changes how this is counted."),
    ),
}

_CHANGES: Mapping[str, tuple[str, str]] = {
    Change.NEW_CHANNEL: (
        gettext_noop("Since %(day)s there is a new way to speak up."),
        gettext_noop("No new way to speak up was opened shortly before."),
    ),
    Change.NEW_CATEGORY: (
        gettext_noop("Since %(day)s there is a new category."),
        gettext_noop("The category is not new."),
    ),
    Change.CAMPAIGN_ASKS: (
        gettext_noop("Since %(day)s people are asked to speak up."),
        gettext_noop("Nobody had just been asked to speak up."),
    ),
    Change.OTHER: (
        gettext_noop("Since %(day)s something else has changed how many speak up."),
        gettext_noop("Nothing else is known that changes how many speak up."),
    ),
}


def became(precision: Precision) -> str:
    """What became of the last judged alerts of the town, and how sure that is."""
    if not precision.judged or precision.interval is None:
        return _("So far no alert here has been found right or wrong.")
    told = {
        "right": precision.right,
        "judged": precision.judged,
        "low": int(100 * precision.interval.low),
        "high": math.ceil(100 * precision.interval.high),
    }
    sentence = ngettext(
        "Found right: %(right)d of %(judged)d alert here. In the long run that may be anything "
        "from %(low)d to %(high)d in 100.",
        "Found right: %(right)d of the last %(judged)d alerts here. In the long run that may be "
        "anything from %(low)d to %(high)d in 100.",
        precision.judged,
    )
    return sentence % told
