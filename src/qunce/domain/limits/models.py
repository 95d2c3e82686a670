"""What was spent of a limit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Spent(models.Model):
    """How often the act of ``key`` was done until now; at ``until`` it counts from one again."""

    key = models.CharField(max_length=120)
    count = models.IntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(fields=("key",), name="spent_key_is_given_once"),
            models.CheckConstraint(condition=~Q(key=""), name="spent_has_a_key"),
            models.CheckConstraint(condition=Q(count__gte=0), name="spent_counts_from_zero"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.count}"
