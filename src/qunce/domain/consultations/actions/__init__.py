"""The only writer of consultations, split by what is done.

Every act locks the consultation's row first (on PostgreSQL by ``SELECT … FOR UPDATE``, on SQLite
because a transaction takes the write lock when it begins), then changes by an update that says
what it saw, then records.
"""

from qunce.domain.consultations.actions.answering import (
    answer,
    make_problem,
    note_posted,
    take_back_answer,
    tell,
)
from qunce.domain.consultations.actions.drafting import (
    add_question,
    draft_consultation,
    edit_consultation,
    edit_question,
    remove_question,
    use_preset,
    word_plainly,
    write_draft,
)
from qunce.domain.consultations.actions.due import close_due
from qunce.domain.consultations.actions.reading import check_point, group_points, ungroup_point
from qunce.domain.consultations.actions.running import (
    ask_again,
    break_off,
    close,
    extend,
    find_not_passed,
    settle,
    start,
    tell_ways,
)
from qunce.domain.consultations.actions.saying import (
    add_support,
    key_sheet,
    note_forms,
    send_sheet,
    write_meeting,
)

__all__ = [
    "add_question",
    "add_support",
    "answer",
    "ask_again",
    "break_off",
    "check_point",
    "close",
    "close_due",
    "draft_consultation",
    "edit_consultation",
    "edit_question",
    "extend",
    "find_not_passed",
    "group_points",
    "key_sheet",
    "make_problem",
    "note_forms",
    "note_posted",
    "remove_question",
    "send_sheet",
    "settle",
    "start",
    "take_back_answer",
    "tell",
    "tell_ways",
    "ungroup_point",
    "use_preset",
    "word_plainly",
    "write_draft",
    "write_meeting",
]
