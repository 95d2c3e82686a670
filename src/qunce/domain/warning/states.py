"""States of an alert with the table of allowed steps; what a verdict says; changes in reporting."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AlertState(TextChoices):
    OPEN = "open", pgettext_lazy("an alert", "Open")
    RESTING = "resting", pgettext_lazy("an alert", "Rests until a date")
    ENDED = "ended", pgettext_lazy("an alert", "Over")


_S = AlertState

STEPS: Mapping[str, frozenset[str]] = {
    _S.OPEN: frozenset({_S.RESTING, _S.ENDED}),
    # back to OPEN: the date came, or something joined that nobody knew when it was laid aside
    _S.RESTING: frozenset({_S.OPEN, _S.RESTING, _S.ENDED}),
    _S.ENDED: frozenset(),
}
"""Everything that is not in this table is refused; what comes back later is another alert."""

GOING_ON = (_S.OPEN, _S.RESTING)


class Says(TextChoices):
    """What an officer says of an alert after looking."""

    REAL = "real", pgettext_lazy("verdict on an alert", "There is something in it")
    KNOWN = "known", pgettext_lazy("verdict on an alert", "Known already")
    NOT_REAL = "not_real", pgettext_lazy("verdict on an alert", "Nothing in it")
    UNCLEAR = "unclear", pgettext_lazy("verdict on an alert", "Cannot be told yet")


RIGHT = (Says.REAL, Says.KNOWN)
"""Verdicts by which the alert was right: there was a matter, whether known or not."""


class Change(TextChoices):
    """Why more or fewer may speak although nothing else changed."""

    NEW_CHANNEL = "new_channel", _("A new way to speak up")
    NEW_CATEGORY = "new_category", _("A new category")
    CAMPAIGN_ASKS = "campaign_asks", _("People are asked to speak up")
    OTHER = "other", _("Another reason")


FEWEST = 3
"""A cell with fewer speakers is never shown: fewer are people, not a matter."""
DEFAULT_BUDGET = 1
"""False alarms a month that a town puts up with as long as it has said nothing."""
MOST_BUDGET = 10
QUIET_DAYS = 14
"""An alert whose last so many days were as usual is over, and none before it is so old."""
LONGEST_REST = 92
"""Days an alert may rest; a later date would be a silent ending."""
LAST_ALERTS = 20
"""So many judged alerts say how often alerts were right here."""
METHOD, SCAN = "rolling", "scan"
"""How a series is judged, and one of several neighbouring places; it is stored with each alert."""
OF_A_DAY, OF_A_WEEK = "daily-1", "daily-7"
"""How a daily number was found to be unusual: by its last day, or by its last seven counted days;
it is stored as an alert's method."""
