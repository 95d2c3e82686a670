"""Going round: which places are left, looking at one, putting what is wrong on the list."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.checks import queries
from qunce.domain.checks.actions import make_problem, note_look
from qunce.domain.checks.models import CheckList, Finding, Round, Stop
from qunce.domain.checks.rules import why_not_look
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.checks.forms import LookForm
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Every place with whether it was looked at, and what was found wrong."""
    post = acting_post(request)
    rounds = Round.objects.filter(check_list__in=CheckList.objects.visible_to(post))
    gone = get_object_or_404(rounds.select_related("check_list__town"), pk=pk)
    stops = list(gone.stops.select_related("place__unit", "looked_by__unit"))
    context = {
        "round": gone,
        "stops": stops,
        "left": sum(1 for stop in stops if stop.looked_at is None),
        "wrong": queries.findings_wrong(gone),
        "lists_problems": not why_not_run_campaign(post),
    }
    return render(request, "office/checks/round.html", context)


@login_required
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """One place, question by question; then on to the next place that is left."""
    post = acting_post(request)
    stops = Stop.objects.filter(round__check_list__in=CheckList.objects.visible_to(post))
    stop = get_object_or_404(stops.select_related("place__unit", "round__check_list"), pk=pk)
    items = list(stop.round.check_list.items.all())
    # An empty answer to every question is one the rule knows; what is left are other reasons.
    answered = {item.pk: (True, "") for item in items}
    reasons = why_not_look(stop, post, items, answered)
    form = LookForm(items, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if post is None:
            raise Http404
        try:
            note_look(stop=stop, answers=form.answers(), actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("%(place)s is noted.") % {"place": stop.place.name})
            return redirect("office:round", stop.round_id)
    context = {
        "stop": stop,
        "form": form,
        "reasons": reasons,
        "findings": stop.findings.select_related("item") if stop.looked_at else (),
    }
    return render(request, "office/checks/stop.html", context)


@login_required
@require_POST
def problem(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found wrong goes on the problem list."""
    post = acting_post(request)
    findings = Finding.objects.filter(
        stop__round__check_list__in=CheckList.objects.visible_to(post)
    )
    finding = get_object_or_404(findings.select_related("stop"), pk=pk)
    if post is None or why_not_run_campaign(post):
        raise Http404
    try:
        made = make_problem(finding=finding, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
        return redirect("office:round", finding.stop.round_id)
    messages.success(request, _("It is on the problem list; say there who puts it right by when."))
    return redirect("office:problem", made.pk)
