"""Alerts and counts as the program makes them; what is left unsaid is ordinary.

Street lights in Shangqing: three households within a week, where usually nobody speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from cast import NOW, TODAY, Cast
from qunce.domain.accounts.models import Post
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.actions import register_voice
from qunce.domain.voices.models import Voice
from qunce.domain.warning.actions.raising import raise_alert
from qunce.domain.warning.alarms import Alarm, Label, Parts
from qunce.domain.warning.models import Alert, SpeakerCount
from voices_made import a_category, a_voice

DAY = timedelta(days=1)


def an_alarm(cast: Cast, **changes: Any) -> Alarm:
    """Three households of Shangqing speak of street lights within a week."""
    unit = changes.pop("unit", cast.village)
    category = changes.pop("category", None) or a_category()
    accused = changes.pop("accused", None)
    alarm = Alarm(
        label=Label(unit.pk, category.pk, accused.pk if accused else None),
        first_on=TODAY - 5 * DAY,
        last_on=TODAY,
        observed=3,
        expected=0.3,
        low=0,
        high=1,
        p=0.0004,
        once_in_weeks=26.0,
        method="rolling",
        parts=Parts(0.2, 0.0, 0.1, 2.7),
    )
    return replace(alarm, **changes)


def an_alert(cast: Cast, *, now: datetime = NOW, **changes: Any) -> Alert:
    """Raised by the program; of the town itself where somebody is accused."""
    if "accused" in changes:
        changes.setdefault("unit", cast.town)
    town = changes.pop("town", cast.town)
    alert = raise_alert(town=town, alarm=an_alarm(cast, **changes), now=now)
    assert alert is not None
    return alert


def a_sorted_message(
    cast: Cast,
    text: str = "路灯不亮。",
    *,
    unit: Unit | None = None,
    category: Category | None = None,
    on: date = TODAY,
    actor: Post | None = None,
    **changes: Any,
) -> Voice:
    """A message on the day ``on``, sorted into its category on that day, by the clerk if not by
    another ``actor``."""
    now = NOW + (on - TODAY)
    responsible = unit or cast.village
    changes.setdefault("village", responsible)
    voice = a_voice(cast, text=text, now=now, **changes)
    return register_voice(
        voice=voice,
        category=category or a_category(),
        unit=responsible,
        actor=actor or cast.clerk,
        seen_version=voice.version,
        now=now,
    )


def past_speakers(
    cast: Cast, unit: Unit, category: Category, days: Sequence[date], speakers: int = 1
) -> None:
    """What was counted long ago, without its messages: a history of years is quick to write."""
    SpeakerCount.objects.bulk_create(
        SpeakerCount(
            town=cast.town,
            unit=unit,
            category=category,
            day=day,
            speakers=speakers,
            messages=speakers,
        )
        for day in days
    )


def as_now(alert: Alert) -> Alert:
    return Alert.objects.get(pk=alert.pk)
