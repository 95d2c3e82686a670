"""Words for what was read from a directive."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from qunce.domain.campaigns.configurations import Template

register = template.Library()


@register.filter
def title_of(configuration: Template | None) -> str:
    """The name of a kind of campaign in the reader's language."""
    return configuration.title(get_language() or "en") if configuration else "—"


@register.filter
def percent(share: float) -> str:
    """``{{ 0.98|percent }}`` → 98%."""
    return f"{round(share * 100)}%"
