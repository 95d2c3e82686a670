"""What forms may ask of a level, what was added to them, and how long they take."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.budgets.querysets import AskedQuerySet, FormBudgetQuerySet
from qunce.domain.budgets.states import ALL_STEPS, LEVELS, Asks
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref


class FormBudget(models.Model):
    """How much may be asked of one unit of a level in a week, from ``since`` on.

    Set by a town or by what stands above it; where several are set the smallest holds.
    """

    if TYPE_CHECKING:
        unit_id: int

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Who set it: for itself and everything below it."""
    level = models.CharField(max_length=20)
    fields = models.PositiveIntegerField()
    """Fields to fill in, by one unit (or one resident) in a week."""
    minutes = models.PositiveIntegerField()
    """Minutes for it, by one unit (or one resident) in a week."""
    since = models.DateField()
    set_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = FormBudgetQuerySet.as_manager()

    class Meta:
        ordering = ("unit__path", "level", "-since")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "level", "since"), name="form_budget_is_set_once_a_day"
            ),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="form_budget_names_a_level"),
            models.CheckConstraint(
                condition=Q(fields__lte=10_000, minutes__lte=10_080),
                name="form_budget_fits_into_a_week",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.level}: {self.fields}/{self.minutes}"


class Asked(models.Model):
    """Something the office added that asks a level for fields again and again.

    A reason beyond the budget stands in public for as long as it is asked, and afterwards.
    """

    if TYPE_CHECKING:
        town_id: int
        unit_id: int | None

    asks = models.CharField(max_length=20, choices=Asks.choices)
    form = models.CharField(max_length=80, blank=True)
    """The code of the form, where it is a form of its own."""
    town = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Whose office asks: a town, or what stands above it."""
    level = models.CharField(max_length=20)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The one unit that is asked; none when it falls on the level."""
    fields = models.PositiveIntegerField()
    """Fields each time."""
    times_per_week = models.DecimalField(max_digits=6, decimal_places=2)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    subject_name = models.CharField(max_length=300)
    beyond = models.BooleanField(default=False)
    """Whether it went beyond the budget on the day it was added."""
    reason = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """None for what was there when the town began."""
    added_on = models.DateField()
    begins_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    """The first day on which it is not asked any more."""

    objects = AskedQuerySet.as_manager()

    class Meta:
        ordering = ("-added_on", "-id")
        verbose_name_plural = "asked"
        indexes = (models.Index(fields=("subject_kind", "subject_id"), name="asked_of_subject"),)
        constraints = (
            models.CheckConstraint(condition=Q(asks__in=Asks.values), name="asked_is_of_a_kind"),
            models.CheckConstraint(
                condition=~Q(asks=Asks.FORM) | ~Q(form=""), name="asked_form_has_its_code"
            ),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="asked_names_a_level"),
            models.CheckConstraint(
                condition=Q(fields__range=(1, 10_000), times_per_week__gt=0)
                & Q(times_per_week__lte=1_000),
                name="asked_comes_believably_often",
            ),
            models.CheckConstraint(
                condition=~Q(subject_kind="") & ~Q(subject_id="") & ~Q(subject_name=""),
                name="asked_names_what_it_is_for",
            ),
            models.CheckConstraint(
                condition=Q(beyond=False) | ~Q(reason=""),
                name="asked_beyond_the_budget_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("begins_on")),
                name="asked_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=("subject_kind", "subject_id", "level"),
                name="asked_stands_once_for_a_matter_and_level",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject_name}: {self.fields} × {self.times_per_week}"

    @property
    def last_on(self) -> date | None:
        """The last day on which it is or was asked; None while no end is known."""
        return self.ended_on - timedelta(days=1) if self.ended_on else None

    @property
    def ref(self) -> Ref:
        return Ref(self.subject_kind, self.subject_id, self.subject_name)


class FormUse(models.Model):
    """How often a form was saved by a level in a week, counted by how long it took.

    One row for each step of seconds.  It knows no person, no post, no unit and no day.
    """

    form = models.CharField(max_length=80)
    level = models.CharField(max_length=20)
    week = models.DateField()
    """Its Monday."""
    step = models.PositiveIntegerField()
    """The upper end of the step in seconds; 0 for savings whose time is not known."""
    saves = models.PositiveIntegerField()

    class Meta:
        ordering = ("-week", "form", "level", "step")
        constraints = (
            models.UniqueConstraint(
                fields=("form", "level", "week", "step"), name="form_use_is_counted_in_one_row"
            ),
            models.CheckConstraint(condition=~Q(form=""), name="form_use_names_a_form"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="form_use_names_a_level"),
            models.CheckConstraint(
                condition=Q(step__in=ALL_STEPS), name="form_use_counts_in_known_steps"
            ),
            models.CheckConstraint(condition=Q(saves__gte=1), name="form_use_counts_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.form} {self.level} {self.week}: {self.saves}"
