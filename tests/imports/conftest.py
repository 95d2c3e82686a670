"""The cast, ledgers with the files they lie in, and a town in which real workers work."""

from pathlib import Path
from typing import Any

import pytest

from cast import cast
from jobs.real_processes import migrated_database, migrated_file, own_town

__all__ = ["cast", "migrated_database", "migrated_file", "own_town", "uploads"]


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> Path:
    """Every test has uploads of its own."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path / "uploads"
