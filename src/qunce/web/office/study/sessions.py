"""Writing a session down, and what becomes of what will change."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.problems.models import Problem
from qunce.domain.study import queries
from qunce.domain.study.actions import add_lines, hold_session, line_to_problem, line_to_project
from qunce.domain.study.models import PlanStep, Session, SessionLine
from qunce.domain.study.rules.session import MOST_LINES
from qunce.domain.study.rules.standing import why_not_study_for
from qunce.domain.study.states import ALONE
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.study.access import Here, find, today_of_page, writing
from qunce.web.office.study.forms import LinesForm, SessionForm
from qunce.web.office.study.home import shown_session
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A session that was held: ``?step=`` takes day, form and topic from the plan."""
    here = writing(request)
    form = SessionForm(
        here.unit, here.running, here.today, request.POST or None, step=_step(request, here)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = hold_session(**form.asked(), actor=here.post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The session is written down."))
            return redirect("office:session", made.pk)
    context = {
        "at": here,
        "form": form,
        "others": [unit for unit in here.units if unit.pk != here.unit.pk],
    }
    return render(request, "office/study/session_new.html", context)


def _step(request: HttpRequest, here: Here) -> PlanStep | None:
    wanted = request.GET.get("step", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 18):
        return None
    ahead = queries.steps_ahead(here.unit, here.running)
    return ahead.filter(pk=wanted).exclude(form__in=ALONE).first()


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One session, and what became of each line; a line more can be added."""
    post = acting_post(request)
    session = get_object_or_404(queries.sessions_shown(post), pk=pk)
    lines = list(session.lines.all())
    writes = not why_not_study_for(post, session.unit, on=today_of_page())
    room = writes and len(lines) < MOST_LINES
    form = LinesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if post is None or not writes:
            raise Http404
        try:
            add_lines(session=session, lines=form.asked(), actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("Written down."))
            return redirect("office:session", session.pk)
    problems = [line.problem_id for line in lines if line.problem_id]
    seen = Problem.objects.visible_to(post, on=today_of_page()).filter(pk__in=problems)
    context = {
        "shown": shown_session(session),
        "session": session,
        "lines": lines,
        "problems_seen": set(seen.values_list("pk", flat=True)) if problems else set(),
        "writes": writes,
        "room": room,
        "form": form,
    }
    return render(request, "office/study/session.html", context)


@login_required
@require_POST
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """A line of the session becomes a problem or a project, with one touch."""
    here = find(request)
    session = get_object_or_404(Session.objects.visible_to(here.post), pk=pk)
    number = request.POST.get("line", "")
    known = number.isascii() and number.isdecimal() and len(number) < 18
    lines = SessionLine.objects.filter(session=session)
    found = get_object_or_404(lines, pk=number if known else 0)
    try:
        if request.POST.get("becomes") == "project":
            line_to_project(line=found, actor=here.post, now=clock.now())
            messages.success(request, _("It is a practice project now. Everybody can see it."))
        elif request.POST.get("becomes") == "problem":
            line_to_problem(line=found, actor=here.post, now=clock.now())
            messages.success(request, _("It is on the problem list now."))
    except Refused as refused:
        tell(request, refused)
    return redirect("office:session", session.pk)
