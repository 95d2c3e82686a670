"""The only writers of counts, alerts, verdicts, budgets and changes in reporting."""

from qunce.domain.warning.actions.counting import count_new
from qunce.domain.warning.actions.deciding import register_change, set_budget, take_back_change
from qunce.domain.warning.actions.judging import (
    answer_question,
    ask_village,
    judge,
    let_rest,
    open_problem,
)
from qunce.domain.warning.actions.looking import look, note_askings

__all__ = [
    "answer_question",
    "ask_village",
    "count_new",
    "judge",
    "let_rest",
    "look",
    "note_askings",
    "open_problem",
    "register_change",
    "set_budget",
    "take_back_change",
]
