"""Answers by village and by way, as the page shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Sum

from qunce.domain.consultations.models import Consultation, Handout, Meeting, Sheet
from qunce.domain.consultations.queries import groups_of
from qunce.domain.consultations.queries.messages import villages_of_messages
from qunce.domain.gates.states import GateKind, Way
from qunce.domain.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class VillageLine:
    """One village: sheets beside meetings, who spoke at one, paper forms out."""

    unit: Unit
    sheets: int
    spoke: int
    forms: int
    wrote: bool
    """A message to the town came from there, at the gate where these count."""

    @property
    def heard(self) -> bool:
        return bool(self.sheets or self.spoke or self.wrote)


def by_village(
    consultation: Consultation, units: Collection[Unit] | None = None
) -> list[VillageLine]:
    """A line for each village of the town, or for ``units``, those not heard first.

    What was said in a unit below one counts there.

    Four statements, five at the gate where messages count.
    """
    groups = groups_of(consultation) if units is None else list(units)
    sheets = Counter[str]()
    for path, number in (
        Sheet.objects.filter(consultation=consultation, village__isnull=False, meeting__isnull=True)
        .order_by()
        .values_list("village__path")
        .annotate(Count("pk"))
    ):
        sheets[path] += number
    spoke = Counter[str]()
    for path, speakers in (
        Meeting.objects.filter(consultation=consultation)
        .order_by()
        .values_list("unit__path")
        .annotate(Sum("spoke"))
    ):
        spoke[path] += speakers
    forms = Counter[str]()
    for path, number in Handout.objects.filter(consultation=consultation).values_list(
        "unit__path", "forms"
    ):
        forms[path] += number
    wrote = set[str]()
    if consultation.kind == GateKind.PROBLEMS:
        wrote = villages_of_messages(consultation)

    def below(counts: Counter[str], unit: Unit) -> int:
        return sum(number for path, number in counts.items() if path.startswith(unit.path))

    lines = [
        VillageLine(
            unit,
            below(sheets, unit),
            below(spoke, unit),
            below(forms, unit),
            any(path.startswith(unit.path) for path in wrote),
        )
        for unit in groups
    ]
    return sorted(lines, key=lambda one: one.heard)


def returned(consultation: Consultation, units: Collection[Unit]) -> dict[int, int]:
    """Paper sheets that were entered, by the number (``pk``) of the unit.  One statement."""
    paper = Sheet.objects.filter(
        consultation=consultation, channel=Way.PAPER, village__isnull=False
    ).order_by()
    counted = list(paper.values_list("village__path").annotate(Count("pk")))
    return {
        unit.pk: sum(number for path, number in counted if path.startswith(unit.path))
        for unit in units
    }
