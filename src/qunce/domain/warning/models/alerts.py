"""Alerts, what joined them, and what the office said of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.checks.models import Series
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.models import Problem
from qunce.domain.record import Ref
from qunce.domain.warning.querysets import AlertQuerySet
from qunce.domain.warning.states import FEWEST, GOING_ON, OF_A_DAY, SCAN, AlertState, Says


class Alert(models.Model):
    """More people than usual speak of one matter: in one place, in the whole town, or in several
    neighbouring places of it; or a number that a unit counts daily is higher than usual.

    Figures are those of the window of ``first_on`` to ``last_on``, as they stood at the last
    update: ``observed`` threads where ``low`` to ``high`` are usual.  Of a daily number they are
    those of ``last_on``, or of the last seven days counted up to it, as ``method`` says.
    """

    if TYPE_CHECKING:
        town_id: int
        unit_id: int
        category_id: int | None
        series_id: int | None
        hidden_from_id: int | None
        problem_id: int | None
        asked_unit_id: int | None
        answered_by_id: int | None

    town = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Where; the town itself for all of it and for several of its places."""
    places = models.ManyToManyField(Unit, related_name="+", blank=True)
    """Which, where it is several neighbouring ones of the town; otherwise none."""
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """What is counted daily, where it is no matter that people speak of."""
    hidden_from = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The unit that the messages behind it accuse; it never sees the alert."""

    state = models.CharField(max_length=20, choices=AlertState.choices, default=AlertState.OPEN)
    first_on = models.DateField()
    last_on = models.DateField()
    observed = models.PositiveIntegerField()
    expected = models.FloatField()
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    p = models.FloatField()
    once_in_weeks = models.FloatField()
    """Chance alone would show something so unusual about once in so many weeks, over everything
    that is watched in the town."""
    method = models.CharField(max_length=40)
    parts = models.JSONField(default=dict)
    """``{"usual": 0.4, "season": 0.1, "town_wide": 0.2, "own": 4.3}``: speakers, adding up to
    ``observed``; empty of a daily number.  Of the whole town's alert ``town_wide`` is what all
    other matters share."""
    checked = models.JSONField(default=list)
    """Other explanations that were looked at: ``[{"code": "repeating", "found": false, ...}]``."""

    raised_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    rests_until = models.DateField(null=True, blank=True)
    not_over_before = models.DateField()
    """However calm it is: who was told of it, or reminded, has the time to look."""
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    problem = models.OneToOneField(
        Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The problem that was opened from it."""
    asked_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    question = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_at", "-id")
        indexes = (
            models.Index(fields=("town", "state", "-raised_at"), name="alert_of_town"),
            models.Index(fields=("state", "rests_until"), name="alert_resting"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=AlertState.values), name="alert_state_is_known"
            ),
            models.UniqueConstraint(
                fields=("unit", "category"),
                condition=Q(state__in=GOING_ON, hidden_from__isnull=True),
                name="alert_goes_on_once_for_a_matter_and_place",
            ),
            models.UniqueConstraint(
                fields=("unit", "category", "hidden_from"),
                condition=Q(state__in=GOING_ON, hidden_from__isnull=False),
                name="alert_of_accusations_goes_on_once",
            ),
            models.UniqueConstraint(
                fields=("series",),
                condition=Q(state__in=GOING_ON, series__isnull=False),
                name="alert_of_a_daily_number_goes_on_once",
            ),
            models.CheckConstraint(
                condition=Q(category__isnull=False, series__isnull=True)
                | Q(category__isnull=True, series__isnull=False),
                name="alert_is_of_a_matter_or_of_a_daily_number",
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=True) | Q(hidden_from__isnull=True),
                name="alert_of_a_daily_number_is_hidden_from_nobody",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="alert_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(observed__gte=FEWEST), name="alert_has_three_speakers_or_more"
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("high")), name="alert_range_is_from_low_to_high"
            ),
            models.CheckConstraint(
                condition=Q(p__gte=0, p__lte=1, expected__gte=0, once_in_weeks__gt=0),
                name="alert_figures_are_possible",
            ),
            models.CheckConstraint(
                condition=Q(hidden_from__isnull=True) | Q(unit=F("town")),
                name="alert_of_accusations_is_the_towns",
            ),
            models.CheckConstraint(
                condition=Q(state=AlertState.RESTING, rests_until__isnull=False)
                | (~Q(state=AlertState.RESTING) & Q(rests_until__isnull=True)),
                name="alert_that_rests_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(state=AlertState.ENDED, ended_at__isnull=False)
                | (~Q(state=AlertState.ENDED) & Q(ended_at__isnull=True)),
                name="alert_that_is_over_has_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(
                    question="",
                    asked_unit__isnull=True,
                    asked_by__isnull=True,
                    asked_at__isnull=True,
                )
                | (
                    ~Q(question="")
                    & Q(asked_unit__isnull=False, asked_by__isnull=False, asked_at__isnull=False)
                ),
                name="alert_question_says_whom_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="alert_answer_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | ~Q(question=""), name="alert_answer_has_a_question"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it: ``2026-0012``."""
        return f"{self.raised_at.year}-{self.pk:04d}"

    @property
    def matter(self) -> str:
        """What it is of, as people call it: the matter spoken of, or what is counted daily."""
        if self.series is not None:
            return self.series.name
        return "" if self.category is None else self.category.label

    @property
    def figure(self) -> str:
        """``observed``, with what is counted: "12 人"."""
        return f"{self.observed} {self.series.counted_in if self.series else ''}".strip()

    def is_due(self, on: date) -> bool:
        """Whether it rests, and the date up to which it does has come."""
        return self.rests_until is not None and self.rests_until <= on

    @property
    def of_neighbours(self) -> bool:
        """Whether it is of several neighbouring places of the town."""
        return self.method == SCAN

    @property
    def of_whole_town(self) -> bool:
        """Whether it is of everything said of a matter in the town, a place named or not."""
        alone = self.hidden_from_id is None and self.series_id is None
        return alone and self.unit_id == self.town_id and not self.of_neighbours

    @property
    def of_one_day(self) -> bool:
        """Whether ``observed`` is the number of ``last_on`` alone."""
        return self.method == OF_A_DAY

    @property
    def ref(self) -> Ref:
        return Ref("alert", str(self.pk), self.number)


class AlertUpdate(models.Model):
    """Something new joined an alert that goes on: how it stood then."""

    if TYPE_CHECKING:
        alert_id: int

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="updates")
    on = models.DateField()
    at = models.DateTimeField()
    joined = models.PositiveIntegerField()
    """How many speakers more than before."""
    observed = models.PositiveIntegerField()
    expected = models.FloatField()
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    once_in_weeks = models.FloatField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(joined__gte=1), name="alert_update_is_brought_by_somebody"
            ),
            models.UniqueConstraint(
                fields=("alert", "observed"), name="alert_update_is_told_once_for_a_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.observed}"


class Verdict(models.Model):
    """What the office says of an alert; the last one counts."""

    if TYPE_CHECKING:
        alert_id: int

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="verdicts")
    says = models.CharField(max_length=20, choices=Says.choices)
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(says__in=Says.values), name="verdict_on_an_alert_is_one_of_four"
            ),
        )

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.says}"
