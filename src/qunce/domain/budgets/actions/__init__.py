"""The only writer of budgets, of what is asked, of the use of forms, and of calls."""

from qunce.domain.budgets.actions.calling import (
    call_on,
    call_on_all,
    move_call,
    set_call_limit,
    take_back,
)

__all__ = ["call_on", "call_on_all", "move_call", "set_call_limit", "take_back"]
