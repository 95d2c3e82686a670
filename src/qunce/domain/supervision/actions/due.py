"""What a day brings: days to look again, and visits without a note."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from qunce.domain.supervision import notifying
from qunce.domain.supervision.models import FollowUp, Visit
from qunce.domain.supervision.reading import day
from qunce.domain.supervision.states import NOTED_LATE_AFTER


def raise_due(*, now: datetime, limit: int) -> int:
    """The group is told of each follow-up on its day, and of a visit that has no note after three
    days; how many it was told of.  Each is claimed by an update that finds its mark empty.
    """
    today = day(now)
    done = 0
    for pk in list(_to_look(today).values_list("pk", flat=True)[:limit]):
        done += _tell_look(pk, today, now)
    for pk in list(_unnoted(today).values_list("pk", flat=True)[: max(limit - done, 0)]):
        done += _tell_unnoted(pk, today, now)
    return done


def _to_look(today: date) -> QuerySet[FollowUp]:
    return FollowUp.objects.open().filter(on__lte=today, told_at__isnull=True)


@transaction.atomic
def _tell_look(pk: int, today: date, now: datetime) -> bool:
    if _to_look(today).filter(pk=pk).order_by().update(told_at=now) != 1:
        return False
    due = FollowUp.objects.select_related(
        "finding__visit__group__area", "finding__visit__unit"
    ).get(pk=pk)
    visit = due.finding.visit
    notifying.tell(
        notifying.posts_of(visit.group),
        notifying.LOOK,
        visit,
        now,
        each=str(pk),
        due_on=due.on,
    )
    return True


def _unnoted(today: date) -> QuerySet[Visit]:
    return Visit.objects.planned().filter(
        planned_on__lte=today - timedelta(days=NOTED_LATE_AFTER), reminded_at__isnull=True
    )


@transaction.atomic
def _tell_unnoted(pk: int, today: date, now: datetime) -> bool:
    if _unnoted(today).filter(pk=pk).order_by().update(reminded_at=now) != 1:
        return False
    visit = Visit.objects.select_related("group__area", "unit").get(pk=pk)
    notifying.tell(notifying.posts_of(visit.group), notifying.UNNOTED, visit, now)
    return True
