"""Why something may not be done with a problem.  Pure; nothing here writes.

Each ``why_not_…`` takes the problem, the post that would do it, and who holds that post; the
action refuses with the same list.  Whether the post may see the problem at all is asked before,
by ``Problem.objects.visible_to``.
"""

from qunce.domain.problems.rules.finding import (
    why_not_edit,
    why_not_find,
    why_not_give,
    why_not_hand_down,
    why_not_join,
    why_not_lead,
    why_not_list,
    why_not_pass_up,
    why_not_statement,
)
from qunce.domain.problems.rules.settling import (
    Confirmed,
    confirmed_by_neighbours,
    confirmed_by_speakers,
    why_not_ask,
    why_not_check,
    why_not_close,
    why_not_draw,
    why_not_note,
)
from qunce.domain.problems.rules.standing import (
    is_doer,
    keeps_list,
    may_read_words,
    why_not_be_the_doer,
    why_not_keep_list,
    why_not_step,
    why_not_work,
    works_on,
)
from qunce.domain.problems.rules.working import (
    why_not_add_measure,
    why_not_add_picture,
    why_not_ask_more_time,
    why_not_claim,
    why_not_decide_more_time,
    why_not_finish_measure,
    why_not_not_now,
    why_not_report,
    why_not_take_in_hand,
    why_not_take_up,
)

__all__ = [
    "Confirmed",
    "confirmed_by_neighbours",
    "confirmed_by_speakers",
    "is_doer",
    "keeps_list",
    "may_read_words",
    "why_not_add_measure",
    "why_not_add_picture",
    "why_not_ask",
    "why_not_ask_more_time",
    "why_not_be_the_doer",
    "why_not_check",
    "why_not_claim",
    "why_not_close",
    "why_not_decide_more_time",
    "why_not_draw",
    "why_not_edit",
    "why_not_find",
    "why_not_finish_measure",
    "why_not_give",
    "why_not_hand_down",
    "why_not_join",
    "why_not_keep_list",
    "why_not_lead",
    "why_not_list",
    "why_not_not_now",
    "why_not_note",
    "why_not_pass_up",
    "why_not_report",
    "why_not_statement",
    "why_not_step",
    "why_not_take_in_hand",
    "why_not_take_up",
    "why_not_work",
    "works_on",
]
