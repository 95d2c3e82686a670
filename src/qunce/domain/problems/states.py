"""States of a problem with the table of allowed steps; sources, modes, levels."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProblemState(TextChoices):
    FOUND = "found", _("Found")
    LISTED = "listed", _("Listed")
    IN_HAND = "in_hand", _("In hand")
    CLAIMED = "claimed", _("Said to be fixed")
    CHECKED = "checked", _("Checked")
    CONFIRMED = "confirmed", _("Confirmed by those concerned")
    CLOSED = "closed", pgettext_lazy("a problem", "Closed")
    NOT_NOW = "not_now", _("Cannot be solved for now")
    REOPENED = "reopened", _("Reopened")


_S = ProblemState

STEPS: Mapping[str, frozenset[str]] = {
    _S.FOUND: frozenset({_S.LISTED, _S.NOT_NOW}),
    _S.LISTED: frozenset({_S.IN_HAND, _S.NOT_NOW}),
    # back to LISTED: given to another post or unit, passed up or handed down
    _S.IN_HAND: frozenset({_S.CLAIMED, _S.NOT_NOW, _S.LISTED}),
    # back to IN_HAND: the check found it undone
    _S.CLAIMED: frozenset({_S.CHECKED, _S.IN_HAND}),
    _S.CHECKED: frozenset({_S.CONFIRMED, _S.REOPENED}),
    _S.CONFIRMED: frozenset({_S.CLOSED, _S.REOPENED}),
    _S.CLOSED: frozenset({_S.REOPENED}),
    _S.NOT_NOW: frozenset({_S.LISTED, _S.IN_HAND}),
    _S.REOPENED: frozenset({_S.LISTED, _S.IN_HAND, _S.NOT_NOW}),
}
"""Everything that is not in this table is refused; there is no way past check and confirmation."""


class Source(TextChoices):
    VOICE = "voice", _("Residents' messages")
    SELF_CHECK = "self_check", _("Self-check")
    VISIT = "visit", pgettext_lazy("source of a problem", "Visit")
    CONSULTATION = "consultation", _("Consultation")
    WARNING = "warning", _("Early warning")
    SESSION = "session", _("Study session")
    SUPERIOR = "superior", _("Superior's inspection")
    LEDGER = "ledger", _("Earlier ledger")


class Mode(TextChoices):
    LEARNING = "learning", _("Fix while learning")
    CHECKING = "checking", _("Fix while checking")
    CONCENTRATED = "concentrated", _("Concentrated fixing")


class Level(TextChoices):
    VILLAGE = "village", pgettext_lazy("where it is solved", "In the unit")
    TOWN = "town", pgettext_lazy("where it is solved", "One level up")
    COUNTY = "county", pgettext_lazy("where it is solved", "At the top")


LEVELS = (Level.VILLAGE, Level.TOWN, Level.COUNTY)
"""From the bottom up."""


class ProblemStepKind(TextChoices):
    FOUND = "found", _("Found")
    LISTED = "listed", _("Put on the list")
    GIVEN = "given", _("Given to another post or unit")
    IN_HAND = "in_hand", _("Taken in hand")
    MEASURE = "measure", _("Measure added")
    MEASURE_DONE = "measure_done", _("Measure done")
    PROGRESS = "progress", _("Progress")
    CLAIMED = "claimed", _("Said to be fixed")
    SENT_BACK = "sent_back", _("Checked: not done")
    CHECKED = "checked", _("Checked by another")
    ASKED = "asked", _("Those concerned were asked")
    SAID = "said", _("Those concerned said")
    CONFIRMED = "confirmed", _("Confirmed")
    CLOSED = "closed", pgettext_lazy("a problem", "Closed")
    NOT_NOW = "not_now", _("Cannot be solved for now")
    TAKEN_UP = "taken_up", _("Taken up again")
    REOPENED = "reopened", _("Reopened")
    EXTENSION_ASKED = "extension_asked", _("More time asked for")
    EXTENDED = "extended", _("More time allowed")
    EXTENSION_REFUSED = "extension_refused", _("More time not allowed")
    PASSED_UP = "passed_up", _("Passed up")
    HANDED_DOWN = "handed_down", _("Handed down")
    SECOND_LOOK = "second_look", _("Second look")
    EDITED = "edited", _("Wording changed")
    PICTURE = "picture", _("Picture added")


class AskingKind(TextChoices):
    CONFIRMATION = "confirmation", _("Confirmation")
    SECOND_LOOK = "second_look", _("Second look")
    UNASKED = "unasked", _("Said without being asked")


class Asked(TextChoices):
    SPEAKER = "speaker", _("Who spoke")
    NEIGHBOUR = "neighbour", _("A neighbour drawn by lot")


class Confirmation(TextChoices):
    SPEAKERS = "speakers", _("By those who spoke")
    NEIGHBOURS = "neighbours", _("By neighbours drawn by lot")


SECOND_LOOKS = (30, 90)
"""Days after closing."""

IN_WORK = (_S.LISTED, _S.IN_HAND, _S.REOPENED)
"""States in which somebody owes the work; only these can be late."""
AFTER_CHECK = (_S.CHECKED, _S.CONFIRMED, _S.CLOSED)
"""States out of which “not fixed” opens a problem again."""

CONFIRM_DAYS = 15
"""How long those concerned have to say whether it is put right."""
REOPENED_DAYS = 15
"""A problem opened again is due after so many days, unless its own day is later."""
REMIND_DAYS = 3
"""The responsible post is reminded so many days before the day."""
LONGEST_NOT_NOW = 366
"""“Not now” has a next date within a year; a later one would be a silent ending."""
SAMPLE = 5
"""Households that are asked where nobody spoke, or nobody who spoke answers."""
FEWEST_HOUSEHOLDS = 3
"""Fewer would not be a lot but a finger."""
