"""The cast, spots in Shangqing, a telephone's browser, and a clock that stands on NOW."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cast import NOW, SYSTEM, Cast, cast
from qunce.domain.organisations.actions import add_place
from qunce.domain.organisations.models import Place

__all__ = ["cast"]


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> Path:
    """Every test has a folder of its own for pictures."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path / "uploads"


@pytest.fixture
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is half past nine on Monday, 2 March 2026."""
    monkeypatch.setattr("qunce.kernel.clock.now", lambda: NOW)


@pytest.fixture
def place(cast: Cast) -> Place:
    return add_place(unit=cast.village, code="cunkou", name="村口", actor=SYSTEM, now=NOW)


@pytest.fixture
def phone(cast: Cast, place: Place, at_nine: None) -> Client:
    """Somebody's browser, in Chinese, without an account; it insists on the form's seal."""
    return Client(headers={"accept-language": "zh-CN"})
