"""A message comes in, from whichever channel."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.identities.actions import seal
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.searching.actions import index_text
from qunce.domain.voices import codes
from qunce.domain.voices.actions.moving import add_step, day
from qunce.domain.voices.actions.telling import URGENT, office_of, tell_those_who_see
from qunce.domain.voices.actions.timing import first_due, planned_clocks
from qunce.domain.voices.deadlines import Event
from qunce.domain.voices.models import Clock, Voice, VoicePicture
from qunce.domain.voices.queries import SEARCH_KIND, units_above
from qunce.domain.voices.querysets import codes_around
from qunce.domain.voices.rules import receiver_for, why_not_receive
from qunce.domain.voices.said import HANDLER, SPEAKER, Picture, Received, Said
from qunce.domain.voices.states import WRITTEN_DOWN, StepKind, VoiceKind
from qunce.domain.voices.words import cleaned, one_line
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("voice.received", gettext_noop("Message received"))


def receive(*, said: Said, now: datetime) -> Received:
    """The message stands in the queue of its office, and its code opens it.

    The same ``submission`` a second time, or twice at once, gives the same message and code.
    The receiver is the town, or the next unit above that the message does not accuse; without
    one it refuses with ``accused_has_no_unit_above``, which says whom to turn to.  Nobody writes
    down what accuses a unit in which, or below which, they hold a post
    (``accusation_written_down_by_the_accused``).  The fifteen days of art. 22 run from the day it
    was said to staff, otherwise from today.

    Recorded as ``voice.received``: kind, channel, village (not of an accusation) and the SHA-256
    of salt and words; never a word of it.
    """
    earlier = _earlier(said)
    if earlier is not None:
        return earlier
    today = day(now=now)
    around = codes_around(said.keyed_by, today) if said.keyed_by and said.accused else None
    if reasons := why_not_receive(said, today=today, around=around):
        raise Refused(reasons)
    above = units_above(said.town) if said.accused is not None else []
    receiver = receiver_for(said.town, said.accused, above)
    if isinstance(receiver, Refusal):
        raise Refused(receiver)
    voice = new_voice(said=said, receiver=receiver, today=today, now=now)
    try:
        with transaction.atomic():
            if said.person is not None:
                voice.identity = seal(person=said.person, now=now)
            _write(voice, said, today, now)
    except IntegrityError:
        earlier = _earlier(said)
        if earlier is None:
            raise
        return earlier
    return Received(voice, codes.code_of(voice))


def new_voice(*, said: Said, receiver: Unit, today: date, now: datetime) -> Voice:
    """The message as it begins, with a code of its own; not yet kept, and nobody sealed."""
    uid = secrets.token_hex(16)
    place = said.place
    return Voice(
        uid=uid,
        code_hash=codes.hash_of(codes.code_for(uid)),
        submission=said.submission,
        salt=secrets.token_hex(16),
        kind=said.kind,
        channel=said.channel,
        text=cleaned(said.text),
        language=said.language,
        details=_details(said),
        town=said.town,
        village=said.village or (place.unit if place and place.unit_id != said.town.pk else None),
        place=place,
        spot=one_line(said.spot),
        latitude=said.latitude,
        longitude=said.longitude,
        category=said.category,
        receiver=receiver,
        accused=said.accused,
        keyed_by=said.keyed_by,
        partner=said.partner,
        said_on=said.said_on or today,
        received_at=now,
        touched_at=now,
    )


def _earlier(said: Said) -> Received | None:
    found = Voice.objects.filter(submission=said.submission).select_related("town").first()
    return None if found is None else Received(found, codes.code_of(found), new=False)


def _details(said: Said) -> dict[str, list[str]]:
    kept = {
        cleaned(code): [value for value in map(cleaned, values) if value]
        for code, values in said.details.items()
    }
    return {code: values for code, values in kept.items() if code and values}


def _write(voice: Voice, said: Said, today: date, now: datetime) -> None:
    since = voice.said_on if said.channel in WRITTEN_DOWN else today
    clocks = planned_clocks(
        voice=voice, event=Event.RECEIVED_BY_OFFICE, starts_on=since, unit=voice.receiver
    )
    voice.next_due_on = first_due(clocks=clocks)
    voice.save(force_insert=True)
    add_step(voice=voice, kind=StepKind.RECEIVED, now=now, post=said.keyed_by, after=voice.state)
    Clock.objects.bulk_create(clocks)
    index_voice(voice=voice)
    store_pictures(voice=voice, pictures=said.pictures, now=now)
    if voice.kind == VoiceKind.URGENT:
        tell_those_who_see(
            voice=voice, posts=office_of(unit=voice.receiver), kind=URGENT, key="urgent", now=now
        )
    append(
        kind="voice.received",
        actor=_who(said.keyed_by, voice),
        subject=voice.ref,
        facts=received_facts(voice=voice),
        now=now,
    )


def _who(post: Post | None, voice: Voice) -> Ref:
    if post is None:
        return SPEAKER
    return HANDLER if voice.accused_id is not None else post.ref


def received_facts(*, voice: Voice) -> dict[str, JSON]:
    """What the record keeps of a new message: nothing that it says, nothing of an accusation."""
    facts: dict[str, JSON] = {
        "kind": str(voice.kind),
        "channel": str(voice.channel),
        "words_sha256": codes.words_sha256(voice.salt, voice.text),
    }
    if voice.accused_id is None and voice.village is not None:
        facts["village"] = voice.village.code
    return facts


def found_by(*, voice: Voice) -> str:
    """By what a message is found: its words, where it is, and its number."""
    return "\n".join((voice.text, voice.spot, voice.number))


def index_voice(*, voice: Voice) -> None:
    """The message is found by what it says now, and no longer by an earlier wording."""
    index_text(kind=SEARCH_KIND, subject_id=voice.pk, text=found_by(voice=voice))


def store_pictures(*, voice: Voice, pictures: Sequence[Picture], now: datetime) -> None:
    """The pictures are kept under names that say nothing; gone again if this fails."""
    rows: list[VoicePicture] = []
    try:
        for picture, small in pictures:
            row = VoicePicture(voice=voice, added_at=now)
            name = secrets.token_hex(16)
            rows.append(row)
            row.picture.save(f"{name}.jpg", ContentFile(picture), save=False)
            row.small.save(f"{name}-small.jpg", ContentFile(small), save=False)
        if rows:
            VoicePicture.objects.bulk_create(rows)
    except BaseException:
        for row in rows:
            for file in (row.picture, row.small):
                if file.name:
                    file.storage.delete(file.name)
        raise
