"""The only writer of gates, split by what is done."""

from qunce.domain.gates.actions.asking import break_off, extend_asking, start_asking
from qunce.domain.gates.actions.opening import (
    check_document,
    find_not_passed,
    override,
    settle,
)
from qunce.domain.gates.actions.ruling import change_rule, set_up_gate

__all__ = [
    "break_off",
    "change_rule",
    "check_document",
    "extend_asking",
    "find_not_passed",
    "override",
    "set_up_gate",
    "settle",
    "start_asking",
]
