"""Terms of a machine-rewritten directive that are almost certainly wrong, and what stood there.

A rewriting tool swaps words for near-synonyms from a table (原则 becomes 原那么, 服务 becomes
效劳), usually everywhere in a document; scanning and retyping add misprints (负现人).  No word is
wrong by itself: 进展 is right in 有新进展 and wrong in 科学进展观.  So every finding rests on the
words around it, in three steps that grow less certain:

``certain``   the wording does not occur in official prose (科学进展观, 宽敞党员, 原那么);
              reported in any document.
``likely``    the wording is odd but conceivable (推动进展, 增加责任感); reported only in a document
              that already shows several certain findings, or many likely ones close together.
``consistent``  in such a document, a swap proved elsewhere, at a place whose context does not speak
              for the word that stands there, when the swapped-out word is missing altogether.

Clean text has no certain finding, so the two later steps stay locked there.  The vocabulary is
in three files of this package: ``repairs_words.tsv`` (words, what tools put in their place, and
company the right word keeps), ``repairs_genuine.tsv`` (company in which the other word is right)
and ``repairs_phrases.txt`` (fixed phrases, for swaps and misprints no table lists).
Source of the design and of the first measurements: the project's study of text methods, where a
language model alone reached a precision of 0.42 and context rules 1.00 on the same speech.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qunce.text.directive.mapped import Mapped
from qunce.text.directive.outline import Repair
from qunce.text.directive.repairs_search import search

REWRITTEN_FROM = 3.0
"""Findings per 1,000 characters from which a text looks machine-rewritten.

Measured: the 2009 township speech scores above 40, other rewritten texts above 15, clean
directives 0.0; a clean text with one or two misprints stays below 3 because short texts are
reckoned as 1,000 characters.
"""


@dataclass(frozen=True, slots=True)
class RepairPair:
    """One decision for the reader: the same wording with the same suggestion, at all its places.

    ``confidence`` is that of the surest place, ``places`` are half-open spans of the source.
    """

    seen: str
    suggested: str
    places: tuple[tuple[int, int], ...]
    confidence: float


class RepairedText:
    """The source with suggestions applied; every place leads back to the untouched source."""

    def __init__(self, mapped: Mapped, length: int) -> None:
        self._mapped = mapped
        self._length = length

    @property
    def text(self) -> str:
        """The repaired wording."""
        return self._mapped.text

    def to_source(self, i: int) -> int:
        """Offset in the source of character ``i`` of ``text``; the end of one is that of the other.

        Raises IndexError for an offset outside ``0..len(text)``.
        """
        if not 0 <= i <= len(self.text):
            raise IndexError(i)
        return self._mapped.starts[i] if i < len(self.text) else self._length

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Half-open span of the source that ``text[start:end]`` stands for."""
        if start >= end:
            place = self.to_source(start)
            return place, place
        return self._mapped.span(start, end)


def find_repairs(source: str) -> list[Repair]:
    """The terms of ``source`` that are almost certainly wrong, ascending, never overlapping.

    Offsets are half-open and count characters of ``source``; ``seen`` is exactly what stands
    there.  Confidence lies between 0 and 1; see the module for the three steps behind it.
    Never raises; linear in the length of the text (about 40 ms for 10,000 characters).
    """
    return search(source)


def rewritten_score(source: str, repairs: Sequence[Repair]) -> float:
    """Findings per 1,000 characters of the text, spaces and line breaks not counted.

    A text of under 1,000 characters is reckoned as 1,000, so that one misprint in a short notice
    does not make it look rewritten.
    """
    characters = len("".join(source.split()))
    return round(1000 * len(repairs) / max(characters, 1000), 2)


def looks_rewritten(score: float) -> bool:
    """Whether a document with this ``rewritten_score`` looks machine-rewritten."""
    return score >= REWRITTEN_FROM


def pairs(repairs: Iterable[Repair]) -> list[RepairPair]:
    """The repairs grouped into decisions, in order of first appearance."""
    grouped: dict[tuple[str, str], list[Repair]] = {}
    for repair in repairs:
        grouped.setdefault((repair.seen, repair.suggested), []).append(repair)
    return [
        RepairPair(
            seen,
            suggested,
            tuple((repair.start, repair.end) for repair in group),
            max(repair.confidence for repair in group),
        )
        for (seen, suggested), group in grouped.items()
    ]


def repaired(source: str, repairs: Sequence[Repair]) -> RepairedText:
    """The source with the given repairs applied; pass only the confirmed ones to apply those."""
    edits = sorted((repair.start, repair.end, repair.suggested) for repair in repairs)
    return RepairedText(Mapped.of(source).edited(edits), len(source))
