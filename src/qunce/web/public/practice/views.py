"""What was promised and begun, unit by unit, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunce.domain.organisations.models import Unit
from qunce.domain.practice import queries
from qunce.domain.practice.rules import why_not_say_now
from qunce.kernel import clock

UNITS = 20
"""Units on one page: each with everything it promised and began."""


@dataclass
class OfUnit:
    unit: Unit
    promises: list[queries.PromiseSeen] = field(default_factory=list)
    projects: list[queries.ProjectSeen] = field(default_factory=list)


def promises(request: HttpRequest) -> HttpResponse:
    """By unit, in the order of the tree: never by how much, or how well."""
    top = None
    if code := request.GET.get("unit", ""):
        top = get_object_or_404(Unit, code=code[:40])
    units = queries.units_of()
    if top is not None:
        units = units.filter(pk__in=Unit.objects.within(top).order_by().values("pk"))
    page = Paginator(units, UNITS).get_page(request.GET.get("page"))
    context = {"page": page, "rows": _rows(list(page), _today()), "top": top}
    return render(request, "public/practice/promises.html", context)


def _rows(units: list[Unit], today: date) -> list[OfUnit]:
    """Three statements for all units of the page."""
    rows = {unit.pk: OfUnit(unit) for unit in units}
    for promise in queries.promises_of(units, today):
        rows[promise.promise.unit_id].promises.append(promise)
    for project in queries.projects_of(units, today):
        rows[project.project.unit_id].projects.append(project)
    return list(rows.values())


def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """The promise, its standard, what the promiser says and what others judged."""
    found = get_object_or_404(queries.promise_to_read(), pk=pk)
    context = {
        "seen": queries.seen_promise(found, _today()),
        "promise": found,
        "can_say": not why_not_say_now(found),
        "said": queries.said_of(found),
        "words": queries.words_of(found),
        "unread": queries.unread_of(found),
        "story": queries.story(found),
    }
    return render(request, "public/practice/promise.html", context)


def project(request: HttpRequest, pk: int) -> HttpResponse:
    """The project, its steps, and what came of it."""
    found = get_object_or_404(queries.project_to_read(), pk=pk)
    context = {
        "seen": queries.seen_project(found, _today()),
        "project": found,
        "can_say": not why_not_say_now(found),
        "said": queries.said_of(found),
        "words": queries.words_of(found),
        "unread": queries.unread_of(found),
        "story": queries.story(found),
    }
    return render(request, "public/practice/project.html", context)


def _today() -> date:
    return clock.day_of(clock.now(), settings.TIME_ZONE)
