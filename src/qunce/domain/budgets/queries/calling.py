"""Which limit holds, and what came of it in a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from qunce.domain.budgets.models import Call, CallLimit
from qunce.domain.budgets.querysets import codes_up
from qunce.domain.budgets.rules.calling import month_of
from qunce.domain.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class Room:
    """The calls of one kind on a unit in a month, and how many there may be."""

    made: int
    most: int | None
    """None while no limit is set."""

    @property
    def left(self) -> int | None:
        return None if self.most is None else max(self.most - self.made, 0)


def limits_over(units: Iterable[Unit], on: date) -> dict[int, CallLimit]:
    """The limit that holds on the day ``on``, by the number of the unit; one statement."""
    units = list(units)
    tops = {one.pk: codes_up(one)[0] for one in units}
    newest: dict[str, CallLimit] = {}
    found = CallLimit.objects.filter(unit__code__in=set(tops.values()), since__lte=on)
    for limit in found.select_related("unit").order_by("since", "pk"):
        newest[limit.unit.code] = limit
    return {pk: newest[top] for pk, top in tops.items() if top in newest}


def standing_calls(units: Collection[Unit], *, kind: str, month: date) -> dict[int, list[Call]]:
    """The calls in force in the month of ``month``, by the number of the unit; one statement."""
    found: dict[int, list[Call]] = defaultdict(list)
    calls = Call.objects.in_force().filter(unit__in=units, kind=kind, month=month_of(month))
    for call in calls.order_by("on", "pk"):
        found[call.unit_id].append(call)
    return found


def room_for(units: Collection[Unit], *, kind: str, on: date) -> dict[int, Room]:
    """How many calls of ``kind`` there are in the month of ``on``, for each unit's number.

    Two statements, whatever the number of units.
    """
    limits = limits_over(units, on)
    made = standing_calls(units, kind=kind, month=on)
    return {
        unit.pk: Room(
            made=len(made.get(unit.pk, ())),
            most=limits[unit.pk].most(kind) if unit.pk in limits else None,
        )
        for unit in units
    }


def limits_in_force(today: date) -> list[CallLimit]:
    """The newest limit of each unit that set one; one statement."""
    newest: dict[int, CallLimit] = {}
    found = CallLimit.objects.filter(since__lte=today).select_related("unit")
    for limit in found.order_by("since", "pk"):
        newest[limit.unit_id] = limit
    return sorted(newest.values(), key=lambda one: one.unit.path)
