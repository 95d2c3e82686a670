"""Practice projects: what a unit sets up that fits its place (实践载体)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Aim, Campaign
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.practice.querysets import ProjectQuerySet
from qunce.domain.practice.states import ProjectState, SourceKind
from qunce.domain.record import Ref

_ENDED = (ProjectState.FINISHED, ProjectState.GIVEN_UP)


class Project(models.Model):
    """One thing a unit does for the people it serves, under one post, between two days."""

    if TYPE_CHECKING:
        campaign_id: int
        unit_id: int
        owner_id: int
        aim_id: int | None
        place_id: int | None

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    aim = models.ForeignKey(Aim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The goal it serves."""
    title = models.CharField(max_length=80)
    what_for = models.CharField(max_length=500)
    """What it is good for, in plain words."""
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    """The post that answers for it."""
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(
        max_length=20, choices=ProjectState.choices, default=ProjectState.PLANNED
    )
    result = models.TextField(blank=True)
    """What came of it; of one given up, why."""
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it was finished or given up."""
    source_kind = models.CharField(
        max_length=20, choices=SourceKind.choices, blank=True, default=SourceKind.NONE
    )
    source_id = models.PositiveBigIntegerField(null=True, blank=True)
    """The number of the problem or session line it came from; opaque, for packages above too."""
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ("ends_on", "id")
        indexes = (models.Index(fields=("unit", "state", "ends_on"), name="project_of_unit"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ProjectState.values), name="project_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="project_has_a_title"),
            models.CheckConstraint(condition=~Q(what_for=""), name="project_says_what_it_is_for"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="project_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=(Q(state__in=_ENDED, ended_at__isnull=False) & ~Q(result=""))
                | (~Q(state__in=_ENDED) & Q(result="", ended_at__isnull=True)),
                name="project_ended_says_its_result_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(source_kind=SourceKind.NONE, source_id__isnull=True)
                | Q(
                    source_kind__in=(SourceKind.PROBLEM, SourceKind.SESSION_LINE),
                    source_id__isnull=False,
                ),
                name="project_source_is_named_whole",
            ),
            models.UniqueConstraint(
                fields=("source_kind", "source_id"),
                condition=Q(source_id__isnull=False),
                name="project_comes_from_its_source_once",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("project", str(self.pk), self.title)


class ProjectStep(models.Model):
    """One thing to do within a project, by when."""

    if TYPE_CHECKING:
        project_id: int

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="steps")
    text = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("due_on", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="project_step_says_what"),
            models.UniqueConstraint(
                fields=("project", "text", "due_on"), name="project_step_stands_once"
            ),
        )

    def __str__(self) -> str:
        return self.text
