"""A unit's plan of study: a few steps, each tied to the work at hand."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.study.actions import add_steps, drop_step, make_plan, move_step
from qunce.domain.study.models import Plan, PlanStep, Session
from qunce.domain.study.rules.session import MOST_STEPS
from qunce.domain.study.states import ALONE
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.study.access import Here, find, writing
from qunce.web.office.study.forms import MoveForm, StepForm
from qunce.web.office.study.home import ShownStep, shown_step
from qunce.web.shell.words import add_refusals


@login_required
def plan(request: HttpRequest) -> HttpResponse:
    """The plan step by step; the first step added makes it, further ones lengthen it."""
    here = writing(request)
    found = Plan.objects.filter(unit=here.unit, campaign=here.running).first()
    form = StepForm(here.unit, here.running, request.POST or None, initial={"on": here.today})
    if request.method == "POST" and form.is_valid():
        step = form.asked()
        try:
            if found is None:
                make_plan(
                    unit=here.unit,
                    campaign=here.running,
                    steps=[step],
                    actor=here.post,
                    now=clock.now(),
                )
            else:
                add_steps(plan=found, steps=[step], actor=here.post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The step is planned."))
            return redirect(request.get_full_path())
    steps = _steps(here, found)
    context = {
        "at": here,
        "plan": found,
        "steps": steps,
        "full": len(steps) >= MOST_STEPS,
        "form": form,
        "alone": ALONE,
    }
    return render(request, "office/study/plan.html", context)


def _steps(here: Here, found: Plan | None) -> list[ShownStep]:
    if found is None:
        return []
    held = set(Session.objects.filter(plan_step__plan=found).values_list("plan_step", flat=True))
    return [
        shown_step(here, step, held=step.pk in held)
        for step in found.steps.select_related("material", "session")
    ]


@login_required
@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """A step is moved to another day, or dropped."""
    here = find(request)
    steps = PlanStep.objects.filter(plan__in=Plan.objects.visible_to(here.post))
    found = get_object_or_404(steps.select_related("plan"), pk=pk)
    try:
        if request.POST.get("act") == "drop":
            drop_step(step=found, actor=here.post, now=clock.now())
            messages.success(request, _("The step is no longer planned."))
        else:
            form = MoveForm(request.POST)
            if form.is_valid():
                on = form.cleaned_data["on"]
                move_step(step=found, on=on, actor=here.post, now=clock.now())
                messages.success(request, _("The step is moved."))
            else:
                messages.error(request, _("Choose a day first. Nothing was changed."))
    except Refused as refused:
        tell(request, refused)
    where = redirect("office:study_plan")
    if found.plan.unit_id != here.post.unit_id:
        where["Location"] += f"?unit={found.plan.unit_id}"
    return where
