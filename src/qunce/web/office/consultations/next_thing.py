"""The one thing to do next in a consultation, for whoever runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qunce.domain.consultations.models import Consultation
from qunce.domain.consultations.states import ConsultationState
from qunce.domain.gates.states import AskingState
from qunce.domain.organisations.models import Unit
from qunce.web.office.consultations.steps import AGAIN, CLOSE, SETTLE, TELL, Look

NAMED = 4
"""Villages named in one sentence; of more it is said how many."""


@dataclass(frozen=True, slots=True)
class Next:
    """A sentence that says why, and the button that leads there; none when one can only wait."""

    sentence: str
    label: str = ""
    address: str = ""


def next_thing(consultation: Consultation, look: Look, unheard: Sequence[Unit]) -> Next:
    """What serves people most now: names first, then who was not heard, then the answers."""
    pk, standing = consultation.pk, look.standing
    over = consultation.closes_on is not None and look.today > consultation.closes_on
    if consultation.state == ConsultationState.ENDED:
        return _ended(consultation)
    if standing.unread:
        told = ngettext(
            "%(count)d point waits to be read through for names; nobody else can read it yet.",
            "%(count)d points wait to be read through for names; nobody else can read them yet.",
            standing.unread,
        )
        return Next(
            told % {"count": standing.unread},
            _("Read them through"),
            reverse("office:consultation_names", args=[pk]),
        )
    if consultation.state == ConsultationState.OPEN:
        if over:
            return Next(
                _("The last day is over."), pgettext("an asking", "Close it"), f"#act-{CLOSE}"
            )
        if unheard:
            return Next(
                _not_heard(unheard),
                _("Hand out paper forms"),
                reverse("office:consultation_paper", args=[pk]),
            )
    if standing.unanswered:
        told = ngettext(
            "%(count)d point has no answer yet.",
            "%(count)d points have no answer yet.",
            standing.unanswered,
        )
        return Next(
            told % {"count": standing.unanswered},
            _("Answer them"),
            reverse("office:consultation_points", args=[pk]),
        )
    if consultation.state == ConsultationState.OPEN:
        return Next(_("Nothing waits for you. People can still answer."))
    if consultation.state == ConsultationState.CLOSED:
        return Next(_("Every point has its answer."), _("Publish the answers"), f"#act-{TELL}")
    if not consultation.postings.exists():
        return Next(
            _("Hang up the notice with the answers, for everybody who left no code."),
            _("Print the notice"),
            reverse("office:consultation_paper", args=[pk]),
        )
    return Next(_("The answers are known to everybody."), _("To the gate"), f"#act-{SETTLE}")


def _ended(consultation: Consultation) -> Next:
    asking = consultation.asking
    if asking is not None and asking.state == AskingState.PASSED:
        campaign = reverse("public:campaign", args=[consultation.campaign_id])
        return Next(
            _("The gate is passed."), _("Look at the gate"), f"{campaign}#gate-{consultation.kind}"
        )
    return Next(_("This round is over without passing the gate."), _("Ask again"), f"#act-{AGAIN}")


def _not_heard(unheard: Sequence[Unit]) -> str:
    names = _(", ").join(one.name for one in unheard[:NAMED])
    if len(unheard) <= NAMED:
        return _("Nobody has been heard yet from %(villages)s.") % {"villages": names}
    return _("Nobody has been heard yet from %(villages)s and %(more)d more.") % {
        "villages": names,
        "more": len(unheard) - NAMED,
    }
