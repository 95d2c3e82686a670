"""What every act does: look again, refuse with all reasons, move once, record."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings

from qunce.domain.consultations.models import Consultation
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.kernel.canonical import JSON
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

PROGRAM = Ref("program", "", "Qunce")
"""Who acts when a day has come."""
SPEAKER = Ref("resident", "", "居民")
"""How the record names whoever answers: never more than that."""


def today_of(*, now: datetime) -> date:
    return day_of(now, settings.TIME_ZONE)


def as_it_is(*, pk: int) -> Consultation:
    """The row as it is now, locked until the transaction ends where the engine locks rows."""
    return (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("unit", "gate", "campaign", "asking__gate__unit")
        .get(pk=pk)
    )


def move(*, consultation: Consultation, **fields: object) -> None:
    """The consultation has these fields; refuses when it left its state since it was read."""
    moved = Consultation.objects.filter(pk=consultation.pk, state=consultation.state)
    if moved.update(**fields) != 1:
        raise Refused(changed_meanwhile())
    for name, value in fields.items():
        setattr(consultation, name, value)


def changed_meanwhile() -> Refusal:
    return Refusal(
        "consultation_changed_meanwhile",
        gettext_noop("Somebody else changed this meanwhile. Look at it again."),
    )


def keep(
    *,
    kind: str,
    consultation: Consultation,
    actor: Ref,
    now: datetime,
    facts: dict[str, JSON] | None = None,
) -> None:
    """Last of all: the entry in the record."""
    append(kind=kind, actor=actor, subject=consultation.ref, facts=facts or {}, now=now)
