"""What is more than usual: in words, on the map of the town, and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Avg, F, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.accounts.states import PostRole
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.queries import neighbours_of
from qunce.domain.organisations.states import TOPS, UnitKind
from qunce.domain.warning import queries
from qunce.domain.warning.models import Alert
from qunce.domain.warning.querysets import AlertQuerySet
from qunce.domain.warning.rules import why_not_set_budget
from qunce.domain.warning.series import PLACES
from qunce.domain.warning.states import FEWEST, GOING_ON, AlertState
from qunce.kernel import clock
from qunce.web.office.access import town_of
from qunce.web.office.warning.maps import TownMap
from qunce.web.office.warning.words import usual_of, where
from qunce.web.shell.acting import acting_post
from qunce.web.shell.context import in_large_print

WEEKS = 4
"""Whole weeks that the table adds up: of two days' pages the difference would be one person."""
OVER_SHOWN = 20


def today_here() -> date:
    return clock.day_of(clock.now(), settings.TIME_ZONE)


@dataclass(frozen=True, slots=True)
class Row:
    """An alert of the list; ``where`` and ``range``, what is usual, in words."""

    alert: Alert
    where: str
    range: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Cells:
    """Category by place; None where fewer than three spoke, nobody among them."""

    places: list[Unit]
    rows: list[tuple[Category, list[tuple[Unit, int | None]]]]


@login_required
def warnings(request: HttpRequest) -> HttpResponse:
    """What goes on, the longest unanswered first; where; and what was counted lately."""
    post = acting_post(request)
    today = today_here()
    towns = _towns(post)
    town = _chosen(request, towns)
    seen = _of(town, queries.alerts_seen(post, today))
    alerts = list(seen.going_on())
    ended = list(seen.exclude(state__in=GOING_ON)[:OVER_SHOWN])
    prefetch_related_objects([one for one in alerts + ended if one.of_neighbours], "places")
    going_on = [_row(one) for one in alerts]
    going_on.sort(key=lambda row: (row.answered, row.alert.raised_at, row.alert.pk))
    monday = today - timedelta(days=today.weekday())
    first, last = monday - timedelta(weeks=WEEKS), monday - timedelta(days=1)
    units = _units(post, town, today)
    return render(
        request,
        "office/warning/warnings.html",
        {
            "town": town,
            "towns": towns,
            "open": [row for row in going_on if row.alert.state == AlertState.OPEN],
            "resting": [row for row in going_on if row.alert.state == AlertState.RESTING],
            "over": [_row(one) for one in ended],
            "map": _map(town, units, going_on, large=in_large_print(request))
            if town and len(units) > 1
            else None,
            "cells": _cells(post, town, units, first, last, today),
            "first": first,
            "last": last,
            "fewest": FEWEST,
            "decides": town is not None and not why_not_set_budget(town, post, per_month=1),
            "sets_up": post is not None and not why_not_run_campaign(post),
        },
    )


def _row(alert: Alert) -> Row:
    said = getattr(alert, "said", None)
    return Row(alert, where(alert), usual_of(alert), answered=said is not None)


def _of(town: Unit | None, alerts: AlertQuerySet) -> AlertQuerySet:
    return alerts if town is None else alerts.filter(town=town)


def _towns(post: Post | None) -> list[Unit]:
    """Whose alerts the post may look at: its own town's; a county's: each of its towns'."""
    if post is None:
        return []
    own = post.unit if post.unit.kind == UnitKind.TOWN else town_of(post)
    if own.kind not in TOPS:
        return [own]
    below = Unit.objects.within(own).filter(kind__in=(UnitKind.TOWN, UnitKind.HOSPITAL))
    return list(below.order_by("path")) or [own]


def _chosen(request: HttpRequest, towns: list[Unit]) -> Unit | None:
    """The town asked for, or the only one; None: the alerts of all, without map and table."""
    wanted = request.GET.get("town", "")
    if not wanted:
        return towns[0] if len(towns) == 1 else None
    for one in towns:
        if one.code == wanted:
            return one
    raise Http404


def _units(post: Post | None, town: Unit | None, today: date) -> list[Unit]:
    """The places of the town that the post looks after, in the order of the office, each with the
    middle of what lies in it: ``north`` and ``east``, as far as it is known."""
    if post is None or town is None:
        return []
    found = Unit.objects.within(town).filter(kind__in=PLACES).in_being(today)
    if post.role == PostRole.GUIDANCE:
        found = found.filter(area=post.area_id)
    elif post.role in (PostRole.SECRETARY, PostRole.STAFF):
        found = found.filter(pk=post.unit_id)
    found = found.annotate(north=Avg("places__latitude"), east=Avg("places__longitude"))
    return list(
        found.select_related("area").order_by(F("area__name").asc(nulls_last=True), "place", "path")
    )


def _map(town: Unit, units: list[Unit], rows: list[Row], *, large: bool) -> TownMap:
    middles = {
        unit.pk: (getattr(unit, "north", None), getattr(unit, "east", None)) for unit in units
    }
    return TownMap.of(
        units,
        [row.alert for row in rows],
        neighbours=neighbours_of(units),
        lies={
            pk: (north, east)
            for pk, (north, east) in middles.items()
            if north is not None and east is not None
        },
        town=town.name,
        large=large,
    )


def _cells(
    post: Post | None, town: Unit | None, units: list[Unit], first: date, last: date, today: date
) -> Cells:
    """Places and categories in which a number is shown at all; nothing is added up over them."""
    if town is None:
        return Cells([], [])
    seen = {
        (one.unit, one.category): one.speakers
        for one in queries.cells_seen(post, town, first, last, today)
    }
    there = {unit for unit, _category in seen}
    places = [unit for unit in [*units, town] if unit.pk in there]
    # Who has no tile on the map: offices and firms, what was closed, what the own branch acts for.
    if others := there - {unit.pk for unit in places}:
        places += Unit.objects.filter(pk__in=others).order_by("path")
    categories = Category.objects.filter(pk__in={category for _unit, category in seen})
    rows = [
        (category, [(unit, seen.get((unit.pk, category.pk))) for unit in places])
        for category in categories
    ]
    return Cells(places, rows if places else [])
