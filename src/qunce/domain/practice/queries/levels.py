"""Targets of three levels, and what has happened so far: a county counts what its towns count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.counting import count_all, span_of, total
from qunce.domain.practice.models import Target
from qunce.domain.practice.states import Countable


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One unit of the chain: what it wants to reach, and what happened in it and below it."""

    unit: Unit
    target: Target | None
    counted: int
    """Up to today, or up to the target's day when that has passed."""
    over: bool = False

    @property
    def reached(self) -> bool:
        return self.target is not None and self.counted >= self.target.number


@dataclass(frozen=True, slots=True)
class Levels:
    """One thing that is counted, from the highest unit of the chain down to one's own."""

    what: str
    label: str
    rows: tuple[LevelRow, ...]
    own: int
    """In one's own unit by itself, without what lies below it."""


def targets_of(campaign: Campaign, units: Iterable[Unit]) -> QuerySet[Target]:
    return Target.objects.filter(campaign=campaign, unit__in=list(units)).select_related("unit")


def chain_of(unit: Unit) -> list[Unit]:
    """The units above ``unit`` from the top, and itself; one statement."""
    codes = unit.path.strip("/").split("/")
    return sorted(Unit.objects.filter(code__in=codes), key=lambda one: len(one.path))


def levels(campaign: Campaign, unit: Unit, today: date) -> list[Levels]:
    """Every countable for the chain of ``unit``; four statements, whatever the tree holds.

    The order is that of the tree, and only the chain is shown: units beside one another are
    not compared.
    """
    chain = chain_of(unit)
    taking_part = _taking_part(campaign)
    set_out = {(one.unit_id, one.what): one for one in targets_of(campaign, chain)}
    over = {key: one for key, one in set_out.items() if one.by_on < today}
    asked = [(what, span_of(campaign, today)) for what in Countable.values]
    asked += [(one.what, span_of(campaign, one.by_on)) for one in over.values()]
    counts = count_all(asked, Unit.objects.within(campaign.unit))
    so_far = dict(zip(Countable.values, counts, strict=False))
    in_time = dict(zip(over, counts[len(so_far) :], strict=True))

    def row(one: Unit, what: str) -> LevelRow:
        key = (one.pk, what)
        number = total(in_time.get(key, so_far[what]), _reach(one, taking_part))
        return LevelRow(one, set_out.get(key), number, over=key in over)

    return [
        Levels(
            what=what,
            label=str(Countable(what).label),
            rows=tuple(row(one, what) for one in chain),
            own=total(so_far[what], _alone(unit, taking_part)),
        )
        for what in Countable.values
    ]


def counted(target: Target, today: date) -> int:
    """What has been reached of ``target`` up to its day: counted, never typed."""
    campaign = target.campaign
    span = span_of(campaign, min(today, target.by_on))
    counts = count_all([(target.what, span)], Unit.objects.within(campaign.unit))
    return total(counts[0], _reach(target.unit, _taking_part(campaign)))


def _taking_part(campaign: Campaign) -> list[Unit]:
    return list(Unit.objects.within(campaign.unit))


def _reach(unit: Unit, units: Iterable[Unit]) -> list[Unit]:
    """``unit``, everything below it, and what was merged into any of these."""
    below = [one for one in units if one.path.startswith(unit.path)]
    numbers = {one.pk for one in below}
    merged = [one for one in units if one.successor_id in numbers and one.pk not in numbers]
    return below + merged


def _alone(unit: Unit, units: Iterable[Unit]) -> list[Unit]:
    return [one for one in units if unit.pk in (one.pk, one.successor_id)]
