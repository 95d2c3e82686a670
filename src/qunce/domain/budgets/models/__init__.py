"""What forms may ask, what they ask, how long they take; who comes to a unit how often."""

from qunce.domain.budgets.models.asking import Asked, FormBudget, FormUse
from qunce.domain.budgets.models.calling import Call, CallLimit

__all__ = ["Asked", "Call", "CallLimit", "FormBudget", "FormUse"]
