"""New and changed messages are counted, each once, in the cell where it now belongs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from qunce.domain.checks.models import Series
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import TOPS
from qunce.domain.record.models import Entry
from qunce.domain.voices.models import Voice
from qunce.domain.warning.counting import Cell, cells_of_each, town_above
from qunce.domain.warning.models import Counted, Counting, Look, SpeakerCount

VOICE, SERIES = "voice", "series"
"""What the record's entries that are read are about."""


def count_new(*, now: datetime, limit: int) -> int:
    """Read the record on, at most ``limit`` entries about messages and daily numbers; how many
    those were.  Numbers are counted where they are noted; of a town with new or corrected ones, or
    a new series, only is noted that it has to be looked at.

    What an entry says is not looked at: each message it names is counted as it is now, so that
    reading an entry twice, or two readers at once, count nothing twice.  A number of statements
    that does not grow with the messages.  Not recorded: counts follow from what is.
    """
    reader, _made = Counting.objects.get_or_create(only=True)
    if not _about(reader.upto).exists():  # most ticks; no write lock is taken for them
        return 0
    with transaction.atomic():
        reader = Counting.objects.select_for_update().get(only=True)
        end = Entry.objects.aggregate(last=Max("index"))["last"]
        entries = list(
            _about(reader.upto)
            .filter(index__lte=end)
            .values_list("index", "subject_kind", "subject_id")[:limit]
        )
        if not entries:
            return 0
        voices = {int(subject) for _index, kind, subject in entries if kind == VOICE}
        count_again(numbers=voices, now=now)
        _mark(_towns({int(subject) for _i, kind, subject in entries if kind == SERIES}), now)
        reader.upto = (entries[-1][0] if len(entries) == limit else end) + 1
        reader.save(update_fields=["upto"])
        return len(entries)


def _about(upto: int) -> QuerySet[Entry]:
    return Entry.objects.since(upto).filter(subject_kind__in=(VOICE, SERIES))


def _towns(series: set[int]) -> set[int]:
    """The towns (hospitals) in which these are counted."""
    if not series:
        return set()
    units = list(Unit.objects.filter(pk__in=Series.objects.filter(pk__in=series).values("unit")))
    towns = _below_the_top(units)
    return {town_above(unit, towns) for unit in units}


def count_again(*, numbers: Iterable[int], now: datetime) -> None:
    """These messages, and what was joined to them, count where they belong now.

    Called under the lock of :class:`Counting`: nobody else writes cells.
    """
    voices = _with_parts(list(numbers))
    before = {
        one.voice_id: one
        for one in Counted.objects.filter(voice__in=[voice.pk for voice in voices]).select_related(
            "cell"
        )
    }
    places = cells_of_each(voices, _below_the_top(_places(voices)))
    cells = _cells([cell for cell, _speaks in places.values()])
    cells |= {_key(one.cell): one.cell for one in before.values() if _key(one.cell) not in cells}
    speakers, messages = Counter[int](), Counter[int]()
    new: list[Counted] = []
    moved: list[Counted] = []
    gone: list[int] = []
    for voice in voices:
        place, counted = places.get(voice.pk), before.get(voice.pk)
        if counted is not None:
            speakers[counted.cell_id] -= counted.speaks
            messages[counted.cell_id] -= 1
        if place is None:
            if counted is not None:
                gone.append(counted.pk)
            continue
        cell, speaks = cells[place[0]], place[1]
        speakers[cell.pk] += speaks
        messages[cell.pk] += 1
        if counted is None:
            new.append(Counted(voice=voice, cell=cell, speaks=speaks))
        elif (counted.cell_id, counted.speaks) != (cell.pk, speaks):
            counted.cell, counted.speaks = cell, speaks
            moved.append(counted)
    Counted.objects.filter(pk__in=gone).delete()
    Counted.objects.bulk_create(new)
    Counted.objects.bulk_update(moved, ["cell", "speaks"])
    changed = [cell for cell in cells.values() if speakers[cell.pk] != 0 or messages[cell.pk] != 0]
    for cell in changed:
        cell.speakers += speakers[cell.pk]
        cell.messages += messages[cell.pk]
    SpeakerCount.objects.bulk_update(changed, ["speakers", "messages"])
    _mark({cell.town_id for cell in changed}, now)


def _with_parts(numbers: Sequence[int]) -> list[Voice]:
    """These messages, what was joined to them, and of what was split all parts if one is here.

    One statement; where something was split three more, and one each time a part was split again.
    """
    every = Voice.objects.select_related(
        "town", "village", "merged_into__town", "merged_into__village"
    )
    found = list(every.filter(Q(pk__in=numbers) | Q(merged_into__in=numbers)))
    around = {voice.split_from_id for voice in found if voice.split_from_id is not None}
    known: set[int] = set()
    while around - known:
        known |= around
        split = Voice.objects.filter(Q(pk__in=known) | Q(split_from__in=known))
        for pk, whole in split.values_list("pk", "split_from"):
            around |= {pk} if whole is None else {pk, whole}
    missing = known - {voice.pk for voice in found}
    return [*found, *every.filter(pk__in=missing)] if missing else found


def _places(voices: Iterable[Voice]) -> Iterator[Unit]:
    """What these messages, and those they were joined to, name."""
    for voice in voices:
        for one in (voice, voice.merged_into):
            if one is not None:
                yield one.town if one.village is None else one.village


def _below_the_top(units: Iterable[Unit]) -> dict[str, int]:
    """Those of ``units`` and of the units above them that are no county or group, by their codes;
    a statement at most."""
    codes = {code for unit in units for code in unit.path.split("/") if code}
    found = Unit.objects.filter(code__in=codes).exclude(kind__in=TOPS)
    return dict(found.values_list("code", "pk")) if codes else {}


def _cells(wanted: Sequence[Cell]) -> dict[Cell, SpeakerCount]:
    """The rows of these cells; those that are not there yet are made."""
    missing = dict.fromkeys(wanted)
    if not missing:
        return {}
    known = SpeakerCount.objects.filter(
        unit__in={one.unit for one in missing},
        category__in={one.category for one in missing},
        day__in={one.day for one in missing},
    )
    found = {_key(row): row for row in known if _key(row) in missing}
    made = SpeakerCount.objects.bulk_create(
        SpeakerCount(
            town_id=one.town,
            unit_id=one.unit,
            category_id=one.category,
            day=one.day,
            accused_id=one.accused,
        )
        for one in missing
        if one not in found
    )
    return found | {_key(row): row for row in made}


def _key(row: SpeakerCount) -> Cell:
    return Cell(row.town_id, row.unit_id, row.category_id, row.day, row.accused_id)


def _mark(towns: Iterable[int], now: datetime) -> None:
    """Something changed in these towns: they are looked at again."""
    touched = sorted(towns)
    if not touched:
        return
    Look.objects.bulk_create([Look(town_id=town) for town in touched], ignore_conflicts=True)
    Look.objects.filter(town__in=touched).update(counted_at=now)
