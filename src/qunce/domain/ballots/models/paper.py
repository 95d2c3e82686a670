"""Slips on paper: batches, each keyed twice by different posts, and the recount in the square."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from qunce.domain.accounts.models import Post
from qunce.domain.ballots.models.ballot import Ballot, Stratum
from qunce.domain.ballots.states import FEWEST, BatchState


class Batch(models.Model):
    """At least ten answer parts without codes, numbered in pencil, kept together for a recount.

    ``tally`` is known once two keyings agree: see :mod:`~..tallies`.
    """

    if TYPE_CHECKING:
        ballot_id: int
        stratum_id: int

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="batches")
    stratum = models.ForeignKey(Stratum, on_delete=models.PROTECT, related_name="batches")
    label = models.CharField(max_length=40)
    slips = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=BatchState.choices, default=BatchState.OPEN)
    tally = models.JSONField(null=True, blank=True)
    salt = models.CharField(max_length=64)
    """With it the tally is shown to be the one that was fixed at closing."""
    words_nonce = models.BinaryField(max_length=12, default=bytes)
    words_sealed = models.BinaryField(default=bytes)
    looked_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who decided where the keyings differed."""
    looked_with = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    drawn = models.BooleanField(default=False)
    """The dice chose it for the recount."""

    class Meta:
        ordering = ("ballot", "pk")
        verbose_name_plural = "batches"
        constraints = (
            models.UniqueConstraint(
                fields=("ballot", "label"), name="batch_is_named_once_in_its_ballot"
            ),
            models.CheckConstraint(
                condition=Q(state__in=BatchState.values), name="batch_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(label=""), name="batch_has_a_label"),
            models.CheckConstraint(condition=Q(slips__gte=1), name="batch_has_slips"),
            models.CheckConstraint(
                condition=Q(state=BatchState.SETTLED, tally__isnull=False)
                | (~Q(state=BatchState.SETTLED) & Q(tally__isnull=True)),
                name="batch_settled_has_its_tally",
            ),
            models.CheckConstraint(
                condition=Q(looked_with__isnull=True) | ~Q(looked_with=F("looked_by")),
                name="batch_is_looked_at_by_two_different_posts",
            ),
            models.CheckConstraint(
                condition=Exact(Length("salt"), 64), name="batch_salt_has_64_digits"
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def is_small(self) -> bool:
        return self.slips < FEWEST


class Keying(models.Model):
    """What one post read on the slips of a batch; sealed, and emptied when the batch is settled."""

    if TYPE_CHECKING:
        batch_id: int
        post_id: int

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="keyings")
    number = models.PositiveSmallIntegerField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    nonce = models.BinaryField(max_length=12)
    sealed = models.BinaryField()

    class Meta:
        ordering = ("batch", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("batch", "number"), name="batch_is_keyed_once_under_each_number"
            ),
            models.UniqueConstraint(
                fields=("batch", "post"), name="batch_is_keyed_by_two_different_posts"
            ),
            models.CheckConstraint(
                condition=Q(number__in=(1, 2)), name="keying_is_the_first_or_the_second"
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.number}"


class Recount(models.Model):
    """What people counted in public in one batch, and how many marks differ from the record."""

    batch = models.OneToOneField(
        Batch, primary_key=True, on_delete=models.PROTECT, related_name="recount"
    )
    counts = models.JSONField()
    gap = models.PositiveIntegerField()
    entered_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.gap}"
