"""Covering, closing and merging a unit: first what would happen, then the deed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit
from qunce.domain.reorganisations.actions import (
    close_unit,
    cover_unit,
    merge_units,
    stop_covering,
)
from qunce.domain.reorganisations.matters import (
    has_a_head,
    open_matters,
    places_of,
    spoken_against,
    takeovers,
)
from qunce.domain.reorganisations.queries import unfinished_duties
from qunce.domain.reorganisations.rules import (
    why_not_close,
    why_not_concerned,
    why_not_merge,
    why_not_reorganise,
)
from qunce.domain.reorganisations.states import OF_A_RECEIVER, Matter
from qunce.domain.voices.querysets import codes_around
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.units.access import office, own_unit, today
from qunce.web.office.units.forms import CoverForm, EndForm, MergeForm
from qunce.web.shell.words import add_refusals


@login_required
def cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose branch acts for a unit without one."""
    post = office(request)
    unit = own_unit(post, pk)
    reasons = why_not_reorganise(unit, post)
    form = CoverForm(unit, post.unit, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cover_unit(unit=unit, by=form.cleaned_data["by"], actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            told = _("From now on the branch of %(by)s acts for %(unit)s.")
            by = form.cleaned_data["by"]
            messages.success(request, told % {"by": by.name, "unit": unit.name})
            return redirect("office:unit", pk)
    context = {"unit": unit, "form": form, "reasons": reasons}
    return render(request, "office/units/cover.html", context)


@login_required
@require_POST
def uncover(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit has a branch of its own from now on."""
    post = office(request)
    unit = own_unit(post, pk)
    try:
        stop_covering(unit=unit, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("%(unit)s acts for itself from now on.") % {"unit": unit.name})
    return redirect("office:unit", pk)


@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that stands in the way, each with what to do; when nothing does, what happens."""
    post = office(request)
    unit = own_unit(post, pk)
    form = EndForm(request.POST if request.method == "POST" else None, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            close_unit(unit=unit, **form.cleaned_data, actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("%(unit)s is closed.") % {"unit": unit.name})
            return redirect("office:unit", pk)
    reasons = why_not_reorganise(unit, post)
    if not reasons:
        reasons = why_not_close(open_matters(unit, today()))
    context = {"unit": unit, "form": form, "reasons": reasons, **_goes_along(unit)}
    return render(request, "office/units/close.html", context)


@login_required
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """With a unit chosen: what would happen; the deed is a button below that."""
    post = office(request)
    unit = own_unit(post, pk)
    typed = request.POST if request.method == "POST" else None
    form = MergeForm(unit, post.unit, typed, today=today())
    successor: Unit | None = None
    if typed is not None and form.is_valid():
        successor = form.cleaned_data["successor"]
        if successor is not None and typed.get("merge") == str(successor.pk):  # as it was shown
            try:
                merge_units(unit=unit, **form.cleaned_data, actor=post, now=clock.now())
            except Refused as refused:
                add_refusals(form, refused)
            else:
                told = _("%(unit)s is part of %(successor)s now.")
                names = {"unit": unit.name, "successor": successor.name}
                messages.success(request, told % names)
                return redirect("office:unit", successor.pk)
    context = {
        "unit": unit,
        "form": form,
        "successor": successor,
        **_preview(unit, successor, post, today()),
    }
    return render(request, "office/units/merge.html", context)


def _preview(unit: Unit, successor: Unit | None, post: Post, on: date) -> dict[str, Any]:
    reasons = why_not_reorganise(unit, post)
    reasons = reasons or why_not_concerned(unit, successor, codes_around(post, on))
    if reasons:
        return {"reasons": reasons, "moves": []}
    counts = open_matters(unit, on)
    if successor is None:
        bound = {kind: count for kind, count in counts.items() if kind in OF_A_RECEIVER}
        return {"reasons": why_not_close(bound), "moves": []}
    reasons = why_not_merge(
        unit,
        successor,
        counts=counts,
        against=spoken_against(unit, successor),
        successor_has_a_head=has_a_head(successor, on),
    )
    moves = [
        (kind.label, count)
        for kind, count in counts.items()
        if kind not in OF_A_RECEIVER and kind != Matter.MEMBERS
    ]
    return {
        "reasons": reasons,
        "moves": moves,
        "takeovers": takeovers(unit, successor, on),
        **_goes_along(unit),
    }


def _goes_along(unit: Unit) -> dict[str, int]:
    return {
        "places": places_of(unit),
        "duties": unfinished_duties().filter(unit=unit).count(),
    }
