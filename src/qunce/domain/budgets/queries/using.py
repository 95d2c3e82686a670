"""How often forms are saved, and how long they usually take."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Sum

from qunce.domain.budgets.estimates import (
    FEWEST,
    SECONDS_PER_FIELD,
    WEEKS,
    WEEKS_TIMED,
    median,
    week_of,
)
from qunce.domain.budgets.loads import Load
from qunce.domain.budgets.models import FormUse
from qunce.domain.budgets.sizes import Size, registered
from qunce.domain.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class FormTime:
    """A form at one level: how many fields, how often saved, how long it takes."""

    form: str
    fields: int
    saves: int
    """By the whole level in the last :data:`WEEKS` whole weeks."""
    units: int
    seconds: float
    """For one saving."""
    measured: bool
    """Whether ``seconds`` was measured, or estimated from the fields."""

    @property
    def few(self) -> bool:
        """Too few savings to say how many."""
        return self.saves < FEWEST

    @property
    def per_week(self) -> float:
        """Savings of one unit in a week, on average."""
        return self.saves / WEEKS / max(self.units, 1)

    @property
    def load(self) -> Load:
        return Load(self.per_week * self.fields, self.per_week * self.seconds / 60)


@dataclass(frozen=True, slots=True)
class Use:
    """The use of all forms in the last weeks."""

    saves: dict[str, dict[str, int]] = field(default_factory=dict)
    """By level and form, in the last :data:`WEEKS` whole weeks."""
    usual: dict[str, float] = field(default_factory=dict)
    """Median seconds by form, of all levels together, where enough was saved."""
    units: dict[str, int] = field(default_factory=dict)
    """How many units of each level there are."""

    def forms(self, level: str) -> list[FormTime]:
        """The forms this level saved, apart from those that something added asks for."""
        return [
            self._time(code, size, level)
            for code in sorted(self.saves.get(level, {}))
            if (size := registered.get(code)) is not None and not size.asks and size.fields
        ]

    def load(self, level: str) -> Load:
        return sum((one.load for one in self.forms(level)), Load())

    def seconds_by_asks(self) -> dict[str, float]:
        """Seconds for one field by what asks for it, where that was measured."""
        found: dict[str, list[float]] = defaultdict(list)
        for code, size in registered.items():
            if size.asks and size.fields and code in self.usual:
                found[size.asks].append(self.usual[code] / size.fields)
        return {asks: sum(one) / len(one) for asks, one in found.items()}

    def _time(self, code: str, size: Size, level: str) -> FormTime:
        return FormTime(
            form=code,
            fields=size.fields,
            saves=self.saves[level][code],
            units=self.units.get(level, 0),
            seconds=self.usual.get(code, size.fields * SECONDS_PER_FIELD),
            measured=code in self.usual,
        )


def use_of_forms(today: date) -> Use:
    """The use of the whole weeks before this one; two statements, whatever was saved.

    A median is of one form over all levels, so that it is never about the only unit of a level.
    """
    this_week = week_of(today)
    recent = this_week - timedelta(weeks=WEEKS)
    rows = (
        FormUse.objects.filter(
            week__lt=this_week, week__gte=this_week - timedelta(weeks=WEEKS_TIMED)
        )
        .order_by()
        .values_list("form", "level", "week", "step")
        .annotate(number=Sum("saves"))
    )
    saves: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for form, level, week, step, number in rows:
        counts[form][step] += number
        if week >= recent:
            saves[level][form] += number
    usual = {form: value for form, one in counts.items() if (value := median(one)) is not None}
    units = Unit.objects.in_being(today).order_by().values_list("kind").annotate(Count("pk"))
    return Use({level: dict(one) for level, one in saves.items()}, usual, dict(units))
