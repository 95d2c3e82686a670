"""Whom or what an entry speaks of, without knowing what it is."""

import re
from dataclasses import dataclass

_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Ref:
    """A kind, an id within that kind, and the name as printed that day.

    The name is kept beside the id because the record must read the same after a village was
    renamed or a post abolished.  Name a post or a unit, never a resident: of a resident the
    record says what they did ("a resident"), not who they are; ``id`` may then stay empty.
    """

    kind: str
    id: str
    name: str

    def __post_init__(self) -> None:
        if not _KIND.fullmatch(self.kind):
            raise ValueError(f"{self.kind!r} is no kind of actor or subject: write e.g. 'post'")
        if not isinstance(self.id, str) or len(self.id) > 64:
            raise ValueError(f"{self.id!r} is no id: text of at most 64 characters")
        if not self.name.strip():
            raise ValueError(f"{self.kind} {self.id} needs the name it is printed with")
        if "\0" in self.id + self.name:
            raise ValueError("NUL cannot be stored in a name")
