"""The only writer of what was spent.  None of it is recorded: it is about no matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from qunce.domain.limits.models import Spent


def spend(*, keys: Mapping[str, datetime], now: datetime) -> dict[str, int]:
    """Each key was used once more; answers how often by now, this time included.

    ``keys``: each with the instant at which it counts from one again, which holds when its count
    begins.  One statement, whole or not at all without a transaction around it; two at the same
    instant are both counted.
    """
    if not keys:
        return {}
    table = connection.ops.quote_name(Spent._meta.db_table)
    instant = connection.ops.adapt_datetimefield_value
    rows: list[Any] = []
    # In one order, so that two who spend the same keys never wait for one another in a ring.
    for key, until in sorted(keys.items()):
        rows += [key, instant(until)]
    over = f"{table}.until <= %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, count, until)"  # noqa: S608  (its own table's name)
            f" VALUES {', '.join(['(%s, 1, %s)'] * len(keys))}"
            " ON CONFLICT (key) DO UPDATE SET"
            f" count = CASE WHEN {over} THEN 1 ELSE {table}.count + 1 END,"
            f" until = CASE WHEN {over} THEN excluded.until ELSE {table}.until END"
            " RETURNING key, count",
            [*rows, instant(now), instant(now)],
        )
        return dict(cursor.fetchall())


def give_back(*, keys: Iterable[str], now: datetime) -> None:
    """What was spent beforehand came to nothing: each key was used once less."""
    used = Spent.objects.filter(key__in=list(keys), until__gt=now, count__gte=1)
    used.update(count=F("count") - 1)


def forget_spent(*, now: datetime, limit: int) -> int:
    """Counts whose time is over are removed, the oldest first, at most ``limit`` at once.

    Answers 0: it is no matter that was due, and a tick does not tell of it.
    """
    over = Spent.objects.filter(until__lte=now)
    oldest = list(over.order_by("until").values_list("pk", flat=True)[:limit])
    if oldest:  # one that counts again since then stays
        over.filter(pk__in=oldest).delete()
    return 0
