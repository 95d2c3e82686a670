"""What time brings: reminders before a day, marks and notices after it.

Any number of processes may do this at once, and again: a clock is marked by an update that names
what it was, and who is told is told by a key.  Mark and notices commit together.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.notices.actions import tell_posts
from qunce.domain.voices import owed
from qunce.domain.voices.actions.moving import day
from qunce.domain.voices.actions.telling import (
    DUE_SOON,
    LATE,
    LATE_BELOW,
    WAITING,
    heads_of,
    office_of,
    tell_those_who_see,
    who_answers,
)
from qunce.domain.voices.actions.timing import counted, recount
from qunce.domain.voices.models import Clock, Voice
from qunce.domain.voices.querysets import SORTING
from qunce.domain.voices.states import ClockState, VoiceState

BEFORE = timedelta(days=3)
"""How long before the last day one is reminded."""


def raise_due(*, now: datetime, limit: int) -> int:
    """Up to ``limit`` clocks were told of; how many.  Call again while it is not 0.

    Three days before its last day a clock reminds who holds it; on the day after, it is marked
    late once, and its holder and the office that received the message are told.  A right that has
    run out ends without a word.  The offices are told once a day that new messages wait.
    Before that, days that were not announced when a clock began are counted again.
    """
    _count_again()
    done = _remind(now, limit)
    done += _mark_late(now, limit - done)
    if done < limit:
        done += _tell_waiting(now)
    return done


def _count_again() -> None:
    """Clocks that end where the work days were not yet known, once the calendar knows them.

    Done twice it gives the same day.  A day that moves begins its reminder anew; the page shows
    the day as it is now, so that nobody needs to be told.
    """
    unsettled = Clock.objects.filter(state=ClockState.RUNNING, settled=False)
    for clock in unsettled.select_related("voice").prefetch_related("pauses"):
        rule = owed.rules().get(clock.rule)
        if rule is None:
            continue
        due = counted(clock=clock, rule=rule)
        if due.on is None or (due.on == clock.due_on and not due.settled):
            continue
        with transaction.atomic():
            if due.on == clock.due_on:
                Clock.objects.filter(pk=clock.pk, due_on=due.on).update(settled=due.settled)
            else:
                recount(clock=clock, rule=rule)


def _remind(now: datetime, limit: int) -> int:
    today = day(now=now)
    due = Clock.objects.filter(
        state=ClockState.RUNNING,
        unit__isnull=False,
        reminded_at__isnull=True,
        due_on__gte=today,
        due_on__lte=today + BEFORE,
    )
    done = 0
    for clock in _some(due, limit):
        with transaction.atomic():
            taken = Clock.objects.filter(
                pk=clock.pk, state=ClockState.RUNNING, reminded_at__isnull=True
            ).update(reminded_at=now)
            if taken == 1:
                _tell(clock, DUE_SOON, _holders(clock), "soon", now)
                done += 1
    return done


def _mark_late(now: datetime, limit: int) -> int:
    today = day(now=now)
    late = Clock.objects.filter(
        state=ClockState.RUNNING, late_told_at__isnull=True, due_on__lt=today
    )
    rights = owed.rights()
    done = 0
    for clock in _some(late, limit):
        with transaction.atomic():
            if clock.rule in rights or clock.unit_id is None:
                done += Clock.objects.filter(pk=clock.pk, state=ClockState.RUNNING).update(
                    state=ClockState.DROPPED
                )
                continue
            taken = Clock.objects.filter(
                pk=clock.pk, state=ClockState.RUNNING, late_told_at__isnull=True
            ).update(late_told_at=now)
            if taken == 1:
                holders = _holders(clock)
                _tell(clock, LATE, holders, "late", now)
                if clock.unit_id != clock.voice.receiver_id:
                    office = [
                        post for post in office_of(unit=clock.voice.receiver) if post not in holders
                    ]
                    _tell(clock, LATE_BELOW, office, "late", now)
                done += 1
    return done


def _some(due, limit: int):  # type: ignore[no-untyped-def]
    related = ("unit", "voice", "voice__receiver", "voice__responsible", "voice__post")
    return list(due.select_related(*related).order_by("due_on", "id")[: max(limit, 0)])


def _holders(clock: Clock) -> list[Post]:
    """Who must act: the office, the reviewing office, or who answers."""
    if clock.unit_id == clock.voice.responsible_id:
        return who_answers(voice=clock.voice)
    return office_of(unit=clock.unit) or heads_of(unit=clock.unit)


def _tell(clock: Clock, kind: str, posts: list[Post], what: str, now: datetime) -> None:
    params = {"due": clock.due_on.isoformat()}
    if kind == LATE_BELOW:
        params["unit"] = clock.unit.name if clock.unit else ""
    tell_those_who_see(
        voice=clock.voice,
        posts=posts,
        kind=kind,
        key=f"clock:{clock.pk}:{what}:{clock.due_on.isoformat()}",
        now=now,
        due_on=clock.due_on,
        params=params,
    )


def _tell_waiting(now: datetime) -> int:
    """Each post that sorts is told once a day that new messages wait, if it sees one."""
    today = day(now=now)
    waiting = Voice.objects.filter(state=VoiceState.RECEIVED)
    units = set(waiting.order_by().values_list("receiver", flat=True).distinct())
    told = 0
    posts = Post.objects.filter(unit__in=units, role__in=SORTING).select_related("unit")
    for post in posts:
        if waiting.visible_to(post, on=today).exists():
            told += len(
                tell_posts(
                    posts=[post],
                    kind=WAITING,
                    key=f"voices:waiting:{today.isoformat()}",
                    about=post.unit.ref,
                    params={},
                    path="/office/voices/",
                    now=now,
                )
            )
    return told
