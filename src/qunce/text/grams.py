"""Pieces of a text by which any part of it can be found, whatever its script.

A database's own word search cuts at spaces, which Chinese does not have, and a search by three
characters finds no word of two.  So a text is cut here: each character is one token and each pair
of neighbours another, and Latin letters and digits are treated no differently, so that ``LED灯``
and ``12号`` are found as well.

One rule says what is found; ``found_in`` is that rule, and an index only gets there faster: a query
finds a text when every part of the query stands in the text, character for character, after both
were normalised.  There are no words, prefixes or signs with a meaning: ``art`` finds ``party``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

MOST_PARTS = 32
"""Parts of a query that count; what a person types has a handful."""
MOST_TOKENS = 24
"""Tokens by which an index is asked; the rest of a long part is compared with the text."""


def normalise(text: str) -> str:
    """The text as it is compared: runs of characters with one space between them.

    Compatible forms become one (full-width digits, ligatures), capitals become small;
    traditional characters stay what they are.  Signs that cannot be seen (joiners, variants,
    direction marks) are dropped.  Spaces, line ends, punctuation, ASCII signs and control
    characters end a run: nothing is found across them.  Emoji are characters like others.
    """
    seen = "".join(char for char in text if not _unseen(char))
    # Casefolding and composing undo each other's work for a few characters: twice is stable.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", seen).casefold())
    folded = unicodedata.normalize("NFKC", folded.casefold())
    return " ".join("".join(" " if _ends_a_run(char) else char for char in folded).split())


def parts(query: str) -> list[str]:
    """What a query asks for: every one of these must stand in the text; empty asks nothing.

    Only the first ``MOST_PARTS`` different parts count; a part within another is left out.
    """
    asked = list(dict.fromkeys(normalise(query).split()))[:MOST_PARTS]
    return [part for part in asked if not any(part != other and part in other for other in asked)]


def found_in(text: str, query: str) -> bool:
    """The rule itself, without an index; a query that asks nothing finds everything."""
    normal = normalise(text)
    return all(part in normal for part in parts(query))


def grams(text: str) -> str:
    """The tokens of a text with one space between them: its pairs in order, then its characters.

    A token holds neither space nor punctuation nor an ASCII capital.  Pairs never reach over the
    end of a run, and keep their order, so that ``phrase`` stands in here when its part stands in
    the text.
    """
    runs = normalise(text).split()
    pairs = [_pairs(run) for run in runs]
    # The break between runs is a character by itself: no phrase reaches over it.
    in_order = [token for run, found in zip(runs, pairs, strict=True) for token in (*found, run[-1])]
    rest = dict.fromkeys(char for run in runs for char in run)
    return " ".join((*in_order, *(char for char in rest if char not in set(in_order))))


def tokens(asked: Sequence[str]) -> list[str]:
    """The tokens that a text holding all these parts must have; at most ``MOST_TOKENS``.

    Enough by themselves for parts of one and two characters; for a longer one look for its
    ``phrase`` as well.
    """
    wanted = dict.fromkeys(token for part in asked for token in _pairs(part) or [part])
    return list(wanted)[:MOST_TOKENS]


def phrase(part: str) -> str:
    """What stands in the ``grams`` of exactly those texts in which the part stands."""
    return " ".join(_pairs(part) or [part])


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _unseen(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or any(
        first <= char <= last for first, last in _VARIANTS
    )


def _ends_a_run(char: str) -> bool:
    category = unicodedata.category(char)
    return (
        category[0] in "PZ" or category in {"Cc", "Cs"} or (char.isascii() and category[0] == "S")
    )


_VARIANTS = (("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef"), ("\u180b", "\u180f"))
"""Variation selectors: which drawing of a character is meant, not which character."""
