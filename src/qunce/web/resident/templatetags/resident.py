"""Tags of the residents' pages: time limits in words, each with where it is written."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from qunce.domain.voices.deadlines import CITATION
from qunce.domain.voices.models import Clock
from qunce.web.resident.shown import what_is_owed

register = template.Library()


@register.filter
def owed_label(clock: Clock) -> str:
    """What happens before this clock ends."""
    return what_is_owed(clock)


@register.filter
def cited(clock: Clock) -> str:
    """``（信访工作条例 第22条）`` as copied from the rule when the clock began."""
    law = _(CITATION) % {"law": clock.law, "article": clock.article} if clock.article else clock.law
    return format_html('<span class="cited">{}</span>', law)
