"""Purposes and states of a ballot, the steps between them, and the scales people answer on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunce.kernel.refusals import gettext_noop


class Purpose(TextChoices):
    REVIEW = "review", _("Review of the report")
    VERDICT = "verdict", _("Verdict on the result")


class BallotState(TextChoices):
    DRAFT = "draft", pgettext_lazy("ballot", "Being prepared")
    FRAMED = "framed", pgettext_lazy("ballot", "Roll frozen")
    DRAWN = "drawn", pgettext_lazy("ballot", "Drawn")
    COMMITTED = "committed", pgettext_lazy("ballot", "Slips made")
    OPEN = "open", pgettext_lazy("ballot", "Open")
    COUNTING = "counting", pgettext_lazy("ballot", "Being counted")
    CLOSED = "closed", pgettext_lazy("ballot", "Counted")
    PUBLISHED = "published", pgettext_lazy("ballot", "Published")
    INTERRUPTED = "interrupted", pgettext_lazy("ballot", "Interrupted")
    BROKEN_OFF = "broken_off", pgettext_lazy("ballot", "Broken off")


_S = BallotState

STEPS: Mapping[str, frozenset[str]] = {
    _S.DRAFT: frozenset({_S.FRAMED, _S.BROKEN_OFF}),
    _S.FRAMED: frozenset({_S.DRAWN, _S.DRAFT, _S.BROKEN_OFF}),
    _S.DRAWN: frozenset({_S.COMMITTED, _S.BROKEN_OFF}),
    _S.COMMITTED: frozenset({_S.OPEN, _S.INTERRUPTED, _S.BROKEN_OFF}),
    _S.OPEN: frozenset({_S.COUNTING, _S.INTERRUPTED, _S.BROKEN_OFF}),
    _S.COUNTING: frozenset({_S.CLOSED, _S.INTERRUPTED, _S.BROKEN_OFF}),
    _S.CLOSED: frozenset({_S.PUBLISHED}),
    _S.PUBLISHED: frozenset(),
    # The database is older than its keys: a code could be spent twice. There is no way back.
    _S.INTERRUPTED: frozenset({_S.BROKEN_OFF}),
    _S.BROKEN_OFF: frozenset(),
}
"""Everything that is not in this table is refused."""

BEFORE_SLIPS = (_S.DRAFT, _S.FRAMED, _S.DRAWN)
"""States in which the questions may still change."""
WITH_SLIPS = (_S.COMMITTED, _S.OPEN, _S.COUNTING)
"""States in which slips are out and the urn has its keys."""
COUNTED = (_S.CLOSED, _S.PUBLISHED)


class CodeState(TextChoices):
    ISSUED = "issued", pgettext_lazy("slip", "Out")
    SPENT_WEB = "spent_web", pgettext_lazy("slip", "Counted, sent in on the web")
    SPENT_PAPER = "spent_paper", pgettext_lazy("slip", "Counted, put into the box")
    SPOILED = "spoiled", pgettext_lazy("slip", "Spoiled")
    VOID = "void", pgettext_lazy("slip", "Of a printing that was thrown away")


SPENT = (CodeState.SPENT_WEB, CodeState.SPENT_PAPER)
VALID = (CodeState.ISSUED, *SPENT, CodeState.SPOILED)
"""What counts as issued: everything but a printing that was thrown away."""


class BatchState(TextChoices):
    OPEN = "open", pgettext_lazy("batch", "To be keyed twice")
    DIFFERS = "differs", pgettext_lazy("batch", "To be looked at again")
    SETTLED = "settled", pgettext_lazy("batch", "Agreed")


class WordsState(TextChoices):
    UNCHECKED = "unchecked", pgettext_lazy("words on a slip", "Not checked yet")
    SHOWN = "shown", pgettext_lazy("words on a slip", "Shown")
    MASKED = "masked", pgettext_lazy("words on a slip", "Shown without a name")
    WITHHELD = "withheld", pgettext_lazy("words on a slip", "Not shown")


class Step(TypedDict):
    """One step of a scale: ``positive`` is None where it is no judgement."""

    code: str
    label: str
    positive: bool | None


DONT_KNOW = "dont_know"
BLANK = ""
"""No mark at all on a question: possible on every slip, counted, never a judgement."""

SATISFACTION: Sequence[Step] = (
    {"code": "satisfied", "label": gettext_noop("Satisfied"), "positive": True},
    {"code": "rather_satisfied", "label": gettext_noop("Rather satisfied"), "positive": True},
    {"code": "not_very", "label": gettext_noop("Not very satisfied"), "positive": False},
    {"code": "dissatisfied", "label": gettext_noop("Dissatisfied"), "positive": False},
)
"""The scale of a verdict unless the office sets another."""

TRUTH: Sequence[Step] = (
    {"code": "true", "label": gettext_noop("It is so"), "positive": True},
    {"code": "mostly", "label": gettext_noop("Mostly so"), "positive": True},
    {"code": "hardly", "label": gettext_noop("Hardly so"), "positive": False},
    {"code": "false", "label": gettext_noop("It is not so"), "positive": False},
)
"""The scale for reviewing a report: does it say what is the case?"""

DONT_KNOW_STEP: Step = {
    "code": DONT_KNOW,
    "label": gettext_noop("I do not know"),
    "positive": None,
}
SCALES: Mapping[str, Sequence[Step]] = {
    Purpose.VERDICT: SATISFACTION,
    Purpose.REVIEW: TRUTH,
}

FEWEST = 10
"""No batch, no group of strata and no published cell below this."""
MOST_ITEMS = 20
MOST_STEPS = 9
LONGEST_WORDS = 200
"""Characters of own words."""
FEWEST_DICE = 10
"""Six-sided dice: 25.8 bits.  Enough, because the roll stands in the record before they fall."""
MOST_CODES = 100_000


def worded(steps: Sequence[Step], language: str) -> list[Step]:
    """``steps`` labelled in the campaign's language: what is printed is fixed, whoever reads it."""
    with translation.override(language):
        return [{**step, "label": translation.gettext(step["label"])} for step in steps]
