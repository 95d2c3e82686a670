"""Nothing of who spoke stands anywhere outside its seal: planted words are searched everywhere."""

from __future__ import annotations

import base64
import logging
import sqlite3
import traceback
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from breaking import changed
from cast import NOW, SYSTEM, build_cast
from identities.sealed_people import MATTER, NEIGHBOUR, a_sealed, opened
from qunce.domain.accounts.models import Post
from qunce.domain.identities import actions, keys
from qunce.domain.identities.contents import Person, to_bytes
from qunce.domain.identities.models import Identity
from qunce.kernel.refusals import Refused
from record.own_record import OwnDatabase

MARKERS = [*astuple(NEIGHBOUR), "139-0571", "槐树底下"]
SURE = 8
"""Fewer bytes than this stand somewhere among random ones by chance."""


def forms(marker: str) -> Iterator[bytes]:
    """The bytes of ``marker`` in every form in which a program might have written it."""
    for raw in (
        marker.encode(),
        marker.encode("utf-16-le"),
        marker.encode("utf-16-be"),
        marker.encode("gb18030"),
        marker.encode("unicode_escape"),
    ):
        yield raw
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
        for skipped in range(3):  # base64 looks different at each of three places
            coded = base64.b64encode(bytes(skipped) + raw)
            yield coded[4 if skipped else 0 : -4]


def found(haystack: bytes) -> list[str]:
    """The markers that stand in ``haystack`` in any form."""
    return [
        marker
        for marker in MARKERS
        if any(len(form) >= SURE and form in haystack for form in forms(marker))
    ]


def _everything(file: Path) -> bytes:
    """Every byte of the database's files, and every value of every table once more by itself."""
    raw = b"".join(path.read_bytes() for path in sorted(file.parent.glob(file.name + "*")))
    connection = sqlite3.connect(file)
    connection.text_factory = bytes
    values = []
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    ).fetchall():
        for row in connection.execute(f'SELECT * FROM "{table.decode()}"'):  # noqa: S608
            values += [one if isinstance(one, bytes) else str(one).encode() for one in row]
    connection.close()
    return raw + b"\n".join(values)


def test_the_search_finds_what_is_there_in_every_form() -> None:
    plain = to_bytes(NEIGHBOUR)
    assert found(plain) == MARKERS
    assert found(plain.hex().encode()) == MARKERS
    assert found(plain.decode().encode("utf-16-le")) == MARKERS
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + plain)
        assert set(MARKERS[:4]) <= set(found(coded))
    assert found(b"nothing here") == []


def test_the_search_finds_a_person_kept_in_the_open(own_sqlite: OwnDatabase) -> None:
    cast = build_cast()
    changed(cast.clerk, title=NEIGHBOUR.address)
    assert NEIGHBOUR.address in found(_everything(own_sqlite.file))


def test_no_file_of_the_database_and_no_log_holds_a_word_of_a_person(
    own_sqlite: OwnDatabase, caplog: Any, capsys: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "django.db.backends")  # every statement with its values
    connections["default"].force_debug_cursor = True
    cast = build_cast()
    row, gone = a_sealed(), a_sealed()
    assert opened(row, cast.clerk) == NEIGHBOUR
    actions.add_key(actor=SYSTEM, now=NOW)
    actions.reseal_batch(now=NOW, limit=10)
    assert opened(row, cast.secretary) == NEIGHBOUR
    actions.forget(identity=gone, actor=cast.clerk.ref, about=MATTER, now=NOW)
    changed(row, ciphertext=bytes(528))
    with pytest.raises(Refused):
        opened(row, cast.clerk)
    with pytest.raises(Refused):
        actions.seal(person=Person(*astuple(NEIGHBOUR)[:3], words="话" * 2000), now=NOW)
    told = _everything(own_sqlite.file)
    assert "上清村 党支部书记".encode() in told, "the search must be able to find what is there"
    assert bytes.fromhex(row.token) not in told
    assert row.token.encode() in told
    assert found(told) == []
    assert any("INSERT" in record.getMessage() for record in caplog.records), "nothing was logged"
    assert found(caplog.text.encode()) == []
    assert found("".join(capsys.readouterr()).encode()) == []


def test_what_was_sealed_of_a_forgotten_person_is_wiped_from_the_file(
    own_sqlite: OwnDatabase,
) -> None:
    cast = build_cast()
    rows = [a_sealed() for _ in range(3)]
    own_sqlite.close()
    sealed = bytes(rows[1].ciphertext)
    assert sealed in own_sqlite.file.read_bytes()
    actions.forget(identity=rows[1], actor=cast.clerk.ref, about=MATTER, now=NOW)
    own_sqlite.close()
    left = own_sqlite.file.read_bytes()
    assert bytes(rows[0].ciphertext) in left
    assert not any(sealed[at : at + 16] in left for at in range(len(sealed) - 16))


def test_a_person_prints_as_nothing() -> None:
    for shown in (
        repr(NEIGHBOUR),
        str(NEIGHBOUR),
        f"{NEIGHBOUR}",
        f"{[NEIGHBOUR]!r}",
        "{} {!r}".format(*[NEIGHBOUR] * 2),
    ):
        assert found(shown.encode()) == []
        assert "Person(…)" in shown


def test_a_key_prints_as_nothing(db: None, keys_folder: Path) -> None:
    row = a_sealed()
    ring = keys.load_ring()
    assert ring is not None
    secret = ring.keys[0].secret
    for shown in (repr(ring), str(ring.keys), repr(ring.ciphers), str(row), repr(row)):
        assert secret.hex() not in shown
        assert repr(secret) not in shown


def _fails(how: str, row: Identity, post: Post, keys_folder: Path) -> None:
    """One way in which sealing or opening goes wrong, at different depths."""
    if how == "altered":
        changed(row, ciphertext=bytes(528))
        opened(row, post)
    elif how == "no purpose":
        opened(row, post, purpose="")
    elif how == "key gone":
        (keys_folder / "identities.key").unlink()
        actions.seal(person=NEIGHBOUR, now=NOW)
    elif how == "record gone":  # fails while the person stands open
        (keys_folder / "record.key").unlink()
        opened(row, post)
    elif how == "no instant":  # the database refuses the row
        with transaction.atomic():
            actions.seal(person=NEIGHBOUR, now=None)  # type: ignore[arg-type]
    elif how == "half a character":
        actions.seal(person=Person(*astuple(NEIGHBOUR)[:3], words="\ud83d" * 3), now=NOW)
    elif how == "too long":
        actions.seal(person=Person(NEIGHBOUR.name * 30, NEIGHBOUR.phone * 9), now=NOW)


@pytest.mark.parametrize(
    "how",
    [
        "altered",
        "no purpose",
        "key gone",
        "record gone",
        "no instant",
        "half a character",
        "too long",
    ],
)
def test_a_failure_tells_nothing_even_with_every_local_name(
    cast: Any, keys_folder: Path, how: str
) -> None:
    row = a_sealed()
    with pytest.raises(Exception) as failed:  # noqa: PT011 (of every kind)
        _fails(how, row, cast.clerk, keys_folder)
    error: BaseException | None = failed.value
    seen = 0
    while error is not None:
        assert found(f"{error!s} {error!r} {error.args!r} {vars(error)!r}".encode()) == []
        error = error.__cause__ or error.__context__
        seen += 1
    assert seen
    told = "".join(
        traceback.TracebackException.from_exception(failed.value, capture_locals=True).format()
    )
    assert "person = Person(…)" in told or "identity = <Identity" in told
    assert found(told.encode()) == []


def test_the_record_holds_no_reason_and_no_word(cast: Any) -> None:
    from qunce.domain.record.models import Entry

    row = a_sealed()
    opened(row, cast.clerk, reason=f"给{NEIGHBOUR.name}回电话")
    record = "\n".join(str(value) for entry in Entry.objects.values_list() for value in entry)
    assert str(cast.clerk) in record
    assert "call_back" in record
    assert found(record.encode()) == []
    assert row.token not in record


def test_postgresql_holds_no_word_of_a_person_either(cast: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's files are searched byte by byte above")
    opened(a_sealed(), cast.clerk)
    actions.add_key(actor=SYSTEM, now=NOW)
    actions.reseal_batch(now=NOW, limit=10)
    told = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
            told += "\n".join(text for (text,) in cursor.fetchall()).encode()
    assert str(cast.village.name).encode() in told
    assert found(told) == []
