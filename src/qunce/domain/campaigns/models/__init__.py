"""Drafts read from directives, and the campaigns adopted from them."""

from qunce.domain.campaigns.models.campaign import (
    Action,
    Aim,
    Campaign,
    Document,
    Duty,
    Stage,
)
from qunce.domain.campaigns.models.draft import Draft, DraftLine, DraftRepair

__all__ = [
    "Action",
    "Aim",
    "Campaign",
    "Document",
    "Draft",
    "DraftLine",
    "DraftRepair",
    "Duty",
    "Stage",
]
