"""Small rules that keep the house readable: names, lengths, templates, vocabulary."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from architecture.tree import PACKAGE, ROOT, modules, templates, told

LONGEST = 450
"""About 400 lines is the aim; the rest is for a file that is about to be split by its noun."""

JUNK_DRAWERS = {"utils", "util", "common", "helpers", "services", "signals", "misc", "tools"}

FORBIDDEN = re.compile(
    r"check_?in|leader_?board|study_?hours?|online_?time|ranking|points_?(total|earned|balance)"
    r"|scores?_of_(member|resident|person)|geolocation",
    re.IGNORECASE,
)
"""The product does not do these (mission, "what it will not do"), under no name."""


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        told(path): lines
        for path in modules()
        if "migrations" not in path.parts
        and (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST
    }
    assert long == {}


def test_no_name_that_could_hold_anything() -> None:
    assert [told(path) for path in modules() if path.stem in JUNK_DRAWERS] == []
    folders = (path for path in PACKAGE.rglob("*") if path.is_dir())
    assert [told(path) for path in folders if path.name in JUNK_DRAWERS] == []


def test_every_package_says_what_it_owns() -> None:
    silent = [
        told(path)
        for path in PACKAGE.rglob("__init__.py")
        if "migrations" not in path.parts
        and "templatetags" not in path.parts
        and not path.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"""<script(?![^>]*(?:\bsrc=|type="application/json"))[^>]*>""",
        r"<style\b",
        r"""\son[a-z]+\s*=\s*["']""",
        r"""\sstyle\s*=\s*["']""",
        r"""href\s*=\s*["']javascript:""",
        r"""(?:src|href|action)\s*=\s*["']https?://""",
        r"\|\s*safe\b",
        r"\{%\s*autoescape\s+off",
    ],
)
def test_templates_hold_no_inline_code_and_call_no_other_site(pattern: str) -> None:
    found = [
        f"{told(path)}: {match.group(0)}"
        for path in templates()
        for match in re.finditer(pattern, path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert found == []


def test_models_and_addresses_know_no_points_and_no_hours() -> None:
    from django.apps import apps
    from django.urls import get_resolver

    words = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("qunce.")
        for field in model._meta.get_fields()
    ]
    words += [str(key) for key in get_resolver().reverse_dict if isinstance(key, str)]
    assert len(words) > 50
    assert [word for word in words if FORBIDDEN.search(word)] == []


def test_nothing_committed_names_a_machine() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    told_by_git = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    listed = told_by_git.stdout.split("\0")
    # Written apart so that this file does not find itself.
    places = ("/wo" + "rk/", "/ho" + "me/[a-z]", "/ro" + "ot/", "index-" + "url https?:")
    paths = re.compile("|".join(places))
    found = [
        f"{name}: {match.group(0)}"
        for name in listed
        if name and (path := ROOT / name).is_file() and path.suffix not in {".mo", ".png", ".pdf"}
        for match in paths.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []
    assert "uv.lock" not in listed


def test_nobody_collects_statistics_for_sqlite() -> None:
    """With them SQLite 3.40 has given rows that do not match (decision 0009)."""
    found = [
        told(path)
        for path in modules()
        if re.search(r"\bANALYZE\b|PRAGMA optimize", path.read_text(encoding="utf-8"))
    ]
    assert found == []
