"""What the town decides: its budget of false alarms, and changes in how many speak up."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.warning import queries
from qunce.domain.warning.actions import register_change, set_budget, take_back_change
from qunce.domain.warning.models import ReportingChange
from qunce.domain.warning.rules import why_not_set_budget, why_not_take_back_change
from qunce.domain.warning.series import PLACES
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell, town_of
from qunce.web.office.warning.forms import BudgetForm, ChangeForm
from qunce.web.office.warning.lists import today_here
from qunce.web.office.warning.words import became
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals

CHANGES_SHOWN = 100


def _deciding(request: HttpRequest) -> tuple[Unit, Post]:
    """The town and the post that decides for it; everybody else finds nothing here."""
    post = acting_post(request)
    if post is None:
        raise Http404
    town = town_of(post)
    if why_not_set_budget(town, post, per_month=1):
        raise Http404
    return town, post


@login_required
def budget(request: HttpRequest) -> HttpResponse:
    """How many false alarms a month the town puts up with, and how often alerts were right."""
    town, post = _deciding(request)
    chosen = queries.budget(town)
    form = BudgetForm(
        request.POST if request.method == "POST" else None, initial={"per_month": chosen}
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_budget(
                town=town, per_month=form.cleaned_data["per_month"], actor=post, now=clock.now()
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("Kept. It counts from the next time the program looks."))
            return redirect("office:warnings")
    context = {"town": town, "form": form, "became": became(queries.precision(town))}
    return render(request, "office/warning/budget.html", context)


@login_required
def changes(request: HttpRequest) -> HttpResponse:
    """The registry: from when on more or fewer speak up, and why."""
    town, post = _deciding(request)
    today = today_here()
    units = Unit.objects.within(town).filter(kind__in=PLACES).in_being(today)
    form = ChangeForm(
        units,
        Category.objects.filter(closed_at__isnull=True),
        request.POST if request.method == "POST" else None,
        initial={"from_on": today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            register_change(town=town, actor=post, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(
                request, _("Noted. What was usual before that day counts for little from now on.")
            )
            return redirect("office:warning_changes")
    known = ReportingChange.objects.of(town).select_related("town", "unit", "category", "by__unit")
    rows = [(one, not why_not_take_back_change(one, post)) for one in known[:CHANGES_SHOWN]]
    context = {"town": town, "form": form, "changes": rows}
    return render(request, "office/warning/changes.html", context)


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written down by mistake holds no more."""
    town, post = _deciding(request)
    change = get_object_or_404(ReportingChange, pk=pk, town=town)
    try:
        take_back_change(change=change, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("Taken back. What was usual before counts in full again."))
    return redirect("office:warning_changes")
