"""From data and a layout to a PDF."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Final
from unicodedata import normalize

import typst

MISSING: Final = "〓"
"""Printed for a character the font does not have, as printers have always done."""

_HERE = files("qunce.exchange.paper")
_FONT = "NotoSansSC-Regular.otf"
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Controls, what turns text round, what has no width."""
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNBROKEN = re.compile(r"[^\s\u2e80-\uffef\U00020000-\U0003ffff]{40,}")
_BREAK_HERE = "\u200b"


def typeset(
    layout: str, data: Mapping[str, Any], drawings: Sequence[str] = (), *, tagged: bool = True
) -> bytes:
    """The PDF that ``layout`` (``slips``, ``form`` …) makes of ``data``.

    Every text in ``data`` passes :func:`printable` first; ``drawings`` are SVG of our own and go
    in as they are.  Nothing is written to disk: data go
    to the compiler as a value and the pages come back as bytes.  ``tagged``: PDF/UA-1; what only a
    printer reads is less than half as large without.
    """
    with as_file(_HERE) as folder:
        made = typst.compile(
            str(folder / f"{layout}.typ"),
            root=str(folder),
            font_paths=[str(folder / "fonts")],
            ignore_system_fonts=True,
            sys_inputs={
                "data": json.dumps(cleaned(data), ensure_ascii=False),
                "drawings": json.dumps(list(drawings)),
            },
            pdf_standards=["ua-1"] if tagged else [],
            pdf_tags=tagged,
        )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one piece of bytes")
    return made


def cleaned(value: Any) -> Any:
    """``value`` with every text in it printable; keys and numbers as they are."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(inner) for inner in value]
    return value


def printable(text: str) -> str:
    """``text`` as it can be put on paper: nothing hidden, nothing turned round, nothing lost.

    Line ends stay, a tab is a blank.  Characters the font does not have become :data:`MISSING`.
    A run of 40 letters without a blank may be broken anywhere after ten, lest it leave the page.
    """
    lines = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    shown = normalize("NFC", _HIDDEN.sub("", lines))
    known = covered()
    held = "".join(sign if ord(sign) in known or sign in "\n " else MISSING for sign in shown)
    return _UNBROKEN.sub(_breakable, held)


@cache
def covered() -> frozenset[int]:
    """The code points the font has a glyph for, read from the font itself (cmap, format 12)."""
    font = (_HERE / "fonts" / _FONT).read_bytes()
    tables = {
        font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0]
        for at in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16)
    }
    cmap = tables[b"cmap"]
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        start = cmap + struct.unpack_from(">I", font, cmap + 4 + 8 * number + 4)[0]
        if struct.unpack_from(">H", font, start)[0] != 12:
            continue
        for group in range(struct.unpack_from(">I", font, start + 12)[0]):
            first, last, _ = struct.unpack_from(">III", font, start + 16 + 12 * group)
            found.update(range(first, last + 1))
    return frozenset(found)


def _breakable(run: re.Match[str]) -> str:
    letters = run[0]
    return _BREAK_HERE.join(letters[at : at + 10] for at in range(0, len(letters), 10))
