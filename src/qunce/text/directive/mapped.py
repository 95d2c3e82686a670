"""Text that remembers where each of its characters came from.

The reader works on a tidied text (no page furniture, repairs applied, one kind of comma) but
reports places in the untouched source.  Edits compose: editing a mapped text yields a mapped
text whose characters still point at the first source.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

Edit = tuple[int, int, str]
"""Replace ``text[start:end]`` by the string; edits are sorted and do not overlap."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """``text[i]`` stands for ``source[starts[i]:ends[i]]``; both arrays never decrease."""

    text: str
    starts: array[int]
    ends: array[int]

    @classmethod
    def of(cls, source: str) -> Mapped:
        """The source itself, each character standing for itself."""
        return cls(source, array("l", range(len(source))), array("l", range(1, len(source) + 1)))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source span of ``text[start:end]``; an empty span stays empty."""
        if start >= end:
            place = self.starts[start] if start < len(self.starts) else self.length
            return place, place
        return self.starts[start], self.ends[end - 1]

    @property
    def length(self) -> int:
        """Where the last character ends in the source; 0 for an empty text."""
        return self.ends[-1] if self.ends else 0

    def within(self, start: int, end: int) -> str:
        """The characters of this text that come from ``source[start:end]``."""
        first, last = bisect_left(self.starts, start), bisect_right(self.ends, end)
        # A line end put between two characters stands for nothing and belongs to neither.
        while first < last and self.starts[first] == self.ends[first]:
            first += 1
        while last > first and self.starts[last - 1] == self.ends[last - 1]:
            last -= 1
        return self.text[first:last]

    def index(self, place: int) -> int:
        """The first index whose character starts at or after the source offset ``place``."""
        return bisect_left(self.starts, place)

    def edited(self, edits: Iterable[Edit]) -> Mapped:
        """This text after the edits.

        A replacement of equal length maps character to character; of another length, each new
        character stands for the whole replaced span.  Overlapping edits: the earlier one wins.
        """
        pieces: list[str] = []
        starts: array[int] = array("l")
        ends: array[int] = array("l")
        done = 0
        for start, end, new in edits:
            if start < done:
                continue
            pieces.append(self.text[done:start])
            starts.extend(self.starts[done:start])
            ends.extend(self.ends[done:start])
            if new:
                pieces.append(new)
                if len(new) == end - start:
                    starts.extend(self.starts[start:end])
                    ends.extend(self.ends[start:end])
                else:
                    low, high = self.span(start, end)
                    starts.extend([low] * len(new))
                    ends.extend([high] * len(new))
            done = end
        pieces.append(self.text[done:])
        starts.extend(self.starts[done:])
        ends.extend(self.ends[done:])
        return Mapped("".join(pieces), starts, ends)
