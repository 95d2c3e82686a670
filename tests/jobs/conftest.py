"""A town in which real processes work."""

from pathlib import Path

import pytest

from jobs.real_processes import migrated_database, migrated_file, own_town

__all__ = ["migrated_database", "migrated_file", "own_town"]


@pytest.fixture(autouse=True)
def work_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the jobs of the tests leave their lines."""
    monkeypatch.setenv("WORK_FOLDER", str(tmp_path))
    return tmp_path
