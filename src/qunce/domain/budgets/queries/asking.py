"""What a level is asked, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models

from qunce.domain.budgets.loads import Allowed, Load, allowed, load_of, together
from qunce.domain.budgets.models import Asked, FormBudget
from qunce.domain.budgets.queries.using import FormTime, Use, use_of_forms
from qunce.domain.budgets.states import LEVELS, RESIDENT
from qunce.domain.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One thing that was added, with what it asks in a week."""

    asked: Asked
    load: Load


@dataclass(frozen=True, slots=True)
class LevelBudget:
    """What one unit of a level (or one resident) is asked in a week."""

    level: str
    asks: Sequence[AskedLine]
    forms: Sequence[FormTime]
    load: Load
    """Of the unit that is asked most."""
    allowed: Allowed
    seconds: Mapping[str, float]
    """Of one field by what asks for it, where that was measured."""
    alone: int | None
    """The number of the one unit it is about."""
    used: Load
    """Of the forms, by their use."""

    def with_more(self, *asked: Asked) -> Load:
        """What it would be together with ``asked``."""
        asks = [*(one.asked for one in self.asks), *asked]
        return together(asks, self.seconds, unit=self.alone) + self.used

    @property
    def fits(self) -> bool:
        return self.load.fits(self.allowed)

    @property
    def is_empty(self) -> bool:
        return not self.asks and not self.forms and not self.allowed.is_set


def level_budget(
    unit: Unit, level: str, today: date, *, on: date | None = None, use: Use | None = None
) -> LevelBudget:
    """What a unit of ``level`` in ``unit`` is asked on the day ``on`` (today).

    ``unit``: a town or what stands above it, or the one unit it is about.  Four statements.
    """
    found = level_budgets(unit, today, levels=[level], on=on, use=use)
    return found[0]


def level_budgets(
    unit: Unit,
    today: date,
    *,
    levels: Sequence[str] = LEVELS,
    on: date | None = None,
    use: Use | None = None,
) -> list[LevelBudget]:
    """One for each of ``levels``, whatever stands there; four statements."""
    day = on or today
    use = use or use_of_forms(today)
    seconds = use.seconds_by_asks()
    budgets = list(FormBudget.objects.over(unit, on=day).filter(level__in=levels))
    standing = list(Asked.objects.over(unit).standing(day).filter(level__in=levels))
    found = []
    for level in levels:
        asks = [one for one in standing if one.level == level]
        alone = unit.pk if unit.kind == level else None
        used = use.load(level) if level != RESIDENT else Load()
        found.append(
            LevelBudget(
                level=level,
                asks=[AskedLine(one, load_of(one, seconds)) for one in asks],
                forms=use.forms(level),
                load=together(asks, seconds, unit=alone) + used,
                allowed=allowed(one for one in budgets if one.level == level),
                seconds=seconds,
                alone=alone,
                used=used,
            )
        )
    return found


def beyond(today: date) -> models.QuerySet[Asked]:
    """Everything that was added beyond a budget, with its reason, newest first."""
    asked = Asked.objects.filter(beyond=True, added_on__lte=today)
    return asked.select_related("town", "unit")


def budgets_in_force(today: date) -> list[FormBudget]:
    """The newest budget of each unit and level; one statement."""
    newest: dict[tuple[int, str], FormBudget] = {}
    found = FormBudget.objects.filter(since__lte=today).select_related("unit")
    for budget in found.order_by("since", "pk"):
        newest[budget.unit_id, budget.level] = budget
    return sorted(newest.values(), key=lambda one: (LEVELS.index(one.level), one.unit.path))
