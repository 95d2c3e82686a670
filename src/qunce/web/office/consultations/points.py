"""What was said, with what came of it: those without an answer first; what is alike together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.consultations.actions import group_points
from qunce.domain.consultations.queries import Matter, candidates, standing_of, to_answer
from qunce.domain.consultations.rules import looks_after, why_not_group
from qunce.domain.consultations.states import TAKING
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.consultations.access import looked_after, read
from qunce.web.office.consultations.forms import PointsFilter
from qunce.web.office.consultations.reading import chosen

PER_PAGE = 50
MOST_SHOWN = 40
"""Candidates on one page; the rest comes once these are decided."""


@login_required
def points(request: HttpRequest, pk: int) -> HttpResponse:
    """Every point, those of a group on one line; without an answer unless ``?view=`` says other."""
    consultation, post = read(request, pk)
    form = PointsFilter(consultation.paragraphs.all(), request.GET)
    form.is_valid()
    found = {name: value for name, value in form.cleaned_data.items() if value}
    matters = to_answer(consultation, post)
    page = Paginator(_narrowed(matters, found), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "consultation": consultation,
        "form": form,
        "narrowed": bool(set(found) & {"about", "words"}),
        "view": found.get("view", ""),
        "page": page,
        "runs": looks_after(consultation, post),
        "takes": consultation.state in TAKING,
        "standing": standing_of(consultation),
        "matters_left": sum(one.answer is None for one in matters),
    }
    return render(request, "office/consultations/points.html", context)


def _narrowed(matters: list[Matter], found: dict[str, str]) -> list[Matter]:
    view, about = found.get("view"), found.get("about")
    words = found.get("words", "").strip().lower()

    def wanted(one: Matter) -> bool:
        numbers = {str(p.paragraph.number) if p.paragraph else "0" for p in one.points}
        return (
            (view == PointsFilter.ALL or (one.answer is not None) == (view == "answered"))
            and (not about or about in numbers)
            and (not words or any(words in point.words.lower() for point in one.points))
        )

    kept = [one for one in matters if wanted(one)]
    return sorted(kept, key=lambda one: one.answer is not None)


@login_required
@require_POST
def together(request: HttpRequest, pk: int) -> HttpResponse:
    """First the chosen points side by side; sent again they stand together, for one answer."""
    consultation, post = looked_after(request, pk)
    found = chosen(request, consultation, post)
    if len(found) < 2:
        messages.error(request, _("Choose at least two points that say nearly the same."))
        return redirect("office:consultation_points", pk)
    if "sure" not in request.POST:
        context = {
            "consultation": consultation,
            "points": found,
            "reasons": why_not_group(found, post),
        }
        return render(request, "office/consultations/together.html", context)
    try:
        group_points(points=found, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
        return redirect("office:consultation_points", pk)
    messages.success(request, _("They stand together now, and get one answer."))
    if request.POST.get("then") == "alike":
        return redirect("office:consultation_alike", pk)
    return redirect("office:consultation_point", pk, found[0].pk)


@login_required
def alike(request: HttpRequest, pk: int) -> HttpResponse:
    """Points that may say nearly the same, side by side; a person decides."""
    consultation, post = looked_after(request, pk)
    found = candidates(consultation, post) if consultation.state in TAKING else []
    context = {
        "consultation": consultation,
        "candidates": found[:MOST_SHOWN],
        "more": max(0, len(found) - MOST_SHOWN),
    }
    return render(request, "office/consultations/alike.html", context)
