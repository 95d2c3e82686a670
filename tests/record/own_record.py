"""A record of one's own: a database that really commits and may be damaged."""

import copy
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.utils import ConnectionHandler

from qunce.config import settings as house
from qunce.domain.record import Ref, checking, kinds, reading
from qunce.domain.record.heads import SignedHead
from qunce.domain.record.keys import PublicKey

HAPPENED = kinds.register("test.happened", "Something happened")
SECRETARY = Ref("post", "3", "第一书记")
START = datetime(2009, 9, 18, 1, 30, 0, 250_000, UTC)


def append_one(number: int = 0, **changes: Any) -> Any:
    """One entry in a transaction of its own, whose facts name ``number``."""
    from qunce.domain.record.actions import append

    entry = {
        "kind": HAPPENED,
        "actor": SECRETARY,
        "subject": Ref("problem", str(number), f"第{number}盏路灯不亮"),
        "facts": {"number": number, "done": "换了灯泡"},
        "now": START + timedelta(minutes=number),
    }
    with transaction.atomic():
        return append(**{**entry, **changes})


@dataclass
class OwnDatabase:
    """A database that is the default one for the length of a test, with real commits."""

    settings: dict[str, Any]
    keys: Path

    @property
    def file(self) -> Path:
        return Path(self.settings["NAME"])

    @property
    def key(self) -> PublicKey:
        return PublicKey.read((self.keys / "record.pub").read_text())

    def fill(self, count: int) -> None:
        for number in range(count):
            append_one(number)
        self.close()

    def close(self) -> None:
        """Leave one file: SQLite's write-ahead log goes into the database."""
        if "sqlite" in self.settings["ENGINE"]:
            with connections["default"].cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections["default"].close()

    def check(self, kept: SignedHead | None = None) -> checking.Report:
        with reading.sqlite_file(self.file) as source:
            return checking.check(source, self.key, kept)

    @contextmanager
    def by_hand(self) -> Iterator[sqlite3.Connection]:
        """The file as somebody with the tools of SQLite sees it, guards and checks off."""
        connection = sqlite3.connect(self.file, isolation_level=None)
        try:
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("PRAGMA ignore_check_constraints = ON")
            yield connection
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


@contextmanager
def as_default(database: dict[str, Any]) -> Iterator[Any]:
    """``database`` is the default connection inside the block."""
    usual = connections["default"]
    own = ConnectionHandler({"default": database})["default"]
    connections["default"] = own
    try:
        yield own
    finally:
        own.close()
        connections["default"] = usual


def sqlite_settings(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": copy.deepcopy(house._SQLITE_OPTIONS),
    }
