"""What is asked: a new ballot at a gate, and its questions until slips are made."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from qunce.domain.ballots import rules
from qunce.domain.ballots.actions import edit_ballot, prepare_ballot
from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.rules.asking import GATE_OF
from qunce.domain.ballots.states import BEFORE_SLIPS, Purpose
from qunce.domain.campaigns.queries import campaign_of, gates_changeable_by
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.ballots.access import run_ballot, today
from qunce.web.office.ballots.forms import QuestionsForm
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals

SHOWN = 50
PURPOSE_OF = {gate: purpose for purpose, gate in GATE_OF.items()}
SCALE_OF = {Purpose.REVIEW: "truth", Purpose.VERDICT: "satisfaction"}


@login_required
def ballots(request: HttpRequest) -> HttpResponse:
    """The ballots one may look at, the latest first."""
    post = acting_post(request)
    shown = Ballot.objects.visible_to(post).select_related("campaign__unit", "gate")[:SHOWN]
    return render(request, "office/ballots/ballots.html", {"ballots": shown})


@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A ballot at the gate ``pk`` of one's own campaign."""
    post = acting_post(request)
    gate = get_object_or_404(gates_changeable_by(post), pk=pk)
    purpose = next((PURPOSE_OF[kind] for kind in PURPOSE_OF if kind == gate.kind), None)
    if post is None or purpose is None:
        raise Http404
    campaign = campaign_of(gate)
    form = QuestionsForm(
        campaign.language, request.POST or None, initial=_starting(purpose, gate.days_open)
    )
    if request.method == "POST" and form.is_valid():
        try:
            ballot = prepare_ballot(
                gate=gate,
                campaign=campaign,
                purpose=purpose,
                actor=post,
                now=clock.now(),
                **form.asked(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The questions stand. Next comes the roll."))
            return redirect("office:ballot", ballot.pk)
    context = {"form": form, "gate": gate, "campaign": campaign, "keep": f"ballot-new-{gate.pk}"}
    return render(request, "office/ballots/questions.html", context)


def _starting(purpose: str, days: int) -> dict[str, Any]:
    first = today() + timedelta(days=7)
    return {
        "scale": SCALE_OF[Purpose(purpose)],
        "own_words": True,
        "opens_on": first,
        "closes_on": first + timedelta(days=max(days, 1) - 1),
    }


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other questions, while no slip is made; afterwards the page says why not."""
    ballot, post = run_ballot(request, pk)
    if reasons := rules.why_not_at(ballot, *BEFORE_SLIPS):
        tell(request, Refused(reasons))
        return redirect("office:ballot", pk)
    form = QuestionsForm(
        ballot.campaign.language, request.POST or None, initial=QuestionsForm.starting(ballot)
    )
    if request.method == "POST" and form.is_valid():
        try:
            edit_ballot(ballot=ballot, actor=post, now=clock.now(), **form.asked())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The questions are changed."))
            return redirect("office:ballot", pk)
    context = {
        "form": form,
        "gate": ballot.gate,
        "campaign": ballot.campaign,
        "ballot": ballot,
        "keep": f"ballot-{pk}",
    }
    return render(request, "office/ballots/questions.html", context)
