"""The rule of a gate, before anybody is asked."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qunce.domain.campaigns.queries import campaign_of, gates_changeable_by
from qunce.domain.gates.actions import change_rule
from qunce.domain.gates.rules import why_not_change_rule
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.forms import GateRuleForm
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals


@login_required
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom a gate asks, how many at least, for how long, in which ways, and when it is passed."""
    post = acting_post(request)
    gate = get_object_or_404(gates_changeable_by(post), pk=pk)
    if post is None:
        raise Http404
    campaign = campaign_of(gate)
    form = GateRuleForm(request.POST or None, initial=GateRuleForm.starting(gate))
    if request.method == "POST" and form.is_valid():
        try:
            change_rule(
                gate=gate,
                rule=form.rule(),
                seen_version=form.cleaned_data["seen_version"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The rule is changed. The record keeps both."))
            return redirect(reverse("public:campaign", args=[campaign.pk]) + f"#gate-{gate.kind}")
    context = {
        "gate": gate,
        "campaign": campaign,
        "form": form,
        "reasons": why_not_change_rule(gate),
    }
    return render(request, "office/gate.html", context)
