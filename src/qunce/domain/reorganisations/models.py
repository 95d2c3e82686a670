"""Each closing and each merger, with its day and its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref
from qunce.domain.reorganisations.states import Kind


class Reorganisation(models.Model):
    """A unit ended on a day, for a reason that anybody can read."""

    if TYPE_CHECKING:
        unit_id: int
        successor_id: int | None
        decided_by_id: int

    kind = models.CharField(max_length=20, choices=Kind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """What ended."""
    successor = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """What it was merged into that day; ``Unit.successor`` says who goes on with it today."""
    on = models.DateField()
    reason = models.TextField()
    decided_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("-on", "-id")
        constraints = (
            models.UniqueConstraint(fields=("unit",), name="reorganisation_ends_a_unit_once"),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="reorganisation_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.MERGER, successor__isnull=False)
                | Q(kind=Kind.CLOSING, successor__isnull=True),
                name="reorganisation_merger_names_the_successor",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("unit")),
                name="reorganisation_is_not_into_itself",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reorganisation_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.on}"

    @property
    def ref(self) -> Ref:
        return Ref("reorganisation", str(self.pk), str(self.pk))
