"""What is laid before the people: the draft in paragraphs, the questions, the paper forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.consultations.querysets import ConsultationQuerySet
from qunce.domain.consultations.states import KINDS, RUNNING, ConsultationState
from qunce.domain.gates.models import Asking, Gate
from qunce.domain.gates.states import GateKind
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref

DONT_KNOW = "dont_know"
"""Code of the option that every question has."""


class Consultation(models.Model):
    """One round of asking people in words, at one gate of one campaign.

    While it is a draft everything may be changed.  From its start on, the wording is fixed by
    triggers, and ``sha256`` of it stands in the gate's round; another wording is another round.
    """

    if TYPE_CHECKING:
        campaign_id: int
        gate_id: int
        asking_id: int | None
        unit_id: int
        again_of_id: int | None

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    asking = models.OneToOneField(
        Asking, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The gate's round; none while it is a draft."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """The town: who asks.  An answer names a village below it, or none."""
    kind = models.CharField(max_length=20, choices=GateKind.choices)
    title = models.CharField(max_length=200)
    introduction = models.TextField()
    """What it is about and what can be said, in plain words."""
    without_phone = models.TextField(blank=True)
    """Where paper lies, when people meet, whom to telephone; no part of what is asked, so that it
    may still be put right while people answer."""
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(
        max_length=20, choices=ConsultationState.choices, default=ConsultationState.DRAFT
    )
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    """The last day on which people can answer."""
    sha256 = models.CharField(max_length=64, blank=True)
    """Over the canonical wording of draft and questions."""
    again_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The round before, whose text this one began with."""
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    """When the answers were published, and those who left a way to be told were told."""
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("unit", "state", "-id"), name="consultation_of_unit"),
            models.Index(fields=("state", "closes_on"), name="consultation_due"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ConsultationState.values),
                name="consultation_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=KINDS), name="consultation_is_at_a_gate_of_words"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(introduction=""),
                name="consultation_says_what_it_is_about",
            ),
            models.CheckConstraint(
                condition=Q(state=ConsultationState.DRAFT, asking__isnull=True, sha256="")
                | (
                    ~Q(state=ConsultationState.DRAFT)
                    & ~Q(sha256="")
                    & Q(
                        asking__isnull=False,
                        opens_on__isnull=False,
                        closes_on__isnull=False,
                        started_at__isnull=False,
                    )
                ),
                name="consultation_begun_has_round_wording_and_days",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(closes_on__gte=F("opens_on")),
                name="consultation_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ConsultationState.CLOSED, ConsultationState.ANSWERED))
                | Q(closed_at__isnull=False),
                name="consultation_closed_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=ConsultationState.ANSWERED) | Q(told_at__isnull=False),
                name="consultation_answered_has_told_people",
            ),
            models.CheckConstraint(
                condition=Q(state=ConsultationState.ENDED, ended_at__isnull=False)
                | (~Q(state=ConsultationState.ENDED) & Q(ended_at__isnull=True)),
                name="consultation_ended_has_its_time",
            ),
            models.UniqueConstraint(
                fields=("gate",),
                condition=Q(state__in=RUNNING),
                name="gate_has_one_running_consultation",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("consultation", str(self.pk), self.title)


class Paragraph(models.Model):
    """One paragraph of what is laid before the people.

    It keeps its number in the database through edits that leave its text alone, and with it its
    plain wording.
    """

    if TYPE_CHECKING:
        consultation_id: int

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="paragraphs"
    )
    number = models.PositiveIntegerField()
    text = models.TextField()
    plain = models.TextField(blank=True)
    """The same in plain words, where the text itself is not plain."""

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("consultation", "number"), name="paragraph_has_a_number_of_its_own"
            ),
            models.CheckConstraint(
                condition=~Q(text="") & Q(number__gte=1), name="paragraph_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


@dataclass(frozen=True, slots=True)
class Option:
    """One step of a scale.  ``positive``: none for “don't know”, which is no judgement."""

    code: str
    label: str
    positive: bool | None


class Question(models.Model):
    """A question with a scale of options, the last of which is always “don't know”."""

    if TYPE_CHECKING:
        consultation_id: int

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="questions"
    )
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    options = models.JSONField()
    """``[{"code", "label", "positive"}]``, the last one :data:`DONT_KNOW`."""

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("consultation", "number"),
                name="consultation_question_has_a_number_of_its_own",
            ),
            models.CheckConstraint(
                condition=~Q(text="") & Q(number__gte=1),
                name="consultation_question_asks_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"

    @property
    def scale(self) -> list[Option]:
        """The options in order, “don't know” last."""
        return [Option(one["code"], one["label"], one["positive"]) for one in self.options]


class Handout(models.Model):
    """How many paper forms were handed out in one unit: the denominator of those that return."""

    if TYPE_CHECKING:
        consultation_id: int
        unit_id: int

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="handouts"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    forms = models.PositiveIntegerField()
    noted_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("unit__path",)
        constraints = (
            models.UniqueConstraint(
                fields=("consultation", "unit"), name="forms_of_a_unit_are_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(forms__range=(1, 100_000)), name="handout_is_of_a_believable_size"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.forms}"
