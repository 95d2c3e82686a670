"""Clean directives of several sorts, written for these tests, and the same ones damaged."""

import random
import re
import tomllib
from pathlib import Path

import pytest

from qunce.text.directive import Outline, Section, read

FOLDER = Path(__file__).parent / "directives"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
DAMAGED = [n for n in NAMES if n != "hospital_campaign"]


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text("utf-8")


def expected(name: str) -> dict:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def tree(sections: list[Section], depth: int = 0) -> list[str]:
    lines = []
    for section in sections:
        lines.append(f"{'  ' * depth}{section.number} {section.heading}")
        lines += tree(section.children, depth + 1)
    return lines


def numberless(lines: list[str]) -> list[str]:
    """The tree with numbers reduced to their values' signs: （一） and 一 alike."""
    return [re.sub(r"^( *)[（(]?([^（）() ]+)[）)]?( )", r"\1\2\3", line) for line in lines]


@pytest.fixture(scope="module", params=NAMES)
def directive(request: pytest.FixtureRequest) -> tuple[dict, Outline, str]:
    source = text_of(request.param)
    return expected(request.param), read(source), source


def test_the_heading_tree_is_exact(directive):
    known, outline, _ = directive
    assert tree(outline.sections) == known["tree"].strip("\n").split("\n")


@pytest.mark.parametrize("part", ["title", "kind", "issuer", "place"])
def test_the_frame_is_read(directive, part):
    known, outline, _ = directive
    if part in known:
        assert getattr(outline, part) == known[part]


def test_the_window_is_read(directive):
    known, outline, _ = directive
    if "window" in known:
        assert [outline.window.start, outline.window.end] == known["window"]


@pytest.mark.parametrize("part", ["requirements", "principles", "emphases", "goals"])
def test_the_lists_are_read(directive, part):
    known, outline, _ = directive
    if part in known:
        assert [passage.wording for passage in getattr(outline, part)] == known[part]


def test_the_gates_are_found_in_order(directive):
    known, outline, _ = directive
    if "gates" in known:
        assert [gate.kind for gate in outline.gates] == known["gates"]


def test_the_named_duties_are_owed_by_the_right_units(directive):
    known, outline, source = directive
    for duty in known["duty"]:
        place = source.index(duty["words"])
        found = [d for d in outline.duties if d.start <= place < d.end]
        assert found, duty["words"]
        for part in ("owed_by", "due", "modality", "action_kind"):
            if part in duty:
                value = getattr(found[0], part)
                assert (list(value) if part == "owed_by" else value) == duty[part], duty["words"]


def test_clean_text_is_not_repaired(directive):
    _, outline, _ = directive
    assert outline.repairs == []
    assert outline.rewritten_score == 0


def without_brackets(text: str, _: random.Random) -> str:
    return re.sub(r"^[（(]([一二三四五六七八九十]+)[）)]", r"\1", text, flags=re.M)


def with_chunk_numbers(text: str, chance: random.Random) -> str:
    """Cut into pieces of about 300 characters, a number before each."""
    step = 300
    places = list(range(step, len(text) - 50, step))
    pieces = ["1、"]
    before = 0
    for number, place in enumerate(places, start=2):
        while text[place] in "\n、0123456789（）" or text[place - 1] in "\n，、0123456789":
            place += 1
        pieces += [text[before:place], f"\n{number}、" if chance.random() < 0.7 else f"{number}、"]
        before = place
    return "".join([*pieces, text[before:]])


def hard_wrapped(text: str, _: random.Random) -> str:
    return "\n".join(
        "\n".join(line[i : i + 30] for i in range(0, len(line), 30)) for line in text.split("\n")
    )


def without_quotes(text: str, _: random.Random) -> str:
    return re.sub("[“”]", "", text)


def with_half_quotes(text: str, _: random.Random) -> str:
    return text.replace("”", "")


def with_page_numbers(text: str, _: random.Random) -> str:
    lines = text.split("\n")
    for page, at in enumerate(range(12, len(lines), 13), start=1):
        lines.insert(at, f"— {page} —")
    return "\n".join(lines)


def with_stray_spaces(text: str, chance: random.Random) -> str:
    return "".join(
        char + (" " if chance.random() < 0.02 and "一" <= char <= "龥" else "") for char in text
    )


def in_ascii_punctuation(text: str, _: random.Random) -> str:
    return text.translate(str.maketrans({"，": ",", "；": ";", "：": ":", "（": "(", "）": ")"}))


DAMAGES = [
    without_brackets,
    with_chunk_numbers,
    hard_wrapped,
    without_quotes,
    with_half_quotes,
    with_page_numbers,
    with_stray_spaces,
    in_ascii_punctuation,
]


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_leaves_the_tree_as_it_was(name, damage):
    chance = random.Random(name)  # noqa: S311, damage needs no secrecy
    damaged = read(damage(text_of(name), chance))
    # What the damage does to the words of a heading it does to the words we compare with.
    marks = str.maketrans("", "", "“”")
    want = numberless(expected(name)["tree"].strip("\n").split("\n"))
    got = numberless(tree(damaged.sections))
    if damage is in_ascii_punctuation:
        want = [in_ascii_punctuation(line, chance) for line in want]
    assert [line.translate(marks) for line in got] == [line.translate(marks) for line in want]
