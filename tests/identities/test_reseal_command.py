"""``qunce reseal``: changes the key, goes on after an interruption, and may run twice at once."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connections

from breaking import changed
from cast import build_cast
from identities.sealed_people import NEIGHBOUR, a_sealed, opened
from qunce.domain.identities.models import Identity
from qunce.domain.record.models import Entry
from record.own_record import OwnDatabase

SOURCE = Path(__file__).resolve().parent.parent.parent / "src"


def start(
    own: OwnDatabase, *words: str, command: str = "reseal", data: Path | None = None
) -> subprocess.Popen[str]:
    """``command`` on the same database and keys, in a process of its own."""
    named = own.settings
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(SOURCE),
        "QUNCE_DATA": str(data or own.keys.parent),
    }
    if "postgresql" in named["ENGINE"]:
        secret = f":{quote(named['PASSWORD'])}" if named["PASSWORD"] else ""
        environ["DATABASE_URL"] = (
            f"postgres://{named['USER']}{secret}@{named['HOST']}:{named['PORT']}/{named['NAME']}"
        )
    return subprocess.Popen(
        [sys.executable, "-m", "qunce.cli", command, *words, "--lang", "en"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
    )


def run(own: OwnDatabase, *words: str, **more: Any) -> tuple[int, str]:
    process = start(own, *words, **more)
    told, said = process.communicate(timeout=120)
    return process.returncode, told + said


def test_the_command_changes_the_key_and_moves_everybody(own_database: OwnDatabase) -> None:
    cast = build_cast()
    rows = [a_sealed() for _ in range(3)]
    connections["default"].close()
    code, told = run(own_database, "--new-key")
    assert code == 0, told
    made = Entry.objects.of_kind("identity.key_changed").get().subject.id
    assert f"New key: {made}\nSealed anew: 3\n" in told
    assert f"Key {rows[0].key_id}: 0 identities\nKey {made}: 3 identities\n" in told
    assert [opened(row, cast.clerk) for row in Identity.objects.all()] == [NEIGHBOUR] * 3
    connections["default"].close()
    code, told = run(own_database, "--drop-old")
    assert code == 0, told
    assert "Old keys destroyed: 0" in told, "the change was just now"


def test_what_cannot_be_opened_is_told_and_a_lost_key_is_refused(
    own_database: OwnDatabase,
) -> None:
    build_cast()
    changed(a_sealed(), key_id="0" * 16)
    connections["default"].close()
    code, told = run(own_database)
    assert code == 1, told
    assert f"Key {'0' * 16} is MISSING: 1 identities cannot be opened" in told
    (own_database.keys / "identities.key").unlink()
    code, told = run(own_database, "--new-key")
    assert code == 2, told
    assert "no new one is made in its place" in told
    assert "Traceback" not in told


def test_four_at_once_while_people_work_lose_nobody(own_database: OwnDatabase) -> None:
    """Two change the key, two only move; meanwhile messages come in and one is read."""
    cast = build_cast()
    count = 300
    for _ in range(count):
        a_sealed()
    first = Identity.objects.all()[0]
    connections["default"].close()
    movers = [start(own_database, *words) for words in (["--new-key"], ["--new-key"], [], [])]
    while any(mover.poll() is None for mover in movers):
        a_sealed()
        assert opened(first, cast.clerk) == NEIGHBOUR
        count += 1
    for mover in movers:
        told, said = mover.communicate(timeout=120)
        assert mover.returncode == 0, told + said
    code, told = run(own_database)  # whatever came in under the key between the two
    assert code == 0, told
    ring = (own_database.keys / "identities.key").read_text().splitlines()
    ids = [line.split()[1] for line in ring if not line.startswith("#")]
    assert len(ids) == len(set(ids)) == 3
    assert sorted(
        entry.subject.id for entry in Entry.objects.of_kind("identity.key_changed")
    ) == sorted(ids[1:])
    rows = list(Identity.objects.all())
    assert len(rows) == count
    assert {row.key_id for row in rows} == {ids[-1]}
    assert len({bytes(row.nonce) for row in rows}) == count
    for row in rows[:: max(1, count // 25)]:
        assert opened(row, cast.clerk) == NEIGHBOUR


def test_killed_halfway_it_goes_on(own_database: OwnDatabase) -> None:
    cast = build_cast()
    for _ in range(400):
        a_sealed()
    connections["default"].close()
    mover = start(own_database, "--new-key")
    while not Entry.objects.of_kind("identity.key_changed").exists():
        connections["default"].close()
    mover.kill()
    mover.communicate(timeout=120)
    code, told = run(own_database)
    assert code == 0, told
    made = Entry.objects.of_kind("identity.key_changed").get().subject.id
    assert set(Identity.objects.values_list("key_id", flat=True)) == {made}
    assert opened(Identity.objects.all()[7], cast.clerk) == NEIGHBOUR


def test_a_backup_holds_the_key_and_opens(own_sqlite: OwnDatabase, tmp_path: Path) -> None:
    build_cast()
    row = a_sealed()
    own_sqlite.close()
    copy = tmp_path / "copy"
    code, told = run(own_sqlite, str(copy), command="backup")
    assert code == 0, told
    kept = copy / "keys" / "identities.key"
    assert kept.read_bytes() == (own_sqlite.keys / "identities.key").read_bytes()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    (own_sqlite.keys / "identities.key").unlink()
    code, told = run(own_sqlite, data=copy)
    assert code == 0, told
    assert f"Key {row.key_id}: 1 identities" in told
