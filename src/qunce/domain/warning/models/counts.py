"""How many spoke of what, where, on which day; and which message is counted where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.models import Voice
from qunce.domain.warning.querysets import SpeakerCountQuerySet


class SpeakerCount(models.Model):
    """One cell: the threads of one category that began in one unit on one day.

    ``unit`` is the village (school, clinic ...), or the town where a message names none.  What a
    message accuses must not read of it in a count either: such messages are counted in cells of
    their own, of the whole town, that whoever is accused never sees.
    """

    if TYPE_CHECKING:
        town_id: int
        unit_id: int
        category_id: int
        accused_id: int | None

    town = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    """The day it was said, which for a letter is before it came."""
    accused = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    speakers = models.PositiveIntegerField(default=0)
    """Threads: what was joined to another message counts with that one, and not again."""
    messages = models.PositiveIntegerField(default=0)
    """Messages, joined ones too: many from few is one sender repeating."""

    objects = SpeakerCountQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("town", "day"), name="speaker_count_of_town"),)
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "category", "day"),
                condition=Q(accused__isnull=True),
                name="speakers_are_counted_in_one_cell",
            ),
            models.UniqueConstraint(
                fields=("unit", "category", "day", "accused"),
                condition=Q(accused__isnull=False),
                name="accusing_speakers_are_counted_in_one_cell",
            ),
            models.CheckConstraint(
                condition=Q(accused__isnull=True) | Q(unit=F("town")),
                name="accusing_speakers_count_in_the_town_alone",
            ),
            models.CheckConstraint(
                condition=Q(speakers__lte=F("messages")),
                name="speakers_are_at_most_their_messages",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}, {self.category_id}, {self.day}: {self.speakers}"


class Counted(models.Model):
    """Where a message is counted now; a later look finds by it what has to be taken away."""

    if TYPE_CHECKING:
        voice_id: int
        cell_id: int

    voice = models.OneToOneField(Voice, on_delete=models.PROTECT, related_name="+")
    cell = models.ForeignKey(SpeakerCount, on_delete=models.PROTECT, related_name="counted")
    speaks = models.BooleanField()
    """Whether it is a thread of its own; false for what was joined to another."""

    def __str__(self) -> str:
        return f"{self.voice_id} in {self.cell_id}"


class Counting(models.Model):
    """How far the record has been read: everything before ``upto`` is counted.

    The record's numbers are given one after the other under a lock, so nothing appears behind the
    reader; instants of change would not promise that.
    """

    only = models.BooleanField(default=True, unique=True)
    upto = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(only=True), name="counting_is_one_row"),)

    def __str__(self) -> str:
        return str(self.upto)
