"""The documents tell the truth: what they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from architecture.tree import PACKAGE, ROOT, modules, told

DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda path: path.as_posix()
)
PROGRAMS = "\n".join(path.read_text(encoding="utf-8") for path in modules())


def _told_by(pattern: str) -> list[tuple[Path, re.Match[str]]]:
    return [
        (path, match)
        for path in DOCUMENTS
        for match in re.finditer(pattern, path.read_text(encoding="utf-8"))
    ]


def test_every_command_named_exists() -> None:
    from qunce.cli import COMMANDS

    wrong = [
        f"{told(path)}: {match.group(0)}"
        for path, match in _told_by(r"`(?:\.venv/bin/)?qunce ([a-z]+)")
        if match.group(1) not in COMMANDS
    ]
    assert wrong == []


def test_every_option_named_exists() -> None:
    wrong = []
    for path, match in _told_by(r"`(?:\.venv/bin/)?qunce ([a-z]+)([^`\n]*)`"):
        if match.group(1) in {"manage"}:
            continue
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", match.group(2)):
            if f'"{option}"' not in PROGRAMS:
                wrong.append(f"{told(path)}: {match.group(0)}")
    assert wrong == []


def test_every_setting_named_exists() -> None:
    wrong = [
        f"{told(path)}: {match.group(0)}"
        for path, match in _told_by(r"\bQUNCE_[A-Z_]+\b")
        if match.group(0) not in PROGRAMS and match.group(0) != "QUNCE_SHARED"
    ]
    assert wrong == []


def test_every_setting_is_written_down() -> None:
    operate = ROOT / "docs" / "operate.md"
    if not operate.exists():
        pytest.skip("docs/operate.md is not written yet")
    text = operate.read_text(encoding="utf-8")
    settings = set(re.findall(r'"(QUNCE_[A-Z_]+)"', PROGRAMS)) | {"DATABASE_URL"}
    assert sorted(name for name in settings if name not in text) == []


def test_every_address_named_exists() -> None:
    from django.urls import Resolver404, resolve

    wrong = []
    for path, match in _told_by(r"`(?:http://127\.0\.0\.1:8000)?(/[a-z0-9/-]*/)`"):
        address = match.group(1)
        if address.startswith("/demo/") and 'path("demo/enter/' in PROGRAMS:
            continue  # these exist in the demo only
        try:
            resolve(address)
        except Resolver404:
            wrong.append(f"{told(path)}: {address}")
    assert wrong == []


def test_every_link_to_a_file_leads_somewhere() -> None:
    wrong = [
        f"{told(path)}: {match.group(1)}"
        for path, match in _told_by(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
        if not (path.parent / match.group(1)).exists()
    ]
    assert wrong == []


def test_every_source_path_named_exists() -> None:
    wrong = [
        f"{told(path)}: {match.group(1)}"
        for path, match in _told_by(r"`((?:src|tests|docs|tools)/[\w./-]+)`")
        if not (ROOT / match.group(1)).exists()
    ]
    assert wrong == []


def test_every_module_named_exists() -> None:
    wrong = []
    for path, match in _told_by(r"`qunce\.((?:[a-z_]+\.)*[a-z_]+)`"):
        parts = match.group(1).split(".")
        place = PACKAGE.joinpath(*parts)
        inside = PACKAGE.joinpath(*parts[:-1])  # a name in a module
        known = (place, place.with_suffix(".py"), inside.with_suffix(".py"), inside / "__init__.py")
        if not any(one.exists() for one in known):
            wrong.append(f"{told(path)}: {match.group(0)}")
    assert wrong == []
