"""What a level is asked in a week, added up.  Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qunce.domain.budgets.estimates import SECONDS_PER_FIELD
from qunce.domain.budgets.models import Asked, FormBudget
from qunce.domain.budgets.states import Asks


@dataclass(frozen=True, slots=True)
class Load:
    """Fields and minutes of one unit (or one resident) in a week."""

    fields: float = 0.0
    minutes: float = 0.0

    def __add__(self, other: Load) -> Load:
        return Load(self.fields + other.fields, self.minutes + other.minutes)

    def fits(self, allowed: Allowed) -> bool:
        return not allowed.is_set or (
            _rounded(self.fields) <= (allowed.fields or 0)
            and _rounded(self.minutes) <= (allowed.minutes or 0)
        )


@dataclass(frozen=True, slots=True)
class Allowed:
    """The budget that holds; none while nobody set one."""

    fields: int | None = None
    minutes: int | None = None

    @property
    def is_set(self) -> bool:
        return self.fields is not None


def allowed(budgets: Iterable[FormBudget]) -> Allowed:
    """The smallest of the newest budgets of each unit that set one, for one level."""
    newest: dict[int, FormBudget] = {}
    for budget in sorted(budgets, key=lambda one: one.since):
        newest[budget.unit_id] = budget
    if not newest:
        return Allowed()
    return Allowed(
        fields=min(one.fields for one in newest.values()),
        minutes=min(one.minutes for one in newest.values()),
    )


def load_of(asked: Asked, seconds: Mapping[str, float]) -> Load:
    """What one thing that was added asks in a week; ``seconds`` of a field by what asks."""
    fields = asked.fields * float(asked.times_per_week)
    return Load(fields, fields * seconds.get(asked.asks, SECONDS_PER_FIELD) / 60)


def together(asks: Iterable[Asked], seconds: Mapping[str, float], *, unit: int | None) -> Load:
    """What all these ask of one unit of their level in a week.

    ``unit``: of this unit; with None of the unit that is asked most.  Of the categories a message
    has one, so only the one with the most questions counts.
    """
    everybody, categories = Load(), [Load()]
    alone: dict[int, Load] = defaultdict(Load)
    for one in asks:
        load = load_of(one, seconds)
        if one.asks == Asks.CATEGORY:
            categories.append(load)
        elif one.unit_id is None:
            everybody += load
        else:
            alone[one.unit_id] += load
    most = max(alone.values(), key=lambda one: one.fields, default=Load())
    return (
        everybody
        + max(categories, key=lambda one: one.fields)
        + (most if unit is None else alone.get(unit, Load()))
    )


def _rounded(value: float) -> int:
    """As it is shown: whole, so that nobody is told that 60 is more than 60."""
    return round(value)
