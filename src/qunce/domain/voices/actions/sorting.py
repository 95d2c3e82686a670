"""The office gives a message to a unit, sets it aside, takes it back, passes it up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.record.kinds import register
from qunce.domain.voices import owed, sentences
from qunce.domain.voices.actions.moving import (
    add_step,
    as_seen,
    change,
    changed_meanwhile,
    day,
    keep,
    move,
)
from qunce.domain.voices.actions.telling import (
    GIVEN,
    office_of,
    tell_those_who_see,
    who_answers,
)
from qunce.domain.voices.actions.timing import drop_clocks, meet_clocks, start_clocks
from qunce.domain.voices.deadlines import Event
from qunce.domain.voices.models import Clock, Step, Voice
from qunce.domain.voices.queries import units_above
from qunce.domain.voices.rules import (
    receiver_for,
    why_not_note,
    why_not_register_voice,
    why_not_reroute,
    why_not_restore,
    why_not_send_on,
    why_not_set_aside,
)
from qunce.domain.voices.rules.parties import lies_in
from qunce.domain.voices.rules.speaking import place_is_elsewhere
from qunce.domain.voices.states import ClockState, StepKind, VoiceState
from qunce.domain.voices.words import cleaned
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("voice.registered", gettext_noop("Message registered"))
register("voice.sent_on", gettext_noop("Message sent on"))
register("voice.set_aside", gettext_noop("Message set aside"))
register("voice.restored", gettext_noop("Message taken back into the queue"))
register("voice.rerouted", gettext_noop("Message passed to a unit above"))
register("voice.noted", gettext_noop("Note for the staff on a message"))


@transaction.atomic
def register_voice(
    *,
    voice: Voice,
    category: Category | None,
    unit: Unit,
    actor: Post,
    now: datetime,
    seen_version: int,
    village: Unit | None = None,
    place: Place | None = None,
    post: Post | None = None,
    kind: str | None = None,
) -> Voice:
    """The message is registered and ``unit`` must answer it; its clocks run.

    Meets the fifteen days of art. 22; a unit that gets it has fifteen days to tell the speaker
    and five work days to object (art. 23(3)), the office that keeps it fifteen days from receipt
    (art. 23(2)).  Registering again for the same unit corrects it and starts no clock anew.
    Refuses a unit that the message accuses, and when the message changed since
    ``seen_version``.  Recorded as ``voice.registered``.
    """
    voice = as_seen(voice=voice, actor=actor, now=now)
    if voice.version != seen_version:
        raise Refused(changed_meanwhile())
    refuse(
        why_not_register_voice(voice, actor, category=category, unit=unit, to_post=post, kind=kind)
        + place_is_elsewhere(voice.town, village, place)
    )
    same_unit = voice.responsible_id == unit.pk and voice.state == VoiceState.REGISTERED
    before = move(
        voice=voice,
        to=VoiceState.REGISTERED,
        now=now,
        category=category,
        responsible=unit,
        post=post,
        **({"village": village} if village is not None else {}),
        **({"place": place} if place is not None else {}),
        **({"kind": kind} if kind is not None else {}),
    )
    meet_clocks(voice=voice, rules=owed.met_by("register"), on=day(now=now))
    if not same_unit:
        _hand_over(voice, now)
    add_step(
        voice=voice,
        kind=StepKind.REGISTERED,
        now=now,
        post=actor,
        sentence=sentences.GIVEN_TO,
        params={"unit": unit.name},
        before=before,
        after=voice.state,
    )
    _tell_unit(voice, now)
    keep(
        kind="voice.registered",
        voice=voice,
        actor=actor,
        facts={"unit": unit.code, "category": category.code if category else ""},
        now=now,
    )
    return voice


def _hand_over(voice: Voice, now: datetime) -> None:
    """The clocks of the unit that had it end, those of the one that has it now begin."""
    today = day(now=now)
    drop_clocks(voice=voice, on=today)
    if voice.responsible_id == voice.receiver_id:
        first = Clock.objects.filter(voice=voice).order_by("starts_on", "id").first()
        start_clocks(
            voice=voice,
            event=Event.RECEIVED_BY_UNIT,
            starts_on=first.starts_on if first else day(now=voice.received_at),
            unit=voice.responsible,
        )
    else:
        start_clocks(voice=voice, event=Event.HANDED_OVER, starts_on=today, unit=voice.responsible)


def give(*, voice: Voice, unit: Unit, post: Post | None, now: datetime) -> str:
    """``unit`` has the message from now on, as if it had just come; part of another act."""
    before = move(
        voice=voice,
        to=VoiceState.REGISTERED,
        now=now,
        responsible=unit,
        post=post,
        route="",
        accepted_at=None,
    )
    _hand_over(voice, now)
    _tell_unit(voice, now)
    return before


def _tell_unit(voice: Voice, now: datetime) -> None:
    tell_those_who_see(
        voice=voice,
        posts=who_answers(voice=voice),
        kind=GIVEN,
        key=f"given:{voice.responsible_id}:{voice.version}",
        now=now,
    )


@transaction.atomic
def send_on(
    *, voice: Voice, unit: Unit, reason: str, actor: Post, now: datetime, post: Post | None = None
) -> Voice:
    """Another unit must answer it; the speaker reads why.  Its clocks begin, the old ones end.

    The office sends it to any unit that it does not accuse, a unit to those below itself.
    Recorded as ``voice.sent_on``.
    """
    voice = as_seen(voice=voice, actor=actor, now=now)
    refuse(why_not_send_on(voice, actor, unit=unit, to_post=post, reason=reason))
    before = give(voice=voice, unit=unit, post=post, now=now)
    add_step(
        voice=voice,
        kind=StepKind.SENT_ON,
        now=now,
        post=actor,
        words=cleaned(reason),
        sentence=sentences.GIVEN_TO,
        params={"unit": unit.name},
        before=before,
        after=voice.state,
    )
    keep(kind="voice.sent_on", voice=voice, actor=actor, facts={"unit": unit.code}, now=now)
    return voice


@transaction.atomic
def set_aside(*, voice: Voice, reason: str, actor: Post, now: datetime) -> Voice:
    """Nobody works on it; the speaker reads why, and it can be taken back at any time.

    Recorded as ``voice.set_aside``.
    """
    voice = as_seen(voice=voice, actor=actor, now=now)
    refuse(why_not_set_aside(voice, actor, reason=reason))
    drop_clocks(voice=voice, on=day(now=now))
    before = move(voice=voice, to=VoiceState.SET_ASIDE, now=now)
    add_step(
        voice=voice,
        kind=StepKind.SET_ASIDE,
        now=now,
        post=actor,
        words=cleaned(reason),
        before=before,
        after=voice.state,
    )
    keep(kind="voice.set_aside", voice=voice, actor=actor, now=now)
    return voice


@transaction.atomic
def restore(*, voice: Voice, reason: str, actor: Post, now: datetime) -> Voice:
    """It is in the queue again, with the fifteen days it had from its receipt.

    Of what was set aside, or joined to another by mistake.  Recorded as ``voice.restored``.
    """
    voice = as_seen(voice=voice, actor=actor, now=now)
    refuse(why_not_restore(voice, actor, reason=reason))
    before = back_to_queue(voice=voice, now=now)
    add_step(
        voice=voice,
        kind=StepKind.RESTORED,
        now=now,
        post=actor,
        words=cleaned(reason),
        before=before,
        after=voice.state,
    )
    keep(kind="voice.restored", voice=voice, actor=actor, now=now)
    return voice


def back_to_queue(*, voice: Voice, now: datetime, **fields: object) -> str:
    """Nobody is responsible for it yet, and the office's clock runs from the receipt."""
    first = Clock.objects.filter(voice=voice).order_by("starts_on", "id").first()
    before = move(
        voice=voice,
        to=VoiceState.RECEIVED,
        now=now,
        merged_into=None,
        responsible=None,
        post=None,
        reviewer=None,
        route="",
        accepted_at=None,
        answered_at=None,
        ended_at=None,
        **fields,
    )
    drop_clocks(voice=voice, on=day(now=now))
    if not Clock.objects.filter(
        voice=voice,
        unit=voice.receiver,
        rule__in=owed.met_by("register"),
        state__in=(ClockState.MET, ClockState.MET_LATE),
    ).exists():
        start_clocks(
            voice=voice,
            event=Event.RECEIVED_BY_OFFICE,
            starts_on=first.starts_on if first else day(now=voice.received_at),
            unit=voice.receiver,
        )
    return before


@transaction.atomic
def reroute(*, voice: Voice, accused: Unit, actor: Post, now: datetime) -> Voice:
    """``accused`` never sees the message again; a unit above it has it (art. 30(3)).

    Whoever handles it does this when it turns out to accuse a unit, be it their own.  Where the
    office, the responsible or the reviewing unit is the accused one or below it, the message
    goes back to the queue of the next unit above that is not; otherwise it stays with them.
    Refuses with ``accused_has_no_unit_above``.  The record says that it was passed up, not whom
    it accuses.
    """
    voice = as_seen(voice=voice, actor=actor, now=now)
    refuse(why_not_reroute(voice, actor, accused=accused))
    receiver = receiver_for(voice.town, accused, units_above(voice.town))
    if isinstance(receiver, Refusal):
        raise Refused(receiver)
    if lies_in(voice.receiver, accused) is False:
        receiver = voice.receiver
    reached = any(
        lies_in(unit, accused) for unit in (voice.receiver, voice.responsible, voice.reviewer)
    )
    before = voice.state
    # Messages that were joined to it go with it: they say the same.
    Voice.objects.filter(merged_into=voice).update(
        accused=accused, receiver=receiver, responsible=None, post=None, reviewer=None
    )
    if reached and before != VoiceState.RECEIVED:
        back_to_queue(voice=voice, now=now, receiver=receiver, accused=accused)
    else:
        nobody = {"responsible": None, "post": None, "reviewer": None} if reached else {}
        change(voice=voice, now=now, accused=accused, receiver=receiver, **nobody)
        Clock.objects.filter(
            voice=voice, rule__in=owed.met_by("register"), state=ClockState.RUNNING
        ).update(unit=receiver)
    add_step(
        voice=voice,
        kind=StepKind.REROUTED,
        now=now,
        post=actor,
        sentence=sentences.ABOVE,
        before=before,
        after=voice.state,
    )
    tell_those_who_see(
        voice=voice,
        posts=office_of(unit=receiver),
        kind=GIVEN,
        key=f"rerouted:{voice.version}",
        now=now,
    )
    keep(kind="voice.rerouted", voice=voice, actor=actor, now=now)
    return voice


@transaction.atomic
def note(*, voice: Voice, words: str, actor: Post, now: datetime) -> Step:
    """A note that the staff who handle the message read, not the speaker.  ``voice.noted``."""
    voice = as_seen(voice=voice, actor=actor, now=now)
    refuse(why_not_note(voice, actor, words=words))
    step = add_step(voice=voice, kind=StepKind.NOTE, now=now, post=actor, words=cleaned(words))
    keep(kind="voice.noted", voice=voice, actor=actor, now=now)
    return step
