"""Other explanations of an alarm that are looked at before anybody is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Sum

from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.queries import goes_on_as
from qunce.domain.warning.alarms import Alarm
from qunce.domain.warning.cells import cells_of, voices_in
from qunce.domain.warning.models import ReportingChange
from qunce.domain.warning.states import Change

RECENT = 28
"""Days before the first one in which a change of reporting may be the reason."""
MANY = 1.5
"""So many messages a speaker look like few who repeat themselves."""


def checks(town: Unit, alarm: Alarm, changes: Sequence[ReportingChange]) -> list[dict[str, Any]]:
    """What was looked at, and whether it may be the reason.

    ``repeating``: messages and speakers of the window.  ``same_words``: messages that say the same
    letter by letter.  The others: a change of that kind shortly before.  Two statements.
    """
    window = cells_of(alarm.label, town.pk, alarm.first_on, alarm.last_on)
    sums = window.aggregate(messages=Sum("messages"), speakers=Sum("speakers"))
    messages, speakers = sums["messages"] or 0, sums["speakers"] or 0
    texts = voices_in(window).values_list("text", flat=True)
    said = ["".join(text.split()) for text in texts]
    found: list[dict[str, Any]] = [
        {
            "code": "repeating",
            "found": messages >= MANY * max(speakers, 1),
            "messages": messages,
            "speakers": speakers,
        },
        {"code": "same_words", "found": len(set(said)) < len(said), "different": len(set(said))},
    ]
    where = {town.pk, alarm.label.unit, *alarm.label.places}
    for what in Change:
        near = [
            one
            for one in changes
            if one.what == what
            and alarm.first_on - timedelta(days=RECENT) <= one.from_on <= alarm.last_on
            and (one.unit is None or goes_on_as(one.unit) in where)
            and one.category_id in (None, alarm.label.category)
        ]
        if near or what != Change.OTHER:
            found.append(told_of_change(str(what), near))
    return found


def told_of_change(code: str, near: Sequence[ReportingChange]) -> dict[str, Any]:
    """What the alert keeps of changes looked for: whether there was one, since when, its words."""
    if not near:
        return {"code": code, "found": False}
    words = {"words": near[0].words} if near[0].words else {}
    return {"code": code, "found": True, "from_on": near[0].from_on.isoformat(), **words}
