"""Words of the form budget."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from qunce.domain.budgets.states import RESIDENT
from qunce.domain.organisations.states import UnitKind

register = template.Library()


@register.filter
def level_name(level: str) -> str:
    """``{{ "village"|level_name }}`` → 村; residents are a level of their own."""
    if level == RESIDENT:
        return _("Residents")
    return str(UnitKind(level).label) if level in UnitKind.values else level
