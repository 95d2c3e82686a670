"""The campaign people can see, follow and judge."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import LEADING, PostRole
from qunce.domain.campaigns.models.draft import Draft
from qunce.domain.campaigns.states import (
    AIMS,
    ActionKind,
    DocumentKind,
    DocumentState,
    Evidence,
    Modality,
)
from qunce.domain.gates.models import Gate, Passage
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref


class Campaign(models.Model):
    """A campaign of a unit and everything below it, from ``starts_on`` to ``ends_on``."""

    if TYPE_CHECKING:
        unit_id: int

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="campaign")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    starts_on = models.DateField()
    ends_on = models.DateField()
    adopted_at = models.DateTimeField()

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="campaign_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="campaign_has_a_title"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("campaign", str(self.pk), self.title)


class Sourced(models.Model):
    """Something adopted from the directive: keeps the sentence and its place."""

    quote = models.TextField(blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True


class Aim(Sourced):
    """A requirement, principle, emphasis or goal of the campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="aims")
    kind = models.CharField(max_length=20)
    text = models.TextField()
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ("place", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=AIMS), name="aim_kind_is_known"),
        )

    def __str__(self) -> str:
        return self.text


class Stage(models.Model):
    """A part of the campaign's time; campaigns without stages have none."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="stages")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    place = models.PositiveIntegerField()
    gate = models.ForeignKey(
        Gate, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    passage = models.ForeignKey(Passage, null=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("place", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "code"), name="stage_code_stands_once_in_a_campaign"
            ),
            # A passage has its gate's number, so this says: begun only past its own open gate.
            models.CheckConstraint(
                condition=Q(begun_at__isnull=True, passage__isnull=True)
                | Q(begun_at__isnull=False, gate__isnull=True, passage__isnull=True)
                | Q(
                    begun_at__isnull=False,
                    gate__isnull=False,
                    passage__isnull=False,
                    passage_id=F("gate_id"),
                ),
                name="stage_begun_has_passed_its_gate",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="stage_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("stage", str(self.pk), self.title)


class Document(models.Model):
    """A document the campaign will issue, and the gate that must be passed first."""

    if TYPE_CHECKING:
        campaign_id: int
        gate_id: int

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    title = models.CharField(max_length=160)
    due_on = models.DateField()
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=20, choices=DocumentState.choices, default=DocumentState.NOT_ISSUED
    )
    text = models.TextField(blank=True)
    """Its wording: written until it is issued, then never changed."""
    version = models.PositiveIntegerField(default=0)
    """Rises with each change of the wording."""
    passage = models.ForeignKey(Passage, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    """Over the wording as it was issued, in UTF-8."""

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "kind"), name="document_kind_stands_once_in_a_campaign"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=DocumentState.ISSUED, issued_at__isnull=False, issued_by__isnull=False
                )
                | Q(state=DocumentState.NOT_ISSUED, issued_at__isnull=True),
                name="document_issued_has_its_time",
            ),
            # A passage has its gate's number, so this says: issued only past its own open gate.
            models.CheckConstraint(
                condition=Q(state=DocumentState.NOT_ISSUED, passage__isnull=True)
                | Q(
                    state=DocumentState.ISSUED,
                    passage__isnull=False,
                    passage_id=F("gate_id"),
                ),
                name="document_issued_has_passed_its_gate",
            ),
            models.CheckConstraint(
                condition=Q(state=DocumentState.NOT_ISSUED) | (~Q(text="") & ~Q(sha256="")),
                name="document_issued_says_something",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("document", str(self.pk), self.title)


class Action(Sourced):
    """Something required of, or open to, units of certain kinds."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="actions")
    kind = models.CharField(max_length=10, choices=ActionKind.choices)
    modality = models.CharField(max_length=10, choices=Modality.choices)
    text = models.TextField()
    owed_by = models.JSONField(default=list)
    owed_to = models.JSONField(default=list)
    unit_kinds = models.JSONField(default=list)
    due_on = models.DateField()
    place = models.PositiveIntegerField()
    evidence = models.CharField(max_length=20, choices=Evidence.choices, blank=True)
    """What completes its duties by itself; empty: it is told by hand."""
    each_post = models.BooleanField(default=False)
    """It falls on each leading official's post (a lead), not once on each unit."""

    class Meta:
        ordering = ("place", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=ActionKind.values), name="action_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="action_says_something"),
            models.CheckConstraint(
                condition=Q(evidence="") | Q(evidence__in=Evidence.values),
                name="action_evidence_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.text


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        """Duties of the post's own unit, and of the units it looks after.

        A campaign office, a leading official and a county's viewer see everything below; a guidance
        post its area; everybody else their own unit, and what their own post carries elsewhere.
        """
        if post is None:
            return self.none()
        if post.role in (*LEADING, PostRole.CAMPAIGN_OFFICE, PostRole.VIEWER):
            seen = Q(unit__in=Unit.objects.within(post.unit).order_by().values("pk"))
        else:
            seen = Q(unit=post.unit_id)
        if post.role == PostRole.GUIDANCE and post.area_id is not None:
            seen |= Q(unit__area=post.area_id)
        return self.filter(seen | Q(post=post))


class Duty(models.Model):
    """One action owed by one unit, carried by the post that answers for it."""

    if TYPE_CHECKING:
        action_id: int
        unit_id: int
        post_id: int | None

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="duties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Of a lead: where it is done, in the leading group's unit or in the official's own branch."""
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    of_post = models.BooleanField(default=False)
    """A lead: only what this very post does counts.  As its action's ``each_post``."""
    due_on = models.DateField()

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("unit", "due_on"), name="duty_of_unit"),)
        constraints = (
            models.UniqueConstraint(
                fields=("action", "unit"),
                condition=Q(of_post=False),
                name="duty_falls_once_on_a_unit",
            ),
            models.UniqueConstraint(
                fields=("action", "unit", "post"),
                condition=Q(of_post=True),
                name="lead_falls_once_on_a_post",
            ),
            models.CheckConstraint(
                condition=Q(of_post=False) | Q(post__isnull=False), name="lead_has_its_post"
            ),
        )

    def __str__(self) -> str:
        return f"{self.action_id}: {self.unit_id}"

    @property
    def ref(self) -> Ref:
        return Ref("duty", str(self.pk), self.action.text[:80])
