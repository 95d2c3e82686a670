"""Reads that several packages share."""

from __future__ import annotations

from qunce.domain.matters.models import Category, Dispatch
from qunce.domain.organisations.models import Unit


def unit_for(category: Category | None, town: Unit) -> Unit | None:
    """The unit the town's dispatch list names for ``category``; ``None`` if it names none."""
    if category is None:
        return None
    line = Dispatch.objects.filter(town=town, category=category).select_related("unit").first()
    return line.unit if line else None
