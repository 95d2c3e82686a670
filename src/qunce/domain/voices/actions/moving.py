"""What every act on a message does the same way: look again, move, tell the story, record.

Concurrency: a message is moved by an update that names the state and version it was read with.
Of two who act at once one is told that it changed meanwhile; nothing is locked beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import F

from qunce.domain.accounts.models import Post
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.voices.models import Step, Voice
from qunce.domain.voices.said import HANDLER, SPEAKER
from qunce.domain.voices.states import STEPS, StepKind
from qunce.kernel.canonical import JSON
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

RELATED = ("town", "village", "receiver", "responsible", "reviewer", "accused", "category")


def day(*, now: datetime) -> date:
    """The day in the installation's place."""
    return day_of(now, settings.TIME_ZONE)


def as_seen(*, voice: Voice, actor: Post, now: datetime) -> Voice:
    """The message as it is now, if ``actor`` may see it; refused as if it were not there."""
    found = (
        Voice.objects.visible_to(actor, on=day(now=now))
        .select_related(*RELATED)
        .filter(pk=voice.pk)
        .first()
    )
    if found is None:
        raise Refused(
            Refusal(
                "voice_not_yours",
                gettext_noop("There is no such message for your post."),
            )
        )
    return found


def as_it_is(*, voice: Voice) -> Voice:
    """The message as it is now, for its speaker."""
    return Voice.objects.select_related(*RELATED).get(pk=voice.pk)


def changed_meanwhile() -> Refusal:
    return Refusal(
        "voice_changed_meanwhile",
        gettext_noop("Somebody else changed this message meanwhile. Look at it again."),
    )


def move(*, voice: Voice, to: str, now: datetime, **fields: Any) -> str:
    """``voice`` is in the state ``to``; returns the state it was in.  Guarded by its version."""
    before = voice.state
    if to not in STEPS[before]:
        raise Refused(
            Refusal(
                "voice_not_in_this_state",
                gettext_noop("This is not possible now: the message is in the state “%(state)s”."),
                {"state": voice.get_state_display()},
            )
        )
    change(voice=voice, now=now, state=to, **fields)
    return before


def change(*, voice: Voice, now: datetime, **fields: Any) -> None:
    """The fields of ``voice`` are these, unless somebody was faster."""
    changed = Voice.objects.filter(pk=voice.pk, state=voice.state, version=voice.version).update(
        touched_at=now, version=F("version") + 1, **fields
    )
    if changed != 1:
        raise Refused(changed_meanwhile())
    for name, value in fields.items():
        setattr(voice, name, value)
    voice.version += 1
    voice.touched_at = now


def add_step(
    *,
    voice: Voice,
    kind: StepKind,
    now: datetime,
    post: Post | None = None,
    words: str = "",
    sentence: str = "",
    params: Mapping[str, object] | None = None,
    before: str = "",
    after: str = "",
    spoken_in: Voice | None = None,
) -> Step:
    """One more line of the story."""
    return Step.objects.create(
        voice=voice,
        kind=kind,
        at=now,
        post=post,
        words=words,
        sentence=sentence,
        params=dict(params or {}),
        from_state=before,
        to_state=after,
        spoken_in=spoken_in,
    )


def keep(
    *,
    kind: str,
    voice: Voice,
    now: datetime,
    actor: Post | None = None,
    facts: Mapping[str, JSON] | None = None,
) -> None:
    """One entry of the record, last of all; without ``actor`` the speaker did it.

    Of an accusation it names neither post nor unit: which office has it tells who is accused.
    """
    if actor is None:
        who: Ref = SPEAKER
    elif voice.accused_id is not None:
        who = HANDLER
    else:
        who = actor.ref
    if voice.accused_id is not None:
        facts = {name: value for name, value in (facts or {}).items() if name not in NAMING}
    append(kind=kind, actor=who, subject=voice.ref, facts=facts or {}, now=now)


NAMING = frozenset({"unit", "village", "category", "reviewer"})
"""Facts from which one could guess whom an accusation is about."""
