"""Why something may not be asked, or nobody may come.  Pure."""

from qunce.domain.budgets.rules.asking import why_not_ask, why_not_set_budget
from qunce.domain.budgets.rules.calling import why_not_call, why_not_set_call_limit

__all__ = ["why_not_ask", "why_not_call", "why_not_set_budget", "why_not_set_call_limit"]
