"""What became better somewhere, told by the office, with the view of those who live there."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post, User
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.models import Project, Promise
from qunce.domain.problems.models import Problem
from qunce.domain.publicity.models.publication import NOT_WITHDRAWN, WITHDRAWN
from qunce.domain.publicity.querysets import StoryQuerySet
from qunce.domain.publicity.states import StoryState
from qunce.domain.record import Ref


class Story(models.Model):
    """Written by one post, looked at by another before it is public.

    ``writer`` and ``looker`` are people, because one person may hold two posts and still does not
    look through their own words; pages and record show posts only.
    """

    if TYPE_CHECKING:
        campaign_id: int
        unit_id: int
        problem_id: int | None
        project_id: int | None
        promise_id: int | None
        written_by_id: int
        writer_id: int
        looked_by_id: int | None

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Names it in feeds for ever."""
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Where it happened."""
    problem = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    promise = models.ForeignKey(
        Promise, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=120)
    body = models.TextField()
    residents_view = models.TextField(blank=True)
    """What somebody it concerns says of it, without a name."""
    agreed_on = models.DateField(null=True, blank=True)
    agreed_how = models.CharField(max_length=200, blank=True)
    """How the speaker agreed that these words are printed (PIPL, art. 25); never who."""
    state = models.CharField(max_length=20, choices=StoryState.choices, default=StoryState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    writer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    """Who changed the wording last."""
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    looked_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    looker = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    public_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "stories"
        indexes = (models.Index(fields=("state", "-public_at"), name="story_by_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=StoryState.values), name="story_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(body=""), name="story_tells_something"
            ),
            models.CheckConstraint(
                condition=Q(project__isnull=True, promise__isnull=True)
                | Q(problem__isnull=True, promise__isnull=True)
                | Q(problem__isnull=True, project__isnull=True),
                name="story_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(residents_view="") | (Q(agreed_on__isnull=False) & ~Q(agreed_how="")),
                name="story_has_consent_for_the_view_it_prints",
            ),
            models.CheckConstraint(
                condition=~Q(state=StoryState.PUBLIC)
                | Q(looked_by__isnull=False, looker__isnull=False, public_at__isnull=False),
                name="story_public_was_looked_at",
            ),
            models.CheckConstraint(
                condition=Q(looked_by__isnull=True)
                | (
                    Q(looker__isnull=False) & ~Q(looked_by=F("written_by")) & ~Q(looker=F("writer"))
                ),
                name="story_is_not_looked_at_by_its_writer",
            ),
            models.CheckConstraint(
                condition=(~Q(state=StoryState.WITHDRAWN) & NOT_WITHDRAWN)
                | (Q(state=StoryState.WITHDRAWN) & WITHDRAWN),
                name="story_withdrawn_says_by_whom_and_why",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("story", str(self.pk), str(self.pk))
