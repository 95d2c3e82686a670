"""Which messages everybody may read through Open311, and how much of each.

Shown are matters, never people: problems in a category that is offered to other programs.  An
accusation, a petition claim, thanks, what was set aside and what nobody has sorted yet are not
there at all.  Words are shown of reports that came through Open311, whose senders were told so,
and even there without numbers by which somebody could be reached; of everything else the
category, the place and how far it is.  Who spoke is sealed below and is not asked for here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models import Value as Constant
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qunce.domain.organisations.models import Place, Unit
from qunce.domain.voices.models import Clock, Step, Voice
from qunce.domain.voices.states import (
    OPEN,
    Channel,
    ClockState,
    StepKind,
    VoiceKind,
    VoiceState,
)
from qunce.web.open311.asking import CLOSED, MOST, Asked
from qunce.web.open311.asking import OPEN as OPEN_STATUS
from qunce.web.open311.formats import Value
from qunce.web.open311.masking import masked

KINDS = (VoiceKind.PROBLEM, VoiceKind.URGENT)
DONE = (VoiceState.ANSWERED, VoiceState.ENDED)
STEPS = (
    StepKind.REGISTERED,
    StepKind.SENT_ON,
    StepKind.OBJECTED,
    StepKind.OBJECTION_DECIDED,
    StepKind.ACCEPTED,
    StepKind.EXTENDED,
    StepKind.PAUSED,
    StepKind.RESUMED,
    StepKind.ANSWERED,
    StepKind.REVIEWED,
    StepKind.RE_REVIEWED,
    StepKind.REOPENED,
    StepKind.ENDED,
    StepKind.MERGED,
    StepKind.SPLIT,
    StepKind.RESTORED,
    StepKind.PROBLEM,
)
"""What an office did.  What the speaker did, who looked at their contact and what the staff
noted is theirs."""
DECIMALS = 6
"""Of a degree: a tenth of a metre."""
_NUMBER = re.compile(r"\d{4}-(\d{6,12})", re.ASCII)


def published() -> QuerySet[Voice]:
    """The messages that everybody may read; a later accusation takes one out again."""
    unsorted = Q(state=VoiceState.RECEIVED) & ~Q(channel=Channel.OPEN311)
    hidden = Q(state=VoiceState.SET_ASIDE) | Q(merged_into__state=VoiceState.SET_ASIDE)
    return (
        Voice.objects.filter(kind__in=KINDS, category__offered=True, accused__isnull=True)
        .filter(Q(merged_into__isnull=True) | Q(merged_into__accused__isnull=True))
        .filter(Q(split_from__isnull=True) | Q(split_from__accused__isnull=True))
        .exclude(unsorted)
        .exclude(hidden)
    )


def _with_status(voices: QuerySet[Voice]) -> QuerySet[Any]:
    """Each with ``is_open``: joined ones as the one they were joined to, split ones as their
    parts; closed is what was answered and not taken up again."""
    parts = Voice.objects.filter(split_from=OuterRef("pk"))
    waiting = parts.exclude(state__in=(*DONE, VoiceState.SET_ASIDE, VoiceState.MERGED))
    joined = Q(state=VoiceState.MERGED) & ~Q(merged_into__state__in=DONE)
    split = Q(state=VoiceState.SPLIT) & Exists(waiting)
    return voices.annotate(
        is_open=Case(
            When(Q(state__in=OPEN) | joined | split, then=Constant(True)),
            default=Constant(False),
            output_field=BooleanField(),
        )
    )


def find(asked: Asked, *, inside: Unit | None = None) -> list[Voice]:
    """The newest first, at most a thousand.  Two statements, whatever the number.

    The numbers are found first and the rows then: among many, sorting wide rows costs most.
    """
    voices = _with_status(published())
    if inside is not None:
        voices = voices.filter(town__in=Unit.objects.within(inside).values("pk"))
    if asked.numbers is not None:
        voices = voices.filter(pk__in=_keys(asked.numbers))
    else:
        voices = voices.filter(received_at__gte=asked.start, received_at__lte=asked.end)
        if asked.codes is not None:
            voices = voices.filter(category__code__in=asked.codes)
        if len(asked.statuses) == 1:
            voices = voices.filter(is_open=OPEN_STATUS in asked.statuses)
    first = list(voices.order_by("-received_at", "-pk").values_list("pk", flat=True)[:MOST])
    found = _with_story(_with_status(Voice.objects.filter(pk__in=first)))
    found = found.order_by("-received_at", "-pk")
    numbers = None if asked.numbers is None else set(asked.numbers)
    return [voice for voice in found if numbers is None or voice.number in numbers]


def _with_story(voices: QuerySet[Voice]) -> QuerySet[Voice]:
    steps = Step.objects.filter(voice=OuterRef("pk"), kind__in=STEPS).order_by("-at", "-pk")
    clocks = Clock.objects.filter(
        voice=OuterRef("pk"), rule="handle", state__in=(ClockState.RUNNING, ClockState.PAUSED)
    ).order_by("due_on")
    return voices.annotate(
        last_step=Subquery(steps.values("kind")[:1]),
        due_on=Subquery(clocks.values("due_on")[:1]),
    ).select_related(
        "category", "town", "village", "place__unit", "receiver", "responsible", "merged_into"
    )


def _keys(numbers: Iterable[str]) -> list[int]:
    """Of numbers like ``2026-000123``; others are nobody's."""
    found = (_NUMBER.fullmatch(number) for number in numbers)
    return [int(one[1]) for one in found if one]


# --- one request


def shown(voice: Any) -> dict[str, Value]:
    """A message as the protocol has it; what is not known or not public is left out."""
    is_open, ours = voice.is_open, voice.channel == Channel.OPEN311
    told = ours and voice.split_from_id is None
    latitude, longitude = _coordinates(voice if ours else None, voice.place)
    return {
        "service_request_id": voice.number,
        "status": OPEN_STATUS if is_open else CLOSED,
        "status_notes": str(
            StepKind(voice.last_step).label if voice.last_step else VoiceState(voice.state).label
        ),
        "service_name": voice.category.label,
        "service_code": voice.category.code,
        "description": masked(voice.text) if told else None,
        "agency_responsible": (voice.responsible or voice.receiver).name,
        "service_notice": notice(),
        "requested_datetime": stamp(voice.received_at),
        "updated_datetime": stamp(voice.touched_at if is_open else _closed_at(voice)),
        "expected_datetime": _end_of(voice.due_on) if is_open and voice.due_on else None,
        "address": _address(voice.town, voice.village, voice.place, voice.spot if told else ""),
        "address_id": voice.place.code if voice.place else None,
        "lat": latitude,
        "long": longitude,
    }


def notice() -> str:
    return _("The person who reported it says at the end whether it is put right.")


def stamp(instant: datetime) -> str:
    """In UTC, to the second, with its Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _closed_at(voice: Voice) -> datetime:
    followed = voice.merged_into or voice
    closed: datetime = followed.ended_at or followed.answered_at or voice.touched_at
    return max(closed, voice.received_at)


def _end_of(day: date) -> str:
    """The last second of the day on which it is due, in the town."""
    return stamp(datetime.combine(day, time(23, 59, 59), ZoneInfo(settings.TIME_ZONE)))


def _address(town: Unit | None, village: Unit | None, place: Place | None, spot: str) -> str:
    """From the narrowest to the widest, as the protocol asks."""
    units = [unit.name for unit in (place.unit if place else village, town) if unit]
    names = [masked(spot), place.name if place else "", *dict.fromkeys(units)]
    return pgettext("between the parts of an address", ", ").join(name for name in names if name)


def _coordinates(sent: Any, place: Place | None) -> tuple[float | None, float | None]:
    """As sent, else of the place; of a message from elsewhere only those of the place."""
    for one in (sent, place):
        if one is not None and one.latitude is not None and one.longitude is not None:
            return degrees(one.latitude), degrees(one.longitude)
    return None, None


def degrees(number: float) -> float:
    return round(float(number), DECIMALS) + 0.0  # no negative zero


# --- trials


def shown_trial(
    trial: Any, categories: Mapping[str, Any], places: Mapping[str, Place]
) -> dict[str, Value]:
    """A report of the test endpoint, in the same form; it stays open for ever."""
    category, place = categories.get(trial.service_code), places.get(trial.place_code)
    latitude, longitude = _coordinates(trial, place)
    return {
        "service_request_id": trial.number,
        "status": OPEN_STATUS,
        "status_notes": str(VoiceState.RECEIVED.label),
        "service_name": category.label if category else trial.service_code,
        "service_code": trial.service_code,
        "description": masked(trial.description),
        "service_notice": _("A trial: no office has it, and nobody will act on it."),
        "requested_datetime": stamp(trial.requested_at),
        "updated_datetime": stamp(trial.requested_at),
        "address": _address(None, None, place, trial.address) or None,
        "address_id": trial.place_code or None,
        "lat": latitude,
        "long": longitude,
    }
