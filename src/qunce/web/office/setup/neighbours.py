"""Who lies beside whom: said of one unit at a time, known of both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qunce.domain.organisations.actions import set_neighbours
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.queries import neighbours_of
from qunce.domain.warning.series import PLACES
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.setup.forms import NeighboursForm
from qunce.web.office.setup.start import office_post
from qunce.web.shell.words import add_refusals

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A unit, those beside it, and the form of the one that is being changed."""

    unit: Unit
    beside: list[Unit]
    form: NeighboursForm | None


@login_required
def neighbours(request: HttpRequest) -> HttpResponse:
    """Every unit with those beside it; the one asked for unfolds to be changed."""
    units = _units(office_post(request).unit)
    wanted = request.GET.get("unit", "")
    return _page(request, units, _of_code(units, wanted) if wanted else None)


@login_required
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Those ticked lie beside it, and no others; it is known of each of them, too."""
    post = office_post(request)
    units = _units(post.unit)
    unit = _of_code(units, code)
    if request.method != "POST":  # one comes back to the address after signing in again
        return redirect(f"{reverse('office:neighbours')}?unit={unit.code}")
    form = NeighboursForm(unit, units, request.POST)
    if form.is_valid():
        try:
            set_neighbours(unit=unit, beside=form.chosen(), actor=post.ref, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("Kept: the neighbours of %(unit)s.") % {"unit": unit.name})
            number = _page_of(units, unit)
            kept = reverse("office:neighbours") + (f"?page={number}" if number > 1 else "")
            return redirect(f"{kept}#unit-{unit.code}")
    return _page(request, units, unit, form)


def _units(top: Unit) -> list[Unit]:
    """Where people live, learn or are looked after, area by area; one statement."""
    found = Unit.objects.within(top).filter(kind__in=PLACES).to_choose().select_related("area")
    return list(found.order_by(F("area__name").asc(nulls_last=True), "place", "path"))


def _of_code(units: Iterable[Unit], code: str) -> Unit:
    for one in units:
        if one.code == code:
            return one
    raise Http404


def _page_of(units: list[Unit], unit: Unit) -> int:
    return units.index(unit) // PER_PAGE + 1


def _page(
    request: HttpRequest,
    units: list[Unit],
    changing: Unit | None,
    form: NeighboursForm | None = None,
) -> HttpResponse:
    beside: dict[int, set[int]] = {unit.pk: set() for unit in units}
    for first, second in neighbours_of(units):
        beside[first].add(second)
        beside[second].add(first)
    if changing is not None and form is None:
        codes = [one.code for one in units if one.pk in beside[changing.pk]]
        form = NeighboursForm(changing, units, initial={"beside": codes})
    number = request.GET.get("page") if changing is None else _page_of(units, changing)
    page = Paginator(units, PER_PAGE).get_page(number)
    rows = [
        Row(
            unit,
            [one for one in units if one.pk in beside[unit.pk]],
            form if unit == changing else None,
        )
        for unit in page
    ]
    return render(
        request,
        "office/setup/neighbours.html",
        {"page": page, "rows": rows, "form": form, "alone": len(units) < 2},
    )
