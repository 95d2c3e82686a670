"""A higher post opens a gate without the people, and everybody reads who and why."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qunce.domain.campaigns.models import Document, Stage
from qunce.domain.campaigns.queries import campaign_of
from qunce.domain.gates.actions import override
from qunce.domain.gates.states import GateState
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.desk.access import gate_below
from qunce.web.office.desk.forms import OverrideForm
from qunce.web.shell.words import add_refusals


@login_required
def override_it(request: HttpRequest, pk: int) -> HttpResponse:
    """Says plainly what it means before it is done; there is no way back."""
    gate, post = gate_below(request, pk)
    campaign = campaign_of(gate)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            override(gate=gate, reason=form.cleaned_data["reason"], actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The gate is open. Everybody can read who and why."))
            return redirect("public:gate", campaign.pk, gate.kind)
    context = {
        "gate": gate,
        "campaign": campaign,
        "form": form,
        "is_open": gate.state in (GateState.PASSED, GateState.OVERRIDDEN),
        "documents": Document.objects.filter(gate=gate),
        "stages": Stage.objects.filter(gate=gate),
        "asked": gate.askings.going_on().first(),
    }
    return render(request, "office/desk/override.html", context)
