"""Residents' messages that count at the gate where people are heard on the problems.

Whoever wrote to the town while people were asked what is wrong has answered too, and is not asked
to say it twice.  Of a message that accuses a unit only its number is counted: neither its village
nor its words stand anywhere here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from qunce.domain.consultations.models import Consultation
from qunce.domain.gates.states import Way
from qunce.domain.problems.models import ProblemVoice
from qunce.domain.problems.states import ProblemState
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import Channel, VoiceKind, VoiceState

KINDS = (VoiceKind.PROBLEM, VoiceKind.OPINION, VoiceKind.SUGGESTION, VoiceKind.PETITION)
WAYS: Mapping[str, Way] = {
    Channel.WEB: Way.WEB,
    Channel.QR: Way.WEB,
    Channel.OPEN311: Way.WEB,
    Channel.PAPER: Way.PAPER,
    Channel.LETTER: Way.PAPER,
    Channel.PHONE: Way.PHONE,
    Channel.VISIT: Way.VISIT,
}
"""Rows of an earlier ledger are not among them: they were said before, to somebody else."""
DONE = (
    VoiceState.ANSWERED,
    VoiceState.IN_REVIEW,
    VoiceState.IN_RE_REVIEW,
    VoiceState.ENDED,
    VoiceState.SET_ASIDE,
)
"""Answered, or ended with a reason that the speaker reads; under review there was an answer."""


@dataclass(frozen=True, slots=True)
class Messages:
    """Figures of the messages that came in while people were asked."""

    by_way: Mapping[str, int]
    answered: int
    """On the problem list, answered, or ended with a reason."""

    @property
    def number(self) -> int:
        return sum(self.by_way.values())


def messages_during(consultation: Consultation) -> QuerySet[Voice]:
    """Messages to the town on its days, each once; parts of a split one count as the whole."""
    if consultation.opens_on is None or consultation.closes_on is None:
        return Voice.objects.none()
    zone = ZoneInfo(settings.TIME_ZONE)
    first = datetime.combine(consultation.opens_on, time.min, zone)
    after = datetime.combine(consultation.closes_on + timedelta(days=1), time.min, zone)
    return Voice.objects.filter(
        town=consultation.unit_id,
        received_at__gte=first,
        received_at__lt=after,
        kind__in=KINDS,
        channel__in=list(WAYS),
        split_from__isnull=True,
    ).order_by()


def messages_counted(consultation: Consultation) -> Messages:
    """One statement."""
    listed = ~Q(problem__state=ProblemState.FOUND)
    on_list = Exists(
        ProblemVoice.objects.filter(
            listed, Q(voice=OuterRef("pk")) | Q(voice=OuterRef("merged_into"))
        )
    )
    # Of a split message every part is done with; of a joined one the message that is followed.
    waiting = Exists(
        Voice.objects.filter(split_from=OuterRef("pk"))
        .exclude(state__in=DONE)
        .exclude(merged_into__state__in=DONE)
        .exclude(Exists(ProblemVoice.objects.filter(listed, voice=OuterRef("pk"))))
    )
    done = (
        Q(state__in=DONE)
        | Q(merged_into__state__in=DONE)
        | Q(on_list=True)
        | Q(state=VoiceState.SPLIT, waiting=False)
    )
    rows = (
        messages_during(consultation)
        .annotate(on_list=on_list, waiting=waiting)
        .values("channel")
        .annotate(came=Count("pk"), done=Count("pk", filter=done))
    )
    by_way: dict[str, int] = {}
    answered = 0
    for row in rows:
        way = WAYS[row["channel"]]
        by_way[way] = by_way.get(way, 0) + row["came"]
        answered += row["done"]
    return Messages(by_way, answered)


def villages_of_messages(consultation: Consultation) -> set[str]:
    """Paths of the villages of messages that accuse nobody.  One statement."""
    found = messages_during(consultation).filter(accused__isnull=True, village__isnull=False)
    return set(found.values_list("village__path", flat=True).distinct())
