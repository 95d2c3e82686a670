"""Where one begins, and whose setup it is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.matters.models import Category, Dispatch
from qunce.domain.organisations.models import Place, Unit
from qunce.web.shell.acting import acting_post


def office_post(request: HttpRequest) -> Post:
    """The campaign office's post; for everybody else these pages are not there."""
    post = acting_post(request)
    if post is None or why_not_run_campaign(post):
        raise Http404
    return post


@login_required
def setup(request: HttpRequest) -> HttpResponse:
    """The three lists with how much stands on each."""
    post = office_post(request)
    units = Unit.objects.within(post.unit)
    context = {
        "places": Place.objects.in_use().filter(unit__in=units).count(),
        "categories": Category.objects.open().count(),
        "dispatched": Dispatch.objects.filter(
            town=post.unit, category__closed_at__isnull=True
        ).count(),
    }
    return render(request, "office/setup/setup.html", context)
