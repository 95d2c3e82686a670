"""Promising something, and beginning a project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Campaign
from qunce.domain.campaigns.queries import campaigns_seen_from
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.queries import acted_for
from qunce.domain.practice import actions
from qunce.domain.practice.rules.standing import HEADS, LOOKING_ON
from qunce.domain.practice.states import SourceKind
from qunce.domain.problems.models import Problem
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.practice.forms import ProjectForm, PromiseForm
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals

WORKING = tuple(role for role in PostRole if role not in LOOKING_ON)
"""Roles that begin a project in their unit."""


def _where(post: Post | None, roles: Sequence[str]) -> tuple[list[Unit], list[Campaign]]:
    """The units ``post`` acts for that are still there, and their campaigns of today."""
    if post is None or post.role not in roles:
        raise Http404
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    units = [one for one in acted_for(post.unit, today) if not one.is_closed(today)]
    found = campaigns_seen_from(post.unit).filter(ends_on__gte=today)
    mine = [one for one in found if post.unit.path.startswith(one.unit.path)]
    return units, mine


def _no_campaign(request: HttpRequest) -> HttpResponse:
    return render(request, "office/practice/no_campaign.html")


@login_required
def promise(request: HttpRequest) -> HttpResponse:
    """A sentence, a standard, a day."""
    post = acting_post(request)
    units, campaigns = _where(post, HEADS)
    if post is None or not units or not campaigns:
        return _no_campaign(request)
    form = PromiseForm(request.POST or None, units=units, campaigns=campaigns)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.promise(**form.cleaned_data, actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The promise is public now."))
            return redirect("office:promise", made.pk)
    return render(request, "office/practice/promise_new.html", {"form": form})


@login_required
def project(request: HttpRequest) -> HttpResponse:
    """A name, what it is for, who answers, from when to when; from a problem where one is named."""
    post = acting_post(request)
    units, campaigns = _where(post, WORKING)
    if post is None or not units or not campaigns:
        return _no_campaign(request)
    problem = _problem(post, request.POST.get("problem") or request.GET.get("problem", ""))
    form = ProjectForm(
        request.POST or None,
        units=units,
        campaigns=campaigns,
        post=post,
        initial=_from(problem),
    )
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = dict(form.cleaned_data)
        data.pop("problem")
        if problem is not None:
            data |= {"source_kind": SourceKind.PROBLEM, "source_id": problem.pk}
        try:
            made = actions.begin_project(**data, actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The project is there. Now add its steps."))
            return redirect("office:project", made.pk)
    return render(request, "office/practice/project_new.html", {"form": form, "problem": problem})


def _problem(post: Post, number: str) -> Problem | None:
    """The problem a project comes of, if the post may read it; one that accuses stays unnamed."""
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    seen = Problem.objects.visible_to(post, on=today).filter(hidden_from__isnull=True)
    return seen.filter(pk=int(number)).first()


def _from(problem: Problem | None) -> dict[str, Any]:
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    if problem is None:
        return {"starts_on": today}
    return {
        "starts_on": today,
        "title": problem.title[:80],
        "place": problem.place_id,
        "problem": problem.pk,
    }
