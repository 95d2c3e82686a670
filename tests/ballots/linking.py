"""Somebody who holds the whole database and the printed list tries to tell whose words are whose.

Every table is read, with what the engine adds of its own: the order of rows in the file, and on
PostgreSQL the transaction that wrote each (``xmin``, dead rows are older versions of the same).
On SQLite the bytes of the file and of the write-ahead log are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

Row = dict[str, Any]


class Guess(NamedTuple):
    """One way to pair words with codes, and how many it gets right."""

    how: str
    right: int
    order: float
    """How far the order of the words follows that of the codes, -1 to 1."""


def read_everything() -> dict[str, list[Row]]:
    """Every row of every table, in the order of the file, with ``xmin`` where there is one."""
    tables = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(_whole(table))
            names = [column[0] for column in cursor.description]
            tables[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            for place, row in enumerate(tables[table]):
                row["_place"] = place
    return tables


def _whole(table: str) -> str:
    # ruff: noqa: S608  (names of our own tables)
    if connection.vendor == "postgresql":
        return f'SELECT *, xmin::text::bigint AS "_xmin" FROM "{table}" ORDER BY ctid'
    if table.startswith("searching_index_"):  # inner tables of the index, some without a rowid
        return f'SELECT * FROM "{table}"'
    return f'SELECT *, rowid AS "_rowid" FROM "{table}" ORDER BY rowid'


def guesses(truth: dict[str, str], drawn: Sequence[str], tag_of: dict[str, str]) -> list[Guess]:
    """Every pairing the attacker can think of.

    ``truth`` says of each code what its holder wrote, all different; ``drawn`` are the codes in
    the order in which they were printed, which is the order in which they were cast.
    """
    tables = read_everything()
    code_orders = dict(_code_orders(tables, drawn, tag_of))
    found = []
    words = set(truth.values())
    for table, rows in tables.items():
        for column in rows[0] if rows else ():
            own = [row for row in rows if row[column] in words and isinstance(row[column], str)]
            if len(own) < len(words) // 2:
                continue
            for by in own[0]:
                in_order = sorted(own, key=lambda row: (_sortable(row[by]), row["_place"]))
                told = [row[column] for row in in_order]
                for name, codes in code_orders.items():
                    found.append(_score(f"{table}.{column} by {by}, {name}", told, codes, truth))
            found.append(_by_transaction(table, column, own, tables, truth, tag_of))
            found.append(_in_one_row(table, column, own, truth, tag_of))
    if connection.vendor == "sqlite":
        found += _in_bytes(truth, tag_of, code_orders)
    return found


def _sortable(value: Any) -> tuple[float, str]:
    return (float(value), "") if isinstance(value, int | float) else (0.0, str(value))


def _code_orders(
    tables: dict[str, list[Row]], drawn: Sequence[str], tag_of: dict[str, str]
) -> Iterator[tuple[str, list[str]]]:
    yield "codes as drawn", list(drawn)
    yield "codes by tag", sorted(drawn, key=tag_of.__getitem__)
    rows = {row["tag"]: row for row in tables["ballots_codetag"]}
    for by in ("_place", "_xmin", "_rowid"):
        if by in next(iter(rows.values())):
            yield f"codes by {by}", sorted(drawn, key=lambda code: rows[tag_of[code]][by])


def _score(how: str, told: Sequence[str], codes: Sequence[str], truth: dict[str, str]) -> Guess:
    wanted = [truth[code] for code in codes]
    if len(told) != len(wanted):
        return Guess(how, 0, 0.0)
    right = sum(a == b for a, b in zip(told, wanted, strict=True))
    place = {word: at for at, word in enumerate(wanted)}
    n = len(told)
    # Spearman's rank correlation.
    apart = sum((at - place[word]) ** 2 for at, word in enumerate(told))
    return Guess(how, right, 1 - 6 * apart / (n * (n * n - 1)))


def _by_transaction(
    table: str,
    column: str,
    own: list[Row],
    tables: dict[str, list[Row]],
    truth: dict[str, str],
    tag_of: dict[str, str],
) -> Guess:
    """Words and the code whose transaction is nearest: the same one, or a part of it."""
    code_of = {tag: code for code, tag in tag_of.items()}
    written = [
        (row["_xmin"], code_of[row["tag"]])
        for row in tables["ballots_codetag"]
        if "_xmin" in row and code_of.get(row["tag"]) in truth
    ]
    right = 0
    for side in (-1, 1):  # a part of a transaction has a number before or after the whole
        found = 0
        for row in own:
            there = [one for one in written if (one[0] - row["_xmin"]) * side >= 0]
            code = min(there, key=lambda one: abs(one[0] - row["_xmin"]))[1] if there else None
            found += code is not None and truth[code] == row[column]
        right = max(right, found)
    return Guess(f"{table}.{column} by transaction", right, 0.0)


def _in_one_row(
    table: str, column: str, own: list[Row], truth: dict[str, str], tag_of: dict[str, str]
) -> Guess:
    """A row that names the code or its tag beside the words."""
    names = {tag: code for code, tag in tag_of.items()} | {code: code for code in truth}
    right = sum(
        any(
            isinstance(value, str) and value in names and truth[names[value]] == row[column]
            for value in row.values()
        )
        for row in own
    )
    return Guess(f"{table}.{column} beside the code", right, 0.0)


def _in_bytes(
    truth: dict[str, str], tag_of: dict[str, str], code_orders: dict[str, list[str]]
) -> Iterator[Guess]:
    """The file and its log: in which order the words stand, and next to which tag."""
    path = Path(str(connection.settings_dict["NAME"]))
    for name in (path, path.with_name(path.name + "-wal")):
        content = name.read_bytes() if name.exists() else b""
        for last in (False, True):
            places = {}
            for word in truth.values():
                at = content.rfind(word.encode()) if last else content.find(word.encode())
                if at >= 0:
                    places[word] = at
            told = sorted(places, key=places.__getitem__)
            for order, codes in code_orders.items():
                how = f"{name.suffix} {'last' if last else 'first'} place, {order}"
                yield _score(how, told, codes, truth)
        tags = [
            (one.start(), one.group().decode()) for one in re.finditer(rb"[0-9a-f]{64}", content)
        ]
        code_of = {tag: code for code, tag in tag_of.items()}
        right = 0
        for word in truth.values():
            for one in re.finditer(re.escape(word.encode()), content):
                near = [tag for at, tag in tags if abs(at - one.start()) < 200 and tag in code_of]
                right += any(truth[code_of[tag]] == word for tag in near)
        yield Guess(f"{name.suffix} near a tag", right, 0.0)
