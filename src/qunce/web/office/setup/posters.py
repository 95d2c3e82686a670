"""Posters to hang up: a code for each place, and one for the village itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qunce.domain.organisations.models import Place, Unit
from qunce.exchange.qr import svg
from qunce.web.office.setup.start import office_post

MOST = 200
"""Posters on one page; a village has far fewer places."""


@dataclass(frozen=True, slots=True)
class Poster:
    """What hangs at one place."""

    unit: str
    place: str
    address: str
    """As one types it: without the scheme, which the browser knows."""
    code: str
    """The drawing."""


@login_required
def posters(request: HttpRequest) -> HttpResponse:
    """Without a unit the choice of one; ``?unit=`` all of a unit; ``?place=`` one alone."""
    post = office_post(request)
    units = Unit.objects.within(post.unit).to_choose()
    wanted, only = request.GET.get("unit", ""), request.GET.get("place", "")
    if only:
        places = Place.objects.in_use().filter(unit__in=units).select_related("unit")
        place = get_object_or_404(places, code=_code(only))
        return _page(request, place.unit, [_of_place(request, place)])
    if wanted:
        unit = get_object_or_404(units, code=_code(wanted))
        found = unit.places.filter(in_use=True).select_related("unit").order_by("name")[:MOST]
        return _page(
            request, unit, [_of_unit(request, unit), *(_of_place(request, one) for one in found)]
        )
    return render(request, "office/setup/posters.html", {"units": units, "posters": None})


def _code(text: str) -> str:
    """A code as the database may be asked for it; PostgreSQL refuses a NUL."""
    if "\0" in text:
        raise Http404
    return text


def _page(request: HttpRequest, unit: Unit, drawn: list[Poster]) -> HttpResponse:
    return render(request, "office/setup/posters.html", {"unit": unit, "posters": drawn})


def _of_place(request: HttpRequest, place: Place) -> Poster:
    address = request.build_absolute_uri(reverse("resident:say_at", args=[place.code]))
    title = _("Leads to the page of %(place)s") % {"place": place.name}
    return Poster(place.unit.name, place.name, _typed(address), svg(address, title=title))


def _of_unit(request: HttpRequest, unit: Unit) -> Poster:
    address = request.build_absolute_uri(reverse("resident:say_in", args=[unit.code]))
    title = _("Leads to the page of %(place)s") % {"place": unit.name}
    return Poster(unit.name, "", _typed(address), svg(address, title=title))


def _typed(address: str) -> str:
    return address.partition("://")[2]
