"""The cast is on stage, a password is enough, it is NOW, and every test has its own uploads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from cast import NOW, cast

__all__ = ["cast"]


@pytest.fixture(autouse=True)
def in_the_office(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Five minutes after the cast's instant; uploads and keys lie in this test's folder."""
    settings.SECOND_FACTOR_REQUIRED = False
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.KEYS = tmp_path / "keys"
    with time_machine.travel(NOW + timedelta(minutes=5)):
        yield
