"""Asking those concerned: after the check, and again 30 and 90 days after closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.problems.models.problem import Problem
from qunce.domain.problems.states import FEWEST_HOUSEHOLDS, SECOND_LOOKS, Asked, AskingKind
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import Says


class Draw(models.Model):
    """A lot among the numbered households of a place, anyone can draw again from its seed.

    ``households`` doors are numbered 1 to n in the order of the village's own list; ``seed`` is the
    root of the public record at that moment; ``numbers`` follow from both.
    """

    if TYPE_CHECKING:
        problem_id: int
        drawn_by_id: int | None

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="draws")
    households = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    numbers = models.JSONField()
    drawn_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """``None``: the program by itself, on the day of a second look."""
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(households__gte=FEWEST_HOUSEHOLDS), name="draw_is_from_three_or_more"
            ),
            models.CheckConstraint(condition=~Q(seed=""), name="draw_has_a_seed"),
        )

    def __str__(self) -> str:
        return f"{self.problem_id}: {self.numbers}"


class Asking(models.Model):
    """One question to one of those concerned: is it put right?"""

    if TYPE_CHECKING:
        problem_id: int
        voice_id: int | None
        draw_id: int | None

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="askings")
    kind = models.CharField(max_length=20, choices=AskingKind.choices)
    round = models.PositiveIntegerField(default=0)
    """How often the problem had been reopened when this was asked: earlier answers do not count."""
    days = models.PositiveIntegerField(default=0)
    """Of a second look: 30 or 90."""
    who = models.CharField(max_length=20, choices=Asked.choices)
    voice = models.ForeignKey(
        Voice, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    draw = models.ForeignKey(
        Draw, null=True, blank=True, on_delete=models.PROTECT, related_name="askings"
    )
    number = models.PositiveIntegerField(null=True, blank=True)
    """The household's number in the draw; never a name."""
    due_on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    says = models.CharField(max_length=20, choices=Says.choices, blank=True)
    words = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who wrote the answer down, where it was not the speaker."""
    dropped_at = models.DateTimeField(null=True, blank=True)
    """Not needed any more: the problem was reopened before."""

    class Meta:
        ordering = ("due_on", "id")
        indexes = (models.Index(fields=("asked_at", "due_on"), name="asking_due"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=AskingKind.values), name="asking_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=(AskingKind.CONFIRMATION, AskingKind.UNASKED), days=0)
                | Q(kind=AskingKind.SECOND_LOOK, days__in=SECOND_LOOKS),
                name="second_look_is_after_thirty_or_ninety_days",
            ),
            models.CheckConstraint(
                condition=Q(who=Asked.SPEAKER, voice__isnull=False, number__isnull=True)
                | Q(
                    who=Asked.NEIGHBOUR,
                    voice__isnull=True,
                    draw__isnull=False,
                    number__isnull=False,
                ),
                name="asking_is_of_a_speaker_or_a_drawn_neighbour",
            ),
            models.CheckConstraint(
                condition=Q(says="", answered_at__isnull=True)
                | Q(says__in=Says.values, answered_at__isnull=False),
                name="asking_answered_is_one_of_three",
            ),
            models.UniqueConstraint(
                fields=("problem", "kind", "round", "days", "voice"),
                condition=Q(voice__isnull=False) & ~Q(kind=AskingKind.UNASKED),
                name="speaker_is_asked_once_each_time",
            ),
            models.UniqueConstraint(
                fields=("problem", "kind", "round", "days", "draw", "number"),
                condition=Q(number__isnull=False),
                name="neighbour_is_asked_once_each_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")),
                name="asking_is_answered_after_it_was_asked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.problem_id}: {self.kind} {self.days}"
