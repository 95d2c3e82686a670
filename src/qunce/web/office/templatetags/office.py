"""Words for what was read from a directive, and for the state of a problem."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qunce.domain.campaigns.configurations import Template
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import ProblemState
from qunce.web.shell.templatetags.shell import state

register = template.Library()


@register.filter
def title_of(configuration: Template | None) -> str:
    """The name of a kind of campaign in the reader's language."""
    return configuration.title(get_language() or "en") if configuration else "—"


@register.filter
def percent(share: float) -> str:
    """``{{ 0.98|percent }}`` → 98%."""
    return f"{round(share * 100)}%"


SHAPES = {
    ProblemState.FOUND: "todo",
    ProblemState.LISTED: "todo",
    ProblemState.CONFIRMED: "done",
    ProblemState.CLOSED: "done",
    ProblemState.REOPENED: "stuck",
}
"""Shapes beside the words; what is not named here is being done.  “Not now” is no lateness."""


@register.simple_tag
def problem_state(problem: Problem) -> SafeString | Any:
    """``{% problem_state problem %}`` → ◐ In hand."""
    return state(SHAPES.get(ProblemState(problem.state), "doing"), problem.get_state_display())
