"""A directive as received, what was read from it, and the office's decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.states import (
    ActionKind,
    DraftState,
    Evidence,
    LineKind,
    Modality,
    RepairDecision,
)
from qunce.domain.gates.states import GateKind
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, post: Post | None) -> Self:
        """A draft is the business of its own unit's campaign office, of nobody else."""
        if post is None or post.role != PostRole.CAMPAIGN_OFFICE:
            return self.none()
        return self.filter(unit__posts=post)


class Draft(models.Model):
    """One directive: the text exactly as received, what was read, what the office made of it."""

    if TYPE_CHECKING:
        unit_id: int

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    source_name = models.CharField(max_length=200)
    source_media = models.CharField(max_length=80)
    source_text = models.TextField()
    source_sha256 = models.CharField(max_length=64)
    read_at = models.DateTimeField()
    title = models.CharField(max_length=200, blank=True)
    directive_kind = models.CharField(max_length=20)
    issuer = models.CharField(max_length=200, blank=True)
    place_name = models.CharField(max_length=120, blank=True)
    window_seen = models.JSONField(default=dict)
    """``{"start": "2009-09", "end": "2010-02"}`` as the text says, right or wrong."""
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    template = models.CharField(max_length=40)
    rewritten_score = models.FloatField(default=0)
    warnings = models.JSONField(default=list)
    """``[{"code", "message", "params"}]``: English with gaps, translated on the page."""
    headings = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=DraftState.choices, default=DraftState.OPEN)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("-read_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=DraftState.values), name="draft_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(source_text=""), name="draft_has_a_source_text"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="draft_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.title or self.source_name or self.source_sha256[:12]

    @property
    def ref(self) -> Ref:
        return Ref("draft", str(self.pk), str(self))


class DraftLine(models.Model):
    """One drafted line.  ``quote`` is the sentence as it stands; ``text`` what will be adopted.

    A line without ``start`` was added by the office and has no sentence.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=20, choices=LineKind.choices)
    place = models.PositiveIntegerField()
    text = models.TextField()
    quote = models.TextField(blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    edited = models.BooleanField(default=False)
    dropped = models.BooleanField(default=False)
    owed_by = models.JSONField(default=list)
    owed_to = models.JSONField(default=list)
    modality = models.CharField(max_length=10, choices=Modality.choices, default=Modality.MUST)
    action_kind = models.CharField(
        max_length=10, choices=ActionKind.choices, default=ActionKind.REQUIRED
    )
    unit_kinds = models.JSONField(default=list)
    due_on = models.DateField(null=True, blank=True)
    gate_kind = models.CharField(max_length=20, choices=GateKind.choices, blank=True)
    evidence = models.CharField(max_length=20, choices=Evidence.choices, blank=True)
    """What the office chose; see ``evidence_chosen``."""
    evidence_chosen = models.BooleanField(default=False)
    """Until the office chooses, the template says which evidence the wording means."""

    class Meta:
        ordering = ("place", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=LineKind.values), name="draft_line_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__isnull=False, end__isnull=False, end__gt=F("start")),
                name="draft_line_has_a_whole_place",
            ),
            models.CheckConstraint(
                condition=(Q(kind=LineKind.GATE) & Q(gate_kind__in=GateKind.values))
                | (~Q(kind=LineKind.GATE) & Q(gate_kind="")),
                name="draft_line_of_a_gate_names_it",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="draft_line_says_something"),
            models.CheckConstraint(
                condition=Q(evidence="") | Q(evidence__in=Evidence.values, evidence_chosen=True),
                name="draft_line_evidence_is_known_and_chosen",
            ),
        )

    def __str__(self) -> str:
        return self.text


class DraftRepair(models.Model):
    """One pair of wordings: what stands, what is suggested, at which places; decided once."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="repairs")
    seen = models.CharField(max_length=120)
    suggested = models.CharField(max_length=120)
    confidence = models.FloatField()
    places = models.JSONField(default=list)
    """``[[start, end], ...]`` in the source text."""
    decision = models.CharField(
        max_length=10, choices=RepairDecision.choices, default=RepairDecision.OPEN
    )

    class Meta:
        ordering = ("-confidence", "seen", "suggested")
        constraints = (
            models.UniqueConstraint(
                fields=("draft", "seen", "suggested"), name="draft_repair_pair_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=RepairDecision.values),
                name="draft_repair_decision_is_known",
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0) & Q(confidence__lte=1),
                name="draft_repair_confidence_is_a_share",
            ),
        )

    def __str__(self) -> str:
        return f"{self.seen} → {self.suggested}"
