"""What must never be false of identities and openings is refused by the database itself."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, Cast
from identities.sealed_people import MATTER, a_sealed, opened
from qunce.domain.identities import actions
from qunce.domain.identities.models import Identity, Opening

IDENTITY_BREAKS: list[Break] = [
    ("identity_token_is_its_own", lambda row: again(row)),
    ("identity_token_has_128_bits", lambda row: changed(row, token="abc")),
    ("identity_names_its_key_until_forgotten", lambda row: changed(row, key_id="")),
    ("identity_has_its_nonce_until_forgotten", lambda row: changed(row, nonce=b"")),
    ("identity_holds_padded_bytes_until_forgotten", lambda row: changed(row, ciphertext=b"")),
]
OPENING_BREAKS: list[Break] = [
    ("opening_has_a_purpose", lambda row: again(row, purpose="curiosity")),
    ("opening_has_a_reason", lambda row: again(row, reason="  回电  ")),
    ("opening_names_its_post_as_printed", lambda row: again(row, post_name="")),
    ("opening_names_its_matter", lambda row: again(row, about_id="")),
]


@named(IDENTITY_BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Any], object]) -> None:
    row = a_sealed()
    assert_refuses("identities", name, lambda: breaks(row))


@named(OPENING_BREAKS)
def test_the_database_refuses_an_opening(
    cast: Cast, name: str, breaks: Callable[[Any], object]
) -> None:
    opened(a_sealed(), cast.clerk)
    opening = Opening.objects.get()
    again(opening)  # but for what is bent, the row could be written
    assert_refuses("identities", name, lambda: breaks(opening))


def test_no_constraint_of_identities_goes_untested() -> None:
    told = {name for name, _ in IDENTITY_BREAKS + OPENING_BREAKS}
    assert told == constraints_of("identities")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("identity_names_its_key_until_forgotten", {"key_id": "0" * 16}),
        ("identity_has_its_nonce_until_forgotten", {"nonce": bytes(12)}),
        ("identity_holds_padded_bytes_until_forgotten", {"ciphertext": bytes(528)}),
    ],
)
def test_nothing_sealed_stays_with_what_was_forgotten(
    cast: Cast, name: str, fields: dict[str, object]
) -> None:
    row = a_sealed()
    actions.forget(identity=row, actor=cast.clerk.ref, about=MATTER, now=NOW)
    assert_refuses("identities", name, lambda: changed(row, **fields))


@pytest.mark.parametrize("length", [1, 15, 17, 527, 529])
def test_bytes_whose_length_would_tell_something_are_refused(cast: Cast, length: int) -> None:
    row = a_sealed()
    assert_refuses(
        "identities",
        "identity_holds_padded_bytes_until_forgotten",
        lambda: changed(row, ciphertext=bytes(length)),
    )


@pytest.mark.parametrize("name", ["key_id", "nonce", "ciphertext", "token"])
def test_an_identity_without_a_column_is_none(cast: Cast, name: str) -> None:
    row = a_sealed()
    with pytest.raises(DatabaseError), transaction.atomic():
        changed(row, **{name: None})


# --- openings only grow


def _refused_by_trigger(name: str, statement: str) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        connection.cursor().execute(statement)
    assert name in str(refused.value)


def test_an_opening_cannot_be_changed_or_removed(cast: Cast) -> None:
    opened(a_sealed(), cast.clerk)
    for name, statement in (
        ("opening_never_changes", "UPDATE identities_opening SET reason = '别的说法'"),
        ("opening_never_changes", "UPDATE identities_opening SET id = id"),
        ("opening_never_removed", "DELETE FROM identities_opening"),
    ):
        _refused_by_trigger(name, statement)
    assert Opening.objects.get().reason == "回电话说明处理结果"


def test_an_opening_cannot_be_replaced_or_emptied(cast: Cast) -> None:
    opened(a_sealed(), cast.clerk)
    if connection.vendor == "sqlite":
        copy = "INSERT OR REPLACE INTO identities_opening SELECT * FROM identities_opening"
        _refused_by_trigger("opening_never_changes", copy)
    else:
        connection.check_constraints()  # else the foreign keys still waiting refuse it first
        _refused_by_trigger("opening_never_removed", "TRUNCATE identities_opening")
    assert Opening.objects.count() == 1


def test_an_identity_that_was_opened_cannot_be_removed(cast: Cast) -> None:
    row = a_sealed()
    opened(row, cast.clerk)

    def remove() -> None:
        with transaction.atomic():
            connection.cursor().execute("DELETE FROM identities_identity")
            connection.check_constraints()

    with pytest.raises(DatabaseError):
        remove()
    assert Identity.objects.count() == 1


def test_the_triggers_of_the_migration_stand(db: None) -> None:
    guards = importlib.import_module("qunce.domain.identities.migrations.0002_guards")
    wanted = {
        statement.split("TRIGGER ")[1].split()[0]
        for statement in (guards.SQLITE if connection.vendor == "sqlite" else guards.POSTGRESQL)
        if "CREATE TRIGGER" in statement
    }
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT tgisinternal AND tgenabled = 'O' AND c.relname = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, ["identities_opening"])
        assert {name for (name,) in cursor.fetchall()} == wanted
    assert len(wanted) == 3
