"""Words of a directive, exactly as received."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from qunce.web.shell.source import as_received

register = template.Library()


@register.filter
def received(text: str) -> SafeString:
    """Words exactly as received, with what nobody can see made visible."""
    return as_received(text)
