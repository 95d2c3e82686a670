"""Clocks are set going, met, dropped, made to stand and to go on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit
from qunce.domain.record.kinds import register
from qunce.domain.voices import owed, sentences
from qunce.domain.voices.actions.moving import (
    add_step,
    as_seen,
    day,
    keep,
)
from qunce.domain.voices.deadlines import ClockRule, Due, Event, Holder, Pause, Stay, due_on
from qunce.domain.voices.models import Clock, ClockPause, Voice
from qunce.domain.voices.queries import running_clocks
from qunce.domain.voices.rules import why_not_pause_clock, why_not_resume_clock
from qunce.domain.voices.states import ClockState, StepKind
from qunce.domain.voices.words import cleaned
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("voice.clock_paused", gettext_noop("Time limit of a message stands still"))
register("voice.clock_resumed", gettext_noop("Time limit of a message runs again"))

RUNS = (ClockState.RUNNING, ClockState.PAUSED)


def planned_clocks(
    *, voice: Voice, event: Event, starts_on: date, unit: Unit | None = None
) -> list[Clock]:
    """The clocks that ``event`` sets going for this message, held by ``unit``; not yet kept."""
    clocks = []
    for rule in owed.started_by(event, kind=voice.kind, route=voice.route):
        due = due_on(rule, starts_on, owed.counting())
        assert due.on is not None  # noqa: S101  (nothing stands yet)
        clocks.append(
            Clock(
                voice=voice,
                rule=rule.code,
                law=rule.law,
                article=rule.article or rule.source,
                label=rule.label,
                unit=None if rule.held_by is Holder.SPEAKER else unit,
                starts_on=starts_on,
                due_on=due.on,
                settled=due.settled,
            )
        )
    return clocks


def first_due(*, clocks: Iterable[Clock]) -> date | None:
    """What ``next_due_on`` is while exactly these clocks run."""
    rights = owed.rights()
    return min(
        (one.due_on for one in clocks if one.unit is not None and one.rule not in rights),
        default=None,
    )


def start_clocks(
    *, voice: Voice, event: Event, starts_on: date, unit: Unit | None = None
) -> list[Clock]:
    """The clocks that ``event`` sets going for this message run, held by ``unit``."""
    clocks = planned_clocks(voice=voice, event=event, starts_on=starts_on, unit=unit)
    if not clocks:
        return []
    made = Clock.objects.bulk_create(clocks)
    keep_next_due(voice=voice)
    return made


def keep_next_due(*, voice: Voice) -> None:
    """``next_due_on`` is the first last day of the running clocks that are duties.

    After every change of a clock; one statement, so that of two at once the last one counts all.
    """
    duties = Clock.objects.filter(
        voice=OuterRef("pk"), state=ClockState.RUNNING, unit__isnull=False
    ).exclude(rule__in=owed.rights())
    first = duties.order_by("due_on").values("due_on")[:1]
    Voice.objects.filter(pk=voice.pk).update(next_due_on=Subquery(first))


def meet_clocks(*, voice: Voice, rules: Iterable[str], on: date) -> int:
    """The running clocks with these codes are done, in time or late."""
    running = Clock.objects.filter(voice=voice, rule__in=list(rules), state__in=RUNS)
    _end_pauses(Q(clock__in=running), on)
    late = running.filter(due_on__lt=on).update(state=ClockState.MET_LATE, met_on=on)
    met = late + running.update(state=ClockState.MET, met_on=on)
    keep_next_due(voice=voice)
    return met


def drop_clocks(*, voice: Voice, on: date, but: Iterable[str] = ()) -> int:
    """The running clocks, but those with these codes, no longer apply."""
    running = Clock.objects.filter(voice=voice, state__in=RUNS).exclude(rule__in=list(but))
    _end_pauses(Q(clock__in=running), on)
    dropped = running.update(state=ClockState.DROPPED)
    keep_next_due(voice=voice)
    return dropped


def _end_pauses(which: Q, on: date) -> None:
    # A pause made tomorrow cannot end today; then it has held for no day at all.
    ClockPause.objects.filter(which, until_on__isnull=True, from_on__lte=on).update(until_on=on)
    ClockPause.objects.filter(which, until_on__isnull=True).update(until_on=F("from_on"))


def counted(*, clock: Clock, rule: ClockRule) -> Due:
    """When ``clock`` ends as the calendar is known now, with its extensions and pauses."""
    pauses = [Pause(pause.from_on, pause.until_on, Stay(pause.why)) for pause in clock.pauses.all()]
    return due_on(
        rule,
        clock.starts_on,
        owed.counting(),
        extra_days=clock.extra_days,
        pauses=pauses,
    )


def recount(*, clock: Clock, rule: ClockRule) -> None:
    """The last day of ``clock`` is counted again, with its extensions and pauses."""
    due = counted(clock=clock, rule=rule)
    if due.on is None:
        return
    Clock.objects.filter(pk=clock.pk).update(
        due_on=due.on, settled=due.settled, reminded_at=None, late_told_at=None
    )
    clock.due_on, clock.settled = due.on, due.settled
    keep_next_due(voice=clock.voice)


@transaction.atomic
def pause_clock(*, voice: Voice, reason: str, actor: Post, now: datetime, why: str = "") -> Clock:
    """The clock that may stand stands from today on; the speaker reads why.

    ``why`` is one of the reasons its rule knows, the first without it.  Refuses when no clock
    runs that may stand.  Recorded as ``voice.clock_paused``.
    """
    today = day(now=now)
    voice = as_seen(voice=voice, actor=actor, now=now)
    clock, rule = _may_stand(voice, ClockState.RUNNING, why)
    refuse(why_not_pause_clock(voice, actor, clock=clock, on=today, reason=reason))
    assert clock is not None  # noqa: S101  (refused above)
    assert rule is not None  # noqa: S101
    if clock.due_on < today:
        raise Refused(
            Refusal(
                "clock_has_run_out",
                gettext_noop("The time ran out on %(day)s. What has run out cannot stand."),
                {"day": clock.due_on.isoformat()},
            )
        )
    if (
        Clock.objects.filter(pk=clock.pk, state=ClockState.RUNNING).update(state=ClockState.PAUSED)
        != 1
    ):
        raise Refused(why_not_pause_clock(voice, actor, on=today))
    ClockPause.objects.create(
        clock=clock,
        from_on=today,
        why=why or rule.stands_for[0],
        reason=cleaned(reason)[:300],
        post=actor,
    )
    add_step(
        voice=voice,
        kind=StepKind.PAUSED,
        now=now,
        post=actor,
        words=cleaned(reason),
        sentence=sentences.STANDS,
        params={"label": clock.label, "day": today.isoformat()},
    )
    keep_next_due(voice=voice)
    keep(kind="voice.clock_paused", voice=voice, actor=actor, facts={"rule": clock.rule}, now=now)
    clock.state = ClockState.PAUSED
    return clock


@transaction.atomic
def resume_clock(*, voice: Voice, actor: Post, now: datetime) -> Clock:
    """The clock runs again, today included; its last day moved by the days it stood.

    Recorded as ``voice.clock_resumed``.
    """
    today = day(now=now)
    voice = as_seen(voice=voice, actor=actor, now=now)
    clock, rule = _may_stand(voice, ClockState.PAUSED)
    refuse(why_not_resume_clock(voice, actor, clock=clock, on=today))
    assert clock is not None  # noqa: S101  (refused above)
    assert rule is not None  # noqa: S101
    if (
        Clock.objects.filter(pk=clock.pk, state=ClockState.PAUSED).update(state=ClockState.RUNNING)
        != 1
    ):
        raise Refused(why_not_resume_clock(voice, actor, on=today))
    _end_pauses(Q(clock=clock), today)
    recount(clock=clock, rule=rule)
    add_step(
        voice=voice,
        kind=StepKind.RESUMED,
        now=now,
        post=actor,
        sentence=sentences.RUNS,
        params={"due": clock.due_on.isoformat()},
    )
    keep(
        kind="voice.clock_resumed",
        voice=voice,
        actor=actor,
        facts={"rule": clock.rule, "due_on": clock.due_on.isoformat()},
        now=now,
    )
    clock.state = ClockState.RUNNING
    return clock


def _may_stand(
    voice: Voice, state: ClockState, why: str = ""
) -> tuple[Clock, ClockRule] | tuple[None, None]:
    for clock in running_clocks(voice):
        rule = owed.rules().get(clock.rule)
        if clock.state == state and rule is not None and rule.stands_for:
            if why and why not in rule.stands_for:
                continue
            return clock, rule
    return None, None
