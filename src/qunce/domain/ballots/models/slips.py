"""What the database keeps of people, codes and slips: tags, and sealed urns without an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from qunce.domain.ballots.models.ballot import Ballot, Stratum
from qunce.domain.ballots.states import CodeState


class FrameTag(models.Model):
    """One person of the roll, as an HMAC under the ballot's roll key.  No name, no order."""

    if TYPE_CHECKING:
        stratum_id: int

    tag = models.CharField(max_length=64, primary_key=True)
    stratum = models.ForeignKey(Stratum, on_delete=models.PROTECT, related_name="frame")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Exact(Length("tag"), 64), name="frame_tag_has_64_digits"
            ),
        )

    def __str__(self) -> str:
        return self.tag


class CodeTag(models.Model):
    """One slip's code, as an HMAC under the ballot's code key, and whether it is spent.

    No time, no order (written sorted by tag), no way to the slip.
    """

    if TYPE_CHECKING:
        stratum_id: int

    tag = models.CharField(max_length=64, primary_key=True)
    stratum = models.ForeignKey(Stratum, on_delete=models.PROTECT, related_name="code_tags")
    state = models.CharField(max_length=20, choices=CodeState.choices, default=CodeState.ISSUED)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Exact(Length("tag"), 64), name="code_tag_has_64_digits"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CodeState.values), name="code_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return self.tag


class Urn(models.Model):
    """Slips of one stratum, or own words of the whole ballot, sealed all together.

    The ciphertext holds a sorted multiset, padded to one length, under a key that is drawn anew
    with every slip; ``version`` counts the slips.  ``slot`` is the place of its key in the file.
    """

    if TYPE_CHECKING:
        stratum_id: int | None

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="urns")
    stratum = models.ForeignKey(
        Stratum, null=True, blank=True, on_delete=models.PROTECT, related_name="urns"
    )
    """None: own words."""
    bucket = models.PositiveIntegerField()
    slot = models.PositiveIntegerField()
    capacity = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=0)
    nonce = models.BinaryField(max_length=12)
    ciphertext = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ballot", "slot"), name="urn_has_a_key_of_its_own"),
            models.UniqueConstraint(
                fields=("stratum", "bucket"), name="urn_is_once_in_its_stratum"
            ),
            models.UniqueConstraint(
                fields=("ballot", "bucket"),
                condition=Q(stratum__isnull=True),
                name="urn_of_words_is_once_in_its_ballot",
            ),
            models.CheckConstraint(
                condition=Q(version__lte=F("capacity")), name="urn_holds_no_more_than_it_can"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ballot_id}: {self.slot}"


class Turnstile(models.Model):
    """How many slips went in on the web: whoever puts one in locks this row.

    The file of keys counts the same.  Where the two differ, the database is not the one in which
    the last slip was cast.
    """

    ballot = models.OneToOneField(
        Ballot, primary_key=True, on_delete=models.PROTECT, related_name="turnstile"
    )
    turns = models.PositiveIntegerField(default=0)
    word_buckets = models.PositiveIntegerField(default=0)
    """Urns for own words; none where none are asked for."""

    def __str__(self) -> str:
        return f"{self.ballot_id}: {self.turns}"
