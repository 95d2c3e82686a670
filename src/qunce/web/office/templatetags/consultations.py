"""Shapes and words for what people are asked, what they said, and what came of it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from qunce.domain.consultations.models import Answer, Consultation, Point
from qunce.domain.consultations.states import AnswerOutcome, ConsultationState, PointState
from qunce.web.shell.templatetags.shell import state

register = template.Library()

CONSULTATION_SHAPES = {
    ConsultationState.DRAFT: "todo",
    ConsultationState.ANSWERED: "done",
    ConsultationState.ENDED: "done",
}
POINT_SHAPES = {PointState.WAITING: "todo", PointState.WITHHELD: "stuck"}
OUTCOME_SHAPES = {AnswerOutcome.PARTLY: "doing", AnswerOutcome.NOT_ADOPTED: "stuck"}


@register.simple_tag
def consultation_state(consultation: Consultation) -> SafeString | Any:
    """``{% consultation_state one %}`` → ◐ People can answer."""
    shape = CONSULTATION_SHAPES.get(ConsultationState(consultation.state), "doing")
    return state(shape, consultation.get_state_display())


@register.simple_tag
def point_state(point: Point) -> SafeString | Any:
    """``{% point_state point %}`` → ○ Waits to be read through for names."""
    return state(POINT_SHAPES.get(PointState(point.state), "done"), point.get_state_display())


@register.simple_tag
def outcome(answer: Answer) -> SafeString | Any:
    """``{% outcome answer %}`` → ● Adopted."""
    shape = OUTCOME_SHAPES.get(AnswerOutcome(answer.outcome), "done")
    return state(shape, answer.get_outcome_display())
