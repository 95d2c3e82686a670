"""Answers by village and by way, as the page shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Sum

from qunce.domain.consultations.models import Consultation, Handout, Meeting, Sheet
from qunce.domain.consultations.queries import groups_of
from qunce.domain.consultations.queries.messages import villages_of_messages
from qunce.domain.gates.states import GateKind
from qunce.domain.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class VillageLine:
    """One village: sheets of its people beside meetings, meetings and who spoke, forms out."""

    unit: Unit
    sheets: int
    meetings: int
    spoke: int
    forms: int
    wrote: bool
    """A message to the town came from there, at the gate where these count."""

    @property
    def answers(self) -> int:
        """Sheets beside meetings, and those who spoke at one."""
        return self.sheets + self.spoke

    @property
    def heard(self) -> bool:
        return bool(self.sheets or self.spoke or self.wrote)


def by_village(
    consultation: Consultation, units: Collection[Unit] | None = None
) -> list[VillageLine]:
    """A line for each village of the town, or for ``units``; what was said below one counts there.

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
    meetings, spoke = Counter[str](), Counter[str]()
    for path, number, speakers in (
        Meeting.objects.filter(consultation=consultation)
        .order_by()
        .values_list("unit__path")
        .annotate(Count("pk"), Sum("spoke"))
    ):
        meetings[path] += number
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

    return [
        VillageLine(
            unit,
            below(sheets, unit),
            below(meetings, unit),
            below(spoke, unit),
            below(forms, unit),
            any(path.startswith(unit.path) for path in wrote),
        )
        for unit in groups
    ]
