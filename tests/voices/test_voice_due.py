"""What time brings: a reminder before the day, one mark after it, and nothing twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from cast import NOW, TODAY, Cast, build_cast
from jobs.real_processes import Town
from qunce.domain.notices.models import Notice
from qunce.domain.voices import actions
from qunce.domain.voices.models import Clock
from voices_made import a_voice, accepted, answered, registered


def at(day: date) -> datetime:
    return NOW + timedelta(days=(day - TODAY).days)


def told(kind: str) -> set[str]:
    return {str(notice.post) for notice in Notice.objects.filter(kind=kind)}


# the office has until Tuesday, 17 March, to register what came on the 2nd
@pytest.mark.parametrize(
    ("day", "reminded", "late"),
    [
        (date(2026, 3, 13), False, False),
        (date(2026, 3, 14), True, False),
        (date(2026, 3, 17), True, False),
        (date(2026, 3, 18), False, True),
    ],
    ids=["four days before", "three days before", "the last day", "the day after"],
)
def test_reminded_three_days_before_and_late_the_day_after(
    cast: Cast, day: date, reminded: bool, late: bool
) -> None:
    voice = a_voice(cast)
    actions.raise_due(now=at(day), limit=100)
    office = {str(cast.clerk), str(cast.first)}
    assert told("voice.due_soon") == (office if reminded else set())
    assert told("voice.late") == (office if late else set())
    clock = voice.clocks.get()
    assert (clock.reminded_at is not None, clock.late_told_at is not None) == (reminded, late)
    assert clock.state == "running"


def test_each_thing_is_told_once_however_often_one_looks(cast: Cast) -> None:
    a_voice(cast)
    for day in (date(2026, 3, 15), date(2026, 3, 20)):
        for _ in range(3):
            actions.raise_due(now=at(day), limit=100)
    for kind in ("voice.due_soon", "voice.late"):
        assert Notice.objects.filter(kind=kind).count() == 2
    assert actions.raise_due(now=at(date(2026, 3, 20)), limit=100) == 0


def test_a_late_unit_is_told_and_so_is_the_office_that_gave_it(cast: Cast) -> None:
    accepted(cast)
    actions.raise_due(now=at(date(2026, 5, 7)), limit=100)
    assert told("voice.late") == {str(cast.secretary)}
    assert told("voice.late_below") == {str(cast.clerk), str(cast.first)}


def test_a_right_that_ran_out_makes_nobody_late(cast: Cast) -> None:
    voice = answered(cast)
    other = registered(cast)
    actions.raise_due(now=at(date(2026, 4, 2)), limit=100)
    assert voice.clocks.get(rule="ask_review").state == "dropped"
    assert other.clocks.get(rule="object").state == "dropped"
    late = {notice.params["due"] for notice in Notice.objects.filter(kind="voice.late")}
    assert late == {"2026-03-17"}  # to tell the speaker: a duty


def test_new_messages_are_told_once_a_day(cast: Cast) -> None:
    for _ in range(3):
        a_voice(cast)
    for hour in range(3):
        actions.raise_due(now=NOW + timedelta(hours=hour), limit=100)
    assert Notice.objects.filter(kind="voice.waiting").count() == 2
    actions.raise_due(now=NOW + timedelta(days=1), limit=100)
    assert Notice.objects.filter(kind="voice.waiting").count() == 4


def test_no_more_at_once_than_the_limit_and_the_rest_later(cast: Cast) -> None:
    for _ in range(5):
        a_voice(cast)
    late = at(date(2026, 3, 18))
    assert [actions.raise_due(now=late, limit=2) for _ in range(2)] == [2, 2]
    assert Clock.objects.filter(late_told_at__isnull=False).count() == 4
    assert actions.raise_due(now=late, limit=2) > 0
    assert Clock.objects.filter(late_told_at__isnull=True).count() == 0


def test_a_standing_clock_is_not_late(cast: Cast) -> None:
    voice = a_voice(cast)
    Clock.objects.filter(voice=voice).update(state="paused")
    actions.raise_due(now=at(date(2026, 4, 1)), limit=100)
    assert told("voice.late") == set()


def test_notices_say_a_number_and_a_day_and_nothing_that_was_said(cast: Cast) -> None:
    voice = a_voice(cast)
    actions.raise_due(now=at(date(2026, 3, 18)), limit=100)
    for notice in Notice.objects.all():
        assert voice.text[:4] not in f"{notice.params} {notice.key} {notice.path}"


TICK = """
import sys, django
django.setup()
from datetime import datetime, timezone
from qunce.domain.voices.actions import raise_due
print("ready", flush=True)
sys.stdin.readline()
done = 0
while some := raise_due(now=datetime(2026, 3, 18, 2, tzinfo=timezone.utc), limit=7):
    done += some
print(done)
"""


def test_two_processes_at_once_tell_nothing_twice(own_town: Town) -> None:
    cast = build_cast()
    for _ in range(30):
        a_voice(cast)
    done = [int(said) for said in own_town.race(TICK)]
    late = Notice.objects.filter(kind="voice.late")
    assert late.count() == 30 * 2
    # each clock was marked by one of the two, and each of two posts told once that some wait
    assert sum(done) == 30 + 2
    assert Clock.objects.filter(late_told_at__isnull=False).count() == 30


@pytest.mark.parametrize("known", [True, False], ids=["now known", "still unknown"])
def test_days_that_were_not_announced_are_counted_again(cast: Cast, known: bool) -> None:
    """As a clock stands that was counted before the State Council's schedule was out."""
    voice = accepted(cast)
    clock = Clock.objects.get(voice=voice, rule="handle")
    # 60 days from 2 December 2026 end on a Sunday of a year that the calendar does not know
    began, right = (
        (clock.starts_on, clock.due_on) if known else (date(2026, 12, 2), date(2027, 2, 1))
    )
    Clock.objects.filter(pk=clock.pk).update(
        starts_on=began, due_on=right - timedelta(days=1), settled=False, reminded_at=NOW
    )
    for _ in range(2):
        actions.raise_due(now=NOW, limit=100)
    clock.refresh_from_db()
    assert (clock.due_on, clock.settled, clock.reminded_at) == (right, known, None)


def test_a_day_that_was_right_is_only_called_settled(cast: Cast) -> None:
    voice = accepted(cast)
    clock = Clock.objects.get(voice=voice, rule="handle")
    Clock.objects.filter(pk=clock.pk).update(settled=False, reminded_at=NOW)
    actions.raise_due(now=NOW, limit=100)
    clock.refresh_from_db()
    assert (clock.settled, clock.reminded_at) == (True, NOW)
