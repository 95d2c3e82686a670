"""Databases that really commit, and real processes of ``qunce`` that work on them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connections

from record.own_record import OwnDatabase, as_default, sqlite_settings

ROOT = Path(__file__).resolve().parent.parent.parent

PASSED_ON = {"QUNCE_MAIL_HOST", "QUNCE_MAIL_PORT"}
"""Settings that a test may give the processes it starts."""


_made: dict[str, Any] = {}
"""What was migrated already: each folder that takes these fixtures in has one of its own."""


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: Any, django_db_blocker: Any) -> Path:
    """An SQLite file with every table, made once."""
    if "file" not in _made:
        path = tmp_path_factory.mktemp("town") / "template.sqlite3"
        with django_db_blocker.unblock(), as_default(sqlite_settings(path)) as connection:
            call_command("migrate", verbosity=0)
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _made["file"] = path
    made: Path = _made["file"]
    return made


@pytest.fixture(scope="session")
def migrated_database(django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """The settings of a PostgreSQL database with every table, made once.

    Not the tests' own database: pytest-django makes that only for tests that ask for it.
    """
    usual = connections["default"].settings_dict
    database = {
        name: usual[name]
        for name in ("ENGINE", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS", "CONN_MAX_AGE")
    }
    name = database["NAME"] = f"{usual['NAME'].removeprefix('test_')}_town_template"
    with django_db_blocker.unblock():
        if "database" not in _made:
            _on_server(database, f'DROP DATABASE IF EXISTS "{name}"')
            _on_server(database, f'CREATE DATABASE "{name}"')
            with as_default(database):
                call_command("migrate", verbosity=0)
            _made["database"] = name
        yield database
        _on_server(database, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _on_server(database: dict[str, Any], statement: str) -> None:
    with as_default({**database, "NAME": "postgres"}) as server, server.cursor() as cursor:
        cursor.execute(statement)


@dataclass
class Town:
    """A database of its own, and the processes that work on it."""

    database: OwnDatabase
    folder: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """``qunce WORDS`` in a process of its own, with the tests' tasks on its path."""
        return self.start_python("-m", "qunce.cli", *words, "--lang", "en")

    def start_python(self, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment(),
        )
        self.started.append(process)
        return process

    def race(self, program: str, *words: str) -> list[str]:
        """What two processes of ``program`` say that are let go at the same moment."""
        racers = [self.start_python("-c", program, *words) for _ in range(2)]
        for racer in racers:
            assert racer.stdout
            assert racer.stdout.readline() == "ready\n", racer.communicate()[1]
        for racer in racers:
            assert racer.stdin
            racer.stdin.write("go\n")
            racer.stdin.flush()
        said = []
        for racer in racers:
            out, wrong = racer.communicate(timeout=120)
            assert racer.returncode == 0, wrong
            said.append(out)
        return said

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.communicate()

    def environment(self) -> dict[str, str]:
        paths = (ROOT / "src", ROOT / "tests")
        told = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "QUNCE_DATA": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "qunce.config.settings",
            "WORK_FOLDER": str(self.folder),
        }
        told |= {name: value for name, value in os.environ.items() if name in PASSED_ON}
        usual = self.database.settings
        if "sqlite" not in usual["ENGINE"]:
            user = quote(usual["USER"]) + (f":{quote(usual['PASSWORD'])}" * bool(usual["PASSWORD"]))
            told["DATABASE_URL"] = (
                f"postgres://{user}@{usual['HOST']}:{usual['PORT']}/{quote(usual['NAME'])}"
            )
        return told


@pytest.fixture
def own_town(
    request: pytest.FixtureRequest,
    django_db_blocker: Any,
    tmp_path: Path,
    settings: Any,
) -> Iterator[Town]:
    """An empty installation that really commits, on the engine of this run."""
    settings.KEYS = tmp_path / "keys"
    if connections["default"].vendor == "sqlite":
        path = tmp_path / "qunce.sqlite3"
        shutil.copyfile(request.getfixturevalue("migrated_file"), path)
        database = sqlite_settings(path)
        with django_db_blocker.unblock(), as_default(database):
            yield from _with(Town(OwnDatabase(database, settings.KEYS), tmp_path))
        return
    template: dict[str, Any] = request.getfixturevalue("migrated_database")
    database = {**template, "NAME": f"{template['NAME']}_copy"}
    with django_db_blocker.unblock():
        _on_server(database, f'DROP DATABASE IF EXISTS "{database["NAME"]}" WITH (FORCE)')
        _on_server(database, f'CREATE DATABASE "{database["NAME"]}" TEMPLATE "{template["NAME"]}"')
        with as_default(database):
            yield from _with(Town(OwnDatabase(database, settings.KEYS), tmp_path))
        _on_server(database, f'DROP DATABASE "{database["NAME"]}" WITH (FORCE)')


def _with(town: Town) -> Iterator[Town]:
    try:
        yield town
    finally:
        town.end()


def wait_until(true: Callable[[], object], seconds: float = 120) -> None:
    """Look often until it is true; fails the test when it does not become so."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            pytest.fail(f"not so within {seconds} seconds")
        time.sleep(0.05)


def kill(process: subprocess.Popen[str]) -> None:
    """As the operating system does it when memory runs out; the parent does not bury it."""
    os.kill(process.pid, signal.SIGKILL)
