"""What falls due by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from qunce.domain.consultations.actions.acting import PROGRAM, as_it_is, today_of
from qunce.domain.consultations.actions.running import OVERTAKEN, close_now, end_now
from qunce.domain.consultations.models import Consultation
from qunce.domain.consultations.states import RUNNING, ConsultationState
from qunce.domain.gates.states import AskingState


def close_due(*, now: datetime, limit: int) -> int:
    """Consultations whose last day is over are closed, those whose round ended elsewhere end.

    A round ends elsewhere when a higher post opens the gate without the people.  Recorded as
    ``consultation.closed`` and ``consultation.ended``; doing it twice changes nothing.
    """
    today = today_of(now=now)
    over = Q(state=ConsultationState.OPEN, closes_on__lt=today)
    overtaken = Q(state__in=RUNNING) & ~Q(asking__state=AskingState.OPEN)
    due = Consultation.objects.filter(over | overtaken).order_by("pk")
    return sum(_do(pk, now) for pk in list(due.values_list("pk", flat=True)[:limit]))


@transaction.atomic
def _do(pk: int, now: datetime) -> bool:
    current = as_it_is(pk=pk)
    if current.state not in RUNNING or current.asking is None or current.closes_on is None:
        return False
    if current.asking.state != AskingState.OPEN:
        end_now(current=current, how=OVERTAKEN, by=PROGRAM, now=now)
        return True
    if current.state == ConsultationState.OPEN and current.closes_on < today_of(now=now):
        close_now(current=current, by=PROGRAM, now=now)
        return True
    return False
