"""Legal clocks of a message, with their articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.models.voice import Voice
from qunce.domain.voices.states import ClockState


class Clock(models.Model):
    """What somebody owes by when, because of one rule."""

    if TYPE_CHECKING:
        voice_id: int
        unit_id: int | None

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="clocks")
    rule = models.CharField(max_length=40)
    """Code of the rule (``deadlines``)."""
    law = models.CharField(max_length=200)
    article = models.CharField(max_length=200, blank=True)
    """``23(3)``, or where the text of a rule without numbered articles stands."""
    label = models.CharField(max_length=200)
    """What is to be done.  Copied like law and article from the rule on that day: a later rule
    does not change what was owed."""
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who owes it; ``None``: the speaker (asking for a review)."""
    starts_on = models.DateField()
    due_on = models.DateField()
    settled = models.BooleanField(default=True)
    """False while the working days of the year in which it ends are not yet announced."""
    state = models.CharField(max_length=20, choices=ClockState.choices, default=ClockState.RUNNING)
    met_on = models.DateField(null=True, blank=True)
    extra_days = models.PositiveIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due_on", "id")
        indexes = (
            models.Index(fields=("state", "due_on"), name="clock_due"),
            models.Index(fields=("voice", "state", "due_on"), name="clock_of_voice"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ClockState.values), name="clock_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")), name="clock_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(extra_days__lte=30), name="clock_is_extended_by_at_most_thirty_days"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=(ClockState.MET, ClockState.MET_LATE), met_on__isnull=False)
                    | (~Q(state__in=(ClockState.MET, ClockState.MET_LATE)) & Q(met_on__isnull=True))
                ),
                name="clock_met_has_a_day",
            ),
            models.UniqueConstraint(
                fields=("voice", "rule", "unit"),
                condition=Q(state__in=(ClockState.RUNNING, ClockState.PAUSED)),
                name="clock_runs_once_for_a_unit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.voice_id}: {self.rule}"


class ClockPause(models.Model):
    """Days in which a clock stands: from ``from_on`` up to and without ``until_on``."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=20)
    """One of the reasons for which the rule lets the clock stand (``deadlines.Stay``)."""
    reason = models.CharField(max_length=300)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("from_on",)
        constraints = (
            models.CheckConstraint(condition=~Q(why=""), name="pause_says_what_for"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="pause_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="pause_has_a_reason"),
            models.UniqueConstraint(
                fields=("clock",),
                condition=Q(until_on__isnull=True),
                name="clock_is_paused_once_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.clock_id}: {self.from_on}"


class Extension(models.Model):
    """More time: asked with a reason before the day, decided by the unit's head (art. 34)."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="extensions")
    days = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=30), name="extension_is_one_to_thirty_days"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, granted__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, granted__isnull=False, decided_by__isnull=False),
                name="extension_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="extension_is_not_decided_by_who_asked",
            ),
            models.UniqueConstraint(
                fields=("clock",),
                condition=Q(decided_at__isnull=True),
                name="clock_has_one_open_extension",
            ),
        )

    def __str__(self) -> str:
        return f"{self.clock_id}: {self.days}"
