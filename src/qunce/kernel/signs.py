"""Signs of codes that people type: Crockford's base32, and what is typed for it.

Thirty-two signs without I, L, O and U.  What one telephone writes full-width, another small and
a third with O for 0 is the same code.
"""

from unicodedata import normalize

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""In the order of their values, 0 to 31."""

BETWEEN = " -\t\n\u3000—–－·."
"""Typed between the signs of a code, and no part of it."""

_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def plain(text: str, *, between: str = BETWEEN) -> str:
    """``text`` in capitals and without what stands between; O is 0, I and L are 1.

    What else was typed stays, for the caller to look at; nothing is said of its length.
    """
    return (
        normalize("NFKC", text)
        .upper()
        .translate(dict.fromkeys(map(ord, between)))
        .translate(_READ_AS)
    )


def written(value: int, length: int) -> str:
    """The ``length`` signs of ``value``, the most significant first."""
    return "".join(SIGNS[(value >> (5 * place)) & 31] for place in reversed(range(length)))


def grouped(signs: str) -> str:
    """In fours: ``XXXX-XXXX-XXXX`` for twelve."""
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))
