"""The only writers of guidance groups, visits, findings and follow-ups."""

from qunce.domain.supervision.actions.due import raise_due
from qunce.domain.supervision.actions.finding import (
    answer_finding,
    finding_to_problem,
    follow_up,
    look_again,
)
from qunce.domain.supervision.actions.grouping import end_group, set_up_group
from qunce.domain.supervision.actions.reminding import remind_of_problem
from qunce.domain.supervision.actions.visiting import (
    add_remark,
    call_off,
    make_visit,
    move_visit,
    plan_visit,
)

__all__ = [
    "add_remark",
    "answer_finding",
    "call_off",
    "end_group",
    "finding_to_problem",
    "follow_up",
    "look_again",
    "make_visit",
    "move_visit",
    "plan_visit",
    "raise_due",
    "remind_of_problem",
    "set_up_group",
]
