"""Levels that are asked, what asks them, calls on a unit, and how long forms take."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from qunce.domain.organisations.states import UnitKind

RESIDENT = "resident"
"""The level of whoever is asked without being staff."""

LEVELS = (*UnitKind.values, RESIDENT)
"""Whom a form asks: the units of one kind, or residents."""


class Asks(TextChoices):
    """What the office can add that asks somebody something again and again."""

    ROUND = "round", pgettext_lazy("what asks", "Round of a check list")
    SERIES = "series", pgettext_lazy("what asks", "Daily number")
    CATEGORY = "category", pgettext_lazy("what asks", "Questions of a category")
    CONSULTATION = "consultation", pgettext_lazy("what asks", "Questions of a consultation")
    FORM = "form", pgettext_lazy("what asks", "A form of its own")


class CallKind(TextChoices):
    """Somebody comes to a unit: to help and to look, or to look at its places."""

    VISIT = "visit", pgettext_lazy("call on a unit", "Visit")
    CHECK = "check", pgettext_lazy("call on a unit", "Check")


UNTIMED = 0
"""The step of savings whose time is not known, or was longer than :data:`LONGEST`."""
LONGEST = 3600
"""Seconds after which a page was left lying open: such a time says nothing of the form."""
STEPS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 1800, LONGEST)
"""Upper ends, in seconds, of the steps in which times are counted; the first begins at 0."""
ALL_STEPS = (UNTIMED, *STEPS)
