"""A database laid out at once is the one that its migrations would have made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, connections

from jobs.real_processes import _on_server
from qunce.cli.laying_out import lay_out
from record.own_record import as_default, sqlite_settings

pytestmark = pytest.mark.database

NUMBERED_OTHERWISE = {("auth_group_permissions", "id")}
"""Django's own join table, empty here: 64 bits by its migration, 32 by its model."""
ON_POSTGRESQL = {
    "columns": """SELECT table_name, column_name, data_type, character_maximum_length,
        is_nullable, column_default, identity_generation FROM information_schema.columns
        WHERE table_schema = 'public'""",
    "constraints": """SELECT conrelid::regclass::text, contype::text, conname,
        pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """SELECT proname, prosrc FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace""",
    "extensions": "SELECT extname FROM pg_extension",
}


def on_sqlite() -> set[tuple[str, ...]]:
    """Every table, index and trigger; the columns of a table in the order of their names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        rows = cursor.fetchall()
    return {
        (kind, name, *sorted(parts(sql) if kind == "table" else [sql])) for kind, name, sql in rows
    }


def parts(statement: str) -> list[str]:
    """What stands between the outer brackets of CREATE TABLE, cut at its own commas."""
    body = statement[statement.index("(") + 1 : statement.rindex(")")]
    found, depth, begin = [], 0, 0
    for place, sign in enumerate(body):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            found.append(body[begin:place].strip())
            begin = place + 1
    return [*found, body[begin:].strip()]


def on_postgresql() -> set[tuple[str, ...]]:
    found = set()
    with connection.cursor() as cursor:
        for what, statement in ON_POSTGRESQL.items():
            cursor.execute(statement)

            rows = [tuple(map(str, row)) for row in cursor.fetchall()]
            found |= {(what, *row) for row in rows if row[:2] not in NUMBERED_OTHERWISE}
    return found


DIFFERS = {
    "django_migrations": {"applied", "id"},  # applied at once, in the order of one plan
    "record_treestate": {"origin"},  # drawn for each record
}
"""Columns whose values are another installation's own."""


def rows_of_every_table() -> dict[str, list[Any]]:
    """What stands in the tables, the columns of each in the order of their names."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            names = [column[0] for column in cursor.description]
            kept = sorted(set(names) - DIFFERS.get(table, set()))
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            found[table] = sorted(str([row[name] for name in kept]) for row in rows)
    return found


@pytest.fixture
def new_database(tmp_path: Path, django_db_blocker: Any) -> Iterator[Callable[[str], Any]]:
    """Makes an empty database of this run's engine, and gives what opens it."""
    usual = connections["default"].settings_dict
    made = []

    def make(name: str) -> Any:
        if connections["default"].vendor == "sqlite":
            return as_default(sqlite_settings(tmp_path / f"{name}.sqlite3"))
        database = {
            key: usual[key]
            for key in ("ENGINE", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS", "CONN_MAX_AGE")
        }
        database["NAME"] = f"{usual['NAME'].removeprefix('test_')}_laid_{name}"
        _on_server(database, f'DROP DATABASE IF EXISTS "{database["NAME"]}" WITH (FORCE)')
        _on_server(database, f'CREATE DATABASE "{database["NAME"]}"')
        made.append(database)
        return as_default(database)

    with django_db_blocker.unblock():
        yield make
        for database in made:
            _on_server(database, f'DROP DATABASE "{database["NAME"]}" WITH (FORCE)')


def test_it_is_what_the_migrations_make(new_database: Callable[[str], Any]) -> None:
    schema = on_sqlite if connections["default"].vendor == "sqlite" else on_postgresql
    with new_database("slowly"):
        call_command(migrate.Command(), verbosity=0)
        slowly, rows = schema(), rows_of_every_table()
    with new_database("at_once"):
        assert lay_out() is True
        call_command(migrate.Command(), verbosity=0)
        assert schema() == slowly
        assert rows_of_every_table() == rows
    tables = {model._meta.db_table for model in apps.get_models()}
    assert tables <= set(rows), "and there is something to compare"


def test_a_database_in_use_is_left_alone(new_database: Callable[[str], Any]) -> None:
    with new_database("in_use"):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE theirs (id integer)")
        assert lay_out() is False
        assert connection.introspection.table_names() == ["theirs"]


def test_columns_are_told_apart_at_their_own_commas() -> None:
    assert parts('CREATE TABLE "t" ("a" int, CHECK ("a" IN (1, 2)), "b" int)') == [
        '"a" int',
        'CHECK ("a" IN (1, 2))',
        '"b" int',
    ]
