"""What comes in when somebody answers, and what they get for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qunce.domain.consultations.models import (
    Consultation,
    Meeting,
    Paragraph,
    Point,
    Question,
    Sheet,
)
from qunce.domain.gates.states import Way
from qunce.domain.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class PointSaid:
    """One thing somebody says, of a paragraph or in general."""

    words: str = field(repr=False)
    paragraph: Paragraph | None = None


@dataclass(frozen=True, slots=True)
class SheetSaid:
    """One person's answer as it comes in; nothing is kept yet."""

    consultation: Consultation
    submission: str = field(repr=False)
    """Names this sending: 16 to 64 letters and digits drawn at random, a uuid4 in hex."""
    points: Sequence[PointSaid] = field(default=(), repr=False)
    choices: Mapping[int, str] = field(default_factory=dict, repr=False)
    """The code of the chosen option by the number (``pk``) of the question."""
    village: Unit | None = None
    helped: bool = False
    wants_answer: bool = False
    channel: str = Way.WEB
    said_on: date | None = None
    """Of a paper form: the day written on it."""
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """One meeting as it is written down."""

    consultation: Consultation
    submission: str = field(repr=False)
    unit: Unit
    on: date
    place: str
    came: int
    spoke: int
    invited: int | None = None
    points: Sequence[PointSaid] = field(default=(), repr=False)
    hands: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    """Hands by option, by the number (``pk``) of the question."""


@dataclass(frozen=True, slots=True)
class SheetSent:
    """The sheet, and the code that opens it for whoever wanted one; empty for others."""

    sheet: Sheet
    code: str = field(repr=False)
    new: bool = True
    """False: the same sending came before; this is its sheet and its code."""


def text_of(points: Sequence[Point], choices: Mapping[int, str]) -> str:
    """What one sheet says, as its fingerprint is taken; the receipt carries the same text.

    A line for each point, ``[2] words`` of paragraph 2 and ``[0] words`` in general, then a line
    for each choice, ``1=code`` of question 1.
    """
    lines = [
        f"[{point.paragraph.number if point.paragraph else 0}] {point.words}" for point in points
    ]
    return "\n".join(lines + [f"{number}={code}" for number, code in sorted(choices.items())])


def numbered(choices: Mapping[int, str], questions: Sequence[Question]) -> dict[int, str]:
    """``choices`` by the questions' numbers on the sheet, in place of their row numbers."""
    return {one.number: choices[one.pk] for one in questions if one.pk in choices}
