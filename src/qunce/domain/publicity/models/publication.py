"""A problem in the wording everybody reads."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.problems.models import Problem
from qunce.domain.publicity.querysets import PublicationQuerySet
from qunce.domain.record import Ref

NOT_WITHDRAWN = Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
WITHDRAWN = Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")


class Publication(models.Model):
    """A problem made public, in words of its own that were read through for names.

    The office's words for a problem may name somebody; these never do.  State, days and posts are
    read from the problem itself, so that a page cannot say other than what is.
    """

    if TYPE_CHECKING:
        problem_id: int

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Names it in feeds for ever."""
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    statement = models.TextField()
    """What is wrong."""
    outcome = models.TextField(blank=True)
    """What was done; empty until somebody read it through."""
    reason = models.TextField(blank=True)
    """Why it cannot be solved for now; empty until somebody read it through."""
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_why = models.CharField(max_length=300, blank=True)
    """For the office; the public page does not repeat what was wrong with the words."""

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "-id")
        indexes = (models.Index(fields=("-changed_at", "-id"), name="publication_by_change"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(statement=""), name="publication_says_what_is_wrong"
            ),
            models.UniqueConstraint(
                fields=("problem",),
                condition=Q(withdrawn_at__isnull=True),
                name="problem_is_public_in_one_wording",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__gte=F("since")),
                name="publication_is_changed_after_it_began",
            ),
            models.CheckConstraint(
                condition=NOT_WITHDRAWN | WITHDRAWN,
                name="publication_withdrawn_says_by_whom_and_why",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("publication", str(self.pk), f"{self.problem_id}-{self.pk}")
