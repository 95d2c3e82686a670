"""States and kinds of drafts, lines, documents and actions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DraftState(TextChoices):
    OPEN = "open", pgettext_lazy("draft", "Being corrected")
    ADOPTED = "adopted", pgettext_lazy("draft", "Adopted")
    SET_ASIDE = "set_aside", pgettext_lazy("draft", "Set aside")


class LineKind(TextChoices):
    REQUIREMENT = "requirement", _("Requirement")
    PRINCIPLE = "principle", _("Principle")
    EMPHASIS = "emphasis", _("Emphasis")
    GOAL = "goal", _("Goal")
    DUTY = "duty", _("Duty")
    GATE = "gate", _("Gate")


AIMS = (LineKind.REQUIREMENT, LineKind.PRINCIPLE, LineKind.EMPHASIS, LineKind.GOAL)


class ActionKind(TextChoices):
    REQUIRED = "required", _("Required")
    OPTIONAL = "optional", _("Optional")


class Modality(TextChoices):
    MUST = "must", pgettext_lazy("modality", "Must")
    SHOULD = "should", pgettext_lazy("modality", "Should")


class RepairDecision(TextChoices):
    OPEN = "open", pgettext_lazy("repair", "Not decided")
    ACCEPTED = "accepted", pgettext_lazy("repair", "Repaired")
    DECLINED = "declined", pgettext_lazy("repair", "Left as it stands")


class DocumentKind(TextChoices):
    PLAN = "plan", _("Plan of the campaign")
    PROBLEMS = "problems", _("List of problems")
    REPORT = "report", _("Analysis report")
    REMEDY = "remedy", _("Remedy plan")
    CLOSING = "closing", _("Closing report")


class DocumentState(TextChoices):
    NOT_ISSUED = "not_issued", pgettext_lazy("document", "Not issued")
    ISSUED = "issued", pgettext_lazy("document", "Issued")
