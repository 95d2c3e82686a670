"""Papers for the notice board: what a record says, and what came of what people said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from qunce.exchange.paper.typesetting import typeset
from qunce.exchange.paper.words import NoticeWords, PosterWords
from qunce.exchange.qr import drawing
from qunce.kernel.digits import six_groups

COUNTS = ("issued", "returned", "spoiled", "unreturned")


@dataclass(frozen=True, slots=True)
class PosterRow:
    """One group; a count that is not known yet is ``None``, and a column of them is left out."""

    name: str
    issued: int | None = None
    returned: int | None = None
    spoiled: int | None = None
    unreturned: int | None = None


@dataclass(frozen=True, slots=True)
class Poster:
    """A commitment (only ``issued`` is known) or a result."""

    title: str
    language: str
    sentences: tuple[str, ...]
    """What it is about and what came of it, each a line of its own."""
    root_hex: str
    """The root of the record's signed head, 64 hexadecimal digits."""
    entries: int
    day: str
    """As a person says it."""
    key_fingerprint: str
    verify_address: str
    """Goes into the QR code."""
    words: PosterWords
    rows: tuple[PosterRow, ...] = ()
    files: str = ""
    """Where the published files are, in words."""
    sheet: str = "a4"
    """Or ``a3``: the same page, 1.41 times as large."""


@dataclass(frozen=True, slots=True)
class NoticePoint:
    said: str
    answer: str
    """Adopted, in part, not: in the words of the notice's language."""
    reason: str
    people: int | None = None
    """How many said it; ``None`` says nothing of it."""


@dataclass(frozen=True, slots=True)
class NoticeGroup:
    title: str
    points: tuple[NoticePoint, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """ "You said, we did"."""

    title: str
    language: str
    intro: tuple[str, ...]
    groups: tuple[NoticeGroup, ...]
    words: NoticeWords
    foot: str = ""
    """Who posts it, and when."""
    address: str = ""
    """Where it all stands; goes into a QR code when there is one."""


def poster(of: Poster) -> bytes:
    """One page of A4 or A3, more if the groups are many."""
    known = [name for name in COUNTS if any(getattr(row, name) is not None for row in of.rows)]
    counts = [[getattr(row, name) for name in known] for row in of.rows]
    return typeset(
        "poster",
        {
            "title": of.title,
            "language": of.language[:2],
            "words": asdict(of.words),
            "sheet": "a3" if of.sheet == "a3" else "a4",
            "sentences": of.sentences,
            "digits": six_groups(of.root_hex),
            "root": _spaced(of.root_hex),
            "key": of.key_fingerprint,
            "day": of.day,
            "entries": _number(of.entries),
            "files": of.files,
            "columns": [getattr(of.words, name) for name in known],
            "rows": [
                {"name": row.name, "counts": [_number(count) for count in line]}
                for row, line in zip(of.rows, counts, strict=True)
            ],
            "total": [_total(column) for column in zip(*counts, strict=True)]
            if len(of.rows) > 1 and known
            else None,
        },
        [drawing(of.verify_address)],
    )


def notice(of: Notice) -> bytes:
    """As many pages of A4 as it needs."""
    laid = asdict(of)
    for group in laid["groups"]:
        for point in group["points"]:
            people = point.pop("people")
            point["times"] = "" if people is None else of.words.times % {"people": people}
    laid["language"] = of.language[:2]
    return typeset("notice", laid, [drawing(of.address)] if of.address else [])


def _spaced(root_hex: str) -> str:
    return " ".join(root_hex[at : at + 8] for at in range(0, len(root_hex), 8)).lower()


def _number(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"


def _total(column: Sequence[int | None]) -> str:
    known = [count for count in column if count is not None]
    return _number(sum(known) if len(known) == len(column) else None)
