"""Sentences of ours in a message's story: stored in English with gaps, translated when read."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from qunce.domain.voices.models import Step
from qunce.kernel.refusals import gettext_noop

_known: set[str] = set()


def register(sentence: str) -> str:
    """``sentence``, marked for translation by the caller, may stand in a story."""
    if not 0 < len(sentence) <= 200:
        raise ValueError("a sentence of a story has 1 to 200 characters")
    _known.add(sentence)
    return sentence


def is_known(sentence: str) -> bool:
    return sentence in _known


def shown(step: Step) -> str:
    """The step's sentence in the reader's language with its gaps filled; empty without one."""
    return filled(step.sentence, step.params)


def filled(sentence: str, params: Mapping[str, object]) -> str:
    if not sentence:
        return ""
    words = gettext(sentence)
    if "label" in params:  # the sentence of a clock, ours or a county's own
        params = {**params, "label": gettext(str(params["label"]))}
    try:
        return words % params if params else words
    except (KeyError, ValueError, TypeError):  # a sentence of a version that is gone
        return words


GIVEN_TO = register(gettext_noop("%(unit)s is responsible."))
JOINED_TO = register(gettext_noop("It is followed there from now on: %(number)s."))
JOINED_HERE = register(gettext_noop("Joined here: %(number)s."))
JOINED_ONWARD = register(
    gettext_noop("The message it had been joined to was joined to %(number)s itself.")
)
SPLIT_INTO = register(gettext_noop("Made into: %(numbers)s. Your code opens all of them."))
CAME_FROM = register(gettext_noop("Came from %(number)s."))
TAKEN_UP = register(gettext_noop("The speaker says that it is not put right."))
TAKEN_UP_BY_JOINING = register(gettext_noop("Somebody else said the same: it is taken up again."))
DAYS_ASKED = register(gettext_noop("%(days)s days more are asked for."))
DAYS_GIVEN = register(gettext_noop("%(days)s days more; the last day is now %(due)s."))
STANDS = register(gettext_noop("The time limit “%(label)s” stands from %(day)s on."))
RUNS = register(gettext_noop("The last day is now %(due)s."))
SAYS = {
    "fixed": register(gettext_noop("It is fixed.")),
    "partly": register(gettext_noop("It is partly fixed.")),
    "not_fixed": register(gettext_noop("It is not fixed.")),
}
REVIEWED_BY = register(gettext_noop("%(unit)s reviews it."))
ABOVE = register(gettext_noop("It is handled by a unit above; the one it speaks of cannot see it."))
OTHER_POST = register(gettext_noop("Another post takes over: the one before keeps out."))
