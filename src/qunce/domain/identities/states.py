"""What an identity may be opened for.  There is no "other": a purpose that is not here is none."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Purpose(TextChoices):
    """Purposes of opening, each a duty towards the speaker or one that a law sets.

    Personal Information Protection Law, art. 6 (the least that a stated purpose needs) and
    art. 34 (organs within their duties only).
    """

    CALL_BACK = "call_back", pgettext_lazy("purpose", "Call back to answer")
    DELIVER_REPLY = "deliver_reply", pgettext_lazy("purpose", "Deliver the written reply")
    ASK_MORE = "ask_more", pgettext_lazy("purpose", "Ask for more about the matter")
    VERIFY_VISIT = "verify_visit", pgettext_lazy("purpose", "Visit to see whether it is put right")
    LEGAL_DUTY = "legal_duty", pgettext_lazy("purpose", "A duty that a law sets")
