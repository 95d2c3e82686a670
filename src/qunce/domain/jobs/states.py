"""How a try at a job can end."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_TRIES = 3
"""After so many the job is kept as failed, where the operator sees it."""

DELAYS = (timedelta(seconds=15), timedelta(minutes=2))
"""How long a job rests after it raised for the first and for the second time."""

SILENCE = timedelta(seconds=60)
"""A worker on another machine that was not heard of for so long is taken for dead.

Six missed heartbeats; the machines' clocks must agree better than that.
"""

KEPT = timedelta(days=30)
"""How long the trace of a job that went well is kept."""


class Outcome(TextChoices):
    DONE = "done", _("Done")
    RAISED = "raised", _("Ended with an error")
    LOST = "lost", _("The worker died")
