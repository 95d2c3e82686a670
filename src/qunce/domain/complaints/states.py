"""What a complaint is about, whether it is answered, and the days it may wait."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class About(TextChoices):
    SOFTWARE = "software", _("The software")
    CAMPAIGN = "campaign", _("The campaign")


class ComplaintState(TextChoices):
    OPEN = "open", pgettext_lazy("a complaint", "Not answered yet")
    ANSWERED = "answered", pgettext_lazy("a complaint", "Answered")


REMIND_DAYS = 15
"""After so many days without an answer the county's office is reminded, and again after as many."""
LONGEST_WORDS = 2_000
LONGEST_PAGE = 80
