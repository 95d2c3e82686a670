"""Why something may not be done with a message.  Pure; each action refuses with these.

``why_not_<action>(voice, post, …)``: what is left out is not asked about, so that a page greys a
button before anything is typed.  The message was fetched through ``Voice.objects.visible_to``.
"""

from qunce.domain.voices.rules.deciding import (
    why_not_accept,
    why_not_answer,
    why_not_ask_extension,
    why_not_decide_extension,
    why_not_decide_objection,
    why_not_end_voice,
    why_not_give_review,
    why_not_note,
    why_not_object_to,
    why_not_open_identity,
    why_not_pause_clock,
    why_not_resume_clock,
)
from qunce.domain.voices.rules.parties import must_answer, reviews, sorts, why_not_unit
from qunce.domain.voices.rules.sorting import (
    why_not_merge,
    why_not_register_voice,
    why_not_reroute,
    why_not_restore,
    why_not_send_on,
    why_not_set_aside,
    why_not_split,
)
from qunce.domain.voices.rules.speaking import (
    MOST_PICTURES,
    receiver_for,
    why_not_add_words,
    why_not_ask_review,
    why_not_receive,
    why_not_say_result,
)

__all__ = [
    "MOST_PICTURES",
    "must_answer",
    "receiver_for",
    "reviews",
    "sorts",
    "why_not_accept",
    "why_not_add_words",
    "why_not_answer",
    "why_not_ask_extension",
    "why_not_ask_review",
    "why_not_decide_extension",
    "why_not_decide_objection",
    "why_not_end_voice",
    "why_not_give_review",
    "why_not_merge",
    "why_not_note",
    "why_not_object_to",
    "why_not_open_identity",
    "why_not_pause_clock",
    "why_not_receive",
    "why_not_register_voice",
    "why_not_reroute",
    "why_not_restore",
    "why_not_resume_clock",
    "why_not_say_result",
    "why_not_send_on",
    "why_not_set_aside",
    "why_not_split",
    "why_not_unit",
]
