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
