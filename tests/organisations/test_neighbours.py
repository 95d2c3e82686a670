"""Who lies beside whom: said of one unit, known of both, and passed on when a unit merges."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from breaking import changed
from builders import kinds_since, latest, statements
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.organisations.actions import end_unit, set_neighbours
from qunce.domain.organisations.models import Neighbours, Unit
from qunce.domain.organisations.queries import neighbours_of
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused


def say(unit: Unit, *beside: Unit) -> bool:
    return set_neighbours(unit=unit, beside=beside, actor=SYSTEM, now=NOW)


def names(units: Sequence[Unit]) -> set[frozenset[str]]:
    called = {unit.pk: unit.name for unit in units}
    return {frozenset({called[a], called[b]}) for a, b in neighbours_of(units)}


def ours(cast: Cast) -> list[Unit]:
    return [cast.village, cast.hill_village, cast.school, cast.clinic]


def test_what_is_said_of_one_is_known_of_both_and_recorded(cast: Cast) -> None:
    assert say(cast.village, cast.school, cast.hill_village)
    entry = latest()
    assert (entry.kind, entry.subject, entry.actor) == ("neighbours.set", cast.village.ref, SYSTEM)
    assert entry.facts == {"unit": "shangqing", "beside": ["dongling", "xuexiao"]}
    assert names(ours(cast)) == {frozenset({"上清村", one}) for one in ("东岭村", "清泉镇中心学校")}
    assert all(first < second for first, second in neighbours_of(ours(cast)))


def test_said_again_nothing_is_written(cast: Cast) -> None:
    say(cast.village, cast.school)
    before = Entry.objects.count()
    assert not say(cast.village, cast.school)
    assert not say(cast.village, cast.school, cast.school)
    assert not say(cast.school, cast.village), "from the other side it is the same"
    assert not say(cast.clinic)
    assert kinds_since(before) == []


def test_exactly_these_are_the_neighbours(cast: Cast) -> None:
    say(cast.village, cast.school, cast.hill_village)
    say(cast.school, cast.village, cast.clinic)
    say(cast.village, cast.clinic)
    assert names(ours(cast)) == {
        frozenset({"上清村", "清泉镇卫生院"}),
        frozenset({"清泉镇中心学校", "清泉镇卫生院"}),
    }
    assert say(cast.clinic)
    assert latest().facts == {"unit": "weishengyuan", "beside": []}
    assert not Neighbours.objects.exists()


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("village", "neighbour_of_itself"),
        ("other_village", "neighbour_elsewhere"),
        ("county", "neighbour_elsewhere"),
        ("school", "unit_is_closed"),
    ],
)
def test_what_cannot_lie_beside_it_is_refused(cast: Cast, other: str, reason: str) -> None:
    changed(cast.school, closed_on=TODAY)
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        say(cast.village, cast.clinic, getattr(cast, other))
    assert refused.value.codes == (reason,)
    assert not Neighbours.objects.exists()
    assert kinds_since(before) == []


def test_a_closed_unit_lies_beside_nobody(cast: Cast) -> None:
    say(cast.village, cast.school, cast.clinic)
    changed(cast.school, closed_on=TODAY)
    assert names(ours(cast)) == {frozenset({"上清村", "清泉镇卫生院"})}
    assert not say(cast.village, cast.clinic)
    with pytest.raises(Refused) as refused:
        say(Unit.objects.get(pk=cast.school.pk), cast.clinic)
    assert refused.value.codes == ("unit_is_closed",)


def test_what_lay_beside_a_merged_unit_lies_beside_its_successor(cast: Cast) -> None:
    say(cast.village, cast.hill_village, cast.school, cast.clinic)
    say(cast.hill_village, cast.village, cast.clinic)
    end_unit(unit=cast.village, successor=cast.hill_village, on=TODAY, places_to=cast.hill_village)
    assert names(ours(cast)) == {
        frozenset({"东岭村", "清泉镇卫生院"}),
        frozenset({"东岭村", "清泉镇中心学校"}),
    }
    assert Neighbours.objects.count() == 2


def test_only_pairs_of_which_both_are_asked_for_are_told_in_one_statement(cast: Cast) -> None:
    say(cast.village, cast.school, cast.clinic)
    assert neighbours_of([cast.village, cast.hill_village]) == set()
    assert neighbours_of([]) == set()
    for units in (ours(cast)[:2], ours(cast)):
        assert len(statements(lambda asked=units: neighbours_of(asked))) == 1  # type: ignore[misc]
