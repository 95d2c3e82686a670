"""A long asking is read in steps, each small enough for an old telephone.

A step is as much as fits; a short asking is one page.  What was filled in at other steps travels
in the form itself, so nothing of it lies on our side before it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.forms import BoundField

from qunce.domain.consultations.models import Consultation, Paragraph, Question
from qunce.web.resident.asking.forms import GENERAL, TO_PARAGRAPH, TO_QUESTION, AnswerForm

ROOM = 13_000
"""Bytes of what is asked on one step: with sheet, scripts and frame it stays below 60,000."""
_BOX = 520
"""Bytes around one box for words."""
_OPTION = 175
_LAST = ("village", "helped", "told")


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    paragraph: Paragraph
    box: BoundField

    @property
    def open(self) -> bool:
        """Whether something was said to it."""
        return bool(self.box.value() or self.box.errors)


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form."""

    number: int
    of: int
    paragraphs: list[ShownParagraph]
    general: list[BoundField]
    questions: list[BoundField]
    last: bool
    carried: list[BoundField]
    """Filled in at other steps."""

    @property
    def first(self) -> bool:
        return self.number == 1

    @property
    def more_general(self) -> bool:
        return any(one.value() or one.errors for one in self.general[1:])


def split(
    consultation: Consultation,
    paragraphs: Iterable[Paragraph],
    questions: Iterable[Question],
    villages: int,
) -> list[list[str]]:
    """Names of the fields of each step; at least one step."""
    blocks = [(f"{TO_PARAGRAPH}{one.pk}", _bytes(one.text, one.plain) + _BOX) for one in paragraphs]
    blocks.append((GENERAL[0], 3 * _BOX))
    blocks += [
        (
            f"{TO_QUESTION}{one.pk}",
            _bytes(one.text) + sum(_OPTION + _bytes(option.label) for option in one.scale),
        )
        for one in questions
    ]
    blocks.append((_LAST[0], 2 * _BOX + 60 * villages))
    steps: list[list[str]] = [[]]
    used = _bytes(consultation.introduction)
    for name, weight in blocks:
        if used + weight > ROOM and steps[-1]:
            steps.append([])
            used = 0
        steps[-1].append(name)
        used += weight
    return steps


def _bytes(*texts: str) -> int:
    return sum(len(text.encode("utf-8", "replace")) for text in texts)


def step(form: AnswerForm, steps: Sequence[Sequence[str]], at: int) -> Step:
    """Step ``at`` (from 0), with the form's fields where they belong."""
    names = set(steps[at])
    if GENERAL[0] in names:
        names.update(GENERAL)
    last = at == len(steps) - 1
    carried = [
        form[name]
        for name in form.fields
        if name not in names and name != "submission" and not (last and name in _LAST)
    ]
    return Step(
        number=at + 1,
        of=len(steps),
        paragraphs=[
            ShownParagraph(one, form[name])
            for name, one in form.paragraphs.items()
            if name in names
        ],
        general=[form[name] for name in GENERAL] if GENERAL[0] in names else [],
        questions=[form[name] for name in form.questions if name in names],
        last=last,
        carried=[one for one in carried if one.value()],
    )


def at_first_error(form: AnswerForm, steps: Sequence[Sequence[str]]) -> int:
    """The step on which the first thing that is wrong stands; the last when it is the whole."""
    for at, names in enumerate(steps):
        with_all = (*names, *GENERAL) if GENERAL[0] in names else names
        if any(name in form.errors for name in with_all):
            return at
    return len(steps) - 1
