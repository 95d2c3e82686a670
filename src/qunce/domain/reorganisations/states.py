"""How a unit can end, and what may be open at it when it does."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    CLOSING = "closing", pgettext_lazy("a unit", "Closed")
    MERGER = "merger", _("Merged into another unit")


class Matter(TextChoices):
    """A kind of open matter; the label stands behind its number, or before it."""

    UNITS_BELOW = "units_below", pgettext_lazy("open at a unit", "Units below it")
    CAMPAIGNS = "campaigns", pgettext_lazy("open at a unit", "Campaigns that it runs")
    DRAFTS = "drafts", pgettext_lazy("open at a unit", "Directives being read")
    RECEIVED = "received", pgettext_lazy("open at a unit", "Messages that it receives or reviews")
    LISTED = "listed", pgettext_lazy("open at a unit", "Problems on its list")
    CONSULTATIONS = (
        "consultations",
        pgettext_lazy("open at a unit", "Consultations that are not ended"),
    )
    BALLOTS = "ballots", pgettext_lazy("open at a unit", "Ballots that are not published")
    CHECK_LISTS = "check_lists", pgettext_lazy("open at a unit", "Check lists")
    IMPORTS = "imports", pgettext_lazy("open at a unit", "Ledgers being taken over")
    GIVEN = "given", pgettext_lazy("open at a unit", "Messages that it must answer")
    PROBLEMS = "problems", pgettext_lazy("open at a unit", "Problems that it puts right")
    SERIES = "series", pgettext_lazy("open at a unit", "Daily numbers")
    DISPATCH = "dispatch", pgettext_lazy("open at a unit", "Categories that it answers for")
    COVERED = "covered", pgettext_lazy("open at a unit", "Units that it covers")
    OWN_BRANCH = (
        "own_branch",
        pgettext_lazy("open at a unit", "Leading officials who take part in its branch"),
    )
    PROMISES = "promises", pgettext_lazy("open at a unit", "Promises that are not judged")
    PROJECTS = "projects", pgettext_lazy("open at a unit", "Practice projects under way")
    VISITS = "visits", pgettext_lazy("open at a unit", "Visits planned")
    MEMBERS = "members", pgettext_lazy("open at a unit", "Notes on how people prefer to study")


OF_A_RECEIVER = (
    Matter.UNITS_BELOW,
    Matter.CAMPAIGNS,
    Matter.DRAFTS,
    Matter.RECEIVED,
    Matter.LISTED,
    Matter.CONSULTATIONS,
    Matter.BALLOTS,
    Matter.CHECK_LISTS,
    Matter.IMPORTS,
)
"""What no other unit can go on with, because it is bound to the unit that began it."""
