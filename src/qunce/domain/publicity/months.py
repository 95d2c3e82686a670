"""Messages by month, town and category, as they were released; what was withheld is nowhere here.

A message is somebody's.  So a town's number stands in public from ten on, by whole months and
never by days, and a place with a category only where nobody can work out a small one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count

from qunce.domain.organisations.models import Unit
from qunce.domain.publicity.models import MessageMonth
from qunce.domain.voices.models import Voice
from qunce.statistics.release import Released, release

NO_CATEGORY = ""


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def whole_months(from_on: date, until_on: date) -> list[date]:
    """First days of the months that lie wholly between the two days, both counted."""
    month = month_of(from_on) if from_on.day == 1 else next_month(from_on)
    found = []
    while next_month(month) - timedelta(days=1) <= until_on:
        found.append(month)
        month = next_month(month)
    return found


def counted(month: date) -> Counter[tuple[str, str]]:
    """Messages received in ``month`` by (town, category).  One statement.

    Accusations are not among them: the accused unit would else learn of one.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    begins = datetime.combine(month, time.min, tzinfo=zone)
    ends = datetime.combine(next_month(month), time.min, tzinfo=zone)
    rows = (
        Voice.objects.filter(received_at__gte=begins, received_at__lt=ends, accused__isnull=True)
        .order_by()
        .values_list("town__code", "category__code")
        .annotate(how_many=Count("pk"))
    )
    return Counter({(town, category or NO_CATEGORY): number for town, category, number in rows})


def released(table: Counter[tuple[str, str]]) -> dict[str, Any]:
    """``table`` as it may be published: the shape of ``MessageMonth.table``."""
    if not table:
        return {"total": 0, "towns": {}, "categories": {}, "cells": {}}
    named = {(town, category or "-"): number for (town, category), number in table.items()}
    # Nothing is known beforehand: a town's own number is published here and nowhere else.
    shown = release(named, known=())
    return _as_kept(shown)


def _as_kept(shown: Released) -> dict[str, Any]:
    cells: dict[str, dict[str, int | None]] = {}
    for (town, category), number in shown.cells.items():
        cells.setdefault(town, {})["" if category == "-" else category] = number
    return {
        "total": shown.total,
        "towns": dict(shown.row_totals),
        "categories": {
            "" if category == "-" else category: number
            for category, number in shown.column_totals.items()
        },
        "cells": cells,
    }


def months_released(from_on: date, until_on: date) -> list[MessageMonth]:
    """The released months that lie wholly between the days, the oldest first.  One statement."""
    wanted = whole_months(from_on, until_on)
    return list(MessageMonth.objects.filter(month__in=wanted).order_by("month"))


def messages_within(unit: Unit, from_on: date, until_on: date) -> int | None:
    """Messages of the whole months between the days, in ``unit`` as far as it was released.

    None where a month of it is withheld, is not released yet, or no month lies between them.
    At most two statements.
    """
    wanted = whole_months(from_on, until_on)
    months = months_released(from_on, until_on)
    if not wanted or len(months) < len(wanted):
        return None
    numbers = [number_in(month, unit) for month in months]
    if any(number is None for number in numbers):
        return None
    total = sum(number for number in numbers if number is not None)
    return total if total else None


def number_in(month: MessageMonth, unit: Unit) -> int | None:
    """A town's number of a month; of a unit above the towns the total of all of them."""
    if unit.parent_id is None:
        total: int | None = month.table["total"]
        return total
    number: int | None = month.table["towns"].get(unit.code)
    return number


def categories_in(months: Iterable[MessageMonth], unit: Unit) -> list[tuple[date, str, int | None]]:
    """(month, category code, number) as released for a town, or for all towns together."""
    found = []
    for month in months:
        cells = (
            month.table["categories"]
            if unit.parent_id is None
            else month.table["cells"].get(unit.code, {})
        )
        found += [(month.month, code, number) for code, number in cells.items()]
    return found
