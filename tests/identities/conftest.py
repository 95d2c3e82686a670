"""The cast is on stage; where a test needs real commits, a database of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cast import cast
from record.conftest import keys_folder, own_database, own_sqlite
from record.own_record import as_default, sqlite_settings

__all__ = ["cast", "keys_folder", "own_database", "own_sqlite"]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: Any, django_db_blocker: Any) -> Path:
    """A whole and empty database in a file, made once."""
    path: Path = tmp_path_factory.mktemp("identities") / "template.sqlite3"
    with django_db_blocker.unblock(), as_default(sqlite_settings(path)) as connection:
        call_command("migrate", verbosity=0)
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path
