"""The only writers of drafts and campaigns: drafting, deciding on lines, adopting."""

from qunce.domain.campaigns.actions.adopting import adopt, set_aside
from qunce.domain.campaigns.actions.deciding import (
    add_line,
    choose_template,
    decide_all_repairs,
    decide_repair,
    drop_line,
    edit_line,
    restore_line,
    settle_basics,
)
from qunce.domain.campaigns.actions.drafting import draft_directive

__all__ = [
    "add_line",
    "adopt",
    "choose_template",
    "decide_all_repairs",
    "decide_repair",
    "draft_directive",
    "drop_line",
    "edit_line",
    "restore_line",
    "set_aside",
    "settle_basics",
]
