"""Gates with the rule by which each passes, the rounds of asking, and what let something past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.gates.states import AskingState, Check, GateKind, GateState, PassageKind
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref

DECIDES_ABOVE = (PostRole.FIRST_RESPONSIBLE, PostRole.LEADER)
"""Roles that, one level higher, may open a gate without the people."""


class GateQuerySet(models.QuerySet["Gate"]):
    def overridable_by(self, post: Post | None) -> Self:
        """Gates of the units directly below, for the leading posts of a unit; none for others."""
        if post is None or post.role not in DECIDES_ABOVE:
            return self.none()
        return self.filter(unit__parent_id=post.unit_id)


class Gate(models.Model):
    """One gate of one campaign, its rule, and whether it passed.

    The rule's fields: ``asks`` who is asked (words), ``at_least`` how many answers there must be,
    ``days_open`` for how many days, ``ways`` codes of :class:`Way`, ``needs`` codes of
    :class:`Need`, ``share_at_least`` the percent of those who judged that must be content (none:
    no line is drawn), ``passes_when`` what counts as passed (words).  ``rule_version`` rises with
    each change.
    """

    if TYPE_CHECKING:
        unit_id: int
        passage: Passage

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Whose campaign it belongs to; a post one level higher may open it without the people."""
    kind = models.CharField(max_length=20, choices=GateKind.choices)
    state = models.CharField(max_length=20, choices=GateState.choices, default=GateState.WAITING)
    about = models.CharField(max_length=120)
    """What the gate guards, in words, as it is printed in the record."""
    asks = models.CharField(max_length=200)
    at_least = models.PositiveIntegerField()
    days_open = models.PositiveIntegerField()
    ways = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    share_at_least = models.PositiveSmallIntegerField(null=True, blank=True)
    passes_when = models.CharField(max_length=300)
    rule_version = models.PositiveIntegerField(default=1)
    passed_at = models.DateTimeField(null=True, blank=True)

    objects = GateQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=GateKind.values), name="gate_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=GateState.values), name="gate_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=GateState.PASSED, passed_at__isnull=False)
                | (~Q(state=GateState.PASSED) & Q(passed_at__isnull=True)),
                name="gate_passed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(at_least__gte=1) & Q(days_open__gte=1),
                name="gate_asks_somebody_for_some_time",
            ),
            models.CheckConstraint(
                condition=Q(share_at_least__isnull=True) | Q(share_at_least__range=(1, 100)),
                name="gate_share_is_a_percentage",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"

    @property
    def ref(self) -> Ref:
        return Ref("gate", str(self.pk), self.about)


class AskingQuerySet(models.QuerySet["Asking"]):
    def going_on(self) -> Self:
        return self.filter(state=AskingState.OPEN)

    def to_check_by(self, post: Post | None) -> Self:
        """Rounds about something that ``post``'s unit did not write but looks after.

        Those of the units directly below; for a guidance group those of its own unit and of the
        units above it too.  The same as the rule ``checks_documents`` says of one.
        """
        if post is None or post.role == PostRole.VIEWER:
            return self.none()
        looked_after = Q(gate__unit__parent_id=post.unit_id)
        if post.role == PostRole.GUIDANCE:
            codes = post.unit.path.split("/")[:-1]
            above = ["/".join(codes[: count + 1]) + "/" for count in range(len(codes))]
            looked_after |= Q(gate__unit__path__in=above)
        return self.filter(looked_after)


class Asking(models.Model):
    """One round of asking at a gate: under which rule, about what, from when to when, what came.

    The rule and what is asked about are copied when the round begins and never change; another
    rule or another text is another round.
    """

    if TYPE_CHECKING:
        gate_id: int

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="askings")
    number = models.PositiveIntegerField()
    rule_version = models.PositiveIntegerField()
    rule = models.JSONField()
    """The whole rule as it is on the record."""
    what_kind = models.CharField(max_length=40)
    what_id = models.CharField(max_length=40)
    """What is put before the people: an opaque name of something of a package above."""
    title = models.CharField(max_length=200)
    what_sha256 = models.CharField(max_length=64)
    """Over the exact wording that people are shown."""
    at_least = models.PositiveIntegerField()
    days_open = models.PositiveIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    days = models.PositiveIntegerField()
    """From the first day to the last, both counted."""
    state = models.CharField(max_length=20, choices=AskingState.choices, default=AskingState.OPEN)
    started_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=600, blank=True)
    """Why it was broken off."""
    missing = models.JSONField(default=list)
    """What was missing when it did not pass: ``[{"code", "message", "params"}]``."""
    evidence = models.JSONField(default=dict)
    """The figures it was settled on, by the names of :class:`~..rules.Evidence`."""

    objects = AskingQuerySet.as_manager()

    class Meta:
        ordering = ("gate", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("gate", "number"), name="asking_number_is_given_once_at_a_gate"
            ),
            models.UniqueConstraint(
                fields=("gate",),
                condition=Q(state=AskingState.OPEN),
                name="asking_is_alone_while_it_goes_on",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AskingState.values), name="asking_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=AskingState.OPEN, settled_at__isnull=True)
                | (~Q(state=AskingState.OPEN) & Q(settled_at__isnull=False)),
                name="asking_settled_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")) & Q(days__gte=F("days_open")),
                name="asking_is_open_as_long_as_its_rule_says",
            ),
            models.CheckConstraint(
                condition=~Q(state=AskingState.BROKEN_OFF) | ~Q(why=""),
                name="asking_broken_off_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def what(self) -> Ref:
        return Ref(self.what_kind, self.what_id, self.title)


class DocumentCheck(models.Model):
    """One of the four checks of a document under review, as somebody outside its office saw it."""

    asking = models.ForeignKey(Asking, on_delete=models.PROTECT, related_name="checks")
    code = models.CharField(max_length=20, choices=Check.choices)
    holds = models.BooleanField()
    reason = models.CharField(max_length=600)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ("asking", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("asking", "code"), name="document_check_is_made_once_in_a_round"
            ),
            models.CheckConstraint(
                condition=Q(code__in=Check.values), name="document_check_is_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="document_check_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.asking_id}: {self.code}"


class Passage(models.Model):
    """The gate is open, and why.  What it guards points here; without this row nothing passes.

    Its number is its gate's, so that a document can be held to *its own* gate by a constraint.
    Written once; the database refuses to change or remove it.
    """

    gate = models.OneToOneField(
        Gate, primary_key=True, on_delete=models.PROTECT, related_name="passage"
    )
    kind = models.CharField(max_length=20, choices=PassageKind.choices)
    asking = models.OneToOneField(
        Asking, null=True, on_delete=models.PROTECT, related_name="passage"
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    """Who presented the evidence, or who decided without."""
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    at_least = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    days_open = models.PositiveIntegerField(default=0)
    days = models.PositiveIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)
    points_answered = models.PositiveIntegerField(default=0)
    to_tell = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=PassageKind.EVIDENCE, asking__isnull=False)
                | (Q(kind=PassageKind.OVERRIDE, asking__isnull=True) & ~Q(reason="")),
                name="passage_has_its_asking_or_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind=PassageKind.OVERRIDE)
                | Q(
                    at_least__gte=1,
                    answered__gte=F("at_least"),
                    days_open__gte=1,
                    days__gte=F("days_open"),
                ),
                name="passage_rests_on_enough_answers",
            ),
            models.CheckConstraint(
                condition=Q(kind=PassageKind.OVERRIDE)
                | Q(points_answered=F("points"), told=F("to_tell")),
                name="passage_leaves_nobody_without_an_answer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.gate_id}: {self.kind}"
