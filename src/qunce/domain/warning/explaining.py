"""Other explanations of an alarm that are looked at before anybody is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from qunce.domain.organisations.models import Unit
from qunce.domain.voices.models import Voice
from qunce.domain.warning.alarms import Alarm, Label
from qunce.domain.warning.models import Counted, ReportingChange, SpeakerCount
from qunce.domain.warning.states import Change

RECENT = 28
"""Days before the first one in which a change of reporting may be the reason."""
MANY = 1.5
"""So many messages a speaker look like few who repeat themselves."""


def checks(
    town: Unit, alarm: Alarm, changes: Sequence[ReportingChange], units: Sequence[int] = ()
) -> list[dict[str, Any]]:
    """What was looked at, and whether it may be the reason; ``units`` also stand for the place.

    ``repeating``: messages and speakers of the window.  ``same_words``: messages that say the same
    letter by letter.  The others: a change of that kind shortly before.  Two statements.
    """
    window = cells_of(town.pk, alarm.label, alarm.first_on, alarm.last_on, units)
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
    for what in Change:
        near = [
            one
            for one in changes
            if one.what == what
            and alarm.first_on - timedelta(days=RECENT) <= one.from_on <= alarm.last_on
            and one.unit_id in (None, town.pk, alarm.label.unit, *alarm.label.places)
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


def cells_of(
    town: int, label: Label, first: date, last: date, units: Sequence[int] = ()
) -> QuerySet[SpeakerCount]:
    """The cells that ``label`` adds up in these days: of the whole town all of the matter."""
    if label.accused is not None:
        which = Q(accused=label.accused)
    elif label.places or label.unit != town:
        which = Q(accused__isnull=True, unit__in=[*(label.places or [label.unit]), *units])
    else:
        which = Q(accused__isnull=True)
    return SpeakerCount.objects.filter(
        which, town=town, category=label.category, day__range=(first, last)
    )


def voices_in(cells: QuerySet[SpeakerCount]) -> QuerySet[Voice]:
    """The messages that are counted in ``cells``, joined ones too."""
    return Voice.objects.filter(
        pk__in=Counted.objects.filter(cell__in=cells.order_by().values("pk")).values("voice")
    )
