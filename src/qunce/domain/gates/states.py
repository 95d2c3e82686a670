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
    OVERRIDDEN = "overridden", pgettext_lazy("gate", "Opened without the people")


class AskingState(TextChoices):
    """How one round of asking stands."""

    OPEN = "open", pgettext_lazy("asking", "Going on")
    PASSED = "passed", pgettext_lazy("asking", "Passed")
    NOT_PASSED = "not_passed", pgettext_lazy("asking", "Not passed")
    BROKEN_OFF = "broken_off", pgettext_lazy("asking", "Broken off")


class PassageKind(TextChoices):
    EVIDENCE = "evidence", pgettext_lazy("passage", "The people were heard")
    OVERRIDE = "override", pgettext_lazy("passage", "A higher post decided without the people")


class Need(TextChoices):
    """What a rule may ask for beside what every gate asks for.

    Every gate asks that there are enough answers, that it was open long enough, that each point
    has an answer, and that whoever wanted to be told was told.
    """

    GROUPS_HEARD = "groups_heard", _("Every unit or group was heard")
    QUESTIONS_ANSWERED = "questions_answered", _("Every question has answers")
    COUNTS_AGREE = "counts_agree", _("The slips add up")
    PUBLISHED = "published", _("The result is published")
    FOUR_CHECKS = "four_checks", _("The four checks of the document hold")


class Check(TextChoices):
    """The four reasons for which a report is not passed (四不通过), turned round."""

    WIDELY = "widely", _("Opinions were gathered widely")
    ACCURATE = "accurate", _("The problems found are the real ones")
    CLEAR = "clear", _("The way ahead is clear")
    REAL = "real", _("The measures are real ones")


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
    GateState.WAITING: (GateState.ASKING, GateState.OVERRIDDEN),
    # Back to waiting when the asking is broken off: the rule may change, all are asked anew.
    GateState.ASKING: (
        GateState.PASSED,
        GateState.NOT_PASSED,
        GateState.WAITING,
        GateState.OVERRIDDEN,
    ),
    GateState.NOT_PASSED: (GateState.ASKING, GateState.OVERRIDDEN),
    GateState.PASSED: (),
    GateState.OVERRIDDEN: (),
}
