"""The way from the code to what one said, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qunce.domain.consultations.codes import find_sheet
from qunce.domain.consultations.models import Answer, Choice, Point, Question, Sheet
from qunce.web.resident.asking import own
from qunce.web.resident.follow import by_code
from qunce.web.resident.forms import CodeForm


@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Type the code; afterwards this browser may see the sheet."""

    def lead(sheet: Sheet) -> HttpResponse:
        own.remember(request, sheet)
        return redirect("resident:ask_own", pk=sheet.pk)

    return by_code(
        request,
        page=_page,
        find=find_sheet,
        unknown=_("No answer has this code. Compare it with your receipt, sign by sign."),
        lead=lead,
    )


def leave(request: HttpRequest) -> HttpResponse:
    """This device forgets every sheet it followed."""
    if request.method == "POST":
        own.leave(request)
        messages.success(
            request,
            _("This device no longer shows your answers. With the code you can come back."),
        )
    return redirect("resident:ask_follow")


def _page(
    request: HttpRequest, form: CodeForm, *, too_many: bool = False, status: int = 200
) -> HttpResponse:
    pks = own.opened(request)
    found = Sheet.objects.filter(pk__in=pks).select_related("consultation__unit") if pks else []
    context = {"form": form, "sheets": list(found), "too_many": too_many}
    return render(request, "resident/asking/follow.html", context, status=status)


@dataclass(frozen=True, slots=True)
class OwnPoint:
    """What one said oneself: the words as they were spoken, and what became of them."""

    point: Point
    answer: Answer | None
    """Only once the answers are published."""


@dataclass(frozen=True, slots=True)
class OwnChoice:
    question: Question
    label: str


@never_cache
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own points, each with its answer, and what one chose."""
    sheet = own.own_sheet(request, pk)
    consultation = sheet.consultation
    told = consultation.told_at is not None
    points = sheet.points.select_related("paragraph", "answer__post__unit").order_by("pk")
    context = {
        "sheet": sheet,
        "consultation": consultation,
        "points": [OwnPoint(one, one.answer if told else None) for one in points],
        "choices": [_chosen(one) for one in sheet.choices.select_related("question")],
        "told": told,
    }
    return render(request, "resident/asking/own.html", context)


def _chosen(choice: Choice) -> OwnChoice:
    labels = {one.code: one.label for one in choice.question.scale}
    return OwnChoice(choice.question, labels.get(choice.option, choice.option))
