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


class Evidence(TextChoices):
    """What happens of itself and shows that a duty is done; each label is the end of the sentence
    "It is done as soon as …".  A duty without any is told by whoever did it."""

    SESSION_HELD = "session_held", pgettext_lazy("evidence", "a study session is held")
    DELIVERY_MADE = (
        "delivery_made",
        pgettext_lazy("evidence", "material is brought home to somebody"),
    )
    PLAN_MADE = "plan_made", pgettext_lazy("evidence", "the study plan is made")
    PROMISE_MADE = "promise_made", pgettext_lazy("evidence", "a promise is made public")
    PROMISE_KEPT = "promise_kept", pgettext_lazy("evidence", "others say that a promise was kept")
    PROJECT_BEGUN = "project_begun", pgettext_lazy("evidence", "a practice project begins")
    PROJECT_FINISHED = (
        "project_finished",
        pgettext_lazy("evidence", "a practice project is finished"),
    )
    PROBLEM_LISTED = "problem_listed", pgettext_lazy("evidence", "a problem is put on the list")
    PROBLEM_CONFIRMED = (
        "problem_confirmed",
        pgettext_lazy("evidence", "those concerned confirm that a problem is put right"),
    )
    VOICE_HEARD = "voice_heard", pgettext_lazy("evidence", "what somebody said is written down")
    VOICE_ANSWERED = "voice_answered", pgettext_lazy("evidence", "a message is answered")
    VISIT_MADE = "visit_made", pgettext_lazy("evidence", "a guidance visit is made")
    GATE_ASKED = "gate_asked", pgettext_lazy("evidence", "the people are asked at a gate")
    DOCUMENT_ISSUED = "document_issued", pgettext_lazy("evidence", "a document is issued")
    SESSION_LED = "session_led", pgettext_lazy("evidence", "the post itself leads a study session")
    PROBLEM_LED = (
        "problem_led",
        pgettext_lazy("evidence", "a problem this post leads is confirmed as put right"),
    )
    CHECK_MADE = "check_made", pgettext_lazy("evidence", "a round of checking places is made")


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
