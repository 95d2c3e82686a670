"""Bulletins, each figure in them with what it counts, and the released months of messages."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.publicity.models.publication import NOT_WITHDRAWN, WITHDRAWN
from qunce.domain.publicity.querysets import BulletinQuerySet
from qunce.domain.publicity.states import BulletinState
from qunce.domain.record import Ref


class Bulletin(models.Model):
    """What happened in a campaign from one day to another (简报), drafted from what is kept.

    ``sections`` is ``[{"title": words, "paragraphs": [words]}]``; a figure stands in the words as
    ``{3}``, the key of one of ``figures``, so that nobody can type another number in its place.
    """

    if TYPE_CHECKING:
        campaign_id: int

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Names it in feeds for ever."""
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(null=True, blank=True)
    """第X期; given when it is issued."""
    name = models.CharField(max_length=60)
    """What stands large at its head."""
    compiled_by = models.CharField(max_length=80)
    """The office that makes it."""
    sent_to = models.CharField(max_length=300, blank=True)
    """At its foot: to whom it goes."""
    from_on = models.DateField()
    until_on = models.DateField()
    """The last day it tells of."""
    sections = models.JSONField(default=list)
    state = models.CharField(
        max_length=20, choices=BulletinState.choices, default=BulletinState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    """Over the wording with its figures, as it was issued."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        ordering = ("-until_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=BulletinState.values), name="bulletin_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(compiled_by=""), name="bulletin_has_a_head"
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="bulletin_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=("campaign", "number"),
                condition=Q(number__isnull=False),
                name="bulletin_number_is_given_once_in_a_campaign",
            ),
            models.CheckConstraint(
                condition=~Q(state=BulletinState.ISSUED)
                | (
                    Q(number__isnull=False, issued_by__isnull=False, issued_at__isnull=False)
                    & ~Q(sha256="")
                ),
                name="bulletin_issued_has_number_time_and_wording",
            ),
            models.CheckConstraint(
                condition=~Q(state=BulletinState.DRAFT)
                | Q(number__isnull=True, issued_at__isnull=True, sha256=""),
                name="bulletin_draft_has_no_number",
            ),
            models.CheckConstraint(
                condition=(~Q(state=BulletinState.WITHDRAWN) & NOT_WITHDRAWN)
                | (Q(state=BulletinState.WITHDRAWN) & WITHDRAWN),
                name="bulletin_withdrawn_says_by_whom_and_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.number or ''}".rstrip()

    @property
    def ref(self) -> Ref:
        return Ref("bulletin", str(self.pk), str(self))


class NumberTrace(models.Model):
    """One figure of a bulletin: what it counts, from which day to which, and how much it was.

    A figure that counts people has no value under ten; it is withheld before it is kept.
    """

    if TYPE_CHECKING:
        bulletin_id: int

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="figures")
    key = models.PositiveIntegerField()
    """Stands in the words as ``{3}``."""
    query = models.CharField(max_length=40)
    """Code of what is counted (``qunce.domain.publicity.counting``)."""
    params = models.JSONField(default=dict)
    """``{"from": day, "until": day}``, so that it can be counted again."""
    of_people = models.BooleanField(default=False)
    value = models.PositiveIntegerField(null=True, blank=True)
    """As it was when drafted, and issued; none: fewer than ten people."""

    class Meta:
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(
                fields=("bulletin", "key"), name="figure_key_is_given_once_in_a_bulletin"
            ),
            models.CheckConstraint(condition=~Q(query=""), name="figure_says_what_it_counts"),
            models.CheckConstraint(
                condition=Q(of_people=False, value__isnull=False)
                | (Q(of_people=True) & (Q(value__isnull=True) | Q(value__gte=10))),
                name="figure_of_people_is_ten_or_more",
            ),
        )

    def __str__(self) -> str:
        return f"{self.bulletin_id}: {self.key}"


class MessageMonth(models.Model):
    """How many messages a month brought, by town and category, with small counts withheld.

    Worked out once, when the month is over, and never again: a second table over messages that
    were sorted anew could be compared with the first.  What is withheld is not kept here.
    """

    month = models.DateField()
    """Its first day."""
    table = models.JSONField()
    """``{"total": n, "towns": {code: n}, "categories": {code: n}, "cells": {town: {code: n}}}``;
    null where a count is withheld.  A message without a category has the code ``""``."""
    released_at = models.DateTimeField()

    class Meta:
        ordering = ("-month",)
        constraints = (
            models.UniqueConstraint(fields=("month",), name="month_of_messages_is_released_once"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
