"""The only writers of drafts and campaigns: drafting, deciding on lines, adopting,
issuing documents and beginning stages."""

from qunce.domain.campaigns.actions.adopting import adopt, set_aside
from qunce.domain.campaigns.actions.deciding import (
    add_line,
    choose_evidence,
    choose_template,
    decide_all_repairs,
    decide_repair,
    drop_line,
    edit_line,
    restore_line,
    settle_basics,
)
from qunce.domain.campaigns.actions.drafting import draft_directive
from qunce.domain.campaigns.actions.issuing import begin_stage, issue, write_document

__all__ = [
    "add_line",
    "adopt",
    "begin_stage",
    "choose_evidence",
    "choose_template",
    "decide_all_repairs",
    "decide_repair",
    "draft_directive",
    "drop_line",
    "edit_line",
    "issue",
    "restore_line",
    "set_aside",
    "settle_basics",
    "write_document",
]
