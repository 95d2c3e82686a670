"""One project: what it is for, its steps, what came of it, what people say."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.queries import holder
from qunce.domain.practice import actions, queries
from qunce.domain.practice.models import Project
from qunce.domain.practice.rules import (
    Heard,
    why_not_comment,
    why_not_end,
    why_not_finish_step,
    why_not_say_now,
    why_not_start,
)
from qunce.domain.practice.rules.views import why_not_write_down
from qunce.domain.practice.states import ProjectState
from qunce.kernel import clock
from qunce.web.office.practice.acts import Act, carry_out, offered
from qunce.web.office.practice.forms import (
    CommentForm,
    GiveUpForm,
    NoteForm,
    ResultForm,
    StepForm,
)
from qunce.web.shell.acting import acting_post


@login_required
def show(request: HttpRequest, pk: int, act: str = "") -> HttpResponse:
    """The project with everything the post may do about it now."""
    post = acting_post(request)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    found = queries.project_to_read().filter(pk__in=Project.objects.visible_to(post, on=today))
    project = get_object_or_404(found, pk=pk)
    if post is None:
        raise Http404
    acts = _acts(project, post)
    if carry_out(request, acts, act):
        return redirect("office:project", project.pk)
    context = {
        "seen": queries.seen_project(project, today),
        "project": project,
        "steps": [(step, f"step-{step.pk}") for step in project.steps.all()],
        "acts": {key: one for key, one in offered(acts).items() if not key.startswith("step-")},
        "step_acts": {key for key in acts if key.startswith("step-")},
        "said": queries.said_of(project),
        "words": queries.words_of(project),
        "story": queries.story(project),
        "vacant": holder(project.owner, today) is None,
        "source": queries.source_of(project, post, today),
    }
    return render(request, "office/practice/project.html", context)


def _acts(project: Project, post: Post) -> dict[str, Act]:
    now = clock.now()
    today = clock.day_of(now, settings.TIME_ZONE)
    by: dict[str, Any] = {"actor": post, "now": now}
    going = project.state == ProjectState.GOING
    acts = {
        "start": Act(
            _("It has begun"),
            _("It has begun"),
            _("The project is under way."),
            lambda _data: actions.start_project(project=project, **by),
            why_not_start(project, post, today),
            first=True,
        ),
        "add-step": Act(
            _("Add a step"),
            _("Add the step"),
            _("The step stands there."),
            lambda data: actions.add_step(
                project=project, text=data["step"], due_on=data["due_on"], **by
            ),
            why_not_end(project, ProjectState.GIVEN_UP, None, post, today),
            StepForm,
            first=going and not project.steps.all(),
        ),
        "finish": Act(
            _("It is finished"),
            _("It is finished"),
            _("The result is public. People can say what they see."),
            lambda data: actions.finish_project(project=project, result=data["result"], **by),
            why_not_end(project, ProjectState.FINISHED, None, post, today),
            ResultForm,
            first=going and all(step.done_on for step in project.steps.all()),
        ),
        "note": Act(
            _("Write down what somebody says of it"),
            _("Write it down"),
            _("It is written down, without a name."),
            lambda data: actions.hear_view(heard=Heard(about=project, **data), **by),
            [*why_not_say_now(project), *why_not_write_down(project, post)],
            NoteForm,
            {"submission": uuid.uuid4().hex},
        ),
        "comment": Act(
            _("Comment as a leading official"),
            _("Publish the comment"),
            _("Your comment is public."),
            lambda data: actions.comment(about=project, words=data["words"], **by),
            why_not_comment(project, post),
            CommentForm,
        ),
        "give-up": Act(
            _("Give it up"),
            _("Give it up"),
            _("The project is given up; the reason is public."),
            lambda data: actions.give_up(project=project, reason=data["reason"], **by),
            why_not_end(project, ProjectState.GIVEN_UP, None, post, today),
            GiveUpForm,
            danger=True,
        ),
    }
    for step in project.steps.all():
        step.project = project
        if not why_not_finish_step(step, post, today):
            acts[f"step-{step.pk}"] = Act(
                _("Done"),
                _("Done"),
                _("The step is done."),
                lambda _data, step=step: actions.finish_step(step=step, **by),  # type: ignore[misc]
            )
    return acts
