"""Public promises (公开承诺): whoever promised does not judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post, User
from qunce.domain.campaigns.models import Aim, Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.querysets import PromiseQuerySet
from qunce.domain.practice.states import JUDGED, Basis, PromiseState
from qunce.domain.record import Ref


class Promise(models.Model):
    """What a unit promises the people it serves, when it counts as kept, and by which day.

    ``said_by`` and ``judged_by`` are posts; ``sayer`` and ``judge`` the people who held them that
    day, because one person may hold two posts and still does not judge their own promise.  Pages
    and record show posts only.
    """

    if TYPE_CHECKING:
        campaign_id: int
        unit_id: int
        post_id: int
        aim_id: int | None
        said_by_id: int | None
        said_unit_id: int | None
        sayer_id: int | None
        judged_by_id: int | None
        judging_unit_id: int | None
        judge_id: int | None

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    """The post that promised and answers for it."""
    aim = models.ForeignKey(Aim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The goal it serves."""
    text = models.CharField(max_length=200)
    standard = models.CharField(max_length=500)
    """When it counts as kept, so that anybody can see it; fixed beforehand."""
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=PromiseState.choices, default=PromiseState.OPEN)

    said_kept = models.TextField(blank=True)
    """What was done, as the promiser says."""
    said_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    said_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The unit of that post: the promising one, or the one it was merged into."""
    sayer = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField(null=True, blank=True)

    judged_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    judging_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    judge = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    judged_from = models.CharField(max_length=20, choices=Basis.choices, blank=True)
    judgement = models.TextField(blank=True)
    """What the second party found."""
    judged_at = models.DateTimeField(null=True, blank=True)

    withdrawn_because = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    """When its post was told that the day is near."""
    late_told_at = models.DateTimeField(null=True, blank=True)
    """When its post and the office that may judge were told that the day has passed."""

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "id")
        indexes = (models.Index(fields=("unit", "state", "due_on"), name="promise_of_unit"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=PromiseState.values), name="promise_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="promise_says_something"),
            models.CheckConstraint(condition=~Q(standard=""), name="promise_has_a_standard"),
            models.CheckConstraint(
                condition=~Q(state__in=(PromiseState.SAID_KEPT, PromiseState.KEPT))
                | (
                    Q(
                        said_by__isnull=False,
                        said_unit__isnull=False,
                        sayer__isnull=False,
                        said_at__isnull=False,
                    )
                    & ~Q(said_kept="")
                ),
                name="promise_said_kept_says_what_was_done",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        state__in=JUDGED,
                        judged_by__isnull=False,
                        judging_unit__isnull=False,
                        judge__isnull=False,
                        judged_at__isnull=False,
                        judged_from__in=Basis.values,
                    )
                    & ~Q(judgement="")
                )
                | (
                    ~Q(state__in=JUDGED)
                    & Q(
                        judged_by__isnull=True,
                        judging_unit__isnull=True,
                        judge__isnull=True,
                        judged_at__isnull=True,
                        judged_from="",
                        judgement="",
                    )
                ),
                name="promise_judged_says_by_whom_and_from_what",
            ),
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True)
                | (
                    ~Q(judged_by=F("post"))
                    & (Q(said_by__isnull=True) | ~Q(judged_by=F("said_by")))
                    & (Q(sayer__isnull=True) | ~Q(judge=F("sayer")))
                ),
                name="promise_is_not_judged_by_the_promiser",
            ),
            models.CheckConstraint(
                condition=Q(judging_unit__isnull=True)
                | (
                    ~Q(judging_unit=F("unit"))
                    & (Q(said_unit__isnull=True) | ~Q(judging_unit=F("said_unit")))
                ),
                name="promise_is_judged_by_another_unit",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=PromiseState.WITHDRAWN, withdrawn_at__isnull=False)
                    & ~Q(withdrawn_because="")
                )
                | (
                    ~Q(state=PromiseState.WITHDRAWN)
                    & Q(withdrawn_at__isnull=True, withdrawn_because="")
                ),
                name="promise_withdrawn_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=("campaign", "unit", "text"), name="promise_is_made_once_by_a_unit"
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def ref(self) -> Ref:
        return Ref("promise", str(self.pk), self.text)
