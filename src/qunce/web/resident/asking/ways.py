"""How one answers without this page: where paper lies, when people meet, whom to telephone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from qunce.domain.consultations.models import Consultation, Handout, Meeting
from qunce.domain.gates.states import Way


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways the round's rule offers beside the web page, with what is known of each."""

    web: bool
    paper: bool
    meeting: bool
    visit: bool
    phone: bool
    forms_at: Sequence[Handout]
    """Where forms were handed out."""
    meetings: Sequence[Meeting]
    """Held so far."""
    number: str
    """Of the duty telephone, if the operator gave one."""

    @property
    def others(self) -> bool:
        return self.paper or self.meeting or self.visit or self.phone


def ways_of(consultation: Consultation) -> Ways:
    """Reads ``consultation.asking``; a statement for paper and one for meetings."""
    offered = set(consultation.asking.rule["ways"]) if consultation.asking else set()
    forms = consultation.handouts.select_related("unit") if Way.PAPER in offered else ()
    held = consultation.meetings.select_related("unit") if Way.MEETING in offered else ()
    return Ways(
        web=Way.WEB in offered,
        paper=Way.PAPER in offered,
        meeting=Way.MEETING in offered,
        visit=Way.VISIT in offered,
        phone=Way.PHONE in offered,
        forms_at=list(forms),
        meetings=list(held),
        number=settings.DUTY_PHONE,
    )
