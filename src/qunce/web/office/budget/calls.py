"""The limit on visits and checks, and how many each unit has this month and next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.budgets.actions import set_call_limit
from qunce.domain.budgets.models import Call, CallLimit
from qunce.domain.budgets.queries import limits_over
from qunce.domain.budgets.states import CallKind
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import TOPS
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.budget.access import post_of
from qunce.web.office.budget.forms import CallLimitForm
from qunce.web.shell.words import add_refusals, say_month

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class UnitCalls:
    """The calls on one unit that stand, this month and next."""

    unit: Unit
    months: list[tuple[str, int, int]]
    """The month, its visits, its checks."""


@login_required
def call_limit(request: HttpRequest) -> HttpResponse:
    """Every post sees the limit, and the calls on the units it sees; the top's office sets it."""
    post = post_of(request)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    runs = not why_not_run_campaign(post) and post.unit.kind in TOPS
    form = CallLimitForm(request.POST or None, initial={"since": today})
    if request.method == "POST":
        if not runs:
            raise Http404
        if form.is_valid():
            try:
                set_call_limit(unit=post.unit, **form.cleaned_data, actor=post, now=clock.now())
            except Refused as refused:
                add_refusals(form, refused)
            else:
                messages.success(request, _("The limit is set."))
                return redirect("office:call_limit")
    this = today.replace(day=1)
    months = (this, (this + timedelta(days=31)).replace(day=1))
    seen = Call.objects.visible_to(post, on=today).in_force().filter(month__in=months)
    units = Unit.objects.filter(pk__in=seen.order_by().values("unit"))
    page = Paginator(units, PER_PAGE).get_page(request.GET.get("page"))
    calls = list(seen.filter(unit__in=[one.pk for one in page]).select_related("unit"))
    limits = CallLimit.objects.visible_to(post, on=today).select_related("unit")
    context = {
        "limit": limits_over([post.unit], today).get(post.unit_id),
        "limits": limits.order_by("-since")[:12],
        "to_come": CallLimit.objects.filter(
            unit__code=post.unit.path.split("/")[0], since__gt=today
        )
        .select_related("unit")
        .order_by("since"),
        "months": [say_month(month) for month in months],
        "page": page,
        "units": [UnitCalls(one, _counted(calls, one, months)) for one in page],
        "calls": calls,
        "form": form,
        "runs": runs,
        "top": post.unit.path.split("/")[0],
    }
    return render(request, "office/budget/calls.html", context)


def _counted(
    calls: list[Call], unit: Unit, months: tuple[date, date]
) -> list[tuple[str, int, int]]:
    def of(month: date, kind: str) -> int:
        return sum(
            1 for one in calls if one.unit_id == unit.pk and one.month == month and one.kind == kind
        )

    return [
        (say_month(month), of(month, CallKind.VISIT), of(month, CallKind.CHECK)) for month in months
    ]
