"""What is left when the urns are opened: exact counts, own words, and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.ballots.models.ballot import Ballot, Item, Stratum
from qunce.domain.ballots.states import LONGEST_WORDS, WordsState
from qunce.domain.problems.models import Problem


class Tally(models.Model):
    """How many slips of a counting stratum bear one mark on one question.

    Exact, and never shown: what is published goes through :mod:`~..releasing`.  ``code`` is
    empty for slips without a mark there.
    """

    if TYPE_CHECKING:
        stratum_id: int
        item_id: int

    stratum = models.ForeignKey(Stratum, on_delete=models.PROTECT, related_name="tallies")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tallies")
    code = models.CharField(max_length=20, blank=True)
    count = models.PositiveIntegerField()
    helped = models.PositiveIntegerField(default=0)
    """Of these: filled in with a helper."""

    class Meta:
        ordering = ("stratum", "item", "pk")
        verbose_name_plural = "tallies"
        constraints = (
            models.UniqueConstraint(
                fields=("stratum", "item", "code"), name="tally_is_kept_once_for_each_mark"
            ),
            models.CheckConstraint(
                condition=Q(helped__lte=F("count")), name="tally_has_no_more_helped_than_slips"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} {self.code}: {self.count}"


class SlipWords(models.Model):
    """Own words from a slip, of nobody and no place; shown only after somebody looked for names.

    Written sorted by text when the urns are opened, so that their numbers tell no order.
    """

    if TYPE_CHECKING:
        ballot_id: int

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="slip_words")
    text = models.CharField(max_length=LONGEST_WORDS)
    shown = models.CharField(max_length=LONGEST_WORDS, blank=True)
    state = models.CharField(
        max_length=20, choices=WordsState.choices, default=WordsState.UNCHECKED
    )
    checked_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("ballot", "pk")
        verbose_name_plural = "slip words"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=WordsState.values), name="slip_words_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="slip_words_has_a_text"),
            models.CheckConstraint(
                condition=Q(state=WordsState.UNCHECKED, checked_by__isnull=True)
                | (~Q(state=WordsState.UNCHECKED) & Q(checked_by__isnull=False)),
                name="slip_words_are_shown_after_a_check",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=(WordsState.SHOWN, WordsState.MASKED)) & ~Q(shown=""))
                | (~Q(state__in=(WordsState.SHOWN, WordsState.MASKED)) & Q(shown="")),
                name="slip_words_has_what_is_shown",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ballot_id}: {self.state}"


class LowItem(models.Model):
    """A problem that was opened because people judged this question low, here or everywhere."""

    if TYPE_CHECKING:
        item_id: int
        problem_id: int

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="low")
    stratum = models.ForeignKey(
        Stratum, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    problem = models.OneToOneField(Problem, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("item", "stratum"), name="low_item_opens_one_problem_in_a_stratum"
            ),
            models.UniqueConstraint(
                fields=("item",),
                condition=Q(stratum__isnull=True),
                name="low_item_opens_one_problem_for_all",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id}: {self.problem_id}"


class PublishedFile(models.Model):
    """One file of what is published, to the byte; made once, when the ballot is published."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=40)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("ballot", "name")
        constraints = (
            models.UniqueConstraint(fields=("ballot", "name"), name="published_file_is_made_once"),
        )

    def __str__(self) -> str:
        return self.name
