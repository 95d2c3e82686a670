"""Answers, objections, what the speaker says of the result, and recusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.models.voice import Voice
from qunce.domain.voices.states import AnswerKind, Outcome, Says


class Answer(models.Model):
    """A reply or an opinion on review, with what art. 32 asks of it."""

    if TYPE_CHECKING:
        voice_id: int

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=20, choices=AnswerKind.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    claims = models.TextField(blank=True)
    facts = models.TextField()
    """The facts and the reasons."""
    opinion = models.TextField()
    basis = models.TextField(blank=True)
    """The legal basis, where the claim needs one."""
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=AnswerKind.values), name="answer_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="answer_outcome_is_known"
            ),
            models.CheckConstraint(condition=~Q(facts=""), name="answer_gives_facts_and_reasons"),
            models.CheckConstraint(condition=~Q(opinion=""), name="answer_gives_an_opinion"),
        )

    def __str__(self) -> str:
        return f"{self.voice_id}: {self.kind}"


class Objection(models.Model):
    """“Not ours”, with the reason, within five working days (art. 23(3))."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="objections")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    suggests = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The unit it thinks responsible."""
    at = models.DateTimeField()
    agreed = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="objection_has_a_reason"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, agreed__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, agreed__isnull=False, decided_by__isnull=False),
                name="objection_is_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=("voice",),
                condition=Q(decided_at__isnull=True),
                name="voice_has_one_open_objection",
            ),
        )

    def __str__(self) -> str:
        return f"{self.voice_id}: {self.unit_id}"


class Verdict(models.Model):
    """What the speaker says of the result: fixed, partly, not."""

    if TYPE_CHECKING:
        voice_id: int

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="verdicts")
    says = models.CharField(max_length=20, choices=Says.choices)
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(says__in=Says.values), name="verdict_is_one_of_three"
            ),
        )

    def __str__(self) -> str:
        return f"{self.voice_id}: {self.says}"


class Interest(models.Model):
    """A post states a direct interest and keeps out (art. 28(3)): of one message, or of a unit."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="interests")
    voice = models.ForeignKey(
        Voice, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(voice__isnull=False, unit__isnull=True)
                | Q(voice__isnull=True, unit__isnull=False),
                name="interest_is_in_a_message_or_in_a_unit",
            ),
            models.UniqueConstraint(
                fields=("post", "voice"),
                condition=Q(ended_at__isnull=True, voice__isnull=False),
                name="interest_in_a_message_is_stated_once",
            ),
            models.UniqueConstraint(
                fields=("post", "unit"),
                condition=Q(ended_at__isnull=True, unit__isnull=False),
                name="interest_in_a_unit_is_stated_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.post_id}"
