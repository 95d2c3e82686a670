"""What is to be done."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.campaigns import queries
from qunce.domain.campaigns.models import Draft
from qunce.domain.campaigns.states import DraftState
from qunce.kernel import clock
from qunce.web.shell.acting import acting_post

SHOWN = 20


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Drafts to look through, campaigns one takes part in, and one's own unit's next duties."""
    post = acting_post(request)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    drafts = Draft.objects.visible_to(post).filter(state=DraftState.OPEN)[:SHOWN]
    campaigns = queries.campaigns_seen_from(post.unit)[:SHOWN] if post else []
    duties = queries.duties_ahead(post.unit, today)[:6] if post else []
    return render(
        request,
        "office/home.html",
        {
            "drafts": drafts,
            "campaigns": campaigns,
            "duties": duties,
            "runs": not why_not_run_campaign(post),
        },
    )
