"""States of a visit, and the figures a guidance group keeps to."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class VisitState(TextChoices):
    PLANNED = "planned", pgettext_lazy("a visit", "Planned")
    MADE = "made", pgettext_lazy("a visit", "Made")
    CALLED_OFF = "called_off", pgettext_lazy("a visit", "Called off")


_S = VisitState

STEPS: Mapping[str, frozenset[str]] = {
    _S.PLANNED: frozenset({_S.MADE, _S.CALLED_OFF}),
    _S.MADE: frozenset(),
    _S.CALLED_OFF: frozenset(),
}
"""What is over stays over: another visit is planned anew, within the county's limit."""

LONGEST_WORDS = 4_000
LONGEST_FINDING = 1_000
MOST_FINDINGS = 12
"""More than a visit can deal with; the rest belongs on a check list."""
FURTHEST_AHEAD = 366
"""Days: a visit or a follow-up further away is no plan."""
QUIET_DAYS = 42
"""Six weeks without a word from a unit are worth asking why."""
NOTED_LATE_AFTER = 3
"""Days after its day at which the group is reminded that a visit has no note."""
