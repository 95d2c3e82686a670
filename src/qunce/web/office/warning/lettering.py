"""Names in the room that a drawing has for them; SVG breaks no lines by itself."""

from __future__ import annotations

from itertools import combinations
from unicodedata import east_asian_width

_NARROW = 0.6
"""Width of a Latin letter or a digit, in heights of the letters; Chinese signs are squares."""


def width(words: str) -> float:
    """About how wide ``words`` are, in heights of the letters."""
    return sum(1.0 if east_asian_width(sign) in "WF" else _NARROW for sign in words)


def in_two_lines(words: str, room: float, *, first: str = "") -> list[str]:
    """``words`` in one line if they fit into ``room`` heights of the letters, else in two.

    Broken after ``first`` if they begin with it and both lines fit, else where the longer line is
    shortest: between words, or between any two Chinese signs.  What does not fit ends with “…”.
    """
    words = " ".join(words.split())
    if width(words) <= room:
        return [words] if words else []
    breaks = [
        (words[:at].rstrip(), words[at:].lstrip())
        for at in range(1, len(words))
        if _may_break(words[at - 1], words[at])
    ]
    fitting = [pair for pair in breaks if max(map(width, pair)) <= room]
    for pair in fitting:
        if pair[0] == first:
            return list(pair)
    if fitting:
        return list(min(fitting, key=lambda pair: max(map(width, pair))))
    begun = [pair for pair in breaks if width(pair[0]) <= room]
    if not begun:
        return [_shortened(words, room)]
    longest = max(begun, key=lambda pair: width(pair[0]))
    return [longest[0], _shortened(longest[1], room)]


def in_lines(words: str, room: float, *, first: str = "") -> list[str]:
    """As :func:`in_two_lines`, but in three where two are not enough for the whole name.

    What tells two places apart often stands at the end of their names.
    """
    two = in_two_lines(words, room, first=first)
    words = " ".join(words.split())
    if not two or not two[-1].endswith("…") or width(words) > 3 * room:
        return two
    places = [at for at in range(1, len(words)) if _may_break(words[at - 1], words[at])]
    fitting = [
        lines
        for a, b in combinations(places, 2)
        if max(map(width, lines := [words[:a].rstrip(), words[a:b].strip(), words[b:].lstrip()]))
        <= room
    ]
    return min(fitting, key=lambda lines: max(map(width, lines)), default=two)


def _may_break(before: str, after: str) -> bool:
    """Between words; beside a Chinese sign, unless what follows is a mark."""
    if before.isspace() or after.isspace():
        # A shape stays with its word.
        return before not in "▲◐○"
    wide = "W" in (east_asian_width(before), east_asian_width(after))
    return wide and (after.isalnum() and before.isalnum())


def _shortened(words: str, room: float) -> str:
    if width(words) <= room:
        return words
    while words and width(words) + 1.0 > room:
        words = words[:-1]
    return words.rstrip() + "…"
