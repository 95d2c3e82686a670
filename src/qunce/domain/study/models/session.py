"""A unit's plan of study, the sessions it held, and what will change because of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.models import Project
from qunce.domain.problems.models import Problem
from qunce.domain.record import Ref
from qunce.domain.study.models.material import Material
from qunce.domain.study.querysets import PlanQuerySet, SessionQuerySet


class Plan(models.Model):
    """What a unit means to study in a campaign, in a few steps."""

    if TYPE_CHECKING:
        unit_id: int
        campaign_id: int

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "campaign"), name="unit_has_one_study_plan_in_a_campaign"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.campaign_id}"

    @property
    def ref(self) -> Ref:
        return Ref("study_plan", str(self.pk), self.unit.name)


class PlanStep(models.Model):
    """One step: a day, a form of study, a topic, and the work at hand it is tied to."""

    if TYPE_CHECKING:
        plan_id: int
        material_id: int | None

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="steps")
    on = models.DateField()
    form = models.CharField(max_length=40)
    """Code of a form of study of the campaign's template."""
    topic = models.CharField(max_length=120)
    work = models.CharField(max_length=120)
    """The present work it is tied to (theory is not studied for itself)."""
    material = models.ForeignKey(
        Material, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_on = models.DateField()
    """The day first planned; ``on`` may have moved since."""

    class Meta:
        ordering = ("on", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(form=""), name="plan_step_has_a_form"),
            models.CheckConstraint(condition=~Q(topic=""), name="plan_step_has_a_topic"),
            models.CheckConstraint(
                condition=~Q(work=""), name="plan_step_says_what_work_it_serves"
            ),
        )

    def __str__(self) -> str:
        return self.topic


class Session(models.Model):
    """People met and studied.  ``present`` is how many: one number, no names, part of no rate."""

    if TYPE_CHECKING:
        unit_id: int
        campaign_id: int
        material_id: int | None
        plan_step_id: int | None
        led_by_id: int | None

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    submission = models.CharField(max_length=64, unique=True)
    """Names one sending: a double tap, or one sent again after a lost line, is one session."""
    held_on = models.DateField()
    form = models.CharField(max_length=40)
    """Code of a form of study of the campaign's template."""
    place = models.CharField(max_length=60)
    """Where, in the unit's own words."""
    present = models.PositiveSmallIntegerField()
    topic = models.CharField(max_length=120, blank=True)
    material = models.ForeignKey(
        Material, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    led_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The leading post that led it, where one did."""
    plan_step = models.OneToOneField(
        PlanStep, null=True, blank=True, on_delete=models.PROTECT, related_name="session"
    )
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-id")
        indexes = (models.Index(fields=("unit", "held_on"), name="session_of_unit"),)
        constraints = (
            models.CheckConstraint(condition=~Q(form=""), name="session_has_a_form"),
            models.CheckConstraint(condition=~Q(place=""), name="session_has_a_place"),
            models.CheckConstraint(
                condition=Q(present__gte=1, present__lte=5000),
                name="session_has_a_believable_count_present",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.held_on}"

    @property
    def ref(self) -> Ref:
        return Ref("session", str(self.pk), f"{self.unit.name} {self.held_on}")


class SessionLine(models.Model):
    """What will change after a session, in one line; it may become a problem or a project."""

    if TYPE_CHECKING:
        session_id: int
        problem_id: int | None
        project_id: int | None

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)
    problem = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("session", "position")
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="session_line_says_something"),
            models.UniqueConstraint(
                fields=("session", "position"), name="session_line_has_a_place_of_its_own"
            ),
            models.UniqueConstraint(
                fields=("problem",),
                condition=Q(problem__isnull=False),
                name="problem_comes_from_one_session_line",
            ),
            models.UniqueConstraint(
                fields=("project",),
                condition=Q(project__isnull=False),
                name="project_comes_from_one_session_line",
            ),
            models.CheckConstraint(
                condition=Q(problem__isnull=True) | Q(project__isnull=True),
                name="session_line_is_one_thing_only",
            ),
        )

    def __str__(self) -> str:
        return self.words
