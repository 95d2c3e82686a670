"""The only writer of units, areas, places and neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from qunce.domain.organisations.models import Area, Neighbours, Place, Unit
from qunce.domain.organisations.rules import why_not_add_unit, why_not_beside
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("unit.added", gettext_noop("Unit added"))
register("area.added", gettext_noop("Area added"))
register("place.added", gettext_noop("Place added"))
register("place.closed", gettext_noop("Place taken off the list"))
register("place.reopened", gettext_noop("Place taken back onto the list"))
register("neighbours.set", gettext_noop("Neighbours of a unit settled"))


@transaction.atomic
def add_area(*, code: str, name: str, actor: Ref, now: datetime) -> Area:
    """An area of units exists; recorded as ``area.added``."""
    area = Area.objects.create(code=code, name=name)
    append(
        kind="area.added",
        actor=actor,
        subject=Ref("area", str(area.pk), area.name),
        facts={"code": code},
        now=now,
    )
    return area


@transaction.atomic
def add_unit(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Unit | None,
    actor: Ref,
    now: datetime,
    area: Area | None = None,
    place: int = 0,
) -> Unit:
    """A unit stands in the tree; recorded as ``unit.added``.

    Refuses a kind the product does not know, a unit without a parent that is not a top, one below
    a closed unit, and a code that is taken.
    """
    if reasons := why_not_add_unit(name=name, kind=kind, parent=parent):
        raise Refused(reasons)
    taken = Refusal(
        "unit_code_taken",
        gettext_noop("The code “%(code)s” belongs to another unit. Choose another."),
        {"code": code},
        "code",
    )
    if Unit.objects.filter(code=code).exists():
        raise Refused(taken)
    try:
        with transaction.atomic():
            unit = Unit.objects.create(
                code=code,
                name=name,
                kind=kind,
                parent=parent,
                area=area,
                place=place,
                path=f"{parent.path if parent else ''}{code}/",
            )
    except IntegrityError as at_once:  # two people, the same moment
        if not Unit.objects.filter(code=code).exists():
            raise
        raise Refused(taken) from at_once
    append(
        kind="unit.added",
        actor=actor,
        subject=unit.ref,
        facts={"code": code, "unit_kind": kind, "parent": parent.code if parent else None},
        now=now,
    )
    return unit


@transaction.atomic
def add_place(
    *,
    unit: Unit,
    code: str,
    name: str,
    actor: Ref,
    now: datetime,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Place:
    """A place people know stands in ``unit``; recorded as ``place.added``.

    Refuses a name that is already used in the unit: people could not tell the two apart.
    """
    taken = Refusal(
        "place_name_taken",
        gettext_noop("%(unit)s already has a place called “%(name)s”."),
        {"unit": unit.name, "name": name},
        "name",
    )
    if Place.objects.filter(unit=unit, name=name).exists():
        raise Refused(taken)
    try:
        with transaction.atomic():
            place = Place.objects.create(
                unit=unit, code=code, name=name, latitude=latitude, longitude=longitude
            )
    except IntegrityError as at_once:  # two people, the same moment
        raise Refused(taken) from at_once
    append(
        kind="place.added",
        actor=actor,
        subject=place.ref,
        facts={"code": code, "unit": unit.code},
        now=now,
    )
    return place


@transaction.atomic
def close_place(*, place: Place, actor: Ref, now: datetime) -> None:
    """Nobody can choose the place any more; what names it keeps it.  ``place.closed``.

    Its code in print leads to the unit it lies in.  Refuses a place that is closed already.
    """
    closed = Place.objects.filter(pk=place.pk, in_use=True).update(in_use=False)
    if closed != 1:
        raise Refused(
            Refusal("place_is_closed", gettext_noop("This place is already off the list."))
        )
    append(kind="place.closed", actor=actor, subject=place.ref, facts={"code": place.code}, now=now)


@transaction.atomic
def reopen_place(*, place: Place, actor: Ref, now: datetime) -> None:
    """The place can be chosen again, under the code already in print.  ``place.reopened``.

    Refuses a place that is in use.
    """
    reopened = Place.objects.filter(pk=place.pk, in_use=False).update(in_use=True)
    if reopened != 1:
        raise Refused(Refusal("place_is_in_use", gettext_noop("This place is on the list.")))
    append(
        kind="place.reopened", actor=actor, subject=place.ref, facts={"code": place.code}, now=now
    )


@transaction.atomic
def set_neighbours(*, unit: Unit, beside: Sequence[Unit], actor: Ref, now: datetime) -> bool:
    """``unit`` lies beside exactly these; False if it was known so.  ``neighbours.set``.

    Each of them lies beside ``unit`` by it, too.  Refuses the unit itself, closed units, and what
    stands below another town or hospital.
    """
    # As they are now: of two who say it of both sides at once, or who close one, one waits.
    wanted = [unit.pk, *(other.pk for other in beside)]
    locked = Unit.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    found = {one.pk: one for one in locked}
    current = found.pop(unit.pk)
    itself = [current] if unit.pk in wanted[1:] else []
    if reasons := why_not_beside(current, [*itself, *found.values()]):
        raise Refused(reasons)
    known = _beside(current)
    if not _part_or_join(current, part=known - found.keys(), join=found.keys() - known):
        return False
    append(
        kind="neighbours.set",
        actor=actor,
        subject=current.ref,
        facts={"unit": current.code, "beside": sorted(one.code for one in found.values())},
        now=now,
    )
    return True


def _beside(unit: Unit) -> set[int]:
    """The numbers of those in being that lie beside ``unit``."""
    pairs = Neighbours.objects.filter(
        Q(first=unit, second__closed_on__isnull=True)
        | Q(second=unit, first__closed_on__isnull=True)
    )
    both = pairs.order_by().values_list("first_id", "second_id")
    return {number for pair in both for number in pair} - {unit.pk}


def _part_or_join(unit: Unit, *, part: Iterable[int], join: Iterable[int]) -> bool:
    """Whether anything was there to change."""
    gone = Q(first=unit, second__in=part) | Q(second=unit, first__in=part)
    parted, _each = Neighbours.objects.filter(gone).delete()
    joined = Neighbours.objects.bulk_create(
        Neighbours(first_id=min(unit.pk, other), second_id=max(unit.pk, other))
        for other in sorted(join)
    )
    return bool(parted or joined)


# --- what ends or is covered; called, and recorded, by ``reorganisations``


def set_cover(*, unit: Unit, by: Unit | None) -> bool:
    """From now on the branch of ``by`` acts for ``unit``; False if it stood so already.

    Not recorded here: ``reorganisations`` says in its entry why.
    """
    changed = Unit.objects.filter(pk=unit.pk, closed_on__isnull=True).exclude(covered_by=by)
    if by is None:
        changed = Unit.objects.filter(pk=unit.pk, covered_by__isnull=False)
    return changed.update(covered_by=by) == 1


def end_unit(*, unit: Unit, successor: Unit | None, on: date, places_to: Unit) -> int:
    """``unit`` is closed from the day ``on``; the number of places that go to ``places_to``.

    What was merged into it, and what it covers, goes to the successor, so that "who goes on with
    it" is one look-up; what lay beside it lies beside the successor.  A place whose name is taken
    there is told apart by the old unit's name.
    Not recorded here: ``reorganisations`` does, with the reason.  Refuses a unit that is closed.
    """
    closed = Unit.objects.filter(pk=unit.pk, closed_on__isnull=True).update(
        closed_on=on, successor=successor, covered_by=None
    )
    if closed != 1:
        raise Refused(
            Refusal(
                "unit_is_closed_already",
                gettext_noop("%(unit)s is closed already."),
                {"unit": unit.name},
            )
        )
    if successor is not None:
        Unit.objects.filter(successor=unit).update(successor=successor)
        # The successor may be one of those it covers: it has a branch of its own from now on.
        Unit.objects.filter(covered_by=unit, pk=successor.pk).update(covered_by=None)
        Unit.objects.filter(covered_by=unit).update(covered_by=successor)
        _pass_on_neighbours(unit, successor)
    return _move_places(unit, places_to)


def _pass_on_neighbours(unit: Unit, to: Unit) -> None:
    known = _beside(unit)
    _part_or_join(unit, part=known, join=())
    _part_or_join(to, part=(), join=known - _beside(to) - {to.pk})


def _move_places(unit: Unit, to: Unit) -> int:
    names = set(Place.objects.filter(unit=to).values_list("name", flat=True))
    moving = list(Place.objects.filter(unit=unit))
    for place in moving:
        place.unit = to
        place.came_from = None if place.came_from_id == to.pk else unit
        name, number = place.name, 1
        while name in names:
            mark = unit.name if number == 1 else f"{unit.name}{number}"
            name = f"{mark[:30]} {place.name}"[:80]
            number += 1
        place.name = name
        names.add(name)
    Place.objects.bulk_update(moving, ["unit", "came_from", "name"], batch_size=200)
    return len(moving)
