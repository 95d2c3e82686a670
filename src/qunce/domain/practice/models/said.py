"""What is said of projects and promises: by leading officials, by residents, and their story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.practice.models.project import Project
from qunce.domain.practice.models.promise import Promise
from qunce.domain.practice.querysets import ResidentViewQuerySet
from qunce.domain.practice.states import (
    PUBLIC_WORDS,
    READ_THROUGH,
    PeopleSay,
    TurnKind,
    ViewChannel,
    WordsState,
)

ONE_OF_BOTH = Q(project__isnull=False, promise__isnull=True) | Q(
    project__isnull=True, promise__isnull=False
)


class LeaderComment(models.Model):
    """What a leading official of a unit above says of it, in public (点评)."""

    if TYPE_CHECKING:
        project_id: int | None
        promise_id: int | None

    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="comments"
    )
    promise = models.ForeignKey(
        Promise, null=True, blank=True, on_delete=models.PROTECT, related_name="comments"
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=ONE_OF_BOTH, name="comment_is_on_a_project_or_a_promise"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="comment_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.project_id or self.promise_id}: {self.pk}"


class ResidentView(models.Model):
    """What one resident says of it: one answer, perhaps some words, never a name."""

    if TYPE_CHECKING:
        project_id: int | None
        promise_id: int | None
        checked_by_id: int | None

    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="views"
    )
    promise = models.ForeignKey(
        Promise, null=True, blank=True, on_delete=models.PROTECT, related_name="views"
    )
    says = models.CharField(max_length=20, choices=PeopleSay.choices)
    words = models.TextField(blank=True)
    """As they were said; for the office, until somebody read them through for names."""
    channel = models.CharField(max_length=20, choices=ViewChannel.choices)
    submission = models.CharField(max_length=32, unique=True)
    """Names this sending, drawn at random with the form: the same form sent twice is one view."""
    noted_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who wrote it down, from paper or by word of mouth."""
    at = models.DateTimeField()

    words_state = models.CharField(
        max_length=20, choices=WordsState.choices, default=WordsState.NONE
    )
    public_words = models.TextField(blank=True)
    """What everybody reads: the words, or the masked wording."""
    withheld_because = models.CharField(max_length=500, blank=True)
    checked_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = ResidentViewQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("words_state", "id"), name="view_to_read_through"),)
        constraints = (
            models.CheckConstraint(condition=ONE_OF_BOTH, name="view_is_of_a_project_or_a_promise"),
            models.CheckConstraint(
                condition=Q(says__in=PeopleSay.values), name="view_is_one_of_four"
            ),
            models.CheckConstraint(
                condition=Q(channel=ViewChannel.WEB, noted_by__isnull=True)
                | Q(
                    channel__in=(ViewChannel.PAPER, ViewChannel.TOLD),
                    noted_by__isnull=False,
                ),
                name="view_written_down_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(words="", words_state=WordsState.NONE)
                | (~Q(words="") & Q(words_state__in=(WordsState.WAITING, *READ_THROUGH))),
                name="view_with_words_is_to_be_read_through",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        words_state__in=READ_THROUGH,
                        checked_by__isnull=False,
                        checked_at__isnull=False,
                    )
                )
                | (
                    ~Q(words_state__in=READ_THROUGH)
                    & Q(checked_by__isnull=True, checked_at__isnull=True)
                ),
                name="view_read_through_says_by_whom",
            ),
            models.CheckConstraint(
                condition=(Q(words_state__in=PUBLIC_WORDS) & ~Q(public_words=""))
                | (~Q(words_state__in=PUBLIC_WORDS) & Q(public_words="")),
                name="view_is_shown_only_when_read_through",
            ),
            models.CheckConstraint(
                condition=(Q(words_state=WordsState.WITHHELD) & ~Q(withheld_because=""))
                | (~Q(words_state=WordsState.WITHHELD) & Q(withheld_because="")),
                name="view_withheld_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Turn(models.Model):
    """One turn in the story of a project or a promise, as everybody may read it."""

    if TYPE_CHECKING:
        project_id: int | None
        promise_id: int | None

    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="turns"
    )
    promise = models.ForeignKey(
        Promise, null=True, blank=True, on_delete=models.PROTECT, related_name="turns"
    )
    kind = models.CharField(max_length=20, choices=TurnKind.choices)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=ONE_OF_BOTH, name="turn_is_of_a_project_or_a_promise"),
            models.CheckConstraint(condition=Q(kind__in=TurnKind.values), name="turn_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
