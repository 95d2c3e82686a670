"""Reading a record as it lies in the database, past every convenience that hides damage.

The ORM turns values into objects and stumbles over damaged ones; SQLite's column types do not
bind.  So these readers ask the driver itself: text comes as the exact bytes (:class:`Text`),
anything else as what it is, and what cannot be read ends in :class:`Unreadable` with a sentence,
never in a traceback.  No Django is needed.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

COLUMNS = (
    "index",
    "at",
    "kind",
    "actor_kind",
    "actor_id",
    "actor_name",
    "subject_kind",
    "subject_id",
    "subject_name",
    "canonical",
    "leaf_hash",
    "head_root",
    "head_signature",
)
STATE_COLUMNS = ("size", "frontier", "root", "origin", "public_key")
GUARDS = frozenset(
    {
        "entry_never_changes",
        "entry_never_removed",
        "entry_follows_the_last",
        "tree_state_never_removed",
        "tree_state_grows_by_one",
    }
)
"""The triggers that both engines must have (migration 0002)."""

Row = tuple[object, ...]


class Text(bytes):
    """The bytes of a TEXT value; a BLOB of the same bytes stays plain ``bytes``."""


class Unreadable(Exception):
    """The database does not give the rows any more; the sentence is the driver's."""


class NoRecord(Exception):
    """There is no record here to check: no file, no connection, no such table."""


class Source(Protocol):
    """One consistent view of a record."""

    def states(self) -> list[Row]:
        """The rows of the tree's state, ``STATE_COLUMNS`` each; there should be one."""

    def entries(self) -> Iterator[Row]:
        """The entries by ascending index, ``COLUMNS`` each."""

    def at(self, moment: datetime) -> bytes:
        """The exact bytes that ``entries`` gives for this instant."""

    def guards(self) -> frozenset[str]:
        """The triggers at work."""

    def damage(self) -> list[str]:
        """What the engine itself finds wrong with the two tables and their indexes."""


class SQLiteSource:
    """A record in an SQLite connection whose ``text_factory`` is :class:`Text`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def states(self) -> list[Row]:
        return list(self._rows(_select(STATE_COLUMNS, "record_treestate") + " LIMIT 2"))

    def entries(self) -> Iterator[Row]:
        # The unary plus strips the declared type, and with it any converter of the driver.
        sql = _select(COLUMNS, "record_entry", "+") + ' WHERE "index" >= ? ORDER BY "index"'
        after = -(2**63)
        try:
            for row in self._rows(sql, after):
                yield row
                if isinstance(row[0], int):
                    after = row[0] + 1
        except Unreadable:
            # The driver steps one row ahead, so a damaged row also hides the good one before
            # it.  One at a time, every good row comes out and the damaged one raises.
            while rows := list(self._rows(sql + " LIMIT 1", after)):
                yield rows[0]
                after = int(str(rows[0][0])) + 1
            raise

    def at(self, moment: datetime) -> bytes:
        return str(moment.astimezone(UTC).replace(tzinfo=None)).encode()

    def guards(self) -> frozenset[str]:
        rows = self._rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return frozenset(_words(name) for (name,) in rows)

    def damage(self) -> list[str]:
        said = [
            _words(line)
            for table in ("record_entry", "record_treestate")
            for (line,) in self._rows(f"PRAGMA integrity_check({table})")
        ]
        return [line for line in said if line != "ok"]

    def _rows(self, sql: str, *params: int) -> Iterator[Row]:
        try:
            with closing(self._connection.cursor()) as cursor:
                yield from cursor.execute(sql, params)
        except sqlite3.Error as error:
            if "no such table" in str(error):
                raise NoRecord(str(error)) from error
            raise Unreadable(str(error)) from error


class PostgreSQLSource:
    """A record behind a psycopg connection, which is inside a transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def states(self) -> list[Row]:
        return list(self._rows(_select(STATE_COLUMNS, "record_treestate") + " LIMIT 2"))

    def entries(self) -> Iterator[Row]:
        columns = ", ".join(
            # An infinite or ancient timestamp has no Python value, but it has a text.
            """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z" BC')"""
            if column == "at"
            else f'"{column}"'
            for column in COLUMNS
        )
        after, page = -(2**31), 2_000
        while True:
            sql = (
                f'SELECT {columns} FROM record_entry WHERE "index" >= %s ORDER BY "index" LIMIT %s'  # noqa: S608
            )
            rows = list(self._rows(sql, (after, page)))
            yield from rows
            if len(rows) < page:
                return
            last = rows[-1][0]
            assert isinstance(last, int)  # noqa: S101  # the column's type
            after = last + 1

    def at(self, moment: datetime) -> bytes:
        utc = moment.astimezone(UTC)
        return f"{utc:%Y-%m-%dT%H:%M:%S.%fZ} AD".rjust(30, "0").encode()

    def guards(self) -> frozenset[str]:
        rows = self._rows("SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')")
        return frozenset(_words(name) for (name,) in rows)

    def damage(self) -> list[str]:
        return []  # the server checks its own pages (data checksums, amcheck)

    def _rows(self, sql: str, params: tuple[object, ...] = ()) -> Iterator[Row]:
        import psycopg

        try:
            with self._connection.cursor() as cursor:
                for row in cursor.execute(sql, params or None):
                    yield tuple(Text(v.encode()) if isinstance(v, str) else v for v in row)
        except psycopg.errors.UndefinedTable as error:
            raise NoRecord(str(error).splitlines()[0]) from error
        except (psycopg.Error, UnicodeError, ValueError) as error:
            raise Unreadable(str(error).splitlines()[0]) from error


@contextmanager
def sqlite_file(path: Path) -> Iterator[Source]:
    """The record in an SQLite file, opened for reading only, in one consistent view."""
    if not path.is_file():
        raise NoRecord(f"{path} does not exist")
    uri = path.absolute().as_uri()
    try:
        connection = _open(uri + "?mode=ro")
    except sqlite3.OperationalError as error:
        # In WAL mode even a reader writes beside the file.  On a medium for reading only, take
        # the file as it lies, unless the last changes are still in the log beside it.
        log = path.with_name(path.name + "-wal")
        said_so = any(word in str(error) for word in ("unable to open", "readonly"))
        if not said_so or (log.exists() and log.stat().st_size):
            raise NoRecord(f"{path}: {error}") from error
        try:
            connection = _open(uri + "?mode=ro&immutable=1")
        except sqlite3.OperationalError as again:
            raise NoRecord(f"{path}: {again}") from again
    with closing(connection):
        yield SQLiteSource(connection)


@contextmanager
def postgresql(parameters: dict[str, Any]) -> Iterator[Source]:
    """The record in a PostgreSQL database, read only, in one consistent view."""
    import psycopg

    try:
        connection = psycopg.connect(**parameters)
    except psycopg.Error as error:
        raise NoRecord(str(error).strip().splitlines()[0]) from error
    with closing(connection):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield PostgreSQLSource(connection)


@contextmanager
def of_connection(connection: Any) -> Iterator[Source]:
    """The record behind a Django connection: for a page or a test that has one open.

    Outside a transaction one is opened for reading, so that entries written meanwhile do not
    make the state row and the entries disagree; inside one, the caller sees to that.
    """
    connection.ensure_connection()
    raw, own = connection.connection, not connection.in_atomic_block
    if connection.vendor == "postgresql":
        with raw.transaction() if own else nullcontext():
            if own:
                raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield PostgreSQLSource(raw)
        return
    usual, raw.text_factory = raw.text_factory, Text
    try:
        if own:
            raw.execute("BEGIN")  # deferred: takes no write lock
        yield SQLiteSource(raw)
    finally:
        if own:
            raw.rollback()
        raw.text_factory = usual


def _open(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=20)
    try:
        connection.text_factory = Text
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.Error as error:
        connection.close()
        raise Unreadable(str(error)) from error
    return connection


def _select(columns: tuple[str, ...], table: str, plus: str = "") -> str:
    quoted = ", ".join(plus + '"' + column + '"' for column in columns)
    return f"SELECT {quoted} FROM {table}"  # noqa: S608  # constants of this module


def _words(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
