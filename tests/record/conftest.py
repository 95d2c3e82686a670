"""Records of one's own for the tests of the record."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from record.own_record import OwnDatabase, as_default, sqlite_settings


@pytest.fixture(autouse=True)
def keys_folder(settings: Any, tmp_path: Path) -> Path:
    """Every test has a key of its own."""
    settings.KEYS = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: Any, django_db_blocker: Any) -> Path:
    """A migrated and empty record, made once."""
    path: Path = tmp_path_factory.mktemp("record") / "template.sqlite3"
    with django_db_blocker.unblock(), as_default(sqlite_settings(path)) as connection:
        call_command("migrate", "record", verbosity=0)
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def own_sqlite(
    sqlite_template: Path, tmp_path: Path, keys_folder: Path, django_db_blocker: Any
) -> Iterator[OwnDatabase]:
    """An empty record in an SQLite file, whatever engine the other tests run on."""
    path = tmp_path / "qunce.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = sqlite_settings(path)
    with django_db_blocker.unblock(), as_default(database):
        yield OwnDatabase(database, keys_folder)


@pytest.fixture
def own_database(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any, keys_folder: Path
) -> Iterator[OwnDatabase]:
    """An empty record that really commits, on the engine of this run."""
    if connections["default"].vendor == "sqlite":
        yield request.getfixturevalue("own_sqlite")
        return
    usual = connections["default"].settings_dict
    database = {
        name: usual[name]
        for name in ("ENGINE", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS", "CONN_MAX_AGE")
    }
    template, name = usual["NAME"], f"{usual['NAME']}_own"
    with django_db_blocker.unblock():
        connections["default"].close()  # a template must have no visitors
        with as_default({**database, "NAME": "postgres"}) as server, server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        database["NAME"] = name
        with as_default(database):
            yield OwnDatabase(database, keys_folder)
        with as_default({**database, "NAME": "postgres"}) as server, server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def nine_entries(own_sqlite: OwnDatabase) -> OwnDatabase:
    """A whole record of nine entries in an SQLite file, nobody connected to it."""
    own_sqlite.fill(9)
    return own_sqlite
