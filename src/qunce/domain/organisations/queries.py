"""Reads that several packages share."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from qunce.domain.organisations.models import Unit


def acted_for(unit: Unit, on: date) -> list[Unit]:
    """The units whose affairs the branch of ``unit`` goes on with on the day ``on``; one statement.

    The unit itself first, then those merged into it, then those that it covers.
    """
    others = Unit.objects.filter(
        Q(successor=unit, closed_on__lte=on)
        | (Q(covered_by=unit) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on)))
    )
    return [unit, *sorted(others, key=lambda other: (other.successor_id is None, other.path))]


def leads_to(unit: Unit, on: date) -> Unit | None:
    """Where one goes with the affairs of ``unit`` on the day ``on``: the unit itself while it is in
    being, else its successor, else the unit above it; ``None`` when all of them are closed."""
    found: Unit | None = unit
    while found is not None and found.is_closed(on):
        found = found.successor or found.parent
    return found
