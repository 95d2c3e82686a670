"""How often somebody may come to a unit in a month, and who comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.budgets.querysets import CallLimitQuerySet, CallQuerySet
from qunce.domain.budgets.states import CallKind
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref


class CallLimit(models.Model):
    """At most so many visits and checks of one unit in a month, for calls from ``since`` on.

    Set by the county, or the unit at the top where no county is, for everything below it.
    """

    if TYPE_CHECKING:
        unit_id: int

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    visits = models.PositiveIntegerField()
    checks = models.PositiveIntegerField()
    since = models.DateField()
    set_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = CallLimitQuerySet.as_manager()

    class Meta:
        ordering = ("unit__path", "-since")
        constraints = (
            models.UniqueConstraint(fields=("unit", "since"), name="call_limit_is_set_once_a_day"),
            models.CheckConstraint(
                condition=Q(visits__lte=31, checks__lte=31), name="call_limit_fits_into_a_month"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.visits}, {self.checks}"

    def most(self, kind: str) -> int:
        """Calls of ``kind`` on one unit in a month."""
        return self.visits if kind == CallKind.VISIT else self.checks


class Call(models.Model):
    """Somebody comes to a unit on a day.

    Each has a number among the calls of its kind on this unit in this month, no two the same and
    none above the limit: of two who plan the last one at the same instant, one is refused.
    """

    if TYPE_CHECKING:
        unit_id: int

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CallKind.choices)
    on = models.DateField()
    month = models.DateField()
    """The first day of the month it counts in."""
    number = models.PositiveIntegerField()
    most = models.PositiveIntegerField(null=True, blank=True)
    """The limit when it was planned; none while the county had set none."""
    what_kind = models.CharField(max_length=40)
    what_id = models.CharField(max_length=64)
    what_name = models.CharField(max_length=300)
    planned_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "unit__path", "-id")
        indexes = (models.Index(fields=("what_kind", "what_id"), name="call_for_what"),)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=CallKind.values), name="call_is_of_a_kind"),
            models.CheckConstraint(
                condition=Q(number__gte=1)
                & (Q(most__isnull=True) | Q(most__isnull=False, number__lte=F("most"))),
                name="call_stands_within_the_limit",
            ),
            models.CheckConstraint(condition=Q(on__gte=F("month")), name="call_lies_in_its_month"),
            models.CheckConstraint(
                condition=~Q(what_kind="") & ~Q(what_id="") & ~Q(what_name=""),
                name="call_says_what_for",
            ),
            models.UniqueConstraint(
                fields=("unit", "kind", "month", "number"),
                condition=Q(taken_back_at__isnull=True),
                name="call_has_a_number_of_its_own",
            ),
            models.UniqueConstraint(
                fields=("unit", "kind", "what_kind", "what_id"),
                condition=Q(taken_back_at__isnull=True),
                name="call_is_planned_once_for_its_matter",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.on}"

    @property
    def ref(self) -> Ref:
        return Ref("call", str(self.pk), self.what_name)
