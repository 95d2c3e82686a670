"""Gates with the rule by which each passes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qunce.domain.gates.states import GateKind, GateState
from qunce.domain.record import Ref


class Gate(models.Model):
    """One gate of one campaign, its rule, and whether it passed.

    The rule's fields: ``asks`` who is asked (words), ``at_least`` how many answers there must be,
    ``days_open`` for how many days, ``ways`` codes of :class:`Way`, ``passes_when`` what counts as
    passed (words).  ``rule_version`` rises with each change.
    """

    kind = models.CharField(max_length=20, choices=GateKind.choices)
    state = models.CharField(max_length=20, choices=GateState.choices, default=GateState.WAITING)
    about = models.CharField(max_length=120)
    """What the gate guards, in words, as it is printed in the record."""
    asks = models.CharField(max_length=200)
    at_least = models.PositiveIntegerField()
    days_open = models.PositiveIntegerField()
    ways = models.JSONField(default=list)
    passes_when = models.CharField(max_length=300)
    rule_version = models.PositiveIntegerField(default=1)
    passed_at = models.DateTimeField(null=True, blank=True)

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
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"

    @property
    def ref(self) -> Ref:
        return Ref("gate", str(self.pk), self.about)
