"""Units stand in a tree, under a top, each of a kind the product knows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from builders import kinds_since, latest
from cast import NOW, SYSTEM, Cast
from qunce.domain.organisations.actions import add_area, add_unit
from qunce.domain.organisations.models import Area, Unit
from qunce.domain.organisations.states import TOPS, UnitKind
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused


def _add(**changes: object) -> Unit:
    given = {"code": "new", "name": "新村", "kind": "village", "parent": None}
    return add_unit(**{**given, **changes}, actor=SYSTEM, now=NOW)  # type: ignore[arg-type]


ACTS: dict[str, Callable[[Cast], object]] = {
    "unit": lambda cast: _add(parent=cast.town),
    "area": lambda cast: add_area(code="new", name="新片区", actor=SYSTEM, now=NOW),
}


def test_a_unit_stands_below_its_parent_and_the_record_says_so(cast: Cast) -> None:
    unit = _add(parent=cast.town, area=cast.east, place=7)
    assert (unit.path, unit.place, unit.area) == ("qinghe/qingquan/new/", 7, cast.east)
    entry = latest()
    assert (entry.kind, entry.subject, entry.actor) == ("unit.added", unit.ref, SYSTEM)
    assert entry.facts == {"code": "new", "unit_kind": "village", "parent": "qingquan"}


def test_an_area_is_made_and_the_record_says_so(cast: Cast) -> None:
    area = add_area(code="west", name="西片区", actor=SYSTEM, now=NOW)
    assert (latest().kind, latest().subject.name) == ("area.added", "西片区")
    assert (latest().subject.id, latest().facts) == (str(area.pk), {"code": "west"})


@pytest.mark.parametrize("kind", UnitKind.values)
def test_only_a_county_or_a_group_stands_without_a_unit_above_it(cast: Cast, kind: str) -> None:
    if kind in TOPS:
        assert _add(kind=kind).path == "new/"
        return
    with pytest.raises(Refused) as refused:
        _add(kind=kind)
    assert refused.value.codes == ("unit_needs_parent",)


def test_a_kind_of_unit_that_nobody_knows_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        _add(kind="castle", parent=cast.town)
    assert refused.value.codes == ("unit_kind_unknown",)
    assert not Unit.objects.filter(code="new").exists()


@pytest.mark.parametrize("act", ACTS)
def test_when_the_transaction_is_undone_neither_the_change_nor_its_entry_stays(
    cast: Cast, act: str
) -> None:
    before = Entry.objects.count()
    with transaction.atomic():
        ACTS[act](cast)
        assert kinds_since(before) == [f"{act}.added"]
        transaction.set_rollback(True)
    assert kinds_since(before) == []
    assert not Unit.objects.filter(code="new").exists()
    assert not Area.objects.filter(code="new").exists()


@pytest.mark.parametrize("act", ACTS)
def test_what_cannot_be_recorded_does_not_happen(
    cast: Cast, act: str, settings: Any, tmp_path: Path
) -> None:
    settings.KEYS = tmp_path / "a folder without the key"
    with pytest.raises(Refused) as refused:
        ACTS[act](cast)
    assert refused.value.codes == ("record_key_unreadable",)
    assert not Unit.objects.filter(code="new").exists()
    assert not Area.objects.filter(code="new").exists()


def test_within_a_town_are_the_town_and_all_below_it_and_nothing_else(cast: Cast) -> None:
    ours = {cast.town, cast.village, cast.hill_village, cast.school, cast.clinic}
    assert set(Unit.objects.within(cast.town)) == ours
    assert set(Unit.objects.within(cast.county)) == {
        *ours,
        cast.county,
        cast.other_town,
        cast.other_village,
    }
    assert set(Unit.objects.within(cast.village)) == {cast.village}


@pytest.mark.parametrize("code", ["qingquan2", "QINGQUAN", "qing_uan", "qingqua"])
def test_a_town_whose_code_looks_alike_is_not_within(cast: Cast, code: str) -> None:
    alike = _add(code=code, kind="town", parent=cast.county)
    below = _add(code="far-village", parent=alike)
    assert not {alike, below} & set(Unit.objects.within(cast.town))
    assert set(Unit.objects.within(alike)) == {alike, below}


def test_units_of_some_kinds(cast: Cast) -> None:
    found = Unit.objects.within(cast.town).of_kinds(["village", "school"])
    assert set(found) == {cast.village, cast.hill_village, cast.school}
