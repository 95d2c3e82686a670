"""The number drawn for the box in the footer, so that a second tap is no second complaint."""

from __future__ import annotations

from uuid import uuid4

from django import template

register = template.Library()


@register.simple_tag
def new_number() -> str:
    return str(uuid4())
