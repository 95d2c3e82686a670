"""What is sealed: a person as bytes, and back.  Knows no key and no database."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from unicodedata import category, normalize

from qunce.kernel.canonical import canonical

NAME, PHONE, ADDRESS, WORDS = 60, 20, 200, 1000
"""The most characters of each."""
STEP = 512
"""Bytes are padded to a multiple of this: nearly everybody without ``words`` fits into one."""


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Who spoke and where to reach them; ``words`` is what they say about themselves.

    An e-mail address stands in ``address``.  Printing a person says nothing about them, so that
    logs and tracebacks stay empty; only its four fields speak.
    """

    name: str = ""
    phone: str = ""
    address: str = ""
    words: str = ""

    def __repr__(self) -> str:
        return "Person(…)"

    def tidied(self) -> Person:
        """The same person without stray space; a telephone number in full-width digits in plain.

        >>> Person(phone="１３９ ００００").tidied().phone
        '139 0000'
        """
        return Person(
            name=_one_line(self.name),
            phone=_one_line(normalize("NFKC", self.phone)),
            address=_one_line(self.address),
            words="\n".join(self.words.splitlines()).strip(),
        )


def has_control_characters(text: str) -> bool:
    """Whether ``text`` holds half a character, or controls other than tab and line feed."""
    return any(category(one) in {"Cc", "Cs"} and one not in "\t\n" for one in text)


def to_bytes(person: Person) -> bytes:
    """Canonical JSON (RFC 8785), padded with spaces to a multiple of :data:`STEP`."""
    plain = canonical(asdict(person))
    return plain.ljust(-(-len(plain) // STEP) * STEP)


def from_bytes(plain: bytes) -> Person:
    """The person whom :func:`to_bytes` wrote."""
    return Person(**json.loads(plain))


def _one_line(text: str) -> str:
    return " ".join(text.split())
