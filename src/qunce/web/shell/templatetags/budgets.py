"""Words of the form budget."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qunce.domain.budgets.states import RESIDENT
from qunce.domain.organisations.states import UnitKind

register = template.Library()


@register.filter
def level_name(level: str) -> str:
    """``{{ "village"|level_name }}`` → 村; residents are a level of their own."""
    if level == RESIDENT:
        return _("Residents")
    return str(UnitKind(level).label) if level in UnitKind.values else level


@register.simple_tag
def load_words(fields: float | None, minutes: float | None) -> str:
    """``{% load_words line.fields line.minutes %}`` → 12 个字段、4 分钟."""
    whole, long = round(fields or 0), round(minutes or 0)
    time = ngettext("%(count)d minute", "%(count)d minutes", long) % {"count": long}
    return _("%(fields)s, %(minutes)s") % {
        "fields": ngettext("%(count)d field", "%(count)d fields", whole) % {"count": whole},
        "minutes": _("less than a minute") if minutes and not long else time,
    }


@register.simple_tag
def calls_words(visits: int, checks: int) -> str:
    """``{% calls_words 1 2 %}`` → 走访 1 次、检查 2 次."""
    return _("%(visits)s, %(checks)s") % {
        "visits": ngettext("%(count)d visit", "%(count)d visits", visits) % {"count": visits},
        "checks": ngettext("%(count)d check", "%(count)d checks", checks) % {"count": checks},
    }
