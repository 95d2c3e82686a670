"""``qunce verify`` says in plain words what is wrong and where, and answers with 0, 1 or 2."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from qunce.cli import main
from qunce.domain.record import queries
from qunce.domain.record.models import Entry
from qunce.domain.record.receipts import receipt
from record.own_record import OwnDatabase, append_one


@pytest.fixture(autouse=True)
def no_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def verify(*words: object, data: OwnDatabase | None = None) -> int:
    at = ["--data", str(data.keys.parent)] if data is not None else []
    return main(["verify", *map(str, words), *at, "--lang", "en"])


def save(path: Path, data: object) -> Path:
    path.write_text(json.dumps(data))
    return path


def kept(path: Path) -> Path:
    head = queries.latest_head()
    assert head is not None
    return save(path, head.as_dict())


def test_a_whole_record(nine_entries: OwnDatabase, capsys: Any) -> None:
    assert verify(data=nine_entries) == 0
    said = capsys.readouterr().out
    assert "The record is whole: 9 entries." in said
    assert nine_entries.key.fingerprint in said


def test_an_altered_record_and_its_first_bad_entry(nine_entries: OwnDatabase, capsys: Any) -> None:
    with nine_entries.by_hand() as db:
        db.execute("""UPDATE record_entry SET kind = 'test.other' WHERE "index" IN (4, 6)""")
    assert verify(data=nine_entries) == 1
    said = capsys.readouterr().out
    assert "The record was ALTERED." in said
    assert "First bad entry: 4" in said
    assert "the column kind says test.other, the recorded fact says test.happened" in said
    assert verify("--json", data=nine_entries) == 1
    result = json.loads(capsys.readouterr().out)
    assert (result["ok"], result["first_bad"], result["size"]) == (False, 4, 9)
    assert [finding["index"] for finding in result["findings"]] == [4, 6]


def test_a_tail_cut_off_is_found_with_a_kept_head_or_receipt(
    nine_entries: OwnDatabase, tmp_path: Path, capsys: Any
) -> None:
    head, paper = tmp_path / "head.json", tmp_path / "receipt.json"
    assert verify("--save-head", head, data=nine_entries) == 0
    assert json.loads(head.read_text()) == json.loads(kept(tmp_path / "same").read_text())
    save(paper, receipt(Entry.objects.get(index=2), 9))
    for file in (head, paper):
        assert verify("--head", file, data=nine_entries) == 0
    assert "It continues the kept head of 9 entries unchanged." in capsys.readouterr().out
    with nine_entries.by_hand() as db:
        db.execute('DELETE FROM record_entry WHERE "index" = 8')
        db.execute("UPDATE record_treestate SET size = 8")
    for file in (head, paper):
        assert verify("--head", file, data=nine_entries) == 1
        assert "Entries 8 to 8 are missing at the end" in capsys.readouterr().out


def test_a_receipt_needs_nothing_but_itself(
    nine_entries: OwnDatabase, tmp_path: Path, capsys: Any
) -> None:
    paper = save(tmp_path / "receipt.json", receipt(Entry.objects.get(index=2), 6))
    key = nine_entries.keys / "record.pub"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert verify(paper, "--data", elsewhere) == 0
    assert "Compare the key's fingerprint" in capsys.readouterr().out
    assert verify(paper, "--data", elsewhere, "--key", key) == 0
    said = capsys.readouterr().out
    assert "The receipt holds: entry 2 stood in the record when it had 6 entries." in said
    assert "Compare" not in said
    assert list(elsewhere.iterdir()) == []


def test_checking_a_receipt_starts_no_django(nine_entries: OwnDatabase, tmp_path: Path) -> None:
    paper = save(tmp_path / "receipt.json", receipt(Entry.objects.get(index=2), 6))
    program = (
        "import sys; from qunce.cli import main; "
        f"code = main(['verify', {str(paper)!r}]); "
        "sys.exit(9 if 'django' in sys.modules else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={k: v for k, v in os.environ.items() if not k.startswith(("QUNCE_", "DJANGO_"))},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_a_bent_receipt(nine_entries: OwnDatabase, tmp_path: Path, capsys: Any) -> None:
    data = receipt(Entry.objects.get(index=2), 6)
    data["entry"] = str(data["entry"]).replace("灯泡", "电线")
    paper = save(tmp_path / "receipt.json", data)
    assert verify(paper, data=nine_entries) == 1
    said = capsys.readouterr().out
    assert "The receipt does NOT hold." in said
    assert "The proof does not lead from entry 2 to the signed root" in said
    assert verify(paper, "--json", data=nine_entries) == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["code"] == "receipt_proof_wrong"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_file_that_is_no_json_could_not_be_checked(
    tmp_path: Path, content: bytes, capsys: Any
) -> None:
    paper = tmp_path / "receipt.json"
    paper.write_bytes(content)
    assert verify(paper, "--data", tmp_path) == 2
    assert "cannot be read as JSON" in capsys.readouterr().err


def test_what_is_missing_could_not_be_checked(tmp_path: Path, capsys: Any) -> None:
    for words in (
        ["--data", tmp_path],
        [tmp_path / "no.json"],
        ["--data", tmp_path, "--key", tmp_path / "no.pub"],
        ["--data", tmp_path, "--head", tmp_path / "no.json"],
        [tmp_path / "no.json", "--head", tmp_path / "no.json"],
    ):
        assert verify(*words) == 2
        out, err = capsys.readouterr()
        assert (out, len(err.splitlines())) == ("", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_reported(nine_entries: OwnDatabase, capsys: Any) -> None:
    nine_entries.file.write_bytes(b"\x89PNG" * 5000)
    assert verify(data=nine_entries) == 1
    assert "file is not a database" in capsys.readouterr().out


def test_a_record_that_only_the_server_may_write_is_checked(nine_entries: OwnDatabase) -> None:
    folder = nine_entries.file.parent
    folder.chmod(0o500)
    nine_entries.file.chmod(0o400)
    try:
        assert verify(data=nine_entries) == 0
    finally:
        folder.chmod(0o700)


def test_a_record_in_use_is_checked(own_sqlite: OwnDatabase, capsys: Any) -> None:
    for number in range(3):
        append_one(number)  # still in the write-ahead log, the connection still open
    assert verify(data=own_sqlite) == 0
    assert "3 entries" in capsys.readouterr().out


def test_a_record_in_postgresql(
    own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("this run is not on PostgreSQL")
    for number in range(5):
        append_one(number)
    db = {key: own_database.settings[key] or "" for key in ("USER", "PASSWORD", "HOST", "PORT")}
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/".format(**db) + own_database.settings["NAME"]
    monkeypatch.setenv("DATABASE_URL", url)
    assert verify(data=own_database) == 0
    assert "The record is whole: 5 entries." in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE record_entry DISABLE TRIGGER USER")
        cursor.execute("""UPDATE record_entry SET at = 'infinity' WHERE "index" = 2""")
    assert verify(data=own_database) == 1
    assert "First bad entry: 2" in capsys.readouterr().out
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    assert verify(data=own_database) == 2
