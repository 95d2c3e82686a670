"""The only writer of budgets, of what is asked, of the use of forms, and of calls."""

from qunce.domain.budgets.actions.asking import (
    ask_longer,
    ask_more,
    count_saving,
    end_asking,
    set_budget,
)
from qunce.domain.budgets.actions.calling import (
    call_on,
    call_on_all,
    move_call,
    set_call_limit,
    take_back,
)

__all__ = [
    "ask_longer",
    "ask_more",
    "call_on",
    "call_on_all",
    "count_saving",
    "end_asking",
    "move_call",
    "set_budget",
    "set_call_limit",
    "take_back",
]
