"""A backup holds what the database names: the pictures people sent."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

from qunce.cli.backup import copy_uploads

SOURCE = Path(__file__).resolve().parent.parent.parent / "src"


def test_pictures_come_with_the_database(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    command = [sys.executable, "-m", "qunce.cli"]
    environment = {"PYTHONPATH": str(SOURCE), "QUNCE_DATA": str(data), "PATH": ""}
    subprocess.run([*command, "migrate"], env=environment, check=True, capture_output=True)
    voices = data / "uploads" / "voices"
    voices.mkdir(parents=True)
    (voices / "a.jpg").write_bytes(b"\xff\xd8 a picture")
    done = subprocess.run(
        [*command, "backup", str(copy), "--lang", "en"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    kept = copy / "uploads" / "voices" / "a.jpg"
    assert kept.read_bytes() == b"\xff\xd8 a picture"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_without_uploads_there_is_nothing_to_copy(tmp_path: Path) -> None:
    copy_uploads(tmp_path / "none", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
