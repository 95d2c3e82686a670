"""API keys, and what was sent to the test endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit
from qunce.domain.partners.rules import why_not_keep_keys
from qunce.domain.record import Ref


class PartnerKeyQuerySet(models.QuerySet["PartnerKey"]):
    def valid(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, post: Post | None) -> Self:
        """The keys of a county, for its campaign office; nobody else sees that there are any."""
        if post is None or why_not_keep_keys(post):
            return self.none()
        return self.filter(county=post.unit)


class PartnerKey(models.Model):
    """A key with which another program may hand in messages.  Only its hash is kept."""

    if TYPE_CHECKING:
        county_id: int

    county = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    """Who uses it: a program, an office."""
    key_hash = models.CharField(max_length=64)
    beginning = models.CharField(max_length=8)
    """The first characters, by which people tell keys apart."""
    made_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PartnerKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="partner_key_has_a_name"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("made_at")),
                name="partner_key_is_withdrawn_after_it_was_made",
            ),
            models.UniqueConstraint(fields=("key_hash",), name="partner_key_is_its_own"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        """As the record prints it: who uses the key, never a piece of the key."""
        return Ref("partner_key", str(self.pk), self.name)


class Trial(models.Model):
    """A report sent to the test endpoint: kept apart, in no office's queue.

    The test endpoint shows it as production shows a report, so that a program can rehearse
    everything.  Contact data sent with a trial is not kept at all.
    """

    if TYPE_CHECKING:
        key_id: int

    submission = models.CharField(max_length=64)
    """Names one sending, as with messages."""
    key = models.ForeignKey(PartnerKey, on_delete=models.PROTECT, related_name="trials")
    service_code = models.CharField(max_length=40)
    description = models.TextField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    place_code = models.CharField(max_length=40, blank=True)
    """The code of the place it names (Open311: address_id)."""
    details = models.JSONField(default=dict, blank=True)
    """Answers to the category's questions: ``{"code": ["value"]}``."""
    requested_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(service_code=""), name="trial_names_a_service"),
            models.UniqueConstraint(fields=("submission",), name="trial_is_sent_once"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """``T000012``: cannot be taken for the number of a message."""
        return f"T{self.pk:06d}"
