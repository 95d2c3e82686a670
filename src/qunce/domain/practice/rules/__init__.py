"""What may be done with projects, promises, what people say of them, and targets."""

from qunce.domain.practice.rules.projects import (
    ProjectAsked,
    StepAsked,
    why_not_add_step,
    why_not_begin,
    why_not_end,
    why_not_finish_step,
    why_not_start,
)
from qunce.domain.practice.rules.promises import (
    PromiseAsked,
    why_not_judge,
    why_not_promise,
    why_not_say_kept,
    why_not_withdraw,
)
from qunce.domain.practice.rules.standing import answering_unit, may_speak_for
from qunce.domain.practice.rules.targets import why_not_set
from qunce.domain.practice.rules.views import (
    Heard,
    is_submission,
    why_not_comment,
    why_not_hear,
    why_not_read_through,
    why_not_say_now,
)

__all__ = [
    "Heard",
    "ProjectAsked",
    "PromiseAsked",
    "StepAsked",
    "answering_unit",
    "is_submission",
    "may_speak_for",
    "why_not_add_step",
    "why_not_begin",
    "why_not_comment",
    "why_not_end",
    "why_not_finish_step",
    "why_not_hear",
    "why_not_judge",
    "why_not_promise",
    "why_not_read_through",
    "why_not_say_kept",
    "why_not_say_now",
    "why_not_set",
    "why_not_start",
    "why_not_withdraw",
]
