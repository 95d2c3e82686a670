"""Which town a report goes to, and which of its places it speaks of.

The key says the county.  Inside it the first of these that finds a town decides: the
jurisdiction that was named, the place whose code was given, the place nearest to the coordinates,
a village or town that the address names, the county's first town.  A report that came to the
wrong town is sent on by its office; none is refused because nobody could tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

from django.db.models import CharField, F, Q, Value

from qunce.domain.organisations.models import Place, Unit
from qunce.domain.organisations.states import UnitKind

_DEGREE = 111_195.0
"""Metres of one degree of latitude (earth radius 6,371,000 m)."""
AT_THE_PLACE = 200.0
"""Metres within which coordinates mean the place itself."""
NEAR_THE_TOWN = 30_000.0
"""Metres beyond which the nearest known place says nothing about the town."""
_NAMED = (UnitKind.TOWN, UnitKind.VILLAGE, UnitKind.COMMUNITY)


@dataclass(frozen=True, slots=True)
class Where:
    """A town, and as much of the rest as is certain."""

    town: Unit
    village: Unit | None = None
    place: Place | None = None


def find_place(code: str, county: Unit) -> Place | None:
    """The place in use with this code in the county.  One statement."""
    inside = Unit.objects.within(county).values("pk")
    places = Place.objects.in_use().filter(code=code, unit__in=inside)
    return places.select_related("unit").first()


@dataclass(frozen=True, slots=True)
class Known:
    """The towns of a county in their order, and the unit that an address names."""

    county: Unit
    towns: list[Unit]
    named: Unit | None

    def jurisdiction(self, code: str) -> Unit | None:
        """The county itself or one of its towns."""
        return next((unit for unit in (self.county, *self.towns) if unit.code == code), None)


def find_known(county: Unit, address: str) -> Known:
    """One statement.  A county without towns receives its reports itself."""
    written = Value(address, output_field=CharField())
    held = Q(kind__in=_NAMED, written__contains=F("name"))
    units = list(
        Unit.objects.within(county)
        .alias(written=written)
        .filter(Q(kind=UnitKind.TOWN) | held)
        .order_by("place", "path")
    )
    towns = [unit for unit in units if unit.kind == UnitKind.TOWN]
    inside = [unit for unit in units if unit.name in address]
    # The longest name: 上清村 and not 清村; a village before the town in whose name it stands.
    named = max(inside, key=lambda unit: (len(unit.name), len(unit.path)), default=None)
    return Known(county, towns or [county], named)


def find_where(
    known: Known,
    *,
    town: Unit | None,
    place: Place | None,
    latitude: float | None,
    longitude: float | None,
) -> Where:
    """``town``: the only one in question, where a jurisdiction named it.  At most one statement."""
    towns = [town] if town is not None and town in known.towns else known.towns
    near: Unit | None = None
    if place is None and latitude is not None and longitude is not None:
        top = towns[0] if len(towns) == 1 else known.county
        nearest, metres = _nearest(latitude, longitude, top)
        if nearest is not None and metres <= AT_THE_PLACE:
            place = nearest
        near = nearest.unit if nearest is not None and metres <= NEAR_THE_TOWN else None
    if place is not None and (found := _town_of(place.unit, towns)):
        return Where(found, _village(place.unit), place)
    for unit in (near, known.named):
        if unit is not None and (found := _town_of(unit, towns)):
            inside = known.named is not None and known.named.path.startswith(found.path)
            return Where(found, _village(known.named) if inside else None)
    return Where(towns[0])


def _nearest(latitude: float, longitude: float, top: Unit) -> tuple[Place | None, float]:
    """The nearest place with coordinates, and how far it is in metres (plane approximation)."""
    north = (F("latitude") - Value(latitude)) * Value(_DEGREE)
    east = (F("longitude") - Value(longitude)) * Value(_DEGREE * cos(radians(latitude)))
    found = (
        Place.objects.in_use()
        .filter(latitude__isnull=False, unit__in=Unit.objects.within(top).values("pk"))
        .annotate(square=north * north + east * east)
        .order_by("square", "pk")
        .select_related("unit")
        .first()
    )
    if found is None:
        return None, float("inf")
    square: float = getattr(found, "square")  # noqa: B009  (annotated above)
    return found, square**0.5


def _town_of(unit: Unit, towns: list[Unit]) -> Unit | None:
    return next((town for town in towns if unit.path.startswith(town.path)), None)


def _village(unit: Unit | None) -> Unit | None:
    return unit if unit and unit.kind in (UnitKind.VILLAGE, UnitKind.COMMUNITY) else None
