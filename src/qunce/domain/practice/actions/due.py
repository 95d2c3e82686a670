"""What a day brings by itself: a promise is nearly due, or its day has passed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from qunce.domain.practice import notifying
from qunce.domain.practice.actions.acting import tell_of, today_of
from qunce.domain.practice.models import Promise
from qunce.domain.practice.queries.standing import judging_office, promise_to_read
from qunce.domain.practice.states import REMIND_DAYS, PromiseState


def remind_of_promises(*, now: datetime, limit: int) -> int:
    """Posts are told once that a day is near, and once, with the office above, that it has passed.

    Bears being done twice; answers how many promises were told of.
    """
    today = today_of(now=now)
    still = Promise.objects.filter(state=PromiseState.OPEN).order_by("due_on", "id")
    late = still.filter(due_on__lt=today, late_told_at__isnull=True)
    near = still.filter(
        due_on__gte=today,
        due_on__lte=today + timedelta(days=REMIND_DAYS),
        reminded_at__isnull=True,
    )
    done = 0
    for pk in late.values_list("pk", flat=True)[:limit]:
        done += _tell_late(pk=pk, now=now)
    for pk in near.values_list("pk", flat=True)[: max(limit - done, 0)]:
        done += _tell_near(pk=pk, now=now)
    return done


@transaction.atomic
def _tell_late(*, pk: int, now: datetime) -> int:
    told = Promise.objects.filter(pk=pk, state=PromiseState.OPEN, late_told_at__isnull=True)
    if told.update(late_told_at=now) != 1:
        return 0
    promise = promise_to_read().get(pk=pk)
    posts = [promise.post, *judging_office(promise, today_of(now=now))]
    tell_of(promise=promise, posts=posts, kind=notifying.LATE, now=now)
    return 1


@transaction.atomic
def _tell_near(*, pk: int, now: datetime) -> int:
    told = Promise.objects.filter(pk=pk, state=PromiseState.OPEN, reminded_at__isnull=True)
    if told.update(reminded_at=now) != 1:
        return 0
    promise = promise_to_read().get(pk=pk)
    tell_of(promise=promise, posts=[promise.post], kind=notifying.DUE_SOON, now=now)
    return 1
