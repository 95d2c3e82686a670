"""What must never be false of a unit is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F

from breaking import Break, assert_refuses, changed, constraints_of, named
from cast import Cast

BREAKS: list[Break] = [
    ("unit_kind_is_known", lambda cast: changed(cast.village, kind="castle")),
    ("unit_below_the_top_has_a_parent", lambda cast: changed(cast.village, parent=None)),
    ("unit_is_not_its_own_parent", lambda cast: changed(cast.village, parent=F("pk"))),
    ("unit_has_a_name", lambda cast: changed(cast.village, name="")),
]


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Cast], object]) -> None:
    assert_refuses("organisations", name, lambda: breaks(cast))


def test_no_constraint_of_units_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("organisations")
