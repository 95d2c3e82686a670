"""What must never be false of a closing or a merger is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, TODAY, Cast
from qunce.domain.reorganisations.models import Reorganisation
from qunce.domain.reorganisations.states import Kind

BREAKS: list[Break] = [
    ("reorganisation_ends_a_unit_once", again),
    ("reorganisation_kind_is_known", lambda one: changed(one, kind="swallowed")),
    ("reorganisation_merger_names_the_successor", lambda one: changed(one, successor=None)),
    ("reorganisation_is_not_into_itself", lambda one: changed(one, successor=one.unit)),
    ("reorganisation_has_a_reason", lambda one: changed(one, reason="")),
]


def _merger(cast: Cast) -> Reorganisation:
    return Reorganisation.objects.create(
        kind=Kind.MERGER,
        unit=cast.hill_village,
        successor=cast.village,
        on=TODAY,
        reason="两村合并",
        decided_by=cast.clerk,
        decided_at=NOW,
    )


@named(BREAKS)
def test_the_database_refuses(
    cast: Cast, name: str, breaks: Callable[[Reorganisation], object]
) -> None:
    merger = _merger(cast)
    assert_refuses("reorganisations", name, lambda: breaks(merger))


def test_no_constraint_of_reorganisations_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("reorganisations")


def test_a_closing_with_a_successor_is_refused(cast: Cast) -> None:
    merger = _merger(cast)
    assert_refuses(
        "reorganisations",
        "reorganisation_merger_names_the_successor",
        lambda: changed(merger, kind=Kind.CLOSING),
    )
