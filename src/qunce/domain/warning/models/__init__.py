"""Counts of speakers, what changes reporting, alerts, and what became of them."""

from qunce.domain.warning.models.alerts import Alert, AlertUpdate, Verdict
from qunce.domain.warning.models.counts import Counted, Counting, SpeakerCount
from qunce.domain.warning.models.settings import AlarmBudget, Look, ReportingChange

__all__ = [
    "AlarmBudget",
    "Alert",
    "AlertUpdate",
    "Counted",
    "Counting",
    "Look",
    "ReportingChange",
    "SpeakerCount",
    "Verdict",
]
