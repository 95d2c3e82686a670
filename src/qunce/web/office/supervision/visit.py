"""One visit: when and why, how it went, what was found and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.problems.models import Problem
from qunce.domain.supervision import actions, queries
from qunce.domain.supervision.models import Finding, FollowUp, Visit
from qunce.domain.supervision.states import VisitState
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.supervision import forms as asked
from qunce.web.office.supervision.area import today_here
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done on the page: its form, the one call, and what is said then."""

    form: type[forms.Form]
    do: Callable[[Any, Any, Post], object]
    said: str | Promise


def _note(visit: Visit, form: asked.NoteForm, post: Post) -> object:
    return actions.make_visit(
        visit=visit,
        made_on=form.cleaned_data["made_on"],
        help_given=form.cleaned_data["help"],
        findings=form.lines(),
        names_nobody=form.cleaned_data["names_nobody"],
        actor=post,
        now=clock.now(),
    )


def _move(visit: Visit, form: forms.Form, post: Post) -> object:
    return actions.move_visit(
        visit=visit,
        to=form.cleaned_data["planned_on"],
        reason=form.cleaned_data["reason"],
        actor=post,
        now=clock.now(),
    )


def _off(visit: Visit, form: forms.Form, post: Post) -> object:
    return actions.call_off(
        visit=visit, reason=form.cleaned_data["reason"], actor=post, now=clock.now()
    )


def _remark(visit: Visit, form: forms.Form, post: Post) -> object:
    return actions.add_remark(
        visit=visit,
        words=form.cleaned_data["words"],
        names_nobody=form.cleaned_data["names_nobody"],
        actor=post,
        now=clock.now(),
    )


def _problem(finding: Finding, form: forms.Form, post: Post) -> object:
    return actions.finding_to_problem(
        finding=finding, title=form.cleaned_data["title"], actor=post, now=clock.now()
    )


def _answer(finding: Finding, form: forms.Form, post: Post) -> object:
    return actions.answer_finding(
        finding=finding, answer=form.cleaned_data["answer"], actor=post, now=clock.now()
    )


def _follow(finding: Finding, form: forms.Form, post: Post) -> object:
    return actions.follow_up(
        finding=finding,
        on=form.cleaned_data["on"],
        words=form.cleaned_data["words"],
        actor=post,
        now=clock.now(),
    )


def _seen(follow_up: FollowUp, form: forms.Form, post: Post) -> object:
    return actions.look_again(
        follow_up=follow_up, seen=form.cleaned_data["seen"], actor=post, now=clock.now()
    )


OF_VISIT = {
    "note": Step(asked.NoteForm, _note, _("The note stands, and the unit can read it.")),
    "move": Step(asked.MoveForm, _move, _("The visit is moved, and the unit is told.")),
    "off": Step(asked.OffForm, _off, _("The visit is called off, and the unit is told.")),
    "remark": Step(asked.RemarkForm, _remark, _("Your word stands with the visit.")),
}
OF_FINDING = {
    "problem": Step(
        asked.ProblemForm,
        _problem,
        _("It is on the problem list; the office says there who puts it right by when."),
    ),
    "answer": Step(asked.AnswerForm, _answer, _("The unit is told your answer.")),
    "follow": Step(asked.FollowUpForm, _follow, _("The group is told on that day.")),
}
SEEN = Step(asked.SeenForm, _seen, _("What you saw is noted."))


@dataclass(slots=True)
class Found:
    """A finding with what the reader may see and do of it."""

    finding: Finding
    problem: Problem | None
    taken_up: bool
    problem_form: forms.Form | None = None
    answer_form: forms.Form | None = None
    follow_form: forms.Form | None = None
    follow_ups: list[tuple[FollowUp, forms.Form | None]] | None = None


def own_visit(request: HttpRequest, pk: int) -> tuple[Visit, Post]:
    """The visit and the post acted for; not yours and not there look alike."""
    post = acting_post(request)
    if post is None:
        raise Http404
    visits = Visit.objects.visible_to(post, on=today_here())
    found = visits.select_related("group__area", "unit", "planned_by__unit", "by__unit")
    return get_object_or_404(found, pk=pk), post


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    visit, post = own_visit(request, pk)
    return page(request, visit, post)


@login_required
def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step; back to the page with what was typed when it may not be."""
    visit, post = own_visit(request, pk)
    subject, taken = _subject(visit, step, request.POST.get("of", ""))
    if request.method != "POST":
        return redirect("office:visit", visit.pk)
    key = f"{step}-{subject.pk}"
    form = taken.form(request.POST, auto_id=f"id_{key}_%s")
    if form.is_valid():
        try:
            taken.do(subject, form, post)
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, str(taken.said))
            return redirect("office:visit", visit.pk)
    return page(request, visit, post, {key: form})


def _subject(visit: Visit, name: str, number: str) -> tuple[Any, Step]:
    """What a step is about: this visit, a finding of it, or a day to look again."""
    if name in OF_VISIT:
        return visit, OF_VISIT[name]
    if name not in OF_FINDING and name != "seen":
        raise Http404
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Http404
    if name in OF_FINDING:
        return get_object_or_404(visit.findings.all(), pk=int(number)), OF_FINDING[name]
    days = FollowUp.objects.filter(finding__visit=visit)
    return get_object_or_404(days, pk=int(number)), SEEN


def page(
    request: HttpRequest,
    visit: Visit,
    post: Post,
    bound: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    """The page of ``visit``; ``bound`` holds a form that was sent and refused."""
    bound = bound or {}
    today = today_here()
    acts = queries.acts_for(post, visit.group)
    planned = visit.state == VisitState.PLANNED
    left = dict(bound)

    def form(name: str, pk: int, **initial: Any) -> forms.Form:
        key = f"{name}-{pk}"
        kind = {**OF_VISIT, **OF_FINDING, "seen": SEEN}[name].form
        return left.pop(key, None) or kind(auto_id=f"id_{key}_%s", initial=initial)

    open_note = planned and acts
    context = {
        "visit": visit,
        "acts": acts,
        "is_planned": planned,
        "found": _found(visit, post, acts=acts, form=form) if not planned else [],
        "remarks": visit.remarks.select_related("post__unit"),
        "note": form("note", visit.pk, made_on=min(visit.planned_on, today)) if open_note else None,
        "note_early": visit.planned_on > today,
        "move": form("move", visit.pk) if open_note else None,
        "off": form("off", visit.pk) if open_note else None,
        "remark": form("remark", visit.pk)
        if post.unit_id == visit.unit_id and post.role != PostRole.VIEWER
        else None,
    }
    context["left"] = list(left.values())  # what was sent for a step that is no longer offered
    return render(request, "office/supervision/visit.html", context)


def _found(visit: Visit, post: Post, *, acts: bool, form: Callable[..., forms.Form]) -> list[Found]:
    """What was found, each with its problem where the reader may see it; three statements."""
    rows = list(visit.findings.select_related("answered_by__unit").prefetch_related("follow_ups"))
    numbers = [row.problem_id for row in rows if row.problem_id is not None]
    seen = Problem.objects.visible_to(post, on=today_here()).in_bulk(numbers) if numbers else {}
    found = []
    for row in rows:
        taken_up = row.problem_id is not None or row.answered_at is not None
        days = list(row.follow_ups.all())
        waiting = any(one.done_at is None for one in days)
        one = Found(
            row,
            seen.get(row.problem_id) if row.problem_id is not None else None,
            taken_up,
            follow_ups=[
                (day, form("seen", day.pk) if acts and day.done_at is None else None)
                for day in days
            ],
        )
        if acts and not taken_up:
            one.problem_form = form("problem", row.pk)
            one.answer_form = form("answer", row.pk)
        if acts and not waiting:
            one.follow_form = form("follow", row.pk)
        found.append(one)
    return found
