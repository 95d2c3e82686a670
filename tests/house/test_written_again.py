"""What is written again is what the actions wrote: row for row, number for number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from cast import NOW, SYSTEM, Cast, build_cast
from qunce.domain.organisations.actions import add_area
from qunce.domain.organisations.models import Area, Unit
from written_again import NotRepeatable, Written, written_by

Rows = dict[str, list[tuple[Any, ...]]]


def everything() -> Rows:
    """All rows of all tables of the product."""
    tables = (model._meta for model in apps.get_models(include_auto_created=True))
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in tables:
            if table.managed and not table.proxy:
                cursor.execute(f'SELECT * FROM "{table.db_table}"')  # noqa: S608
                found[table.db_table] = sorted(cursor.fetchall(), key=repr)
    return found


def undone(act: Callable[[], Any]) -> Any:
    """What ``act`` gives back; nothing of what it wrote remains."""
    with transaction.atomic():
        gave = act()
        transaction.set_rollback(True)
    return gave


@pytest.fixture
def keys(db: None, settings: Any, tmp_path: Any) -> None:
    settings.KEYS = tmp_path / "keys"


def test_all_rows_are_the_same(keys: None) -> None:
    def first() -> tuple[Written[Cast], Rows]:
        return written_by(build_cast)[1], everything()

    written, rows = undone(first)
    written.again()
    assert everything() == rows
    assert any(rows.values())


def test_what_comes_after_takes_the_next_number(keys: None) -> None:
    written = undone(lambda: written_by(build_cast)[1])
    again = written.again()
    area = add_area(code="west", name="西片区", actor=SYSTEM, now=NOW)
    assert area.pk > again.east.pk


def test_every_test_has_objects_of_its_own(keys: None) -> None:
    made, written = undone(lambda: written_by(build_cast))
    made.village.name = "改过的名字"
    undone(written.again).village.name = "又改过的名字"
    assert written.again().village.name == Unit.objects.get(code="shangqing").name == "上清村"


def test_what_was_partly_undone_is_not_written_again(keys: None) -> None:
    def half() -> None:
        undone(build_cast)

    with pytest.raises(NotRepeatable):
        written_by(half)


def test_many_rows_at_once_are_not_written_again(keys: None) -> None:
    areas = [Area(code=code, name=code) for code in ("west", "south")]
    with pytest.raises(NotRepeatable):
        written_by(lambda: Area.objects.bulk_create(areas))
