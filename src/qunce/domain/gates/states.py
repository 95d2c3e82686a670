"""Kinds and states of a gate, and how a gate may move."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GateKind(TextChoices):
    PLAN = "plan", _("Ask the people before the plan")
    PROBLEMS = "problems", _("Hear the people when looking for problems")
    REPORT = "report", _("Let the people review the report")
    REMEDY = "remedy", _("Consult the people on the remedy")
    VERDICT = "verdict", _("Let the people judge the result")


class GateState(TextChoices):
    WAITING = "waiting", pgettext_lazy("gate", "Not yet asked")
    ASKING = "asking", pgettext_lazy("gate", "Asking now")
    PASSED = "passed", pgettext_lazy("gate", "Passed")
    NOT_PASSED = "not_passed", pgettext_lazy("gate", "Not passed")


class Way(TextChoices):
    """Ways in for the people asked; at least one must work without a phone."""

    WEB = "web", pgettext_lazy("way", "On the web page")
    PAPER = "paper", pgettext_lazy("way", "On paper")
    MEETING = "meeting", pgettext_lazy("way", "At a meeting")
    VISIT = "visit", pgettext_lazy("way", "By a visit at home")
    PHONE = "phone", pgettext_lazy("way", "By telephone")


WITHOUT_PHONE = (Way.PAPER, Way.MEETING, Way.VISIT)
"""Ways open to somebody who has no telephone at all."""

STEPS: dict[GateState, tuple[GateState, ...]] = {
    GateState.WAITING: (GateState.ASKING,),
    GateState.ASKING: (GateState.PASSED, GateState.NOT_PASSED),
    GateState.NOT_PASSED: (GateState.ASKING,),
    GateState.PASSED: (),
}
