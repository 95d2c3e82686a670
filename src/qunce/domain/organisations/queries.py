"""Reads that several packages share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from qunce.domain.organisations.models import Neighbours, Unit


def acted_for(unit: Unit, on: date) -> list[Unit]:
    """The units whose affairs the branch of ``unit`` goes on with on the day ``on``; one statement.

    The unit itself first, then those merged into it, then those that it covers.
    """
    others = Unit.objects.filter(
        Q(successor=unit, closed_on__lte=on)
        | (Q(covered_by=unit) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on)))
    )
    return [unit, *sorted(others, key=lambda other: (other.successor_id is None, other.path))]


def goes_on_as(unit: Unit) -> int:
    """The number of the unit that ``unit`` is part of now: itself, unless it was merged.

    A merger takes earlier ones along, so that one step is enough; no statement.
    """
    return unit.successor_id or unit.pk


def leads_to(unit: Unit, on: date) -> Unit | None:
    """Where one goes with the affairs of ``unit`` on the day ``on``: the unit itself while it is in
    being, else its successor, else the unit above it; ``None`` when all of them are closed."""
    found: Unit | None = unit
    while found is not None and found.is_closed(on):
        found = found.successor or found.parent
    return found


def neighbours_of(units: Iterable[Unit]) -> set[tuple[int, int]]:
    """Which two of ``units`` lie side by side, each pair once, the lower number first.

    A unit that is closed lies beside nobody.  One statement, however many units.
    """
    numbers = {unit.pk for unit in units}
    pairs = Neighbours.objects.filter(
        first__in=numbers, first__closed_on__isnull=True, second__closed_on__isnull=True
    )
    found = pairs.order_by().values_list("first_id", "second_id")
    return {(first, second) for first, second in found if second in numbers}
