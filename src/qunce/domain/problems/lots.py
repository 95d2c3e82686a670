"""A lot that anybody can draw again with a pencil and a program for SHA-256.

The doors of a place are numbered 1 to n in the order of the village's own list.  The seed is the
root of the public record right before the draw, so nobody could choose it and everybody can look
it up.  Then, for the counter 0, 1, 2 and so on:

1. take SHA-256 of the ASCII text ``SEED:PROBLEM:COUNTER``, for instance ``9f…e1:2026-00012:0``;
2. read its first eight bytes as one number, the highest byte first;
3. leave it out if it is not below the largest multiple of n that eight bytes can hold (otherwise
   the first doors would come up a little more often);
4. the door is the remainder of its division by n, plus one; a door that came up before is left out;

until as many doors came up as are to be asked.  Their order is the order of asking.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import count

from qunce.domain.problems.states import SAMPLE

_RANGE = 2**64


def drawn_numbers(*, seed: str, about: str, households: int) -> list[int]:
    """The doors to ask: ``SAMPLE`` of them, or all where there are fewer.

    ``seed`` is hex, ``about`` the number of the problem.  Raises ``ValueError`` without doors.
    """
    if households < 1:
        raise ValueError("nothing to draw from")
    below = _RANGE - _RANGE % households
    drawn: list[int] = []
    for counter in count():
        digest = sha256(f"{seed}:{about}:{counter}".encode()).digest()
        value = int.from_bytes(digest[:8], "big")
        door = value % households + 1
        if value < below and door not in drawn:
            drawn.append(door)
            if len(drawn) == min(SAMPLE, households):
                return drawn
    raise AssertionError("the counter does not end")  # pragma: no cover
