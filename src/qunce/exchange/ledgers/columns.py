"""Which column of a ledger means what: by the headings in ``columns.toml``, or by hand."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from qunce.kernel.refusals import gettext_noop

PROBLEMS = "problems"
MESSAGES = "messages"
KINDS = (PROBLEMS, MESSAGES)
NEEDED = {PROBLEMS: "statement", MESSAGES: "text"}
"""Without this column a ledger of the kind says nothing."""

HEADINGS: Mapping[str, Mapping[str, str]] = {
    PROBLEMS: {
        "number": gettext_noop("Number"),
        "campaign": gettext_noop("Campaign"),
        "branch": gettext_noop("Branch"),
        "area": gettext_noop("Area"),
        "spot": gettext_noop("Spot"),
        "source": gettext_noop("Source"),
        "category": gettext_noop("Category"),
        "statement": gettext_noop("Problem"),
        "found_on": gettext_noop("Found on"),
        "mode": gettext_noop("Mode"),
        "standard": gettext_noop("Standard"),
        "measures": gettext_noop("Measures"),
        "leader": gettext_noop("Responsible leader"),
        "lead_unit": gettext_noop("Leading unit"),
        "assisting_units": gettext_noop("Assisting units"),
        "responsible": gettext_noop("Responsible post"),
        "due_on": gettext_noop("Deadline"),
        "progress": gettext_noop("Progress"),
        "checked_by": gettext_noop("Checked by"),
        "check_unit": gettext_noop("Checking unit"),
        "checked_on": gettext_noop("Checked on"),
        "people_confirm": gettext_noop("People's confirmation"),
        "closed": gettext_noop("Closed"),
        "closed_on": gettext_noop("Closed on"),
        "close_basis": gettext_noop("Basis of closing"),
        "unfinished_reason": gettext_noop("Why unfinished, and what next"),
        "institution": gettext_noop("Rule made from it"),
        "remarks": gettext_noop("Remarks"),
    },
    MESSAGES: {
        "number": gettext_noop("Number"),
        "said_on": gettext_noop("Said on"),
        "channel": gettext_noop("Channel"),
        "name": gettext_noop("Name"),
        "phone": gettext_noop("Phone"),
        "address": gettext_noop("Address"),
        "place": gettext_noop("Place"),
        "kind": gettext_noop("Kind of matter"),
        "title": gettext_noop("Short title"),
        "text": gettext_noop("What was said"),
        "result": gettext_noop("Result"),
        "handler": gettext_noop("Handler"),
        "due_on": gettext_noop("Deadline"),
        "answered_on": gettext_noop("Answered on"),
        "remarks": gettext_noop("Remarks"),
    },
}
"""The canonical codes of each kind of ledger, in the order of our own sheets, with headings."""

_DROPPED = re.compile(r"[\s*＊※()（）\[\]【】〔〕「」:：,，、。.“”\"'’_\-/／]+")
_PARTS = re.compile(r"[/／、及和与]|\n")


def key(heading: object) -> str:
    """A heading as it is compared: full-width signs made narrow, spaces and brackets left out."""
    words = unicodedata.normalize("NFKC", str(heading if heading is not None else ""))
    return _DROPPED.sub("", words).casefold()


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    data = tomllib.loads((files(__package__) / "columns.toml").read_text("utf-8"))
    return {
        kind: {code: tuple(key(word) for word in words) for code, words in data[kind].items()}
        for kind in KINDS
    }


@cache
def ignored() -> frozenset[str]:
    """Headings of columns that we add ourselves and do not read back."""
    data = tomllib.loads((files(__package__) / "columns.toml").read_text("utf-8"))
    return frozenset(key(word) for word in data["ignored"])


@cache
def words(code: str) -> tuple[tuple[str, str], ...]:
    """Word and meaning for the cells of a column, longest word first."""
    data = tomllib.loads((files(__package__) / "columns.toml").read_text("utf-8"))["words"][code]
    pairs = [(word, meaning) for meaning, said in data.items() for word in said]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def exactly(kind: str, heading: str) -> tuple[str, ...]:
    """The codes a heading (as ``key`` gives it) stands for whole."""
    return tuple(code for code, said in _table()[kind].items() if heading in said)


def together(kind: str, heading: object) -> tuple[str, ...]:
    """The codes of a column that holds several values: 责任单位/责任人, 核查人及核查时间."""
    parts = [key(part) for part in _PARTS.split(str(heading or "")) if key(part)]
    if len(parts) < 2:
        return ()
    found = [exactly(kind, part) for part in parts]
    if not all(len(codes) == 1 for codes in found):
        return ()
    codes = tuple(codes[0] for codes in found)
    return codes if len(set(codes)) == len(codes) else ()


@cache
def contained(kind: str, heading: str) -> tuple[str, ...]:
    """The codes whose words (of two signs or more) the heading contains, best first.

    A longer word outdoes a shorter one inside it; several codes with words equally long remain
    several, and a person decides.
    """
    best: dict[str, int] = {}
    for code, said in _table()[kind].items():
        lengths = [len(word) for word in said if len(word) >= 2 and word in heading]
        if lengths:
            best[code] = max(lengths)
    longest = max(best.values(), default=0)
    return tuple(code for code, length in best.items() if length == longest)


def score(kind: str, headings: Sequence[object]) -> int:
    """How well a row looks like the headings of the kind: 3 a whole heading, 1 a contained one."""
    total = 0
    seen: set[str] = set()
    for heading in headings:
        name = key(heading)
        if not name or len(name) > 30:
            continue
        codes = exactly(kind, name) or together(kind, heading)
        worth = 3 if codes else 1
        codes = codes or contained(kind, name)
        if codes and codes[0] not in seen:
            seen.add(codes[0])
            total += worth
    return total + (4 if NEEDED[kind] in seen else 0)
