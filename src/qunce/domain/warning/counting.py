"""In which cell a message counts: pure, told from the message and what it was joined to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from qunce.domain.organisations.models import Unit
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import VoiceKind, VoiceState

NOWHERE = (VoiceState.SPLIT, VoiceState.SET_ASIDE)
"""Of a split message its parts count; what was set aside speaks of nothing the office can help."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What names a cell, by numbers; in which ``town`` it lies, its unit says already."""

    town: int = field(compare=False)
    unit: int
    category: int
    day: date
    accused: int | None


def cells_of_each(
    voices: Iterable[Voice], towns: Mapping[str, int]
) -> dict[int, tuple[Cell, bool]]:
    """:func:`cell_of` each of ``voices`` by its number; those that count nowhere are not there.

    The parts of one message have one speaker: of those in one cell only the first is a thread.  So
    ``voices`` hold all parts of a message, or none.
    """
    found: dict[int, tuple[Cell, bool]] = {}
    first: dict[int, int] = {}
    spoke: set[tuple[int, Cell]] = set()
    for voice in sorted(voices, key=lambda one: one.pk):
        if voice.split_from_id is not None:  # of the first message, where a part was split again
            first[voice.pk] = first.get(voice.split_from_id, voice.split_from_id)
        counts = cell_of(voice, towns)
        if counts is None:
            continue
        cell, thread = counts
        if thread and voice.pk in first:
            thread = (first[voice.pk], cell) not in spoke
            spoke.add((first[voice.pk], cell))
        found[voice.pk] = cell, thread
    return found


def cell_of(voice: Voice, towns: Mapping[str, int]) -> tuple[Cell, bool] | None:
    """Where ``voice`` counts, and whether as a thread of its own; None where it does not count.

    A message that was joined to another counts as a message, in that one's place and category on
    the day it was said itself, and not as one more who speaks.  Thanks are no matter, and without
    a category nobody knows yet of which.

    A place counts in its own town, also where the county's office wrote the message down or the
    ward itself did.  ``towns``: the numbers of units that are no county or group, by their codes.
    """
    followed = voice if voice.merged_into is None else voice.merged_into
    if followed.state in NOWHERE or voice.state in NOWHERE or followed.category_id is None:
        return None
    if VoiceKind.THANKS in (voice.kind, followed.kind):
        return None
    accused = voice.accused_id or followed.accused_id
    where = followed.town if followed.village is None else followed.village
    town = town_above(where, towns)
    cell = Cell(
        town=town,
        unit=where.pk if accused is None else town,
        category=followed.category_id,
        day=voice.said_on,
        accused=accused,
    )
    return cell, voice.merged_into_id is None


def town_above(unit: Unit, towns: Mapping[str, int]) -> int:
    """The highest unit above ``unit`` that is no county or group; without one itself."""
    above = (towns[code] for code in unit.path.split("/") if code in towns)
    return next(above, unit.pk)
