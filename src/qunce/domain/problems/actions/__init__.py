"""The only writers of problems: finding, working, timing, asking, closing, what a day brings."""

from qunce.domain.problems.actions.closing import check_problem, close_problem, hear_speaker
from qunce.domain.problems.actions.due import raise_due
from qunce.domain.problems.actions.finding import (
    edit_problem,
    find_problem,
    give_problem,
    hand_down,
    join_voice,
    list_problem,
    pass_up,
)
from qunce.domain.problems.actions.settling import (
    ask_those_concerned,
    draw_neighbours,
    note_neighbour,
    note_speaker,
)
from qunce.domain.problems.actions.timing import ask_more_time, decide_more_time
from qunce.domain.problems.actions.working import (
    add_measure,
    add_picture,
    claim_fixed,
    finish_measure,
    not_now,
    report_progress,
    take_in_hand,
    take_up,
)

__all__ = [
    "add_measure",
    "add_picture",
    "ask_more_time",
    "ask_those_concerned",
    "check_problem",
    "claim_fixed",
    "close_problem",
    "decide_more_time",
    "draw_neighbours",
    "edit_problem",
    "find_problem",
    "finish_measure",
    "give_problem",
    "hand_down",
    "hear_speaker",
    "join_voice",
    "list_problem",
    "not_now",
    "note_neighbour",
    "note_speaker",
    "pass_up",
    "raise_due",
    "report_progress",
    "take_in_hand",
    "take_up",
]
