"""More time: asked before the day, decided by the head or above, told to the speaker."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.record.kinds import register
from qunce.domain.voices import owed, sentences
from qunce.domain.voices.actions.moving import (
    add_step,
    as_seen,
    change,
    day,
    keep,
)
from qunce.domain.voices.actions.telling import (
    EXTENSION,
    EXTENSION_DECIDED,
    heads_of,
    office_of,
    tell_those_who_see,
)
from qunce.domain.voices.actions.timing import recount
from qunce.domain.voices.deadlines import Due, why_not_extend
from qunce.domain.voices.models import Clock, Extension, Voice
from qunce.domain.voices.queries import extendable_clock, holder_of
from qunce.domain.voices.rules import why_not_ask_extension, why_not_decide_extension
from qunce.domain.voices.states import ClockState, StepKind
from qunce.domain.voices.words import cleaned
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("voice.extension_asked", gettext_noop("More time asked for a message"))
register("voice.extension_decided", gettext_noop("More time for a message decided"))


@transaction.atomic
def ask_extension(*, voice: Voice, days: int, reason: str, actor: Post, now: datetime) -> Extension:
    """The unit asks for ``days`` more, up to thirty and before the day; the speaker reads why.

    Recorded as ``voice.extension_asked`` (art. 34).
    """
    today = day(now=now)
    voice = as_seen(voice=voice, actor=actor, now=now)
    clock = extendable_clock(voice)
    reasons = why_not_ask_extension(voice, actor, clock=clock, on=today, days=days, reason=reason)
    if clock is not None:
        reasons += why_not_extend(
            owed.rules()[clock.rule], Due(clock.due_on), today, days=days, given=_given(clock)
        )
        if clock.extensions.filter(decided_at__isnull=True).exists():
            reasons.append(
                Refusal(
                    "extension_is_asked_already",
                    gettext_noop("More time was asked for already. Wait for the decision."),
                )
            )
    refuse(reasons)
    assert clock is not None  # noqa: S101  (refused above)
    change(voice=voice, now=now)
    asked = Extension.objects.create(
        clock=clock, days=days, reason=cleaned(reason), asked_by=actor, asked_at=now
    )
    add_step(
        voice=voice,
        kind=StepKind.EXTENSION_ASKED,
        now=now,
        post=actor,
        words=cleaned(reason),
        sentence=sentences.DAYS_ASKED,
        params={"days": days},
    )
    tell_those_who_see(
        voice=voice,
        posts=[*heads_of(unit=voice.responsible), *office_of(unit=voice.receiver)],
        kind=EXTENSION,
        key=f"extension:{asked.pk}",
        now=now,
        due_on=clock.due_on,
    )
    keep(
        kind="voice.extension_asked",
        voice=voice,
        actor=actor,
        facts={"rule": clock.rule, "days": days},
        now=now,
    )
    return asked


@transaction.atomic
def decide_extension(
    *, extension: Extension, granted: bool, words: str, actor: Post, now: datetime
) -> Extension:
    """The days are given or not; the speaker reads why, and the new last day.

    Decided by the head of the unit or by the unit above, never by who asked, in whatever post;
    given only while the clock has not run out (art. 34).  Recorded as
    ``voice.extension_decided``.
    """
    today = day(now=now)
    extension = Extension.objects.select_related("clock", "asked_by").get(pk=extension.pk)
    clock = extension.clock
    voice = as_seen(voice=Voice(pk=clock.voice_id), actor=actor, now=now)
    asked_on = day(now=extension.asked_at)
    reasons = why_not_decide_extension(
        extension,
        actor,
        voice=voice,
        holder=holder_of(actor, today),
        asker=holder_of(extension.asked_by, asked_on),
        words=words,
    )
    rule = owed.rules().get(clock.rule)
    if granted:
        reasons += _why_not_give(extension, clock, today)
    refuse(reasons)
    decided = Extension.objects.filter(pk=extension.pk, decided_at__isnull=True).update(
        granted=granted, decided_by=actor, decided_at=now, words=cleaned(words)
    )
    if decided != 1:
        raise Refused(why_not_decide_extension(Extension(decided_at=now), actor, voice=voice))
    change(voice=voice, now=now)
    if granted and rule is not None:
        clock.extra_days += extension.days
        Clock.objects.filter(pk=clock.pk).update(extra_days=clock.extra_days)
        recount(clock=clock, rule=rule)
    add_step(
        voice=voice,
        kind=StepKind.EXTENDED if granted else StepKind.EXTENSION_REFUSED,
        now=now,
        post=actor,
        words=cleaned(words),
        sentence=sentences.DAYS_GIVEN if granted else "",
        params={"days": extension.days, "due": clock.due_on.isoformat()} if granted else {},
    )
    tell_those_who_see(
        voice=voice,
        posts=[extension.asked_by],
        kind=EXTENSION_DECIDED,
        key=f"extension:{extension.pk}:decided",
        now=now,
        due_on=clock.due_on,
    )
    keep(
        kind="voice.extension_decided",
        voice=voice,
        actor=actor,
        facts={"granted": granted, "days": extension.days, "due_on": clock.due_on.isoformat()},
        now=now,
    )
    extension.refresh_from_db()
    return extension


def _why_not_give(extension: Extension, clock: Clock, today: date) -> list[Refusal]:
    rule = owed.rules().get(clock.rule)
    if rule is None or clock.state != ClockState.RUNNING:
        return [
            Refusal(
                "no_clock_to_extend",
                gettext_noop("No time limit that can be extended is running."),
            )
        ]
    return why_not_extend(
        rule,
        Due(clock.due_on),
        today,
        days=extension.days,
        given=_given(clock),
    )


def _given(clock: Clock) -> list[int]:
    return list(clock.extensions.filter(granted=True).values_list("days", flat=True))
