"""The same matter twice is joined, several matters in one message are split."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.voices import codes, owed, sentences
from qunce.domain.voices.actions.moving import (
    add_step,
    as_seen,
    change,
    day,
    keep,
    move,
)
from qunce.domain.voices.actions.receiving import index_voice, received_facts
from qunce.domain.voices.actions.speaking import take_up as take_up_again
from qunce.domain.voices.actions.telling import (
    TAKEN_UP,
    WORDS_ADDED,
    office_of,
    tell_those_who_see,
    who_answers,
)
from qunce.domain.voices.actions.timing import drop_clocks, meet_clocks, start_clocks
from qunce.domain.voices.deadlines import Event
from qunce.domain.voices.models import Clock, Voice
from qunce.domain.voices.rules import why_not_merge, why_not_split
from qunce.domain.voices.said import HANDLER
from qunce.domain.voices.states import StepKind, VoiceState
from qunce.domain.voices.words import cleaned
from qunce.kernel.refusals import gettext_noop, refuse

register("voice.merged", gettext_noop("Message joined to another"))
register("voice.split", gettext_noop("Message split"))
register("voice.part_made", gettext_noop("Message made from one that was split"))


@transaction.atomic
def merge(*, voice: Voice, into: Voice, actor: Post, now: datetime) -> Voice:
    """The matter of ``voice`` is followed on ``into``; both speakers read so.

    Later words and verdicts count there.  An answered or ended ``into`` is taken up again and
    its unit told: somebody else says the same.  What had been joined to ``voice`` goes with it.
    Refuses two that accuse different units: words of one would reach the other's.  Recorded as
    ``voice.merged``.
    """
    voice = as_seen(voice=voice, actor=actor, now=now)
    into = as_seen(voice=into, actor=actor, now=now)
    refuse(why_not_merge(voice, actor, into=into))
    today = day(now=now)
    meet_clocks(voice=voice, rules=owed.met_by("register"), on=today)
    drop_clocks(voice=voice, on=today)
    before = move(voice=voice, to=VoiceState.MERGED, now=now, merged_into=into)
    add_step(
        voice=voice,
        kind=StepKind.MERGED,
        now=now,
        post=actor,
        sentence=sentences.JOINED_TO,
        params={"number": into.number},
        before=before,
        after=voice.state,
    )
    for earlier in Voice.objects.filter(merged_into=voice):
        change(voice=earlier, now=now, merged_into=into)
        add_step(
            voice=earlier,
            kind=StepKind.MERGED,
            now=now,
            post=actor,
            sentence=sentences.JOINED_ONWARD,
            params={"number": into.number},
        )
    add_step(
        voice=into,
        kind=StepKind.JOINED,
        now=now,
        post=actor,
        sentence=sentences.JOINED_HERE,
        params={"number": voice.number},
    )
    _tell_case(voice, into, actor, now)
    keep(kind="voice.merged", voice=voice, actor=actor, facts={"into": into.number}, now=now)
    return into


def _tell_case(voice: Voice, into: Voice, actor: Post, now: datetime) -> None:
    if into.state in (VoiceState.ANSWERED, VoiceState.ENDED):
        before = into.state
        take_up_again(voice=into, now=now)
        add_step(
            voice=into,
            kind=StepKind.REOPENED,
            now=now,
            post=actor,
            sentence=sentences.TAKEN_UP_BY_JOINING,
            before=before,
            after=into.state,
        )
        kind = TAKEN_UP
    else:
        change(voice=into, now=now)
        kind = WORDS_ADDED
    tell_those_who_see(
        voice=into,
        posts=who_answers(voice=into) or office_of(unit=into.receiver),
        kind=kind,
        key=f"joined:{voice.pk}:{voice.version}",
        now=now,
    )


@transaction.atomic
def split(*, voice: Voice, texts: Sequence[str], actor: Post, now: datetime) -> list[Voice]:
    """Each of ``texts`` is a message in the queue, from the same speaker on the same day.

    The speaker's code opens all of them; whom they accuse, the clock of the receipt and the
    contact go with them.  Refuses while others are joined to it.  Recorded as ``voice.split``
    and ``voice.part_made`` for each, with the SHA-256 of its salt and words.
    """
    voice = as_seen(voice=voice, actor=actor, now=now)
    joined = Voice.objects.filter(merged_into=voice).exists()
    refuse(why_not_split(voice, actor, texts=texts, joined=joined))
    today = day(now=now)
    first = Clock.objects.filter(voice=voice).order_by("starts_on", "id").first()
    since = first.starts_on if first else day(now=voice.received_at)
    meet_clocks(voice=voice, rules=owed.met_by("register"), on=today)
    drop_clocks(voice=voice, on=today)
    before = move(voice=voice, to=VoiceState.SPLIT, now=now)
    parts = [_part(voice, cleaned(text), now) for text in texts]
    for part in parts:
        add_step(
            voice=part,
            kind=StepKind.SPLIT_FROM,
            now=now,
            post=actor,
            sentence=sentences.CAME_FROM,
            params={"number": voice.number},
            after=part.state,
        )
        start_clocks(
            voice=part, event=Event.RECEIVED_BY_OFFICE, starts_on=since, unit=part.receiver
        )
        index_voice(voice=part)
    add_step(
        voice=voice,
        kind=StepKind.SPLIT,
        now=now,
        post=actor,
        sentence=sentences.SPLIT_INTO,
        params={"numbers": "、".join(part.number for part in parts)},
        before=before,
        after=voice.state,
    )
    for part in parts:
        append(
            kind="voice.part_made",
            actor=HANDLER if part.accused_id is not None else actor.ref,
            subject=part.ref,
            facts={**received_facts(voice=part), "from": voice.number},
            now=now,
        )
    keep(kind="voice.split", voice=voice, actor=actor, facts={"parts": len(parts)}, now=now)
    return parts


def _part(voice: Voice, text: str, now: datetime) -> Voice:
    uid = secrets.token_hex(16)
    return Voice.objects.create(
        uid=uid,
        code_hash=codes.hash_of(codes.code_for(uid)),
        submission=secrets.token_hex(16),
        salt=secrets.token_hex(16),
        kind=voice.kind,
        channel=voice.channel,
        text=text,
        language=voice.language,
        town=voice.town,
        village=voice.village,
        place_id=voice.place_id,
        spot=voice.spot,
        latitude=voice.latitude,
        longitude=voice.longitude,
        receiver=voice.receiver,
        accused=voice.accused,
        keyed_by_id=voice.keyed_by_id,
        partner_id=voice.partner_id,
        split_from=voice,
        said_on=voice.said_on,
        received_at=voice.received_at,
        touched_at=now,
    )
