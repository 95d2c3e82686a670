"""What may be asked of whom, and why something is asked beyond it."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qunce.domain.budgets.queries import beyond, budgets_in_force, limits_in_force
from qunce.kernel import clock

PER_PAGE = 50


def budget(request: HttpRequest) -> HttpResponse:
    """Everybody reads the budgets, the limits, and each reason for going beyond."""
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    page = Paginator(beyond(today), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "budgets": budgets_in_force(today),
        "limits": limits_in_force(today),
        "page": page,
    }
    return render(request, "public/budget.html", context)
