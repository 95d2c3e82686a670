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

MOST_PARTS = 12
"""Parts of a query that count.  A person types a handful; each may cost a look at every text."""
MOST_TOKENS = 24
"""Pairs of the longer parts by which an index is asked; the rest is compared with the text."""


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

    A token holds neither space nor punctuation nor an ASCII capital.  Pairs keep their order and
    never reach over the end of a run, so that the ``phrase`` of a part stands in here exactly
    when the part stands in the text.
    """
    runs = normalise(text).split()
    # The last character of a run, by itself, keeps the pairs of two runs apart.
    in_order = [token for run in runs for token in (*_pairs(run), run[-1])]
    already = set(in_order)
    characters = dict.fromkeys(char for run in runs for char in run if char not in already)
    return " ".join((*in_order, *characters))


def tokens(asked: Sequence[str]) -> list[str]:
    """The tokens that a text in which all these parts stand must have.

    They settle the parts of one and two characters; for each longer part its ``phrase`` has to be
    looked for as well, and ``MOST_TOKENS`` of their pairs are enough to narrow the search.
    """
    short = [part for part in asked if len(part) <= 2]
    pairs = dict.fromkeys(pair for part in asked if len(part) > 2 for pair in _pairs(part))
    return [*short, *(pair for pair in list(pairs)[:MOST_TOKENS] if pair not in short)]


def phrase(part: str) -> str:
    """What stands in the ``grams`` of exactly those texts in which the part stands."""
    return " ".join(_pairs(part)) or part


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
