"""Reads that several pages share."""

from qunce.domain.budgets.queries.asking import (
    AskedLine,
    LevelBudget,
    beyond,
    budgets_in_force,
    level_budget,
    level_budgets,
)
from qunce.domain.budgets.queries.calling import (
    Room,
    limits_in_force,
    limits_over,
    room_for,
    standing_calls,
)
from qunce.domain.budgets.queries.using import FormTime, Use, use_of_forms

__all__ = [
    "AskedLine",
    "FormTime",
    "LevelBudget",
    "Room",
    "Use",
    "beyond",
    "budgets_in_force",
    "level_budget",
    "level_budgets",
    "limits_in_force",
    "limits_over",
    "room_for",
    "standing_calls",
    "use_of_forms",
]
