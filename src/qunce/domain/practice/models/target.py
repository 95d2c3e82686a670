"""What a unit sets out to reach: a number of things that happen and can be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.querysets import TargetQuerySet
from qunce.domain.practice.states import HIGHEST_TARGET, Countable
from qunce.domain.record import Ref


class Target(models.Model):
    """So many of ``what`` by a day, in a unit and everything below it (三级联创).

    There is no field for what was reached: that is counted, see :mod:`..counting`.
    """

    if TYPE_CHECKING:
        campaign_id: int
        unit_id: int

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=30, choices=Countable.choices)
    number = models.PositiveIntegerField()
    by_on = models.DateField()
    set_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    """Rises with each change; the record keeps each number."""

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ("unit__path", "by_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(what__in=Countable.values), name="target_counts_something_known"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=HIGHEST_TARGET),
                name="target_is_a_believable_number",
            ),
            models.UniqueConstraint(
                fields=("campaign", "unit", "what"), name="target_is_set_once_by_a_unit"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.what} {self.number}"

    @property
    def ref(self) -> Ref:
        return Ref("target", str(self.pk), Countable(self.what).value)
