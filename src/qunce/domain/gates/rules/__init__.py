"""What stands in the way of a gate's rule, of asking, of passing, and of what it guards.  Pure."""

from qunce.domain.gates.models import DECIDES_ABOVE
from qunce.domain.gates.rules.asking import (
    why_not_break_off,
    why_not_extend,
    why_not_going_on,
    why_not_look_after,
    why_not_said,
    why_not_start,
)
from qunce.domain.gates.rules.opening import (
    Evidence,
    checks_documents,
    what_is_missing,
    why_not_check,
    why_not_over,
    why_not_override,
    why_not_past,
    why_not_settle,
)
from qunce.domain.gates.rules.ruling import (
    GateRule,
    why_not_change_rule,
    why_not_rule,
)

__all__ = [
    "DECIDES_ABOVE",
    "Evidence",
    "GateRule",
    "checks_documents",
    "what_is_missing",
    "why_not_break_off",
    "why_not_change_rule",
    "why_not_check",
    "why_not_extend",
    "why_not_going_on",
    "why_not_look_after",
    "why_not_over",
    "why_not_override",
    "why_not_past",
    "why_not_rule",
    "why_not_said",
    "why_not_settle",
    "why_not_start",
]
