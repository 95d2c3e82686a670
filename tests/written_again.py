"""What an action wrote into the database, kept so that the same can be written again.

Nearly every test begins with the same towns and people.  To make them by the actions takes thirty
times as long as to write the rows that the actions wrote.  So they are made once in each process,
by the actions, and written again, statement for statement, where the database stands as it stood
before: the triggers and constraints look at every row as they did the first time.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection

T = TypeVar("T")
Statement = tuple[str, tuple[Any, ...] | None]

WRITES = re.compile(r"(INSERT|REPLACE|UPDATE|DELETE) ")
MANY = re.compile(r"\), \(|UNNEST|INSERT OR |REPLACE |ON CONFLICT")
"""Signs of many rows at once, or of a row that may not have been written."""
NUMBERED = re.compile(
    r'(?P<into>INSERT INTO "(?P<table>\w+)" \()(?P<columns>[^)]*\) VALUES \()(?P<row>.*\))'
    r' RETURNING "(?P=table)"\."(?P<key>\w+)"$'
)
"""An insert whose row is numbered by the database."""


class NotRepeatable(Exception):
    """It was made, but in a way that this module cannot write again."""


@dataclass(frozen=True)
class Written(Generic[T]):
    """What an action gave back, and the statements by which it stands in the database."""

    statements: tuple[Statement, ...]
    gave: bytes

    def again(self) -> T:
        """The same rows with the same numbers, and objects that no other test has touched."""
        with connection.cursor() as cursor:
            for sql, params in self.statements:
                cursor.execute(sql, params)
        gave: T = pickle.loads(self.gave)  # noqa: S301  (our own objects, of this process)
        return gave


def written_by(make: Callable[[], T]) -> tuple[T, Written[T]]:
    """What ``make`` gives back, and how to write the same again.

    Raises NotRepeatable when a part of the work was undone, or many rows were written at once.
    """
    statements: list[Statement] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith("ROLLBACK"):
            raise NotRepeatable(sql)
        if WRITES.match(sql):
            statements.append(_with_number(sql, params, many, context["cursor"]))
        return result

    with connection.execute_wrapper(keep):
        made = make()
    if connection.vendor == "postgresql":  # one message to the server instead of a hundred
        whole = ";\n".join(connection.ops.compose_sql(*statement) for statement in statements)
        statements = [(whole, None)]
    return made, Written(tuple(statements), pickle.dumps(made))


def _with_number(sql: str, params: Any, many: bool, cursor: Any) -> Statement:
    """The statement; an insert says the number which the database gave to its row."""
    if many or MANY.search(sql):
        raise NotRepeatable(sql)
    if not (found := NUMBERED.match(sql)):
        return sql, tuple(params)
    into = f'{found["into"]}"{found["key"]}", {found["columns"]}%s, {found["row"]}'
    return into, (_last_number(cursor), *params)


def _last_number(cursor: Any) -> int:
    if connection.vendor == "sqlite":
        return int(cursor.lastrowid)
    assert connection.connection is not None
    with connection.connection.cursor() as beside:  # the cursor itself still holds its answer
        return int(beside.execute("SELECT lastval()").fetchone()[0])
