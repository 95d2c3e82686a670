"""Planning a visit to one unit."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from qunce.domain.budgets.queries import room_for
from qunce.domain.budgets.states import CallKind
from qunce.domain.organisations.models import Unit
from qunce.domain.supervision import queries
from qunce.domain.supervision.actions import plan_visit
from qunce.domain.supervision.models import Group
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.supervision.area import late_duties, today_here
from qunce.web.office.supervision.forms import PlanForm
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals


@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A day, and what it is about; beside it what is stuck there and how often somebody comes."""
    post = acting_post(request)
    unit = get_object_or_404(Unit.objects.select_related("area"), pk=pk)
    groups = Group.objects.in_being().of(post).filter(area=unit.area_id)
    group = groups.select_related("area", "town").first()
    if post is None or group is None:
        raise Http404
    today = today_here()
    form = PlanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            visit = plan_visit(
                group=group,
                unit=unit,
                on=form.cleaned_data["planned_on"],
                about=form.cleaned_data["about"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(
                request,
                _("The visit to %(unit)s is planned, and the unit is told.") % {"unit": unit},
            )
            return redirect("office:visit", visit.pk)
    more = late_duties(post, [unit], today)
    [needs] = queries.needs_help(post, [unit], today, more=more)
    context = {
        "unit": unit,
        "group": group,
        "form": form,
        "needs": needs,
        "room": room_for([unit], kind=CallKind.VISIT, on=today)[unit.pk],
    }
    return render(request, "office/supervision/plan.html", context)
