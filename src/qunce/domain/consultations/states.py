"""States of a consultation, a point and an answer, and the table of allowed steps."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from qunce.domain.gates.states import GateKind, Way


class ConsultationState(TextChoices):
    DRAFT = "draft", pgettext_lazy("consultation", "Being prepared")
    OPEN = "open", pgettext_lazy("consultation", "People can answer")
    CLOSED = "closed", pgettext_lazy("consultation", "The last day is over")
    ANSWERED = "answered", pgettext_lazy("consultation", "Every point has its answer")
    ENDED = "ended", pgettext_lazy("consultation", "Ended")


_S = ConsultationState

STEPS: Mapping[str, frozenset[str]] = {
    _S.DRAFT: frozenset({_S.OPEN}),
    # to ENDED, here and below: broken off, found not passed, or its gate opened by a higher post
    _S.OPEN: frozenset({_S.CLOSED, _S.ENDED}),
    _S.CLOSED: frozenset({_S.ANSWERED, _S.ENDED}),
    _S.ANSWERED: frozenset({_S.ENDED}),
    _S.ENDED: frozenset(),
}
"""Everything that is not in this table is refused; there is no way back to another wording."""

RUNNING = (_S.OPEN, _S.CLOSED, _S.ANSWERED)
"""States in which its round of asking goes on."""
TAKING = (_S.OPEN, _S.CLOSED)
"""States in which staff still enter what was said in time, and answers are written."""

KINDS = (GateKind.PLAN, GateKind.PROBLEMS, GateKind.REPORT, GateKind.REMEDY)
"""Gates at which people are consulted; the verdict is given by secret ballot."""
WITHOUT_DRAFT = (GateKind.PROBLEMS,)
"""Gates at which nothing is laid before the people: they say what is wrong."""

OPEN_TO_ALL = (Way.WEB, Way.PHONE)
"""Ways by which anybody can answer, so that nobody knows how many were asked."""


class PointState(TextChoices):
    WAITING = "waiting", pgettext_lazy("point", "Waits to be read through for names")
    SHOWN = "shown", pgettext_lazy("point", "Shown as it was said")
    MASKED = "masked", pgettext_lazy("point", "Shown, with names made unreadable")
    WITHHELD = "withheld", pgettext_lazy("point", "Not shown")


PUBLIC = (PointState.SHOWN, PointState.MASKED)
"""Points that everybody reads."""


class AnswerOutcome(TextChoices):
    """What came of a point."""

    ADOPTED = "adopted", pgettext_lazy("point", "Adopted")
    PARTLY = "partly", pgettext_lazy("point", "Adopted in part")
    NOT_ADOPTED = "not", pgettext_lazy("point", "Not adopted")


class Says(TextChoices):
    """What a reader says of somebody else's point."""

    AGREE = "agree", pgettext_lazy("point", "I think so too")
    DISAGREE = "disagree", pgettext_lazy("point", "I do not think so")
    PASS = "pass", pgettext_lazy("point", "I cannot say")


VOTES: Mapping[str, int] = {Says.AGREE: 1, Says.DISAGREE: -1, Says.PASS: 0}
"""As opinion groups count them."""
