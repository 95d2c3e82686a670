"""In which cell a message counts: pure, told from the message and what it was joined to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import VoiceKind, VoiceState

NOWHERE = (VoiceState.SPLIT, VoiceState.SET_ASIDE)
"""Of a split message its parts count; what was set aside speaks of nothing the office can help."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What names a cell, by numbers."""

    town: int
    unit: int
    category: int
    day: date
    accused: int | None


def cell_of(voice: Voice) -> tuple[Cell, bool] | None:
    """Where ``voice`` counts, and whether as a thread of its own; None where it does not count.

    A message that was joined to another counts as a message, in that one's place and category on
    the day it was said itself, and not as one more who speaks.  Thanks are no matter, and without
    a category nobody knows yet of which.
    """
    followed = voice if voice.merged_into is None else voice.merged_into
    if followed.state in NOWHERE or voice.state in NOWHERE or followed.category_id is None:
        return None
    if VoiceKind.THANKS in (voice.kind, followed.kind):
        return None
    accused = voice.accused_id or followed.accused_id
    unit = None if accused is not None else followed.village_id
    cell = Cell(
        town=followed.town_id,
        unit=unit or followed.town_id,
        category=followed.category_id,
        day=voice.said_on,
        accused=accused,
    )
    return cell, voice.merged_into_id is None
