"""The unit accepts a message or objects to it; the office decides on the objection."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit
from qunce.domain.record.kinds import register
from qunce.domain.voices import owed, sentences
from qunce.domain.voices.actions.moving import (
    add_step,
    as_seen,
    day,
    keep,
    move,
)
from qunce.domain.voices.actions.sorting import give
from qunce.domain.voices.actions.telling import (
    OBJECTED,
    OBJECTION_DECIDED,
    office_of,
    tell_those_who_see,
    who_answers,
)
from qunce.domain.voices.actions.timing import drop_clocks, meet_clocks, start_clocks
from qunce.domain.voices.deadlines import Event
from qunce.domain.voices.models import Objection, Voice
from qunce.domain.voices.queries import running_clocks
from qunce.domain.voices.rules import (
    why_not_accept,
    why_not_decide_objection,
    why_not_object_to,
)
from qunce.domain.voices.states import StepKind, VoiceState
from qunce.domain.voices.words import cleaned
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("voice.accepted", gettext_noop("Message accepted"))
register("voice.objected", gettext_noop("Objection: not the responsible unit"))
register("voice.objection_decided", gettext_noop("Objection decided"))


@transaction.atomic
def accept(*, voice: Voice, route: str, words: str, actor: Post, now: datetime) -> Voice:
    """The unit takes it; the speaker reads ``words``: by which route and how it goes on.

    Meets the fifteen days of art. 23; by the route of art. 31(6) the sixty days of art. 34 begin.
    Recorded as ``voice.accepted`` with the route.
    """
    today = day(now=now)
    voice = as_seen(voice=voice, actor=actor, now=now)
    refuse(why_not_accept(voice, actor, route=route, words=words))
    meet_clocks(voice=voice, rules=owed.met_by("accept"), on=today)
    drop_clocks(voice=voice, on=today, but=owed.met_by("answer"))
    before = move(voice=voice, to=VoiceState.ACCEPTED, now=now, route=route, accepted_at=now)
    start_clocks(voice=voice, event=Event.ACCEPTED, starts_on=today, unit=voice.responsible)
    add_step(
        voice=voice,
        kind=StepKind.ACCEPTED,
        now=now,
        post=actor,
        words=cleaned(words),
        before=before,
        after=voice.state,
    )
    keep(kind="voice.accepted", voice=voice, actor=actor, facts={"route": str(route)}, now=now)
    return voice


@transaction.atomic
def object_to(
    *, voice: Voice, reason: str, actor: Post, now: datetime, suggests: Unit | None = None
) -> Objection:
    """The unit says why it is not responsible; the office decides, and the speaker reads it.

    Within five work days (art. 23(3)), once.  The unit keeps its other clocks meanwhile.
    Recorded as ``voice.objected``.
    """
    today = day(now=now)
    voice = as_seen(voice=voice, actor=actor, now=now)
    clocks = running_clocks(voice, ["object"])
    clock = clocks[0] if clocks else None
    refuse(why_not_object_to(voice, actor, reason=reason, clock=clock, on=today))
    meet_clocks(voice=voice, rules=owed.met_by("object"), on=today)
    unit = voice.responsible
    assert unit is not None  # noqa: S101  (a registered message has one)
    before = move(voice=voice, to=VoiceState.OBJECTED, now=now)
    objection = Objection.objects.create(
        voice=voice, unit=unit, post=actor, reason=cleaned(reason), suggests=suggests, at=now
    )
    add_step(
        voice=voice,
        kind=StepKind.OBJECTED,
        now=now,
        post=actor,
        words=cleaned(reason),
        before=before,
        after=voice.state,
    )
    tell_those_who_see(
        voice=voice,
        posts=office_of(unit=voice.receiver),
        kind=OBJECTED,
        key=f"objected:{objection.pk}",
        now=now,
    )
    keep(kind="voice.objected", voice=voice, actor=actor, facts={"unit": unit.code}, now=now)
    return objection


@transaction.atomic
def decide_objection(
    *,
    voice: Voice,
    agreed: bool,
    reason: str,
    actor: Post,
    now: datetime,
    unit: Unit | None = None,
) -> Voice:
    """Another unit has it, or it stays; the speaker and the unit read why.

    Agreed: ``unit``, or without it the one the objection suggests, gets it as if it had just
    come.  Not agreed: the same unit must accept, with the clocks it had.  Refuses who objected.
    Recorded as ``voice.objection_decided``.
    """
    voice = as_seen(voice=voice, actor=actor, now=now)
    objection = voice.objections.filter(decided_at__isnull=True).select_related("suggests").first()
    if agreed and unit is None and objection is not None:
        unit = objection.suggests
    refuse(
        why_not_decide_objection(
            voice, actor, objection=objection, agreed=agreed, unit=unit, reason=reason
        )
    )
    assert objection is not None  # noqa: S101  (an objected message has an open one)
    decided = Objection.objects.filter(pk=objection.pk, decided_at__isnull=True).update(
        agreed=agreed, decided_by=actor, decided_at=now, words=cleaned(reason)
    )
    if decided != 1:
        raise Refused(
            Refusal("objection_is_decided", gettext_noop("The objection was decided already."))
        )
    if agreed and unit is not None:
        before = give(voice=voice, unit=unit, post=None, now=now)
    else:
        before = move(voice=voice, to=VoiceState.REGISTERED, now=now)
        tell_those_who_see(
            voice=voice,
            posts=who_answers(voice=voice),
            kind=OBJECTION_DECIDED,
            key=f"objection:{objection.pk}",
            now=now,
        )
    add_step(
        voice=voice,
        kind=StepKind.OBJECTION_DECIDED,
        now=now,
        post=actor,
        words=cleaned(reason),
        sentence=sentences.GIVEN_TO,
        params={"unit": voice.responsible.name if voice.responsible else ""},
        before=before,
        after=voice.state,
    )
    keep(
        kind="voice.objection_decided",
        voice=voice,
        actor=actor,
        facts={"agreed": agreed, "unit": voice.responsible.code if voice.responsible else ""},
        now=now,
    )
    return voice
