"""Sealed identities, and every opening of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual

from qunce.domain.accounts.models import Post
from qunce.domain.identities.contents import STEP
from qunce.domain.identities.keys import ID_LENGTH
from qunce.domain.identities.sealing import NONCE_LENGTH, TAG_LENGTH, Sealed
from qunce.domain.identities.states import Purpose


class IdentityQuerySet(models.QuerySet["Identity"]):
    """Chainable reads; nothing here writes."""

    def kept(self) -> Self:
        """Those that were not erased."""
        return self.filter(forgotten_at__isnull=True)


class Identity(models.Model):
    """Who spoke, sealed; ``token`` is random, and binds the sealed bytes to this row.

    ``sealed_at`` is when the person was taken down, ``resealed_at`` when the key was last
    changed.  ``forgotten_at``: erased on demand or in time (Personal Information Protection Law,
    art. 47); nothing sealed is left then, the openings stay.
    """

    token = models.CharField(max_length=32)
    key_id = models.CharField(max_length=ID_LENGTH, blank=True)
    nonce = models.BinaryField()
    ciphertext = models.BinaryField()
    sealed_at = models.DateTimeField()
    resealed_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "identities"
        indexes = (models.Index(fields=("key_id",), name="identity_by_key"),)
        constraints = (
            models.UniqueConstraint(fields=("token",), name="identity_token_is_its_own"),
            models.CheckConstraint(
                condition=Exact(Length("token"), 32), name="identity_token_has_128_bits"
            ),
            models.CheckConstraint(
                condition=Q(Exact(Length("key_id"), ID_LENGTH), forgotten_at__isnull=True)
                | Q(Exact(Length("key_id"), 0), forgotten_at__isnull=False),
                name="identity_names_its_key_until_forgotten",
            ),
            models.CheckConstraint(
                condition=Q(Exact(Length("nonce"), NONCE_LENGTH), forgotten_at__isnull=True)
                | Q(Exact(Length("nonce"), 0), forgotten_at__isnull=False),
                name="identity_has_its_nonce_until_forgotten",
            ),
            models.CheckConstraint(
                condition=Q(
                    Exact(Length("ciphertext") % STEP, TAG_LENGTH), forgotten_at__isnull=True
                )
                | Q(Exact(Length("ciphertext"), 0), forgotten_at__isnull=False),
                name="identity_holds_padded_bytes_until_forgotten",
            ),
        )

    def __str__(self) -> str:
        return f"identity {self.pk}"

    @property
    def sealed(self) -> Sealed:
        """What is sealed, as the key takes it."""
        return Sealed(self.key_id, bytes(self.nonce), bytes(self.ciphertext))


class Opening(models.Model):
    """One post opened one identity, about one matter, for one purpose; never changed.

    ``post_name`` is the post with its unit as printed that day; ``reason`` is what the post
    wrote, for the speaker to read.
    """

    if TYPE_CHECKING:
        identity_id: int
        post_id: int

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="openings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    post_name = models.CharField(max_length=240)
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    reason = models.CharField(max_length=200)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="opening_has_a_purpose"
            ),
            models.CheckConstraint(
                condition=Q(
                    GreaterThanOrEqual(Length(Trim("reason")), 4),
                    LessThanOrEqual(Length("reason"), 200),
                ),
                name="opening_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(post_name=""), name="opening_names_its_post_as_printed"
            ),
            models.CheckConstraint(
                condition=~Q(about_kind="") & ~Q(about_id=""), name="opening_names_its_matter"
            ),
        )

    def __str__(self) -> str:
        return f"opening {self.pk}"
