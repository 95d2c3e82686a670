"""Whatever is done to a record by hand, a check finds it and names the first bad entry."""

# ruff: noqa: S608  (statements of constants, on databases of this test)

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from qunce.domain.record import checking, merkle, queries, reading
from qunce.domain.record.heads import Head, SignedHead
from qunce.domain.record.keys import load_key
from record.own_record import OwnDatabase, append_one, as_default

SPOILT = 4
"""The entry that most tests spoil; the record has nine."""


def cell(db: sqlite3.Connection, column: str, index: int = SPOILT) -> Any:
    row = db.execute(f'SELECT "{column}" FROM record_entry WHERE "index" = ?', [index])
    return row.fetchone()[0]


def write(db: sqlite3.Connection, at: int = SPOILT, /, **values: object) -> None:
    for column, value in values.items():
        db.execute(f'UPDATE record_entry SET "{column}" = ? WHERE "index" = ?', [value, at])


def other_digit(text: str) -> str:
    """``text`` with its last character changed, and still a possible one."""
    return text[:-1] + ("1" if text[-1] == "0" else "0")


def codes(report: checking.Report) -> set[str]:
    return {finding.code for finding in report.findings}


def test_a_record_that_nobody_touched_is_whole(nine_entries: OwnDatabase) -> None:
    report = nine_entries.check()
    assert report.ok
    assert (report.size, report.first_bad, report.findings, report.notes) == (9, None, (), ())
    head = queries.latest_head()
    assert head is not None
    assert head.head.root == report.root
    assert nine_entries.check(head).ok


def test_an_empty_record_is_whole(own_sqlite: OwnDatabase) -> None:
    with reading.sqlite_file(own_sqlite.file) as source:
        report = checking.check(source)
    assert report.ok
    assert report.size == 0
    assert report.root == merkle.EMPTY_ROOT.hex()


# --- one character of one column

EXPECTED = {
    "leaf_hash": "entry_hash_wrong",
    "head_root": "entry_root_wrong",
    "head_signature": "entry_signature_wrong",
}


@pytest.mark.parametrize("column", [name for name in reading.COLUMNS if name != "index"])
def test_one_changed_character_of_any_column_is_found_and_nothing_else_blamed(
    nine_entries: OwnDatabase, column: str
) -> None:
    with nine_entries.by_hand() as db:
        value = cell(db, column)
        changed = other_digit(value) if column != "canonical" else value.replace("灯泡", "电线")
        assert changed != value
        write(db, **{column: changed})
    report = nine_entries.check()
    assert not report.ok
    assert report.first_bad == SPOILT
    assert {finding.index for finding in report.findings} == {SPOILT}
    assert EXPECTED.get(column, "entry_column_differs") in codes(report) or column == "canonical"
    if column == "canonical":
        assert codes(report) == {"entry_hash_wrong"}


@pytest.mark.parametrize(
    ("column", "spell"),
    [
        ("leaf_hash", str.upper),
        ("head_root", str.upper),
        ("head_signature", str.upper),
        ("at", lambda value: value.replace(" ", "T")),
        ("at", lambda value: value + "0"),
        ("kind", lambda value: value.encode()),
        ("canonical", lambda value: value.encode()),
        ("head_root", lambda value: value.encode()),
        ("actor_id", lambda value: 3),
    ],
)
def test_another_spelling_of_the_same_value_is_found_too(
    nine_entries: OwnDatabase, column: str, spell: Callable[[str], object]
) -> None:
    with nine_entries.by_hand() as db:
        # A column of text would turn a number into text again.
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, 'varchar(64)', 'blob')")
        db.execute("PRAGMA writable_schema = OFF")
    with nine_entries.by_hand() as db:
        write(db, **{column: spell(cell(db, column))})
    assert nine_entries.check().first_bad == SPOILT


def test_every_single_byte_of_an_entry_in_the_file_counts(nine_entries: OwnDatabase) -> None:
    with nine_entries.by_hand() as db:
        values = [cell(db, name) for name in reading.COLUMNS if name != "index"]
    body = "".join(values).encode()
    whole = nine_entries.file.read_bytes()
    assert whole.count(body) == 1
    start = whole.index(body)
    missed = []
    for place in range(start, start + len(body)):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0x01
        nine_entries.file.write_bytes(spoilt)
        if nine_entries.check().first_bad != SPOILT:
            missed.append(place - start)
    assert missed == []
    nine_entries.file.write_bytes(whole)
    assert nine_entries.check().ok


def test_a_bent_header_of_an_entry_in_the_file_is_found_in_its_place(
    nine_entries: OwnDatabase,
) -> None:
    # SQLite keeps the lengths and types of an entry's values right before them.  The first of
    # these 14 bytes is the header's own length, the second stands for the index, which SQLite
    # does not read from there; the others say where each value ends.
    with nine_entries.by_hand() as db:
        body = cell(db, "at") + cell(db, "kind")
    whole = nine_entries.file.read_bytes()
    start = whole.index((body + "post").encode(), whole.index(b'"index":5,'))
    for place in range(start - 15, start):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0x02
        nine_entries.file.write_bytes(spoilt)
        assert nine_entries.check().first_bad == SPOILT, place - start


# --- whole entries


def test_a_removed_entry_is_named(nine_entries: OwnDatabase) -> None:
    with nine_entries.by_hand() as db:
        db.execute('DELETE FROM record_entry WHERE "index" = 4')
    report = nine_entries.check()
    assert report.first_bad == 4
    assert codes(report) == {"entry_missing"}


@pytest.mark.parametrize("gone", [0, 4, 8])
def test_removing_an_entry_and_closing_the_gap_does_not_help(
    nine_entries: OwnDatabase, gone: int
) -> None:
    with nine_entries.by_hand() as db:
        db.execute('DELETE FROM record_entry WHERE "index" = ?', [gone])
        for index in range(gone + 1, 9):
            write(db, index, index=index - 1)
        db.execute("UPDATE record_treestate SET size = 8")
    assert nine_entries.check().first_bad == (gone if gone < 8 else None)
    assert not nine_entries.check().ok


@pytest.mark.parametrize(("one", "other"), [(2, 3), (0, 8), (4, 7)])
def test_two_swapped_entries_are_named(nine_entries: OwnDatabase, one: int, other: int) -> None:
    with nine_entries.by_hand() as db:
        write(db, one, index=99)
        write(db, other, index=one)
        write(db, 99, index=other)
    report = nine_entries.check()
    assert report.first_bad == one
    assert "entry_moved" in codes(report)
    assert {f.index for f in report.findings if f.code == "entry_moved"} == {one, other}


@pytest.mark.parametrize("at", [0, 4, 8])
def test_an_entry_slipped_in_is_named(nine_entries: OwnDatabase, at: int) -> None:
    with nine_entries.by_hand() as db:
        forged = list(db.execute('SELECT * FROM record_entry WHERE "index" = ?', [at]).fetchone())
        for index in range(8, at - 1, -1):
            write(db, index, index=index + 1)
        text = forged[9].replace("换了灯泡", "没有换过")
        forged[0], forged[9] = at, text
        forged[10] = merkle.leaf_hash(text.encode()).hex()
        db.execute(f"INSERT INTO record_entry VALUES ({', '.join('?' * 13)})", forged)
        db.execute("UPDATE record_treestate SET size = 10")
    assert nine_entries.check().first_bad == at


def test_an_entry_forged_at_the_end_is_named(nine_entries: OwnDatabase) -> None:
    with nine_entries.by_hand() as db:
        forged = list(db.execute('SELECT * FROM record_entry WHERE "index" = 8').fetchone())
        forged[0], forged[9] = 9, forged[9].replace('"index":8', '"index":9')
        forged[10] = merkle.leaf_hash(forged[9].encode()).hex()
        leaves = [
            bytes.fromhex(leaf) for (leaf,) in db.execute("SELECT leaf_hash FROM record_entry")
        ]
        forged[11] = merkle.root([*leaves, bytes.fromhex(forged[10])]).hex()
        db.execute(f"INSERT INTO record_entry VALUES ({', '.join('?' * 13)})", forged)
    report = nine_entries.check()
    assert report.first_bad == 9
    assert {"entry_signature_wrong", "tail_unknown"} <= codes(report)


def test_a_changed_text_with_every_hash_worked_out_again_is_named(
    nine_entries: OwnDatabase,
) -> None:
    with nine_entries.by_hand() as db:
        forge_from(db, SPOILT)
    report = nine_entries.check()
    assert report.first_bad == SPOILT
    assert "entry_signature_wrong" in codes(report)


def test_with_the_leaf_hash_alone_worked_out_again_the_place_is_still_right(
    nine_entries: OwnDatabase,
) -> None:
    with nine_entries.by_hand() as db:
        text = cell(db, "canonical").replace("灯泡", "电线")
        write(db, canonical=text, leaf_hash=merkle.leaf_hash(text.encode()).hex())
    report = nine_entries.check()
    assert report.first_bad == SPOILT
    assert "entry_history_differs" in codes(report)


def forge_from(db: sqlite3.Connection, index: int, sign: Any = None) -> None:
    """Change entry ``index`` and make every hash from there on fit; sign too if one can."""
    text = cell(db, "canonical", index).replace("灯泡", "电线")
    write(db, index, canonical=text, leaf_hash=merkle.leaf_hash(text.encode()).hex())
    origin = db.execute("SELECT origin FROM record_treestate").fetchone()[0]
    frontier = merkle.Frontier()
    for place, leaf in db.execute('SELECT "index", leaf_hash FROM record_entry').fetchall():
        frontier = frontier.grown(bytes.fromhex(leaf))
        if place < index:
            continue
        root = frontier.root().hex()
        write(db, place, head_root=root)
        if sign is not None:
            at = f"2009-09-18T01:{30 + place}:00.250000Z"
            message = Head(origin, place + 1, root, at).signed_bytes()
            write(db, place, head_signature=sign(message).hex())
    db.execute(
        "UPDATE record_treestate SET frontier = ?, root = ?",
        [frontier.to_hex(), frontier.root().hex()],
    )


# --- what only a kept head shows


def kept_head() -> SignedHead:
    head = queries.latest_head()
    assert head is not None
    return head


def test_a_tail_cut_off_is_found_by_the_state_row(nine_entries: OwnDatabase) -> None:
    with nine_entries.by_hand() as db:
        db.execute('DELETE FROM record_entry WHERE "index" >= 6')
    report = nine_entries.check()
    assert report.first_bad == 6
    assert codes(report) == {"tail_cut"}


def test_a_tail_cut_off_with_the_state_row_is_found_by_a_kept_head(
    nine_entries: OwnDatabase,
) -> None:
    kept = kept_head()
    with nine_entries.by_hand() as db:
        db.execute('DELETE FROM record_entry WHERE "index" >= 6')
        leaves = [
            bytes.fromhex(leaf) for (leaf,) in db.execute("SELECT leaf_hash FROM record_entry")
        ]
        frontier = merkle.Frontier()
        for leaf in leaves:
            frontier = frontier.grown(leaf)
        db.execute(
            "UPDATE record_treestate SET size = 6, frontier = ?, root = ?",
            [frontier.to_hex(), frontier.root().hex()],
        )
    assert nine_entries.check().ok  # nothing inside the record can show it
    report = nine_entries.check(kept)
    assert report.first_bad == 6
    assert codes(report) == {"tail_cut"}


def test_a_record_written_anew_with_its_own_key_is_found_by_a_kept_head(
    nine_entries: OwnDatabase,
) -> None:
    kept = kept_head()
    with nine_entries.by_hand() as db:
        forge_from(db, SPOILT, load_key(nine_entries.keys).sign)
    assert nine_entries.check().ok  # whoever holds the key can do that
    assert codes(nine_entries.check(kept)) == {"kept_head_differs"}


def test_a_kept_head_stays_good_while_the_record_grows(nine_entries: OwnDatabase) -> None:
    kept = kept_head()
    append_one(9)
    nine_entries.close()
    assert nine_entries.check(kept).ok


def test_a_kept_head_that_was_bent_or_is_from_elsewhere_is_refused(
    nine_entries: OwnDatabase,
) -> None:
    kept = kept_head()
    bent = SignedHead(
        Head(kept.head.origin, 9, "0" * 64, kept.head.at), kept.signature, kept.public_key
    )
    assert codes(nine_entries.check(bent)) == {"kept_head_not_signed"}
    elsewhere = Head("0" * 32, 9, kept.head.root, kept.head.at)
    signature = load_key(nine_entries.keys).sign(elsewhere.signed_bytes()).hex()
    other = SignedHead(elsewhere, signature, kept.public_key)
    assert codes(nine_entries.check(other)) == {"kept_head_of_another_record"}


# --- the state row and the key


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("size", 8),
        ("size", 12),
        ("size", "x"),
        ("frontier", "0" * 128),
        ("root", "0" * 64),
        ("origin", "0" * 32),
        ("public_key", "0" * 64),
        ("public_key", "x"),
        ("public_key", None),
    ],
)
def test_a_changed_state_row_is_found_and_no_entry_blamed_for_it(
    nine_entries: OwnDatabase, column: str, value: object
) -> None:
    with nine_entries.by_hand() as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '')")
    with nine_entries.by_hand() as db:
        db.execute(f"UPDATE record_treestate SET {column} = ?", [value])
    report = nine_entries.check()
    assert not report.ok
    assert report.first_bad == {8: 8, 12: 9}.get(value if isinstance(value, int) else 0)
    assert not any(code.startswith("entry_") for code in codes(report))


def test_a_missing_state_row_is_found(nine_entries: OwnDatabase) -> None:
    with nine_entries.by_hand() as db:
        db.execute("DELETE FROM record_treestate")
    report = nine_entries.check()
    assert codes(report) == {"state_missing"}
    assert report.first_bad is None


def test_under_another_key_the_report_says_so_once(nine_entries: OwnDatabase) -> None:
    from qunce.domain.record.keys import ensure_key

    other = ensure_key(nine_entries.keys / "other").public
    with reading.sqlite_file(nine_entries.file) as source:
        report = checking.check(source, other)
    assert codes(report) == {"state_other_key", "key_signed_nothing"}


def test_a_key_from_the_database_proves_less_and_the_report_says_so(
    nine_entries: OwnDatabase,
) -> None:
    with reading.sqlite_file(nine_entries.file) as source:
        report = checking.check(source)
    assert report.ok
    assert [note.code for note in report.notes] == ["key_from_database"]


def test_dropped_guards_are_noted(nine_entries: OwnDatabase) -> None:
    with nine_entries.by_hand():
        pass
    report = nine_entries.check()
    assert report.ok
    assert [note.code for note in report.notes] == ["guards_missing"]


# --- damage that is no longer data


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe not UTF-8",
        b"{",
        b"[]",
        b"null",
        b'{"type": "qunce.entry.v1"}',
        b'{"type":"qunce.entry.v1","index":4,"actor":5,"subject":[],"at":7,"kind":{}}',
        b'{"type":"qunce.entry.v1","at":"9999-99-99T99:99:99.000000Z","kind":"\\ud800"}',
        b"[" * 100_000,
        b"1" * 5_000,
        b"",
        b"\0",
    ],
    ids=lambda text: repr(text[:30]),
)
def test_a_text_that_is_no_fact_is_reported_never_a_traceback(
    nine_entries: OwnDatabase, text: bytes
) -> None:
    with nine_entries.by_hand() as db:
        db.execute('UPDATE record_entry SET canonical = CAST(? AS TEXT) WHERE "index" = 4', [text])
    report = nine_entries.check()
    assert report.first_bad == SPOILT
    for finding in report.findings:
        assert str(finding)


@pytest.mark.parametrize("value", [None, 5, 1.5, b"\xff", "", "x" * 10_000, "é" * 64])
@pytest.mark.parametrize("column", [name for name in reading.COLUMNS if name != "index"])
def test_a_value_of_any_other_type_is_reported_never_a_traceback(
    nine_entries: OwnDatabase, column: str, value: object
) -> None:
    with nine_entries.by_hand() as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '')")
    with nine_entries.by_hand() as db:
        write(db, **{column: value})
    report = nine_entries.check()
    assert report.first_bad == SPOILT
    for finding in report.findings:
        assert str(finding)


def test_a_destroyed_page_is_reported_with_the_first_entry_it_took(
    own_sqlite: OwnDatabase,
) -> None:
    own_sqlite.fill(60)
    whole = own_sqlite.file.read_bytes()
    place = whole.index(b'"index":30,')
    page = place - place % 4096
    own_sqlite.file.write_bytes(whole[:page] + b"\xa5" * 4096 + whole[page + 4096 :])
    report = own_sqlite.check()
    assert not report.ok
    assert report.first_bad is not None
    assert 20 <= report.first_bad <= 30
    assert codes(report) == {"entry_unreadable", "database_damaged"}
    page_holds = [n for n in range(60) if f'"index":{n},'.encode() in whole[page : page + 4096]]
    assert report.first_bad in (page_holds[0], page_holds[0] - 1)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_truncated_file_is_reported(own_sqlite: OwnDatabase, part: float) -> None:
    own_sqlite.fill(60)
    whole = own_sqlite.file.read_bytes()
    own_sqlite.file.write_bytes(whole[: int(len(whole) * part)])
    with contextlib.suppress(reading.Unreadable, reading.NoRecord):
        assert not own_sqlite.check().ok


def test_a_bent_index_of_the_database_is_reported(nine_entries: OwnDatabase) -> None:
    # "problem" and the id follow each other in the index, but not in an entry.
    whole = nine_entries.file.read_bytes()
    place = whole.rindex(b"problem4") if b"problem4" in whole else whole.index(b"problem")
    spoilt = bytearray(whole)
    spoilt[place] ^= 0x01
    nine_entries.file.write_bytes(spoilt)
    assert not nine_entries.check().ok


def test_where_there_is_no_record_nothing_is_pretended(tmp_path: Path) -> None:
    with pytest.raises(reading.NoRecord), reading.sqlite_file(tmp_path / "no.sqlite3"):
        pass
    empty = tmp_path / "empty.sqlite3"
    sqlite3.connect(empty).close()
    empty.touch()
    with reading.sqlite_file(empty) as source, pytest.raises(reading.NoRecord):
        checking.check(source)
    picture = tmp_path / "picture.sqlite3"
    picture.write_bytes(b"\x89PNG" * 1000)
    with pytest.raises(reading.Unreadable), reading.sqlite_file(picture):
        pass


@pytest.mark.django_db
def test_the_record_of_this_run_s_own_engine_is_checked_alike() -> None:
    for number in range(5):
        append_one(number)
    with reading.of_connection(connection) as source:
        report = checking.check(source)
    assert report.ok
    assert report.size == 5
    assert report.origin


def test_a_record_that_grows_during_the_check_is_seen_as_it_was(
    own_database: OwnDatabase,
) -> None:
    append_one(0)
    with reading.of_connection(connection) as source:
        source.states()
        writer = threading.Thread(target=append_elsewhere, args=[connection.settings_dict])
        writer.start()
        writer.join()
        report = checking.check(source)
    assert report.ok
    assert report.size == 1
    assert append_one(2).index == 2


def append_elsewhere(database: dict[str, Any]) -> None:
    with as_default(database):
        append_one(1)


@pytest.mark.parametrize("column", [name for name in reading.COLUMNS if name != "index"])
def test_a_change_is_found_on_this_run_s_own_engine(own_database: OwnDatabase, column: str) -> None:
    for number in range(6):
        append_one(number)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE record_entry DISABLE TRIGGER USER")
            bend = "at + interval '1 microsecond'" if column == "at" else bent(column)
        else:
            cursor.execute("DROP TRIGGER entry_never_changes")
            bend = "substr(at, 1, 25) || '1'" if column == "at" else bent(column)
        cursor.execute(f'UPDATE record_entry SET "{column}" = {bend} WHERE "index" = 3')
    with reading.of_connection(connection) as source:
        report = checking.check(source)
    assert report.first_bad == 3
    assert {finding.index for finding in report.findings} == {3}


def bent(column: str) -> str:
    """SQL for the column's text with its last character changed."""
    last = f"substr({column}, length({column}), 1)"
    start = f"substr({column}, 1, length({column}) - 1)"
    return f"{start} || CASE {last} WHEN '0' THEN '1' ELSE '0' END"
