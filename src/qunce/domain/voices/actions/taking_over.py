"""Messages of an earlier ledger, many at once.

Each has its own entry in the record, so that its receipt can be shown; its identity is sealed and
its clocks run as of every message.  Only the rows beside it are written for all together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.identities.actions import seal
from qunce.domain.record.actions import append
from qunce.domain.searching.actions import index_many
from qunce.domain.voices.actions.moving import day
from qunce.domain.voices.actions.receiving import found_by, new_voice, received_facts
from qunce.domain.voices.actions.timing import first_due, planned_clocks
from qunce.domain.voices.deadlines import Event
from qunce.domain.voices.models import Clock, Step, Voice
from qunce.domain.voices.queries import SEARCH_KIND
from qunce.domain.voices.rules import why_not_receive
from qunce.domain.voices.said import Said
from qunce.domain.voices.states import StepKind
from qunce.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class SaidInLedger:
    """One row as it was understood: the message, and what the ledger says beside it, which only
    the staff reads."""

    said: Said
    note: str = ""


@transaction.atomic
def receive_many(*, rows: Sequence[SaidInLedger], actor: Post, now: datetime) -> list[Voice]:
    """Each row is a message in the queue of its town's office: all of them or none.

    The day it was said stays; clocks begin today, because the earlier days were not this
    program's to keep.  Recorded one by one as ``voice.received``.  Refuses what
    ``voices.actions.receive`` refuses; a message that accuses a unit does not come this way
    (``ValueError``).  A row that came before breaks the uniqueness of ``submission``.
    """
    today = day(now=now)
    voices = []
    for row in rows:
        if row.said.accused is not None or row.said.pictures:
            raise ValueError("an accusation, or a message with pictures, comes in by receive()")
        if reasons := why_not_receive(row.said, today=today):
            raise Refused(reasons)
        voice = new_voice(said=row.said, receiver=row.said.town, today=today, now=now)
        if row.said.person is not None:
            voice.identity = seal(person=row.said.person, now=now)
        voices.append(voice)
    clocks = []
    for voice in voices:
        owed = planned_clocks(
            voice=voice, event=Event.RECEIVED_BY_OFFICE, starts_on=today, unit=voice.receiver
        )
        voice.next_due_on = first_due(clocks=owed)
        clocks += owed
    Voice.objects.bulk_create(voices)
    Clock.objects.bulk_create(clocks)
    steps = []
    for voice, row in zip(voices, rows, strict=True):
        steps.append(
            Step(
                voice=voice,
                kind=StepKind.RECEIVED,
                at=now,
                post=row.said.keyed_by,
                to_state=voice.state,
            )
        )
        if row.note:
            steps.append(Step(voice=voice, kind=StepKind.NOTE, at=now, post=actor, words=row.note))
    Step.objects.bulk_create(steps)
    index_many(
        kind=SEARCH_KIND,
        texts=[(one.pk, found_by(voice=one)) for one in voices],
    )
    for voice in voices:
        append(
            kind="voice.received",
            actor=actor.ref,
            subject=voice.ref,
            facts=received_facts(voice=voice),
            now=now,
        )
    return voices
