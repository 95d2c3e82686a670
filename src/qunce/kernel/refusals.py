"""Refusals: why something may not happen, in words that say what to do.

A rule answers with a list of :class:`Refusal`; an action that meets one raises
:class:`Refused`.  The sentence is kept in English with named gaps and is translated only
where a person reads it (web and cli), so pure packages need no Django.  Tests compare
``code``, never the sentence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation without translating it (the extractor knows this name)."""
    return message


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against: a stable English ``code``, and a sentence with ``%(name)s`` gaps."""

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    on: str = ""
    """The form field the reason belongs to; empty when it concerns the whole."""

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class Refused(Exception):
    """Raised by an action or reader that declines; carries every reason, not only the first."""

    def __init__(self, refusals: Refusal | Iterable[Refusal]) -> None:
        self.refusals: tuple[Refusal, ...] = (
            (refusals,) if isinstance(refusals, Refusal) else tuple(refusals)
        )
        if not self.refusals:
            raise ValueError("Refused needs at least one refusal")
        super().__init__("; ".join(str(refusal) for refusal in self.refusals))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(refusal.code for refusal in self.refusals)


def refuse(*reasons: Iterable[Refusal]) -> None:
    """Raise :class:`Refused` with all of ``reasons``, each said once and in their order; without
    any nothing happens."""
    said = {(one.code, one.on, str(one)): one for one in chain.from_iterable(reasons)}
    if said:
        raise Refused(said.values())
