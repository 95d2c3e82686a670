"""Why something may not be done, each reason with what to do instead.  Pure.

What is left out (``None``) is not asked about, so that a page greys a button before anything is
typed.
"""

from qunce.domain.consultations.rules.answering import (
    Standing,
    why_not_answer,
    why_not_ask_again,
    why_not_check_point,
    why_not_group,
    why_not_make_problem,
    why_not_note_posted,
    why_not_settle,
    why_not_take_back,
    why_not_tell,
    why_not_ungroup,
)
from qunce.domain.consultations.rules.asking import (
    looks_after,
    why_not_break_off,
    why_not_close,
    why_not_draft,
    why_not_edit,
    why_not_extend,
    why_not_look_after,
    why_not_paragraphs,
    why_not_question,
    why_not_start,
    why_not_step,
    why_not_tell_ways,
    why_not_texts,
)
from qunce.domain.consultations.rules.saying import (
    Asked,
    why_not_key,
    why_not_note_forms,
    why_not_send,
    why_not_speak_now,
    why_not_support,
    why_not_write_down,
    why_not_write_meeting,
)

__all__ = [
    "Asked",
    "Standing",
    "looks_after",
    "why_not_answer",
    "why_not_ask_again",
    "why_not_break_off",
    "why_not_check_point",
    "why_not_close",
    "why_not_draft",
    "why_not_edit",
    "why_not_extend",
    "why_not_group",
    "why_not_key",
    "why_not_look_after",
    "why_not_make_problem",
    "why_not_note_forms",
    "why_not_note_posted",
    "why_not_paragraphs",
    "why_not_question",
    "why_not_send",
    "why_not_settle",
    "why_not_speak_now",
    "why_not_start",
    "why_not_step",
    "why_not_support",
    "why_not_take_back",
    "why_not_tell",
    "why_not_tell_ways",
    "why_not_texts",
    "why_not_ungroup",
    "why_not_write_down",
    "why_not_write_meeting",
]
