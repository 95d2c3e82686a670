"""How duties came to be done, on which days they were before, and why some are no longer owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign, Duty
from qunce.domain.campaigns.states import Evidence
from qunce.domain.duties.states import How
from qunce.domain.organisations.models import Unit

STORED = [code for code in Evidence.values if code != Evidence.DELIVERY_MADE]
"""What a completion may rest on; see :class:`Completion`."""


class Completion(models.Model):
    """A duty is done: by a fact the system knows, or because the post said so.

    The fact is named by an opaque kind and number, as in the record, so that no package below has
    to know of duties.  A completion is never deleted: when its fact is undone (a problem opens
    again, a promise turns out not to be kept) or it was a mistake, ``undone_on`` says since when
    it does not count, and the duty is open again.

    That something was brought to somebody's home is never stored here: study keeps no instant of
    it, and a row made a minute later would be one.  Such a duty stands done as long as the round
    says so.
    """

    if TYPE_CHECKING:
        duty_id: int
        campaign_id: int
        unit_id: int
        lead_id: int | None
        post_id: int | None

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="completions")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Of a lead: the post on which it falls."""
    how = models.CharField(max_length=10, choices=How.choices)
    evidence = models.CharField(max_length=20, choices=Evidence.choices, blank=True)
    ref_kind = models.CharField(max_length=40, blank=True)
    ref_id = models.CharField(max_length=64, blank=True)
    ref_title = models.CharField(max_length=200, blank=True)
    """What the fact was called; nobody's name."""
    on = models.DateField()
    """The day on which it was done."""
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who told it; ``None``: nobody had to."""
    words = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    undone_on = models.DateField(null=True, blank=True)
    undone_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who took it back; ``None``: what it rested on was undone."""

    class Meta:
        ordering = ("made_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(how=How.EVIDENCE, evidence__in=STORED, post__isnull=True)
                & ~Q(ref_kind="")
                & ~Q(ref_id="")
                | Q(how=How.TOLD, evidence="", ref_kind="", ref_id="", post__isnull=False),
                name="completion_has_a_fact_or_a_teller",
            ),
            models.UniqueConstraint(
                fields=("duty",), condition=Q(undone_on__isnull=True), name="duty_is_done_once"
            ),
            models.UniqueConstraint(
                fields=("campaign", "unit", "evidence", "ref_kind", "ref_id"),
                condition=Q(how=How.EVIDENCE, lead__isnull=True, undone_on__isnull=True),
                name="fact_is_used_once_by_a_unit",
            ),
            models.UniqueConstraint(
                fields=("campaign", "unit", "lead", "evidence", "ref_kind", "ref_id"),
                condition=Q(how=How.EVIDENCE, lead__isnull=False, undone_on__isnull=True),
                name="fact_is_used_once_by_a_lead",
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True) | Q(undone_on__isnull=False),
                name="completion_taken_back_has_its_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty_id}: {self.how}"


class DutyMove(models.Model):
    """The office gave a duty another day, and said why."""

    if TYPE_CHECKING:
        duty_id: int
        post_id: int

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="moves")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=300)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="duty_move_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(to_on=F("from_on")), name="duty_move_is_to_another_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty_id}: {self.from_on} → {self.to_on}"


class DutyEnd(models.Model):
    """A duty is no longer owed, because its unit is no more; where another unit goes on with it,
    ``carried_to`` is that unit's duty."""

    if TYPE_CHECKING:
        duty_id: int
        carried_to_id: int | None

    duty = models.OneToOneField(Duty, on_delete=models.PROTECT, related_name="end")
    reason = models.CharField(max_length=300)
    on = models.DateField()
    carried_to = models.ForeignKey(
        Duty, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="duty_end_has_a_reason"),
            models.CheckConstraint(
                condition=Q(carried_to__isnull=True) | ~Q(carried_to=F("duty")),
                name="duty_is_not_carried_to_itself",
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty_id}: {self.on}"
