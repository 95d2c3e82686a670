"""The points as everybody reads them, what came of each, and all of it in one picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from qunce.domain.consultations.models import Answer, Paragraph
from qunce.domain.consultations.queries import Matter
from qunce.domain.consultations.states import AnswerOutcome, PointState

MOST_SIGNS = 200
"""Signs in the picture; of more points one sign stands for several."""
_IN_A_ROW = 20
_SIDE = 20


@dataclass(frozen=True, slots=True)
class ShownMatter:
    """One thing that was said, by how many, and the answer; words only as everybody reads them."""

    number: int
    words: str
    others: list[str]
    """Wordings that say nearly the same."""
    people: int
    withheld: int
    paragraph: Paragraph | None
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Said:
    """All that was said: what can be read, what came of it, what is not shown and why."""

    shown: Sequence[ShownMatter]
    matters: int
    points: int
    waiting: int
    withheld: Sequence[tuple[str, int]]
    """The reason, and for how many points."""
    outcomes: dict[str, int]

    @classmethod
    def of(cls, matters: Sequence[Matter]) -> Self:
        points = [point for one in matters for point in one.points]
        withheld = Counter(
            point.withheld_because for point in points if point.state == PointState.WITHHELD
        )
        shown = [_shown(one) for one in matters if one.said]
        shown.sort(key=lambda one: (_place(one.paragraph), one.number))
        answered = Counter(one.answer.outcome for one in matters if one.answer is not None)
        return cls(
            shown=shown,
            matters=len(matters),
            points=len(points),
            waiting=sum(1 for point in points if point.state == PointState.WAITING),
            withheld=withheld.most_common(),
            outcomes={outcome: answered[outcome] for outcome in AnswerOutcome.values},
        )

    @property
    def adopted(self) -> int:
        return self.outcomes[AnswerOutcome.ADOPTED]

    @property
    def partly(self) -> int:
        return self.outcomes[AnswerOutcome.PARTLY]

    @property
    def not_adopted(self) -> int:
        return self.outcomes[AnswerOutcome.NOT_ADOPTED]

    @property
    def not_shown(self) -> int:
        return sum(number for _reason, number in self.withheld)


def _place(paragraph: Paragraph | None) -> tuple[bool, int]:
    """Paragraph by paragraph; what was said in general comes last."""
    return (paragraph is None, paragraph.number if paragraph else 0)


def _shown(matter: Matter) -> ShownMatter:
    speakers = {
        ("sheet", point.sheet_id) if point.sheet_id else ("point", point.pk)
        for point in matter.points
    }
    first, *others = matter.said
    return ShownMatter(
        number=matter.number,
        words=first,
        others=[one for one in dict.fromkeys(others) if one != first],
        people=len(speakers),
        withheld=matter.withheld,
        paragraph=matter.points[0].paragraph,
        answer=matter.answer,
    )


@dataclass(frozen=True, slots=True)
class Sign:
    x: int
    y: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A sign for each point, or for each so many: full adopted, half in part, empty not."""

    signs: list[Sign]
    each: int
    width: int
    height: int


def picture_of(said: Said) -> Picture | None:
    """None where nothing was answered."""
    total = sum(said.outcomes.values())
    if not total:
        return None
    each = -(-total // MOST_SIGNS)
    outcomes = [
        outcome for outcome, number in said.outcomes.items() for _one in range(-(-number // each))
    ]
    signs = [
        Sign(at % _IN_A_ROW * _SIDE + _SIDE // 2, at // _IN_A_ROW * _SIDE + _SIDE // 2, outcome)
        for at, outcome in enumerate(outcomes)
    ]
    rows = -(-len(signs) // _IN_A_ROW)
    return Picture(signs, each, _SIDE * min(len(signs), _IN_A_ROW), _SIDE * rows)
