"""API keys, and what was sent to the test endpoint."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit


class PartnerKeyQuerySet(models.QuerySet["PartnerKey"]):
    def valid(self) -> PartnerKeyQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class PartnerKey(models.Model):
    """A key with which another program may hand in messages.  Only its hash is kept."""

    county = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    """Who uses it: a program, an office."""
    key_hash = models.CharField(max_length=64, unique=True)
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
        )

    def __str__(self) -> str:
        return self.name


class Trial(models.Model):
    """A report sent to the test endpoint: kept apart, seen by nobody but the program that sent it.

    Contact data sent with a trial is not kept at all.
    """

    key = models.ForeignKey(PartnerKey, on_delete=models.PROTECT, related_name="trials")
    service_code = models.CharField(max_length=40)
    description = models.TextField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    requested_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(service_code=""), name="trial_names_a_service"),
        )

    def __str__(self) -> str:
        return f"{self.pk}"
