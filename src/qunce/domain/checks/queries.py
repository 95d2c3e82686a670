"""Reads that several pages share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from qunce.domain.accounts.models import Post
from qunce.domain.checks.models import CheckList, DailyCount, Finding, Round, Series
from qunce.kernel.workdays import Calendar


def rounds_seen(post: Post | None, limit: int = 20) -> list[Round]:
    """The newest rounds of the lists one sees, each with ``stops_all``, ``stops_seen`` and
    ``wrong``; one statement."""
    rounds = Round.objects.filter(check_list__in=CheckList.objects.visible_to(post))
    return list(
        rounds.select_related("check_list__town").annotate(
            stops_all=Count("stops", distinct=True),
            stops_seen=Count("stops", filter=Q(stops__looked_at__isnull=False), distinct=True),
            wrong=Count(
                "stops__findings", filter=Q(stops__findings__in_order=False), distinct=True
            ),
        )[:limit]
    )


def findings_wrong(round_: Round) -> list[Finding]:
    """What was found wrong in a round, place by place; one statement."""
    return list(
        Finding.objects.filter(stop__round=round_, in_order=False)
        .select_related("stop__place__unit", "item", "problem")
        .order_by("stop__place__unit__path", "stop__place__name", "item__position")
    )


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of a series: its number, or that it is missing, or that nobody counts that day."""

    on: date
    number: int | None
    counted: bool

    @property
    def missing(self) -> bool:
        return self.counted and self.number is None


def counted_days(
    series: Series, today: date, calendar: Calendar, *, days: int = 28
) -> list[CountedDay]:
    """The last ``days`` days up to ``today``, newest first; one statement."""
    first = max(series.starts_on, today - timedelta(days=days - 1))
    numbers = dict(
        DailyCount.objects.filter(series=series, on__gte=first, on__lte=today).values_list(
            "on", "number"
        )
    )
    found = []
    day = today
    while day >= first:
        counted = not series.workdays_only or calendar.is_workday(day)
        found.append(CountedDay(day, numbers.get(day), counted))
        day -= timedelta(days=1)
    return found
