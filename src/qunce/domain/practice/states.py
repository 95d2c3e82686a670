"""States of projects and promises with their allowed steps; what residents say; what is counted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProjectState(TextChoices):
    PLANNED = "planned", pgettext_lazy("project", "Planned")
    GOING = "going", pgettext_lazy("project", "Under way")
    FINISHED = "finished", pgettext_lazy("project", "Finished")
    GIVEN_UP = "given_up", pgettext_lazy("project", "Given up")


PROJECT_STEPS: Mapping[str, frozenset[str]] = {
    ProjectState.PLANNED: frozenset({ProjectState.GOING, ProjectState.GIVEN_UP}),
    ProjectState.GOING: frozenset({ProjectState.FINISHED, ProjectState.GIVEN_UP}),
    ProjectState.FINISHED: frozenset(),
    ProjectState.GIVEN_UP: frozenset(),
}
OPEN_PROJECTS = (ProjectState.PLANNED, ProjectState.GOING)


class PromiseState(TextChoices):
    OPEN = "open", pgettext_lazy("promise", "Promised")
    SAID_KEPT = "said_kept", pgettext_lazy("promise", "Said to be kept, not yet judged")
    KEPT = "kept", pgettext_lazy("promise", "Kept")
    NOT_KEPT = "not_kept", pgettext_lazy("promise", "Not kept")
    WITHDRAWN = "withdrawn", pgettext_lazy("promise", "Withdrawn")


PROMISE_STEPS: Mapping[str, frozenset[str]] = {
    # Not kept without a word of the promiser: only when its day has passed, see the rules.
    PromiseState.OPEN: frozenset(
        {PromiseState.SAID_KEPT, PromiseState.NOT_KEPT, PromiseState.WITHDRAWN}
    ),
    PromiseState.SAID_KEPT: frozenset({PromiseState.KEPT, PromiseState.NOT_KEPT}),
    # What was kept may turn out not to last.
    PromiseState.KEPT: frozenset({PromiseState.NOT_KEPT}),
    # Kept later is still worth doing; the story keeps that it was not kept in time.
    PromiseState.NOT_KEPT: frozenset({PromiseState.SAID_KEPT}),
    PromiseState.WITHDRAWN: frozenset(),
}
OPEN_PROMISES = (PromiseState.OPEN, PromiseState.SAID_KEPT)
JUDGED = (PromiseState.KEPT, PromiseState.NOT_KEPT)


class Basis(TextChoices):
    """From what a second party judges a promise."""

    RESIDENTS = "residents", pgettext_lazy("basis", "What people said here")
    ASKED = "asked", pgettext_lazy("basis", "Asked people on the spot")
    SEEN = "seen", pgettext_lazy("basis", "Went and saw")


class PeopleSay(TextChoices):
    """What a resident says of a promise or a project: one question, four answers."""

    DONE = "done", pgettext_lazy("people say", "Done")
    PARTLY = "partly", pgettext_lazy("people say", "Partly done")
    NOT = "not", pgettext_lazy("people say", "Not done")
    CANNOT_TELL = "cannot_tell", pgettext_lazy("people say", "Cannot tell")


class ViewChannel(TextChoices):
    """How a resident's view came in."""

    WEB = "web", _("Web page")
    PAPER = "paper", _("Paper slip")
    TOLD = "told", pgettext_lazy("channel", "Told to a helper")


WRITTEN_DOWN = (ViewChannel.PAPER, ViewChannel.TOLD)
"""Channels through which somebody writes down what was said."""


class WordsState(TextChoices):
    """What everybody reads of a resident's words."""

    NONE = "none", pgettext_lazy("words", "No words")
    WAITING = "waiting", pgettext_lazy("words", "Wait to be read through for names")
    SHOWN = "shown", pgettext_lazy("words", "Shown as they were said")
    MASKED = "masked", pgettext_lazy("words", "Shown, with names made unreadable")
    WITHHELD = "withheld", pgettext_lazy("words", "Not shown")


READ_THROUGH = (WordsState.SHOWN, WordsState.MASKED, WordsState.WITHHELD)
PUBLIC_WORDS = (WordsState.SHOWN, WordsState.MASKED)


class TurnKind(TextChoices):
    """One turn in the story of a project or a promise, in the order of a timeline."""

    BEGUN = "begun", pgettext_lazy("project", "Put up")
    GOING = "going", pgettext_lazy("project", "Started")
    STEP_DONE = "step_done", pgettext_lazy("project", "Step done")
    FINISHED = "finished", pgettext_lazy("project", "Finished")
    GIVEN_UP = "given_up", pgettext_lazy("project", "Given up")
    PROMISED = "promised", pgettext_lazy("promise", "Promised")
    SAID_KEPT = "said_kept", pgettext_lazy("promise", "Said to be kept")
    KEPT = "kept", pgettext_lazy("promise", "Judged: kept")
    NOT_KEPT = "not_kept", pgettext_lazy("promise", "Judged: not kept")
    WITHDRAWN = "withdrawn", pgettext_lazy("promise", "Withdrawn")


class SourceKind(TextChoices):
    """What a project came from."""

    NONE = "", pgettext_lazy("source of a project", "The unit's own idea")
    PROBLEM = "problem", pgettext_lazy("source of a project", "A problem on the list")
    SESSION_LINE = "session_line", pgettext_lazy("source of a project", "A study session")


class Countable(TextChoices):
    """What a target may count: things that happened and were found good by others."""

    PROBLEMS_CONFIRMED = "problems_confirmed", _("Problems confirmed as fixed by those concerned")
    PROBLEMS_LASTING = "problems_lasting", _("Problems still good at the second look")
    PROMISES_KEPT = "promises_kept", _("Promises judged to be kept")
    PROJECTS_FINISHED = "projects_finished", _("Projects finished")
    PLACES_IN_ORDER = "places_in_order", _("Places in order at the last check")
    ANSWERED_IN_TIME = "answered_in_time", _("Messages answered in time")


LONGEST_VIEW = 500
"""Characters of a resident's own words."""
LONGEST_WORDS = 1_000
"""Characters of what a post says: a result, a reason, a judgement, a comment."""
FEWEST_SHOWN = 10
"""So many answers before any count is shown; from there on in steps of as many."""
HIGHEST_TARGET = 100_000
REMIND_DAYS = 7
"""A promise's post is reminded so many days before the day."""
