"""How a duty was done, and how it stands."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class How(TextChoices):
    EVIDENCE = "evidence", pgettext_lazy("how a duty was done", "Known from what happened")
    TOLD = "told", pgettext_lazy("how a duty was done", "Told")


class Standing(TextChoices):
    """How a duty stands on a day; worked out, never stored."""

    LATE = "late", pgettext_lazy("duty", "The day has passed")
    DUE = "due", pgettext_lazy("duty", "Due")
    OPEN = "open", pgettext_lazy("duty", "Not due yet")
    DONE = "done", pgettext_lazy("duty", "Done")
    ENDED = "ended", pgettext_lazy("duty", "No longer owed")


UNFINISHED = (Standing.LATE, Standing.DUE, Standing.OPEN)

DUE_DAYS = 14
"""A duty is due when its day is at most so far ahead."""

MOST_WORDS = 120
"""Characters of the one line with which a duty without evidence may be told done."""
MOST_REASON = 300
"""Characters of a reason for which a duty is moved or ended."""
