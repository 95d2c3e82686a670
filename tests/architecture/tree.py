"""The source tree as the architecture tests see it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "qunce"


def modules() -> list[Path]:
    """Every Python file of the product."""
    return sorted(PACKAGE.rglob("*.py"))


def templates() -> list[Path]:
    return sorted(PACKAGE.rglob("*.html"))


def told(path: Path) -> str:
    """The path as a person would say it."""
    return path.relative_to(ROOT).as_posix()


@cache
def contracts() -> list[dict[str, Any]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        pyproject = tomllib.load(file)
    return list(pyproject["tool"]["importlinter"]["contracts"])


def domain_order() -> list[str]:
    """The domain's packages from the top down, as pyproject.toml writes them."""
    (contract,) = (one for one in contracts() if one.get("containers") == ["qunce.domain"])
    return [name for layer in contract["layers"] for name in layer.replace("|", " ").split()]
