"""What the documents say about the code, compared with the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from architecture.tree import PACKAGE, ROOT, contracts, domain_order, modules, templates

DOCS = ROOT / "docs"
WALKTHROUGHS = (
    "docs/walkthrough.md",
    "docs/walkthrough-messages.md",
    "docs/walkthrough-gates.md",
    "docs/walkthrough-week.md",
    "docs/walkthrough-warning.md",
)


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


def test_a_word_of_the_glossary_means_one_thing() -> None:
    ours, field = _read("docs/glossary.md").split("## Words of the field")
    words = [
        word
        for part, width in ((ours, 4), (field, 3))
        for row in _rows(part)
        if len(row) == width and row[0] != "中文"
        for word in re.split("、", re.sub("（[^）]*）", "", row[0]))
    ]
    assert sorted({word for word in words if words.count(word) > 1}) == []


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


@pytest.mark.parametrize(
    "name", ["README.md", "README.zh.md", "docs/operate.md", "docs/ledgers.md", *WALKTHROUGHS]
)
def test_every_command_in_a_block_exists(name: str) -> None:
    from qunce.cli import COMMANDS

    blocks = "\n".join(re.findall(r"^```(?:sh)?\n(.*?)^```", _read(name), re.S | re.M))
    typed = re.findall(r"(?:\.venv/bin/qunce|python3 run\.py) ([a-z]+)\b", blocks)
    assert [word for word in typed if word not in {*COMMANDS, "setup", "test"}] == []


def test_the_demo_is_as_the_readme_says() -> None:
    from qunce.cli.demo.county import BRANCHES
    from qunce.cli.demo.life import MESSAGES
    from qunce.cli.demo.sprouting import HOUSEHOLDS
    from qunce.cli.demo.working import AT_THE_DOOR

    assert len(BRANCHES) == 19, "README.md says nineteen branches, README.zh.md 十九个支部"
    said = len(MESSAGES) + len(HOUSEHOLDS) + len(AT_THE_DOOR)
    assert said == 17, "README.md says seventeen messages, README.zh.md 十七件群众来件"


def test_the_second_walkthrough_meets_the_people_and_messages_of_the_demo() -> None:
    from qunce.cli.demo.county import BRANCHES, COUNTY, ENTRANCES, PLACES, TOWN
    from qunce.cli.demo.life import MESSAGES
    from qunce.cli.demo.sprouting import HOUSEHOLDS
    from qunce.cli.demo.working import AT_THE_DOOR

    text = _read("docs/walkthrough-messages.md")
    logins = {post.username: post.name for unit in (COUNTY, TOWN, *BRANCHES) for post in unit.posts}
    named = set(re.findall(r"/demo/enter/([a-z]+)/", text))
    assert len(named) > 4
    assert named <= {*ENTRANCES, *logins}
    five = re.findall(r"^\| (\w+), .* \| `/demo/enter/([a-z]+)/` \|$", text, re.M)
    assert len(five) == 4, "with the resident there are five"
    assert [name for name, login in five if logins[login] != name] == []
    said = len(MESSAGES) + len(HOUSEHOLDS) + len(AT_THE_DOOR)
    assert f"2026-{said + 1:06d}" in text, "the visitor's own message"
    accused = next(number for number, one in enumerate(MESSAGES, start=1) if one.accused)
    assert f"2026-{accused:06d}" in text
    assert f"/demo/enter/{MESSAGES[accused - 1].accused}/" in text
    assert PLACES["shangqing"][3] == "二组水塘"
    assert "/say/at/shangqing-4/" in text


def test_the_table_of_time_limits_is_what_the_product_counts() -> None:
    from qunce.domain.voices.deadlines import REGULATION
    from qunce.domain.voices.deadlines.words import EVENT_LABELS, HOLDER_LABELS, UNIT_LABELS
    from qunce.domain.voices.owed import OWED

    rows = [row for row in _rows(_read("docs/legal-clocks.md")) if len(row) == 6]
    told = {row[0].strip("`"): row for row in rows if row[0].startswith("`")}
    assert list(told) == list(REGULATION)
    for code, rule in REGULATION.items():
        _code, article, long, start, holder, _act = told[code]
        assert article == rule.article, code
        assert long.startswith(f"{rule.number} {UNIT_LABELS[rule.unit]}"), code
        extra = rule.extension
        assert long.endswith(f", once at most {extra.days} more" if extra else " days"), code
        assert EVENT_LABELS[rule.starts_from].startswith(start.removesuffix(" the request")), code
        assert HOLDER_LABELS[rule.held_by] in (holder, holder.removeprefix("the ")), code
    rights = [line.rule for line in OWED if not line.duty and line.rule in told]
    (sentence,) = re.findall(r"^(.*) are rights:", _read("docs/legal-clocks.md"), re.M)
    assert re.findall(r"`(\w+)`", sentence) == rights


def test_the_example_of_a_county_can_be_read(tmp_path: Path) -> None:
    from qunce.domain.voices.deadlines import rule_set
    from qunce.domain.voices.deadlines.words import Event, Holder, Stay

    for name in ("docs/legal-clocks.md", "docs/operate.md"):
        (example,) = re.findall(r"^```toml\n(.*?)^```", _read(name), re.S | re.M)
        file = tmp_path / "county.toml"
        file.write_text(example, encoding="utf-8")
        assert len(list(rule_set("regulation", file))) == 10, name
    explained = dict(row for row in _rows(_read("docs/legal-clocks.md")) if len(row) == 2)
    for entry, words in (("starts_from", Event), ("held_by", Holder), ("stands_for", Stay)):
        assert set(re.findall(r"`(\w+)`", explained[f"`{entry}`"])) == set(words), entry


def test_every_setting_stands_once_in_the_table() -> None:
    rows = [row for row in _rows(_read("docs/operate.md")) if len(row) == 3]
    named = [name for row in rows for name in re.findall(r"`((?:QUNCE|DATABASE)_[A-Z_]+)`", row[0])]
    assert len(named) > 20
    assert sorted(named) == sorted(set(named))
    keys = [row[0] for row in rows if re.fullmatch(r"`[\w-]+\.(?:key|pub)`", row[0])]
    assert sorted(keys) == sorted(set(keys))


def test_every_command_is_told_to_the_operator() -> None:
    from qunce.cli import COMMANDS

    text = "".join(_read(f"docs/{name}.md") for name in ("operate", "walkthrough"))
    missing = [name for name in COMMANDS if not re.search(rf"(?:qunce|run\.py) {name}\b", text)]
    assert missing == []


def test_the_scripts_in_the_documents_are_python() -> None:
    for path in sorted(DOCS.rglob("*.md")):
        for block in re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.S):
            compile(block, str(Path(path.name)), "exec")


@pytest.mark.parametrize("name", WALKTHROUGHS)
def test_the_walkthrough_names_buttons_and_links_that_exist(name: str) -> None:
    pages = [path.read_text(encoding="utf-8") for path in (*templates(), *modules())]
    shown = set(re.findall(r'"([^"\n]+)"', "\n".join(pages)))
    named = set(re.findall(r"\*\*([^*]+)\*\*", _read(name))) - {"English"}
    assert len(named) > 5
    assert sorted(named - shown) == []


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
