"""What county, town and village want to reach together, and what has happened so far."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qunce.domain.campaigns.models import Campaign
from qunce.domain.campaigns.queries import campaigns_seen_from
from qunce.domain.organisations.models import Unit
from qunce.domain.practice import queries
from qunce.domain.practice.actions import set_target
from qunce.domain.practice.rules import why_not_set
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.practice.forms import TargetForm
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals


@login_required
def show(request: HttpRequest) -> HttpResponse:
    """The chain from the top to one's own unit, for each thing that is counted."""
    post = acting_post(request)
    if post is None:
        raise Http404
    campaigns = list(campaigns_seen_from(post.unit))
    if not campaigns:
        return render(request, "office/practice/no_campaign.html")
    campaign = _chosen(campaigns, request.GET.get("campaign", ""))
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    reasons = why_not_set(campaign=campaign, unit=post.unit, post=post, today=today)
    form = TargetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_target(
                **form.cleaned_data,
                campaign=campaign,
                unit=post.unit,
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The target is set; what happens is counted."))
            return redirect(f"{reverse('office:targets')}?campaign={campaign.pk}")
    rows = queries.levels(campaign, post.unit, today)
    context = {
        "campaigns": campaigns,
        "campaign": campaign,
        "rows": rows,
        "chain": [one.unit for one in rows[0].rows],
        "unit": post.unit,
        "below": Unit.objects.filter(parent=post.unit).exists(),
        "form": form if not reasons or form.is_bound else None,
    }
    return render(request, "office/practice/targets.html", context)


def _chosen(campaigns: list[Campaign], number: str) -> Campaign:
    """The campaign that was asked for; the latest for anything else."""
    return next((one for one in campaigns if str(one.pk) == number), campaigns[0])
