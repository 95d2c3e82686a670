"""Releasing how many messages a month brought."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Min

from qunce.domain.publicity.models import MessageMonth
from qunce.domain.publicity.months import counted, month_of, next_month, released
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.voices.models import Voice
from qunce.kernel.canonical import canonical
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import gettext_noop

register("messages.released", gettext_noop("Number of messages of a month made public"))

_PROGRAM = Ref("system", "publicity", "Qunce")


def release_messages(*, now: datetime, limit: int) -> int:
    """Each month that is over has its table, once, with small counts withheld.

    ``messages.released``, with a hash of what may be read and of nothing else.  Done twice it
    changes nothing.
    """
    first = Voice.objects.aggregate(first=Min("received_at"))["first"]
    if first is None:
        return 0
    this_month = month_of(day_of(now, settings.TIME_ZONE))
    there = set(MessageMonth.objects.values_list("month", flat=True))
    month, did = month_of(day_of(first, settings.TIME_ZONE)), 0
    while month < this_month and did < limit:
        if month not in there:
            did += _release(month, now)
        month = next_month(month)
    return did


def _release(month: date, now: datetime) -> int:
    table = released(counted(month))
    name = f"{month:%Y-%m}"
    try:
        with transaction.atomic():
            MessageMonth.objects.create(month=month, table=table, released_at=now)
            append(
                kind="messages.released",
                actor=_PROGRAM,
                subject=Ref("message_month", name, name),
                facts={"month": name, "sha256": sha256(canonical(table)).hexdigest()},
                now=now,
            )
    except IntegrityError:
        if MessageMonth.objects.filter(month=month).exists():
            return 0  # another worker was faster
        raise
    return 1
