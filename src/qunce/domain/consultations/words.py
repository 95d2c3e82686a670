"""What people say, as it is kept.  Pure."""

from __future__ import annotations

import re

from qunce.domain.voices.words import cleaned

LONGEST = 2_000
"""Characters of one point."""

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def spoken(text: str) -> str:
    """``text`` as messages are kept, and without signs that turn the direction of writing.

    Those show one wording to whoever reads it through for names, and another to a program; what
    is written from right to left reads the same without them.
    """
    return cleaned(_TURNS.sub("", text))


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of ``text``: what stands between empty lines, in order."""
    return [part for part in map(cleaned, re.split(r"\n[ \t\u3000]*\n", spoken(text))) if part]
