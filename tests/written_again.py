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
IF_ABSENT = re.compile(r"INSERT OR |REPLACE |.* ON CONFLICT DO NOTHING")
"""Rows that may not have been written."""
OR_ELSE = re.compile(r".* ON CONFLICT\(.*\) DO UPDATE")
"""A row that may have stood already; its number, which nobody asks for, may be another."""
NUMBERED = re.compile(
    r'(?P<into>INSERT INTO "(?P<table>\w+)" \()(?P<columns>[^)]*\)) '
    r"(?:VALUES (?P<rows>\(.*\))|(?P<unnest>SELECT \* FROM UNNEST\()(?P<arrays>.*\)))"
    r' RETURNING "(?P=table)"\."(?P<key>\w+)"$'
)
"""An insert whose rows are numbered by the database, one after the other."""


class Onlooker:
    """Sees whether anything was written; a wrapper of the connection's statements."""

    def __init__(self) -> None:
        self.saw_writing = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.saw_writing = self.saw_writing or WRITES.match(sql) is not None
        return execute(sql, params, many, context)


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


def written_by(make: Callable[[], T]) -> tuple[T, Written[T] | None]:
    """What ``make`` gives back, and how to write the same again.

    None where that cannot be: a part of the work was undone, waits for the end of the transaction,
    or was written in a way that does not tell the numbers of its rows.
    """
    statements: list[Statement | None] = []
    waiting = len(connection.run_on_commit)

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith("ROLLBACK"):
            statements.append(None)
        elif WRITES.match(sql):
            statements.append(None if many else _with_numbers(sql, params, context["cursor"]))
        return result

    with connection.execute_wrapper(keep):
        made = make()
    known = [statement for statement in statements if statement is not None]
    if len(known) < len(statements) or len(connection.run_on_commit) > waiting:
        return made, None
    if connection.vendor == "postgresql":  # one message to the server instead of a hundred
        known = [(";\n".join(connection.ops.compose_sql(*statement) for statement in known), None)]
    return made, Written(tuple(known), pickle.dumps(made))


def _with_numbers(sql: str, params: Any, cursor: Any) -> Statement | None:
    """The statement; an insert says the numbers which the database gave to its rows."""
    if OR_ELSE.match(sql) or (IF_ABSENT.match(sql) and '" ("id", ' in sql):
        return sql, tuple(params)
    found = NUMBERED.match(sql)
    if IF_ABSENT.match(sql) or (" RETURNING " in sql and not found):
        return None
    if not found:
        return sql, tuple(params or ())
    into, last = f'{found["into"]}"{found["key"]}", {found["columns"]}', _last_number(cursor)
    if found["arrays"]:
        numbers = list(range(last - len(params[0]) + 1, last + 1))
        return f"{into} {found['unnest']}(%s)::bigint[], {found['arrays']}", (numbers, *params)
    rows = found["rows"].removeprefix("(").removesuffix(")").split("), (")
    wide = len(params) // len(rows)
    if any(row.count("%s") != wide for row in rows):
        return None
    told: list[Any] = []
    for number in range(len(rows)):
        told += [last - len(rows) + 1 + number, *params[number * wide : (number + 1) * wide]]
    return f"{into} VALUES {', '.join(f'(%s, {row})' for row in rows)}", tuple(told)


def _last_number(cursor: Any) -> int:
    if connection.vendor == "sqlite":
        return int(cursor.lastrowid)
    assert connection.connection is not None
    with connection.connection.cursor() as beside:  # the cursor itself still holds its answer
        return int(beside.execute("SELECT lastval()").fetchone()[0])
