"""Places people know by name: added, taken off the list, taken back."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.organisations.actions import add_place, close_place, reopen_place
from qunce.domain.organisations.models import Place, Unit
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.setup.forms import PlaceForm
from qunce.web.office.setup.start import office_post
from qunce.web.shell.words import add_refusals

PER_PAGE = 100


@login_required
def places(request: HttpRequest) -> HttpResponse:
    """Every place of the office's units, those in use first in each unit."""
    post = office_post(request)
    found = Place.objects.filter(unit__in=Unit.objects.within(post.unit)).select_related("unit")
    page = Paginator(found.order_by("unit__path", "-in_use", "name"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "office/setup/places.html", {"page": page})


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """One more place; its code is drawn, and stands in print for ever."""
    post = office_post(request)
    form = PlaceForm(
        post.unit,
        request.POST if request.method == "POST" else None,
        initial={"unit": request.GET.get("unit")},
    )
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        try:
            place = add_place(
                unit=unit,
                code=f"{unit.code[:31]}-{secrets.token_hex(4)}",
                name=form.cleaned_data["name"],
                actor=post.ref,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            told = _("%(place)s is on the list.") % {"place": f"{unit.name} {place.name}"}
            messages.success(request, told)
            return redirect("office:places")
    return render(request, "office/setup/place_new.html", {"form": form})


def _change(request: HttpRequest, code: str, act: Callable[..., None]) -> HttpResponse:
    post = office_post(request)
    units = Unit.objects.within(post.unit)
    place = get_object_or_404(Place.objects.filter(unit__in=units), code=code)
    try:
        act(place=place, actor=post.ref, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    return redirect("office:places")


@login_required
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Nobody can choose it any more; messages that name it keep it."""
    return _change(request, code, close_place)


@login_required
@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """It can be chosen again, under the code already in print."""
    return _change(request, code, reopen_place)
