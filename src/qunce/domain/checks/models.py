"""Check lists with their rounds and findings, and series of daily numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.checks.querysets import CheckListQuerySet, SeriesQuerySet
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.problems.models import Problem
from qunce.domain.record import Ref


class CheckList(models.Model):
    """What is looked at, place by place: an environment clean-up, a safety inspection."""

    if TYPE_CHECKING:
        town_id: int

    town = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CheckListQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="check_list_has_a_name"),
            models.UniqueConstraint(
                fields=("town", "name"),
                condition=Q(closed_at__isnull=True),
                name="check_list_is_named_once_in_its_town",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("check_list", str(self.pk), self.name)


class CheckItem(models.Model):
    """One question of a check list that is answered with yes (in order) or no."""

    check_list = models.ForeignKey(CheckList, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    text = models.CharField(max_length=120)
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """What a problem is about that comes of it."""

    class Meta:
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="check_item_asks_something"),
            models.UniqueConstraint(
                fields=("check_list", "position"), name="check_item_has_a_position_of_its_own"
            ),
        )

    def __str__(self) -> str:
        return self.text


class Round(models.Model):
    """Going to every place of a list once, from one day to another."""

    check_list = models.ForeignKey(CheckList, on_delete=models.PROTECT, related_name="rounds")
    starts_on = models.DateField()
    due_on = models.DateField()
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-starts_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")), name="round_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.check_list} {self.starts_on}"

    @property
    def ref(self) -> Ref:
        return Ref("round", str(self.pk), str(self))


class Stop(models.Model):
    """One place of a round: looked at or not yet."""

    if TYPE_CHECKING:
        round_id: int

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stops")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    looked_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("place__unit__path", "place__name")
        constraints = (
            models.UniqueConstraint(fields=("round", "place"), name="place_is_once_in_a_round"),
            models.CheckConstraint(
                condition=Q(looked_by__isnull=True, looked_at__isnull=True)
                | Q(looked_by__isnull=False, looked_at__isnull=False),
                name="stop_looked_at_says_by_whom",
            ),
        )

    def __str__(self) -> str:
        return str(self.place)


class Finding(models.Model):
    """The answer to one question at one place: in order, or what is wrong."""

    if TYPE_CHECKING:
        stop_id: int
        problem_id: int | None

    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="findings")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="+")
    in_order = models.BooleanField()
    words = models.CharField(max_length=300, blank=True)
    problem = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("item__position",)
        constraints = (
            models.UniqueConstraint(
                fields=("stop", "item"), name="question_is_answered_once_at_a_stop"
            ),
            models.CheckConstraint(
                condition=Q(in_order=True) | ~Q(words=""), name="finding_says_what_is_wrong"
            ),
            models.CheckConstraint(
                condition=Q(problem__isnull=True) | Q(in_order=False),
                name="finding_in_order_is_no_problem",
            ),
            models.UniqueConstraint(
                fields=("problem",),
                condition=Q(problem__isnull=False),
                name="problem_comes_from_one_finding",
            ),
        )

    def __str__(self) -> str:
        return f"{self.stop_id}: {self.item_id}"


class Series(models.Model):
    """A number counted every day at one unit: pupils absent, flu-like cases.  Never who."""

    if TYPE_CHECKING:
        unit_id: int

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    counted_in = models.CharField(max_length=20, blank=True)
    """What is counted: 人, 例, 起."""
    workdays_only = models.BooleanField(default=False)
    """A school counts on school days; a hospital every day."""
    starts_on = models.DateField()
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ("unit__path", "name")
        verbose_name_plural = "series"
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="series_has_a_name"),
            models.UniqueConstraint(
                fields=("unit", "name"),
                condition=Q(closed_at__isnull=True),
                name="series_is_counted_once_in_its_unit",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("series", str(self.pk), f"{self.unit.name} {self.name}")


class DailyCount(models.Model):
    """The number of one day.  Nought is a number; a missing day is a missing row."""

    if TYPE_CHECKING:
        series_id: int

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="counts")
    on = models.DateField()
    number = models.PositiveIntegerField()
    noted_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    corrected = models.PositiveIntegerField(default=0)
    """How often it was corrected; the record keeps each number."""

    class Meta:
        ordering = ("-on",)
        constraints = (
            models.UniqueConstraint(fields=("series", "on"), name="day_is_counted_once"),
            models.CheckConstraint(
                condition=Q(number__lte=100_000), name="daily_number_is_believable"
            ),
        )

    def __str__(self) -> str:
        return f"{self.on}: {self.number}"
