"""What comes again: each slot once, missed slots once, and the beat is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cast import NOW
from qunce.domain.jobs.actions import claim_slot, keep_schedule
from qunce.domain.jobs.models import Scheduled

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("after", "may", "following"),
    [
        (timedelta(seconds=-1), False, NOW),
        (timedelta(0), True, NOW + MINUTE),
        (timedelta(seconds=1), True, NOW + MINUTE),
        (timedelta(seconds=59), True, NOW + MINUTE),
        (MINUTE, True, NOW + 2 * MINUTE),
        (timedelta(days=3), True, NOW + timedelta(days=3) + MINUTE),
        (timedelta(days=3, seconds=7), True, NOW + timedelta(days=3) + MINUTE),
    ],
)
def test_a_slot_is_claimed_when_it_has_come(after: timedelta, may: bool, following: object) -> None:
    keep_schedule(name="tick", every=60, now=NOW)
    assert claim_slot(name="tick", now=NOW + after) is may
    assert claim_slot(name="tick", now=NOW + after) is False
    row = Scheduled.objects.get()
    assert row.next_at == following
    assert row.last_at == (NOW + after if may else None)


def test_keeping_a_schedule_again_changes_only_its_distance() -> None:
    keep_schedule(name="tick", every=60, now=NOW)
    claim_slot(name="tick", now=NOW)
    keep_schedule(name="tick", every=300, now=NOW + 9 * MINUTE)
    row = Scheduled.objects.get()
    assert (row.every, row.next_at) == (300, NOW + MINUTE)


def test_what_is_not_scheduled_has_no_slot() -> None:
    assert claim_slot(name="nothing", now=NOW) is False
