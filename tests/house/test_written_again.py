"""What is written again is what the actions wrote: row for row, number for number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

import ballots_made
import consultations_made
import practice_made
import problems_made
import voices_made
from builders import a_campaign
from cast import NOW, SYSTEM, Cast, build_cast, stages
from qunce.domain.organisations.actions import add_area
from qunce.domain.organisations.models import Area, Unit
from qunce.domain.searching.models import SearchText
from written_again import Written, written_by

Rows = dict[str, list[tuple[Any, ...]]]


def everything() -> Rows:
    """All rows of all tables of the product; a searched text is known by its subject."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta
            if table.managed and not table.proxy:
                columns = "kind, subject_id, grams" if model is SearchText else "*"
                cursor.execute(f'SELECT {columns} FROM "{table.db_table}"')  # noqa: S608
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
    assert written_by(lambda: undone(build_cast))[1] is None


def test_many_rows_at_once_have_their_numbers_again(keys: None) -> None:
    areas = [Area(code=code, name=code) for code in ("west", "south", "north")]
    written = undone(lambda: written_by(lambda: Area.objects.bulk_create(areas))[1])
    again = {area.pk: area.code for area in written.again()}
    assert again == dict(Area.objects.values_list("pk", "code"))
    assert len(again) == 3


def test_rows_that_may_stand_already_are_not_written_again(keys: None) -> None:
    areas = [Area(code=code, name=code) for code in ("west", "south")]
    made = written_by(lambda: Area.objects.bulk_create(areas, ignore_conflicts=True))
    assert made[1] is None


def test_what_waits_for_the_end_of_the_transaction_is_not_written_again(keys: None) -> None:
    assert written_by(lambda: transaction.on_commit(build_cast))[1] is None


BUILDERS = (
    a_campaign,
    ballots_made.a_ballot,
    consultations_made.a_review,
    consultations_made.started,
    practice_made.a_project,
    practice_made.a_promise,
    problems_made.not_now,
    problems_made.reopened,
    voices_made.accepted,
)


@pytest.mark.parametrize("make", BUILDERS, ids=lambda make: make.__qualname__)
def test_a_thing_written_again_is_the_thing_that_was_made(
    cast: Cast, make: Callable[[Cast], Any]
) -> None:
    def rows() -> Rows:
        stages[0].onlooker.saw_writing = False  # all of that is undone
        make(cast)
        return everything()

    assert undone(rows) == undone(rows)


def test_where_something_else_stands_the_campaign_is_adopted(cast: Cast) -> None:
    """What is written again would know nothing of it."""
    undone(lambda: a_campaign(cast))
    stages[0].onlooker.saw_writing = False  # all of that is undone
    Unit.objects.filter(pk=cast.town.pk).update(name="清泉街道")
    assert a_campaign(cast).unit.name == "清泉街道"


def test_under_another_setting_the_thing_is_made_by_the_actions(cast: Cast, settings: Any) -> None:
    """Here the dates by which a message is owed an answer."""

    def clocks() -> set[str]:
        stages[0].onlooker.saw_writing = False  # all of that is undone
        voice = voices_made.registered(cast)
        return set(voice.clocks.values_list("rule", flat=True))

    usual = undone(clocks)
    settings.CLOCKS = ["hotline"]
    assert undone(clocks) > usual


def test_where_something_is_replaced_the_thing_is_made_by_the_actions(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    undone(lambda: a_campaign(cast))
    stages[0].onlooker.saw_writing = False  # all of that is undone
    monkeypatch.setattr("builders.BARE", "关于开展另一活动的通知")
    assert a_campaign(cast).draft.source_text == "关于开展另一活动的通知"
