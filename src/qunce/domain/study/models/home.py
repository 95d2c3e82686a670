"""How people prefer to study, and what is brought to them.

Nobody but the unit's own posts sees any of it (``querysets.KEEPERS``); nothing of it enters the
record, a search, an export, a notice, a log or an address.  To keep it so, three things differ
from the rest of the product:

* an address names the *round*, never the member or the delivery: a web server's log would
  otherwise say at which second something was brought to whom;
* a delivery keeps the week, not the day, and no instant; it does not keep whether anything was
  said, and no message (``actions.home.make_delivery`` says what a reader of the database can and
  cannot infer);
* a member who leaves is deleted, with what was brought to them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref
from qunce.domain.study.models.material import Material
from qunce.domain.study.querysets import DeliveryQuerySet, MemberQuerySet, RoundQuerySet
from qunce.domain.study.states import Need, Way


class Member(models.Model):
    """Somebody of the unit, as the unit calls them, and how they prefer to study.

    ``called`` may be a number.  No name is needed, no reason is asked, nothing is counted; there
    is no day of joining and none of leaving.
    """

    if TYPE_CHECKING:
        unit_id: int

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    called = models.CharField(max_length=20)
    prefers = models.CharField(max_length=20, choices=Need.choices)
    away = models.BooleanField(default=False)
    """Reached by post, telephone or link: lives or works elsewhere for now."""

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ("called", "id")
        constraints = (
            models.CheckConstraint(condition=Q(prefers__in=Need.values), name="need_is_known"),
            models.CheckConstraint(
                condition=~Q(called=""), name="member_has_something_to_be_called"
            ),
            models.UniqueConstraint(
                fields=("unit", "called"), name="member_is_called_differently_from_others"
            ),
        )

    def __str__(self) -> str:
        """Never what they are called: this may end in an error report."""
        return f"member {self.pk}"


class DeliveryRound(models.Model):
    """Material is brought to everybody who prefers it, by a day.  This is what duties refer to."""

    if TYPE_CHECKING:
        unit_id: int
        campaign_id: int
        material_id: int | None

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    material = models.ForeignKey(
        Material, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    brought_on = models.DateField(null=True, blank=True)
    """Set once, when the first of it was brought: the Monday of that week, or the day on which the
    round was planned where that is later.  Says nothing of whom."""
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("-due_on", "-id")

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.due_on}"

    @property
    def ref(self) -> Ref:
        return Ref("delivery_round", str(self.pk), f"{self.unit.name} {self.due_on}")


class Delivery(models.Model):
    """One member's part of a round: who brings it, how, and the week in which it was brought."""

    if TYPE_CHECKING:
        round_id: int
        member_id: int
        helper_id: int | None

    round = models.ForeignKey(DeliveryRound, on_delete=models.PROTECT, related_name="deliveries")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    helper = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    helper_words = models.CharField(max_length=40, blank=True)
    """Who brings it where that is no post: a neighbour, a colleague."""
    way = models.CharField(max_length=12, choices=Way.choices)
    """As planned; once brought, as it was brought."""
    done_on = models.DateField(null=True, blank=True)
    """The Monday of the week in which it was brought; the day itself is not kept."""

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("round", "member__called", "id")
        verbose_name_plural = "deliveries"
        constraints = (
            models.CheckConstraint(
                condition=Q(way__in=Way.values), name="way_of_bringing_is_known"
            ),
            models.CheckConstraint(
                condition=Q(helper__isnull=False, helper_words="")
                | (Q(helper__isnull=True) & ~Q(helper_words="")),
                name="delivery_has_one_helper",
            ),
            models.UniqueConstraint(
                fields=("round", "member"), name="member_stands_once_in_a_round"
            ),
            models.UniqueConstraint(
                fields=("member",),
                condition=Q(done_on__isnull=True),
                name="member_has_one_delivery_on_its_way",
            ),
        )

    def __str__(self) -> str:
        """Never to whom: this may end in an error report."""
        return f"delivery of round {self.round_id}"

    @property
    def due_on(self) -> date:
        return self.round.due_on

    @property
    def material(self) -> Material | None:
        return self.round.material
