"""What people write, as it is kept.  Pure."""

from __future__ import annotations

import re
from unicodedata import category

from qunce.kernel.refusals import Refusal, gettext_noop

SHORTEST_REASON = 2
REASON = 500
"""The most characters of a reason."""

_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def cleaned(text: str) -> str:
    """``text`` with one kind of line end and without control characters, trimmed.

    Everything that can be seen stays as it is: any script, emoji, rare characters.  Half a
    surrogate stays too, for :func:`why_not_words` to refuse: leaving it out would change a word.
    """
    text = _ENDS.sub("\n", text)
    return "".join(one for one in text if one in "\t\n" or category(one) != "Cc").strip()


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(cleaned(text).split())


def says_something(text: str) -> bool:
    """Whether there is a sign in ``text`` that can be seen."""
    return any(category(one)[0] not in "ZC" or category(one) == "Co" for one in text)


def why_not_words(text: str, *, on: str, most: int, least: int = 1) -> list[Refusal]:
    """Why the cleaned ``text`` of the field ``on`` cannot be taken."""
    if any(category(one) == "Cs" for one in text):
        return [
            Refusal(
                "words_broken",
                gettext_noop("The text holds a broken character. Type it again, or leave it out."),
                on=on,
            )
        ]
    if not says_something(text):
        return [Refusal("words_missing", gettext_noop("Write something here."), on=on)]
    if len(text) < least:
        return [
            Refusal(
                "words_too_short",
                gettext_noop("Write at least %(least)s characters."),
                {"least": least},
                on,
            )
        ]
    if len(text) > most:
        return [
            Refusal(
                "words_too_long",
                gettext_noop("Write it shorter: at most %(most)s characters, now %(now)s."),
                {"most": most, "now": len(text)},
                on,
            )
        ]
    return []
