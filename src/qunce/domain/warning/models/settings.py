"""What a town decides about early warning, what changes reporting, and when was looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.models import Consultation
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.warning.querysets import ReportingChangeQuerySet
from qunce.domain.warning.states import MOST_BUDGET, Change


class ReportingChange(models.Model):
    """From a day on more or fewer speak, though nothing happened but that they are asked."""

    if TYPE_CHECKING:
        town_id: int
        unit_id: int | None
        category_id: int | None
        consultation_id: int | None
        by_id: int | None
        taken_back_by_id: int | None

    town = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Where; none: in the whole town."""
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """In which category; none: in all."""
    what = models.CharField(max_length=20, choices=Change.choices)
    from_on = models.DateField()
    words = models.CharField(max_length=200, blank=True)
    consultation = models.OneToOneField(
        Consultation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The asking that began on that day, noted by the program."""
    by = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    """Since then it holds no more: it was written down by mistake."""

    objects = ReportingChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-from_on", "-id")
        indexes = (models.Index(fields=("town", "-from_on"), name="reporting_change_of_town"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(what__in=Change.values), name="reporting_change_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(what=Change.OTHER) | ~Q(words=""),
                name="reporting_change_of_another_kind_says_which",
            ),
            models.CheckConstraint(
                condition=~Q(what=Change.NEW_CATEGORY) | Q(category__isnull=False),
                name="reporting_change_by_a_category_names_it",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=True, consultation__isnull=False)
                | Q(by__isnull=False, consultation__isnull=True),
                name="reporting_change_is_told_or_read_off_an_asking",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_by__isnull=True, taken_back_at__isnull=True)
                | Q(taken_back_by__isnull=False, taken_back_at__isnull=False),
                name="reporting_change_says_by_whom_and_when_it_was_taken_back",
            ),
            models.CheckConstraint(
                condition=Q(consultation__isnull=True) | Q(taken_back_at__isnull=True),
                name="reporting_change_by_an_asking_is_not_taken_back",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what}: {self.from_on}"


class AlarmBudget(models.Model):
    """How many false alarms a month the town puts up with, over everything that is watched."""

    if TYPE_CHECKING:
        town_id: int

    town = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    per_month = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(per_month__gte=1, per_month__lte=MOST_BUDGET),
                name="alarm_budget_is_one_to_ten_a_month",
            ),
        )

    def __str__(self) -> str:
        return f"{self.town_id}: {self.per_month}"


class Look(models.Model):
    """When a town's cells were looked at last, and whether its counts have changed since."""

    if TYPE_CHECKING:
        town_id: int

    town = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    looked_on = models.DateField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    """When a count of the town changed last that nobody has looked at; each look clears it."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(looked_on__isnull=True, looked_at__isnull=True)
                | Q(looked_on__isnull=False, looked_at__isnull=False),
                name="look_has_its_day_and_instant",
            ),
        )

    def __str__(self) -> str:
        return f"{self.town_id}: {self.looked_on}"
