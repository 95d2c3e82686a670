"""The only writers of completions, moved days and ended duties."""

from qunce.domain.duties.actions.completing import complete_by_evidence
from qunce.domain.duties.actions.ending import carry_over, end_duties
from qunce.domain.duties.actions.moving import move_duty, move_for_all
from qunce.domain.duties.actions.telling import take_back, tell_done

__all__ = [
    "carry_over",
    "complete_by_evidence",
    "end_duties",
    "move_duty",
    "move_for_all",
    "take_back",
    "tell_done",
]
