"""Daily numbers: noting today's, filling a gap, correcting one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.checks import queries
from qunce.domain.checks.actions import add_series, close_series, note_count
from qunce.domain.checks.models import Series
from qunce.domain.checks.rules import why_not_count, why_not_set_up
from qunce.domain.warning.numbers_seen import alert_of, usual_on
from qunce.kernel import clock, workdays
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.budget.adding import of_series
from qunce.web.office.budget.weighing import only_weighed, waits
from qunce.web.office.checks.forms import CountForm, SeriesForm
from qunce.web.office.warning.words import usual_today
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A number that a unit below one's own counts from now on."""
    post = acting_post(request)
    if post is None or why_not_run_campaign(post):
        raise Http404
    form = SeriesForm(post.unit, request.POST or None)
    adds, weighed = of_series(form, post), only_weighed(request)
    if request.method == "POST" and form.is_valid() and not weighed and not waits(request, adds):
        try:
            made = add_series(**form.cleaned_data, actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The unit can note its first number."))
            return redirect("office:series", made.pk)
    return render(request, "office/checks/new_series.html", {"form": form, "adds": adds})


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The last four weeks, newest first, and a form for one day."""
    post = acting_post(request)
    series = get_object_or_404(Series.objects.visible_to(post).select_related("unit"), pk=pk)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    reasons = why_not_count(series, post, today, today)
    form = CountForm(request.POST or None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        if post is None:
            raise Http404
        try:
            noted = note_count(
                series=series,
                on=form.cleaned_data["on"],
                number=form.cleaned_data["number"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(
                request,
                _("Noted: %(number)d on %(day)s.")
                % {"number": noted.number, "day": noted.on.isoformat()},
            )
            return redirect("office:series", series.pk)
    days = queries.counted_days(series, today, workdays.china())
    usual = None if series.closed_at else usual_on(series, today, workdays.china())
    context = {
        "series": series,
        "days": days,
        "missing": sum(1 for one in days if one.missing and one.on < today),
        "usual": usual_today(*usual) if usual else "",
        "alert": alert_of(series, post, today),
        "form": form,
        "reasons": reasons,
        "runs": not why_not_set_up(post, series.unit),
    }
    return render(request, "office/checks/series.html", context)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    post = acting_post(request)
    series = get_object_or_404(Series.objects.visible_to(post).select_related("unit"), pk=pk)
    if post is None or why_not_set_up(post, series.unit):
        raise Http404
    try:
        close_series(series=series, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("These numbers are no longer counted; those noted stay."))
    return redirect("office:checks")
