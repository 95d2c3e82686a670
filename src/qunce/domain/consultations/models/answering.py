"""What came of the points: put together by a person, answered with a reason, made known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.models.asking import Consultation
from qunce.domain.consultations.states import AnswerOutcome


class Grouping(models.Model):
    """Points that say nearly the same, put together by a person; they get one answer."""

    if TYPE_CHECKING:
        consultation_id: int

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="groupings"
    )
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.pk}"


class Answer(models.Model):
    """What came of one point, or of all points of a grouping, and why."""

    if TYPE_CHECKING:
        consultation_id: int
        post_id: int

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="answers")
    outcome = models.CharField(max_length=20, choices=AnswerOutcome.choices)
    reason = models.TextField()
    """Said of every outcome, of an adopted one too: what will be done."""
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=AnswerOutcome.values),
                name="consultation_answer_is_one_of_three",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="consultation_answer_has_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.outcome}"


class Posting(models.Model):
    """The printed notice with the answers hung at these places, for those who left no code."""

    if TYPE_CHECKING:
        consultation_id: int

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="postings"
    )
    places = models.CharField(max_length=500)
    on = models.DateField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("on", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(places=""), name="posting_names_its_places"),
        )

    def __str__(self) -> str:
        return f"{self.on}: {self.places}"
