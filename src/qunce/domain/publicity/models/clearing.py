"""Words that look like a person and are none."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.publicity.models.bulletin import Bulletin
from qunce.domain.publicity.models.publication import Publication
from qunce.domain.publicity.models.story import Story


class NotAPerson(models.Model):
    """The office says of words in one text that they mean no person, and why."""

    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="cleared"
    )
    story = models.ForeignKey(
        Story, null=True, blank=True, on_delete=models.PROTECT, related_name="cleared"
    )
    bulletin = models.ForeignKey(
        Bulletin, null=True, blank=True, on_delete=models.PROTECT, related_name="cleared"
    )
    words = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(reason=""), name="cleared_words_are_given_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(publication__isnull=False, story__isnull=True, bulletin__isnull=True)
                | Q(publication__isnull=True, story__isnull=False, bulletin__isnull=True)
                | Q(publication__isnull=True, story__isnull=True, bulletin__isnull=False),
                name="cleared_words_stand_in_one_text",
            ),
            models.UniqueConstraint(
                fields=("publication", "words"),
                condition=Q(publication__isnull=False),
                name="words_are_cleared_once_in_a_publication",
            ),
            models.UniqueConstraint(
                fields=("story", "words"),
                condition=Q(story__isnull=False),
                name="words_are_cleared_once_in_a_story",
            ),
            models.UniqueConstraint(
                fields=("bulletin", "words"),
                condition=Q(bulletin__isnull=False),
                name="words_are_cleared_once_in_a_bulletin",
            ),
        )

    def __str__(self) -> str:
        return self.words
