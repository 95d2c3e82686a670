"""What the documents say about the code, compared with the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from architecture.tree import PACKAGE, ROOT, contracts, domain_order, templates

DOCS = ROOT / "docs"


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _rows(text: str) -> list[list[str]]:
    """The cells of every table row."""
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]


def test_the_picture_of_the_order_is_the_import_contract() -> None:
    (storeys,) = (one for one in contracts() if one.get("containers") == ["qunce"])
    expected = []
    for layer in storeys["layers"]:
        expected.append(layer)
        if layer == "domain":
            expected += [f"  {name}" for name in domain_order()]
    picture = re.search(r"## The order\n.*?```text\n(.*?)```", _read("docs/architecture.md"), re.S)
    assert picture
    drawn = [re.split(r"(?<=\S) {2,}", line)[0] for line in picture.group(1).splitlines()]
    assert drawn == expected


def test_every_runtime_dependency_has_its_reason() -> None:
    project = tomllib.loads(_read("pyproject.toml"))["project"]
    needed = {re.split(r"[\[<>=~! ]", line)[0] for line in project["dependencies"]}
    rows = _rows(_read("docs/decisions/0001-dependencies.md"))
    explained = {row[0].split(",")[0] for row in rows if len(row) == 5 and row[0] != "package"}
    assert explained == needed


def test_every_dependency_of_the_table_has_the_pinned_version() -> None:
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", _read("requirements.txt"), re.M))
    rows = _rows(_read("docs/decisions/0001-dependencies.md"))
    told = {row[0].split(",")[0]: row[1] for row in rows if len(row) == 5 and row[0] != "package"}
    assert told
    assert {name: pinned[name] for name in told} == told


def test_the_glossary_names_every_model_once_and_no_other() -> None:
    from django.apps import apps

    there = sorted(
        (model._meta.app_label, model.__name__)
        for model in apps.get_models()
        if model.__module__.startswith("qunce.domain.")
    )
    rows = [row for row in _rows(_read("docs/glossary.md")) if len(row) == 4 and row[3] != "model"]
    named = sorted((row[2].strip("`"), row[3].strip("`")) for row in rows if row[3])
    assert named == there
    packages = {row[2].strip("`") for row in rows}
    known = {path.parent.name for path in PACKAGE.rglob("__init__.py")}
    assert packages <= known


def test_the_decisions_are_all_listed() -> None:
    listed = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", _read("docs/decisions/README.md")))
    assert listed == {path.name for path in (DOCS / "decisions").glob("[0-9]*.md")}


def test_both_readmes_name_the_two_commands_and_link_alike() -> None:
    english, chinese = _read("README.md"), _read("README.zh.md")
    for command in ("python3 run.py ", "python3 run.py test "):
        assert command in english
        assert command in chinese
    links = re.compile(r"\]\(((?!README)[^)]+)\)")
    assert sorted(set(links.findall(english))) == sorted(set(links.findall(chinese)))


def test_the_picture_is_small() -> None:
    picture = DOCS / "picture.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 200_000


@pytest.mark.parametrize("name", ["README.md", "docs/walkthrough.md", "docs/operate.md"])
def test_every_command_in_a_block_exists(name: str) -> None:
    from qunce.cli import COMMANDS

    blocks = "\n".join(re.findall(r"^```(?:sh)?\n(.*?)^```", _read(name), re.S | re.M))
    typed = re.findall(r"(?:\.venv/bin/qunce|python3 run\.py) ([a-z]+)\b", blocks)
    assert [word for word in typed if word not in {*COMMANDS, "setup", "test"}] == []


def test_the_demo_is_as_the_readme_says() -> None:
    from qunce.cli.demo.county import BRANCHES

    assert len(BRANCHES) == 19, "README.md says nineteen branches, README.zh.md 十九个支部"


def test_the_scripts_in_the_documents_are_python() -> None:
    for path in sorted(DOCS.rglob("*.md")):
        for block in re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.S):
            compile(block, str(Path(path.name)), "exec")


def test_the_walkthrough_names_buttons_and_links_that_exist() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in templates())
    named = set(re.findall(r"\*\*([^*]+)\*\*", _read("docs/walkthrough.md"))) - {"English"}
    assert len(named) > 5
    assert sorted(name for name in named if f'"{name}"' not in pages) == []


def test_the_walkthrough_directive_is_read_as_the_walkthrough_says() -> None:
    from qunce.text.directive import read
    from qunce.text.directive.repairs import pairs

    outline = read(_read("docs/walkthrough-directive.txt"))
    found = {(pair.seen, pair.suggested): len(pair.places) for pair in pairs(outline.repairs)}
    assert found == {("原那么", "原则"): 1, ("效劳", "服务"): 2}
    assert (outline.window.start, outline.window.end) == ("2026-12", "2027-05")
    assert {gate.kind for gate in outline.gates} == {
        "plan",
        "problems",
        "report",
        "remedy",
        "verdict",
    }
