"""What must never be false of a unit is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.organisations.actions import add_place, set_neighbours
from qunce.domain.organisations.models import Neighbours, Place

BREAKS: list[Break] = [
    ("unit_kind_is_known", lambda cast: changed(cast.village, kind="castle")),
    ("unit_below_the_top_has_a_parent", lambda cast: changed(cast.village, parent=None)),
    ("unit_is_not_its_own_parent", lambda cast: changed(cast.village, parent=F("pk"))),
    ("unit_with_a_successor_is_closed", lambda cast: changed(cast.village, successor=cast.town)),
    (
        "unit_is_not_its_own_successor",
        lambda cast: changed(cast.village, closed_on=TODAY, successor=F("pk")),
    ),
    ("unit_does_not_cover_itself", lambda cast: changed(cast.village, covered_by=F("pk"))),
    (
        "unit_that_is_closed_is_not_covered",
        lambda cast: changed(cast.village, closed_on=TODAY, covered_by=cast.town),
    ),
    ("unit_has_a_name", lambda cast: changed(cast.village, name="")),
    ("place_has_a_name", lambda cast: changed(_pond(cast), name="")),
    ("place_has_both_coordinates_or_none", lambda cast: changed(_pond(cast), latitude=30.0)),
    ("place_has_come_from_another_unit", lambda cast: changed(_pond(cast), came_from=cast.village)),
    ("place_is_named_once_in_its_unit", lambda cast: again(_pond(cast), code="other")),
    (
        "neighbours_are_two_in_the_order_of_their_numbers",
        lambda cast: changed(_beside(cast), first=cast.hill_village, second=cast.village),
    ),
    ("neighbours_are_stored_once", lambda cast: again(_beside(cast))),
]


def _pond(cast: Cast) -> Place:
    return add_place(unit=cast.village, code="pond", name="三组水塘", actor=SYSTEM, now=NOW)


def _beside(cast: Cast) -> Neighbours:
    set_neighbours(unit=cast.village, beside=[cast.hill_village], actor=SYSTEM, now=NOW)
    return Neighbours.objects.get()


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Cast], object]) -> None:
    assert_refuses("organisations", name, lambda: breaks(cast))


def test_no_constraint_of_units_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("organisations")
