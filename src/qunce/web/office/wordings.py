"""What a reading found, in words: warnings, how much was rewritten, how sure a repair is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.domain.campaigns.models import Draft, DraftLine
from qunce.domain.organisations.states import UnitKind
from qunce.text.directive import Notice
from qunce.web.office.forms import BRANCH, BRANCH_LABEL

REWRITTEN = "looks_rewritten"
"""The reader's warning that has a box of its own on the page."""
MOST_WARNINGS = 20


def warnings_in_words(draft: Draft) -> list[str]:
    """The reader's warnings but for the one about rewriting."""
    notices = [
        Notice(one["code"], one["message"], one["params"])
        for one in draft.warnings
        if one["code"] != REWRITTEN
    ]
    return [notice.sentence(_) for notice in notices[:MOST_WARNINGS]]


def rewritten_in_words(score: float) -> str:
    """How much of the text a rewriting tool seems to have changed; empty when it seems clean."""
    if score >= 20:
        return _(
            "Nearly every sentence is touched: %(score)d doubtful wordings in 1,000 characters."
        ) % {"score": round(score)}
    if score >= 5:
        return _("Many sentences are touched: %(score)d doubtful wordings in 1,000 characters.") % {
            "score": round(score)
        }
    if score >= 2:
        return _("Some sentences are touched: %(score)d doubtful wordings in 1,000 characters.") % {
            "score": round(score)
        }
    return ""


def sure_in_words(confidence: float) -> str:
    for least, words in (
        (0.95, gettext_lazy("almost certain")),
        (0.9, gettext_lazy("very likely")),
        (0.7, gettext_lazy("likely")),
    ):
        if confidence >= least:
            return str(words)
    return _("doubtful")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A drafted line with its sentence exactly as received, and its kinds of unit in words."""

    line: DraftLine
    sentence: str
    kinds: list[str]
    owners: str

    @classmethod
    def of(cls, line: DraftLine, source: str) -> ShownLine:
        sentence = source[line.start : line.end] if line.start is not None else ""
        labels = {BRANCH: str(BRANCH_LABEL), **dict(UnitKind.choices)}
        kinds = [str(labels.get(kind, kind)) for kind in line.unit_kinds]
        return cls(line, sentence, kinds, " · ".join(line.owed_by))
