"""Guidance groups, visits, what was found, and what is looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.budgets.models import Call
from qunce.domain.organisations.models import Area, Unit
from qunce.domain.problems.models import Problem
from qunce.domain.record import Ref
from qunce.domain.supervision.querysets import FollowUpQuerySet, GroupQuerySet, VisitQuerySet
from qunce.domain.supervision.states import VisitState


class Group(models.Model):
    """Those who look after an area: led by a leading official's post, staffed by other posts.

    The guidance posts of the area belong to it whether they are named or not.
    """

    if TYPE_CHECKING:
        area_id: int
        leader_id: int
        town_id: int

    town = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Who set it up; the area lies in it."""
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    members = models.ManyToManyField(Post, blank=True, related_name="+")
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ("area__name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("area",),
                condition=Q(ended_at__isnull=True),
                name="area_has_one_guidance_group",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at")),
                name="guidance_group_ends_after_it_was_made",
            ),
        )

    def __str__(self) -> str:
        return self.area.name

    @property
    def ref(self) -> Ref:
        return Ref("guidance_group", str(self.pk), self.area.name)


class Visit(models.Model):
    """A group goes to a unit on a day, and notes what help it gave there.

    Nothing here says how well the unit does.
    """

    if TYPE_CHECKING:
        group_id: int
        unit_id: int
        call_id: int | None
        by_id: int | None

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="visits")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField()
    about = models.CharField(max_length=200, blank=True)
    """What it is about, as it is announced to the unit."""
    call = models.OneToOneField(
        Call, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Its place among the calls the county allows; given back when the visit is called off.
    Empty only inside the transaction that plans it, because the call names the visit."""
    planned_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=VisitState.choices, default=VisitState.PLANNED)
    version = models.PositiveIntegerField(default=0)
    """How often it was moved: of two who move it at once, one is told so."""
    reason = models.CharField(max_length=300, blank=True)
    """Why it was moved last, or called off."""
    over_at = models.DateTimeField(null=True, blank=True)
    """When the note was made, or the visit called off."""
    made_on = models.DateField(null=True, blank=True)
    help = models.TextField(blank=True)
    """What was done there and then."""
    by = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Who wrote the note, or called it off."""
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ("planned_on", "id")
        indexes = (
            models.Index(fields=("state", "planned_on"), name="visit_by_state"),
            models.Index(fields=("unit", "planned_on"), name="visit_by_unit"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=VisitState.values), name="visit_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=VisitState.MADE, made_on__isnull=False)
                | (~Q(state=VisitState.MADE) & Q(made_on__isnull=True, help="")),
                name="visit_made_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state=VisitState.PLANNED, over_at__isnull=True, by__isnull=True)
                | (~Q(state=VisitState.PLANNED) & Q(over_at__isnull=False, by__isnull=False)),
                name="visit_that_is_over_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state=VisitState.PLANNED) | Q(call__isnull=False),
                name="visit_that_is_over_had_a_call",
            ),
            models.CheckConstraint(
                condition=~Q(state=VisitState.CALLED_OFF) | ~Q(reason=""),
                name="visit_called_off_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=("group", "unit", "planned_on"),
                condition=Q(state=VisitState.PLANNED),
                name="visit_is_planned_once_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.planned_on}"

    @property
    def ref(self) -> Ref:
        return Ref("visit", str(self.pk), f"{self.group.area.name}: {self.unit.name}")


class Finding(models.Model):
    """One thing seen on a visit: it becomes a problem, or the unit has an answer to it."""

    if TYPE_CHECKING:
        visit_id: int
        problem_id: int | None
        answered_by_id: int | None

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    position = models.PositiveIntegerField()
    words = models.TextField()
    problem = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="visit_finding_says_what_was_seen"),
            models.UniqueConstraint(
                fields=("visit", "position"), name="visit_finding_has_its_own_position"
            ),
            models.UniqueConstraint(
                fields=("problem",),
                condition=Q(problem__isnull=False),
                name="problem_comes_from_one_visit_finding",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="answer_to_a_finding_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(problem__isnull=True),
                name="finding_is_a_problem_or_answered",
            ),
        )

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.position}"


class FollowUp(models.Model):
    """On that day the group looks again at what was found."""

    if TYPE_CHECKING:
        finding_id: int

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="follow_ups")
    on = models.DateField()
    words = models.CharField(max_length=300)
    """What is looked at."""
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    """When the group was told that the day has come."""
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seen = models.CharField(max_length=300, blank=True)
    """What was seen then."""

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ("on", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="follow_up_says_what_for"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, seen="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(seen="")),
                name="follow_up_done_says_what_was_seen",
            ),
            models.UniqueConstraint(
                fields=("finding",),
                condition=Q(done_at__isnull=True),
                name="finding_has_one_open_follow_up",
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.on}"


class Remark(models.Model):
    """What the visited unit says of a visit, in its own words."""

    if TYPE_CHECKING:
        visit_id: int

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="remarks")
    words = models.TextField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="remark_on_a_visit_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.at}"
