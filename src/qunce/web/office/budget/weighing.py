"""Before something is added: what it adds, what is asked already, what need not be asked.

A page that adds something shows :class:`Adds` beside its form, kept up to date while one types
where there is JavaScript, and by a button where there is none.  Saving waits once when something
need not be asked; what goes beyond the budget is refused by the action until there is a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.conf import settings
from django.http import HttpRequest

from qunce.domain.accounts.models import Post
from qunce.domain.budgets.loads import Allowed, Load
from qunce.domain.budgets.models import Asked
from qunce.domain.budgets.queries import level_budgets, use_of_forms
from qunce.domain.organisations.models import Unit
from qunce.kernel import clock
from qunce.web.office.budget.known import Known, known_already


@dataclass(frozen=True, slots=True)
class Addition:
    """What would be asked more: of a level, or of one unit of it."""

    asks: str
    level: str
    fields: int
    times_per_week: Fraction
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One level: what it is asked in a week now, and what it would be asked."""

    level: str
    unit: Unit | None
    now: Load
    then: Load | None
    allowed: Allowed

    @property
    def beyond(self) -> bool:
        return not (self.then or self.now).fits(self.allowed)


@dataclass(frozen=True, slots=True)
class Adds:
    """What a page shows beside its form."""

    lines: Sequence[Line] = ()
    known: Sequence[Known] = ()
    notes: Sequence[str] = field(default=())

    @property
    def adds_something(self) -> bool:
        return any(one.then is not None for one in self.lines)

    @property
    def beyond(self) -> bool:
        return any(one.beyond for one in self.lines if one.then is not None)


def only_weighed(request: HttpRequest) -> bool:
    """Whether one only wants to see what it adds: nothing is saved then."""
    return bool(request.POST.get("weigh"))


def waits(request: HttpRequest, adds: Adds) -> bool:
    """Whether saving waits until somebody has seen what need not be asked."""
    return bool(adds.known) and not request.POST.get("weighed")


def weigh(
    town: Unit,
    post: Post | None,
    additions: Sequence[Addition] = (),
    texts: Sequence[str] = (),
    *,
    begins_on: date | None = None,
) -> Adds:
    """What ``additions`` would add in ``town`` on the day they begin; without any, what is asked.

    At most nine statements, whatever is asked.
    """
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    use = use_of_forms(today)
    known = known_already(texts, post)
    if not additions:
        budgets = level_budgets(town, today, use=use)
        now = [one for one in budgets if one.asks or one.allowed.is_set]
        lines = [Line(one.level, None, one.load, None, one.allowed) for one in now]
        return Adds(lines, known)
    unit = next((one.unit for one in additions if one.unit is not None), None)
    levels = list(dict.fromkeys(one.level for one in additions))
    lines = []
    begins = max(begins_on or today, today)
    for budget in level_budgets(unit or town, today, levels=levels, on=begins, use=use):
        mine = [_as_asked(one, town) for one in additions if one.level == budget.level]
        then = budget.with_more(*mine)
        lines.append(Line(budget.level, unit, budget.load, then, budget.allowed))
    return Adds(lines, known)


def _as_asked(one: Addition, town: Unit) -> Asked:
    return Asked(
        asks=one.asks,
        town=town,
        level=one.level,
        unit=one.unit,
        fields=one.fields,
        times_per_week=one.times_per_week,  # type: ignore[misc]  # never saved
    )
