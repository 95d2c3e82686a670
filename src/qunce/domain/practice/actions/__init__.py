"""The only writers of projects, promises, views, comments and targets."""

from qunce.domain.practice.actions.due import remind_of_promises
from qunce.domain.practice.actions.projects import (
    add_step,
    begin_project,
    finish_project,
    finish_step,
    give_up,
    start_project,
)
from qunce.domain.practice.actions.promises import (
    judge_promise,
    promise,
    say_kept,
    withdraw_promise,
)
from qunce.domain.practice.actions.targets import set_target
from qunce.domain.practice.actions.views import comment, hear_view, read_through

__all__ = [
    "add_step",
    "begin_project",
    "comment",
    "finish_project",
    "finish_step",
    "give_up",
    "hear_view",
    "judge_promise",
    "promise",
    "read_through",
    "remind_of_promises",
    "say_kept",
    "set_target",
    "start_project",
    "withdraw_promise",
]
