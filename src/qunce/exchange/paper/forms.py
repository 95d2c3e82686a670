"""Papers to write on: a draft with lines for what one thinks, and a list of who received."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from qunce.exchange.paper.typesetting import MISSING, cleaned, typeset
from qunce.exchange.paper.words import AttendanceWords, FormWords


@dataclass(frozen=True, slots=True)
class FormParagraph:
    text: str
    lines: int = 2
    """To write on; none for 0."""


@dataclass(frozen=True, slots=True)
class FormQuestion:
    text: str
    options: tuple[str, ...] = ()
    several: bool = False
    """Whether more than one may be ticked."""
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A consultation on paper, in large print."""

    title: str
    language: str
    by: str
    """Who asks."""
    intro: tuple[str, ...]
    paragraphs: tuple[FormParagraph, ...]
    questions: tuple[FormQuestion, ...]
    hand_in: str
    until: str
    words: FormWords
    lines: int = 4
    """For anything else."""
    foot: str = ""
    """At the foot of each page, for who keys it in; no number of the person's."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who received an envelope, group by group; the names as the roll gives them."""

    title: str
    language: str
    groups: Mapping[str, Iterable[str]]
    words: AttendanceWords


def form(of: Form) -> bytes:
    """As many pages of A4 as it needs."""
    laid = asdict(of)
    for number, paragraph in enumerate(laid["paragraphs"], start=1):
        paragraph["beside"] = of.words.beside % {"number": number}
    for question in laid["questions"]:
        hint = of.words.tick_several if question["several"] else of.words.tick_one
        question["hint"] = hint if question["options"] else ""
    laid["language"] = of.language[:2]
    laid["where"] = [
        (word, said)
        for word, said in ((of.words.hand_in, of.hand_in), (of.words.until, of.until))
        if said
    ]
    return typeset("form", laid)


def attendance_list(of: Attendance) -> bytes:
    """A square beside each name and no number; every group begins a page."""
    groups = []
    for group, people in of.groups.items():
        names = cleaned(list(people))
        groups.append(
            {
                "name": group,
                "names": names,
                "people": of.words.people % {"people": len(names)},
                "missing": any(MISSING in name for name in names),
            }
        )
    return typeset(
        "attendance",
        {
            "title": of.title,
            "language": of.language[:2],
            "words": asdict(of.words),
            "groups": groups,
        },
    )
