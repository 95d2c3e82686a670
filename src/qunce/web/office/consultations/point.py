"""One point: what was said, what everybody reads of it, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.domain.accounts.models import Post
from qunce.domain.consultations import actions, rules
from qunce.domain.consultations.models import Point
from qunce.domain.consultations.queries import points_to_check
from qunce.domain.consultations.states import PointState
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.models import Problem
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused
from qunce.web.office.consultations.access import looked_after, point_of, read, today
from qunce.web.office.consultations.forms import (
    AnswerForm,
    MaskForm,
    NothingForm,
    ProblemForm,
    WithholdForm,
)
from qunce.web.shell.words import add_refusals

MakeForm = Callable[[Point, "QueryDict | None", str], forms.Form]
READING = ("show", "mask", "withhold")


@dataclass(frozen=True, slots=True)
class Offer:
    """One act: its button, its form for a point, why not, and the one call."""

    label: str | Promise
    form: MakeForm
    why_not: Callable[[Point, list[Point], Post], list[Refusal]]
    do: Callable[[Point, dict[str, Any], Post, datetime], object]


def _mask(point: Point, typed: QueryDict | None, prefix: str) -> forms.Form:
    starting = {"public_text": point.public_text or point.words}
    return MaskForm(typed, prefix=prefix, initial=starting)


def _problem(point: Point, typed: QueryDict | None, prefix: str) -> forms.Form:
    where = (point.sheet.village_id if point.sheet else None) or (
        point.meeting.unit_id if point.meeting else None
    )
    starting = {"unit": where or point.consultation.unit_id}
    units = Unit.objects.within(point.consultation.unit).to_choose()
    return ProblemForm(units, typed, prefix=prefix, initial=starting)


def _plain(form: type[forms.Form]) -> MakeForm:
    return lambda point, typed, prefix: form(typed, prefix=prefix)


def _check(decision: str) -> Callable[[Point, dict[str, Any], Post, datetime], object]:
    def do(point: Point, said: dict[str, Any], post: Post, now: datetime) -> object:
        return actions.check_point(point=point, decision=decision, actor=post, now=now, **said)

    return do


def _why_not_take_back(point: Point, mates: list[Point], post: Post) -> list[Refusal]:
    if point.answer is None:
        return [Refusal("point_has_no_answer", "")]
    point.answer.consultation = point.consultation
    return rules.why_not_take_back(point.answer, post)


def _take_back(point: Point, said: dict[str, Any], post: Post, now: datetime) -> object:
    if point.answer is None:
        return None
    return actions.take_back_answer(answer=point.answer, actor=post, now=now)


OFFERS: dict[str, Offer] = {
    "show": Offer(
        gettext_lazy("Show it as it was said"),
        _plain(NothingForm),
        lambda point, mates, post: rules.why_not_check_point(point, post),
        _check(PointState.SHOWN),
    ),
    "mask": Offer(
        gettext_lazy("Show it like this"),
        _mask,
        lambda point, mates, post: rules.why_not_check_point(point, post),
        _check(PointState.MASKED),
    ),
    "withhold": Offer(
        gettext_lazy("Do not show it"),
        _plain(WithholdForm),
        lambda point, mates, post: rules.why_not_check_point(point, post),
        _check(PointState.WITHHELD),
    ),
    "answer": Offer(
        gettext_lazy("Answer it"),
        _plain(AnswerForm),
        lambda point, mates, post: rules.why_not_answer(mates, post),
        lambda point, said, post, now: actions.answer(to=point, actor=post, now=now, **said),
    ),
    "take-back": Offer(
        gettext_lazy("Take the answer back"), _plain(NothingForm), _why_not_take_back, _take_back
    ),
    "take-out": Offer(
        gettext_lazy("Take it out of the group"),
        _plain(NothingForm),
        lambda point, mates, post: rules.why_not_ungroup(point, post),
        lambda point, said, post, now: actions.ungroup_point(point=point, actor=post, now=now),
    ),
    "problem": Offer(
        gettext_lazy("Make it a problem"),
        _problem,
        lambda point, mates, post: rules.why_not_make_problem(mates, post),
        lambda point, said, post, now: actions.make_problem(of=point, actor=post, now=now, **said),
    ),
}


@dataclass
class Shown:
    """An act on the page: open with its form, or grey with the reasons."""

    code: str
    offer: Offer
    form: forms.Form | None
    reasons: list[Refusal]


@login_required
def show(request: HttpRequest, pk: int, point_pk: int) -> HttpResponse:
    consultation, post = read(request, pk)
    return _page(request, point_of(consultation, post, point_pk), post)


@login_required
def act(request: HttpRequest, pk: int, point_pk: int, act: str) -> HttpResponse:
    """GET leads to the page; POST acts, and keeps what was typed when it may not be."""
    offer = OFFERS.get(act)
    if offer is None:
        raise Http404
    consultation, post = looked_after(request, pk)
    point = point_of(consultation, post, point_pk)
    if request.method != "POST":
        return redirect("office:consultation_point", pk, point_pk)
    form = offer.form(point, request.POST, act)
    if form.is_valid():
        try:
            offer.do(point, form.cleaned_data, post, clock.now())
        except Refused as refused:
            add_refusals(form, refused)
            point = point_of(consultation, post, point_pk)
        else:
            return _onward(request, point, post, act)
    return _page(request, point, post, {act: form})


def _onward(request: HttpRequest, point: Point, post: Post, act: str) -> HttpResponse:
    """After reading through to the next that waits, after an answer to the list."""
    pk = point.consultation_id
    if act in READING and point.state == PointState.WAITING:
        left = points_to_check(point.consultation, post)
        following = left.filter(pk__gt=point.pk).first() or left.first()
        if following is not None:
            messages.success(request, _("Kept. This is the next one."))
            return redirect("office:consultation_point", pk, following.pk)
        messages.success(request, _("Every point is read through."))
        return redirect("office:consultation_names", pk)
    messages.success(request, _("Done: %(step)s.") % {"step": OFFERS[act].label})
    if act == "answer":
        return redirect("office:consultation_points", pk)
    return redirect("office:consultation_point", pk, point.pk)


def _page(
    request: HttpRequest, point: Point, post: Post, bound: dict[str, forms.Form] | None = None
) -> HttpResponse:
    bound = bound or {}
    mates = _group(point, post)
    shown: dict[str, Shown] = {}
    for code, offer in OFFERS.items():
        reasons = offer.why_not(point, mates, post)
        form = bound.get(code) or (None if reasons else offer.form(point, None, code))
        # a template cannot name what has a dash
        shown[code.replace("-", "_")] = Shown(code, offer, form, reasons)
    context = {
        "consultation": point.consultation,
        "point": point,
        "mates": [one for one in mates if one.pk != point.pk],
        "acts": shown,
        "runs": rules.looks_after(point.consultation, post),
        "bound": next(iter(bound), ""),
        "left": points_to_check(point.consultation, post).count(),
        "says": _says(point),
        # of a problem that is hidden from this unit not even the number is shown
        "problem": Problem.objects.visible_to(post, on=today()).filter(pk=point.problem_id).first()
        if point.problem_id
        else None,
    }
    return render(request, "office/consultations/point.html", context)


def _group(point: Point, post: Post) -> list[Point]:
    """The point, or with it all that stand in its group."""
    if point.grouping_id is None:
        return [point]
    points = Point.objects.visible_to(post).filter(grouping=point.grouping_id)
    return list(
        points.select_related(
            "consultation__unit", "paragraph", "sheet__village", "meeting__unit"
        ).order_by("pk")
    )


def _says(point: Point) -> dict[str, int]:
    """How many readers think so too, not so, cannot say."""
    counts = {"agree": 0, "disagree": 0, "pass": 0}
    for says in point.supports.values_list("says", flat=True):
        counts[says] += 1
    return counts
