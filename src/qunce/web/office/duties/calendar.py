"""Everything asked of units, week by week; where two fall on one unit it is said in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.accounts.states import LEADING, PostRole
from qunce.domain.campaigns.configurations import template_called
from qunce.domain.duties.calendar import Clash, Demand, Kind, clashes, demands, monday_of
from qunce.domain.organisations.models import Unit
from qunce.web.office.duties.several import today
from qunce.web.shell.acting import acting_post

WEEKS = 6
"""So many weeks on one page."""
FURTHEST = 53 * 5
"""Weeks from today that can be looked at."""
WHOLE = (*LEADING, PostRole.CAMPAIGN_OFFICE, PostRole.VIEWER)
"""Roles that see the calendar of every unit below theirs."""


@dataclass(slots=True)
class Line:
    """The same thing asked of one or more units on the same days."""

    demand: Demand
    title: str
    address: str
    units: list[tuple[Unit, str]] = field(default_factory=list)
    """Each unit, with the address of what is asked of it."""


@dataclass(slots=True)
class Together:
    """The same things fall on these units in one week."""

    units: list[Unit]
    lines: list[tuple[str, Demand, str]]
    """What falls, and where the office gives it another day; empty where it cannot."""


@dataclass(slots=True)
class Week:
    monday: date
    sunday: date
    lines: list[Line]
    together: list[Together]


@login_required
def show(request: HttpRequest) -> HttpResponse:
    """Weeks from this one on, or from a day that was asked for; of all units or of one."""
    post = acting_post(request)
    if post is None:
        raise Http404
    first = _first(request.GET.get("from", ""))
    units = _units(post)
    wanted = request.GET.get("unit", "")
    chosen = [unit for unit in units if unit.code == wanted] if wanted else units
    if wanted and not chosen:
        raise Http404
    last = first + timedelta(days=7 * WEEKS - 1)
    found = demands(chosen, first, last)
    context = {
        "weeks": _weeks(first, found, arranges=not why_not_run_campaign(post)),
        "units": units if len(units) > 1 else [],
        "unit": chosen[0] if len(chosen) == 1 else None,
        "earlier": first - timedelta(days=7 * WEEKS),
        "later": last + timedelta(days=1),
        "this_week": monday_of(today()),
        "first": first,
    }
    return render(request, "office/duties/calendar.html", context)


def _units(post: Post) -> list[Unit]:
    """Whose days the post sees.  One statement."""
    being = Unit.objects.in_being(today())
    if post.role in WHOLE:
        return list(being.within(post.unit))
    if post.role == PostRole.GUIDANCE and post.area_id is not None:
        return list(being.filter(area=post.area_id))
    own = post.unit_id
    return list(being.filter(pk=own) | being.filter(covered_by=own))


def _first(asked: str) -> date:
    """The Monday of the week that was asked for; of this week when that is no day near enough."""
    now = monday_of(today())
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    if day is None or abs((day - now).days) > 7 * FURTHEST:
        return now
    return monday_of(day)


def _weeks(first: date, found: Sequence[Demand], *, arranges: bool) -> list[Week]:
    by_week: dict[date, list[Demand]] = defaultdict(list)
    for one in found:
        by_week[max(monday_of(one.on), first)].append(one)
    clashing: dict[date, list[Clash]] = defaultdict(list)
    for clash in clashes(found):
        clashing[clash.week].append(clash)
    weeks = []
    for number in range(WEEKS):
        monday = first + timedelta(days=7 * number)
        weeks.append(
            Week(
                monday,
                monday + timedelta(days=6),
                _lines(by_week[monday]),
                _together(clashing[monday], arranges=arranges),
            )
        )
    return weeks


def _lines(found: Iterable[Demand]) -> list[Line]:
    lines: dict[tuple[Kind, str, date, date | None], Line] = {}
    for one in found:
        title, address = said(one), _address(one)
        line = lines.setdefault((one.kind, title, one.on, one.until), Line(one, title, address))
        line.units.append((one.unit, address))
    return list(lines.values())


def _together(found: Iterable[Clash], *, arranges: bool) -> list[Together]:
    """Units on which the same things fall stand in one sentence."""
    same: dict[tuple[tuple[Kind, str], ...], Together] = {}
    for clash in found:
        key = tuple((one.kind, said(one)) for one in clash.demands)
        if key in same:
            same[key].units.append(clash.unit)
            continue
        lines = [
            (
                said(one),
                one,
                f"{_address(one)}#move" if arranges and one.movable else "",
            )
            for one in clash.demands
        ]
        same[key] = Together([clash.unit], lines)
    return list(same.values())


def said(demand: Demand) -> str:
    """What is asked, in the words of whoever asks; of a session its form as well."""
    if demand.kind != Kind.SESSION:
        return demand.title
    template = template_called(demand.template)
    form = template.study_form(demand.form) if template is not None else None
    named = form.label(get_language() or "en") if form is not None else ""
    return " · ".join(part for part in (named, demand.title) if part)


def _address(demand: Demand) -> str:
    """A session stands on the study page, a document among the documents of its campaign."""
    if demand.kind == Kind.SESSION:
        return reverse(demand.url_name)
    if demand.kind == Kind.DOCUMENT:
        return ""
    return reverse(demand.url_name, args=[demand.pk])
