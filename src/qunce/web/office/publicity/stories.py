"""Stories: written by one post, looked at by another, public, withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.queries import campaigns_seen_from
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.models import Project, Promise
from qunce.domain.problems.queries import holder_of
from qunce.domain.publicity.actions import change_story, show_story, withdraw_story, write_story
from qunce.domain.publicity.actions.telling import Told
from qunce.domain.publicity.models import Publication, Story
from qunce.domain.publicity.queries.names import cleared_before, staff_names
from qunce.domain.publicity.queries.preparing import views_for
from qunce.domain.publicity.rules import why_not_look_after, why_not_show, why_not_write
from qunce.domain.publicity.states import StoryState
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.desk.access import today
from qunce.web.office.publicity.access import TELLING, left, marked, own_post, own_story, said_of
from qunce.web.office.publicity.forms import NewStoryForm, SeenForm, StoryForm, WithdrawStoryForm
from qunce.web.shell.words import add_refusals

MOST_ABOUT = 100


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A story about something that is public already, or about nothing on a list."""
    post = own_post(request, TELLING)
    about = _about(post)
    form = NewStoryForm(
        campaigns_seen_from(post.unit),
        _units(post),
        [(key, label) for key, (label, _thing) in about.items()],
        request.POST or None,
        initial={"seen_version": 0, "about": request.GET.get("about", "")},
    )
    cleared = said_of(request.POST) if request.method == "POST" else {}
    texts: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        thing = about.get(form.cleaned_data["about"], ("", None))[1]
        told = _told(form, thing)
        texts = told.texts
        try:
            made = write_story(
                campaign=form.cleaned_data["campaign"],
                unit=form.cleaned_data["unit"],
                told=told,
                not_people=cleared,
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, left(refused.refusals))
        else:
            messages.success(request, _("Kept. Somebody else looks at it before it is public."))
            return redirect("office:story", made.pk)
    context = {"form": form, "marked": marked(texts, staff_names(), cleared, {})}
    return render(request, "office/publicity/story_new.html", context)


def _units(post: Post) -> Any:
    """A branch tells of its own unit, the office of every unit of its own."""
    if post.role == PostRole.SECRETARY:
        return Unit.objects.filter(pk=post.unit_id)
    return Unit.objects.within(post.unit)


def _about(post: Post) -> dict[str, tuple[str, Any]]:
    """Public problems, promises and projects of the units the post may tell of.  Three statements.

    Keyed by kind and number, each with its title and the thing itself.
    """
    units = _units(post).order_by().values("pk")
    problems = (
        Publication.objects.public()
        .filter(problem__unit__in=units)
        .select_related("problem")[:MOST_ABOUT]
    )
    promises = Promise.objects.filter(unit__in=units).order_by("-pk")[:MOST_ABOUT]
    projects = Project.objects.filter(unit__in=units).order_by("-pk")[:MOST_ABOUT]
    found: dict[str, tuple[str, Any]] = {}
    for one in problems:
        label = _("Problem: %(title)s") % {"title": one.title}
        found[f"problem-{one.problem_id}"] = (label, one.problem)
    for promise in promises:
        label = _("Promise: %(title)s") % {"title": promise.text}
        found[f"promise-{promise.pk}"] = (label, promise)
    for project in projects:
        label = _("Project: %(title)s") % {"title": project.title}
        found[f"project-{project.pk}"] = (label, project)
    return found


def _told(form: StoryForm, thing: Any) -> Told:
    said = form.cleaned_data
    return Told(
        title=said["title"],
        body=said["body"],
        residents_view=said["residents_view"],
        agreed_on=said["agreed_on"],
        agreed_how=said["agreed_how"],
        problem=thing if thing is not None and not isinstance(thing, Promise | Project) else None,
        promise=thing if isinstance(thing, Promise) else None,
        project=thing if isinstance(thing, Project) else None,
    )


@login_required
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft to be changed, or what is public; what people said that could be printed."""
    one, post = own_story(request, pk)
    form = StoryForm(request.POST or None, initial=StoryForm.starting(one))
    cleared = said_of(request.POST) if request.method == "POST" else {}
    kept = cleared_before(story=one)
    texts: tuple[str, ...] = (one.title, one.body, one.residents_view)
    if request.method == "POST" and form.is_valid():
        told = _told(form, None)
        texts = told.texts
        try:
            change_story(
                story=one,
                told=told,
                not_people=cleared,
                seen_version=form.cleaned_data["seen_version"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, left(refused.refusals))
        else:
            messages.success(request, _("Kept. Somebody else looks at it before it is public."))
            return redirect("office:story", pk)
    return render(
        request, "office/publicity/story.html", _shown(one, post, form, texts, cleared, kept)
    )


def _shown(
    one: Story,
    post: Post,
    form: StoryForm,
    texts: tuple[str, ...],
    cleared: dict[str, str],
    kept: dict[str, str],
) -> dict[str, Any]:
    draft = one.state == StoryState.DRAFT
    office = not why_not_look_after(post, one.campaign.unit)
    return {
        "story": one,
        "campaign": one.campaign,
        "draft": draft,
        "form": form,
        "paragraphs": [line.strip() for line in one.body.splitlines() if line.strip()],
        "marked": marked(texts, staff_names(), cleared, kept),
        "may_change": draft and not why_not_write(post, one.campaign, one.unit),
        "not_shown": why_not_show(one, post, holder_of(post, today())) if draft else [],
        "may_withdraw": one.state != StoryState.WITHDRAWN
        and (office or (draft and post.pk == one.written_by_id)),
        "seen": SeenForm(initial={"seen_version": one.version}),
        "why": WithdrawStoryForm(),
        "views": views_for(one.problem, promise=one.promise, project=one.project) if draft else [],
    }


@login_required
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    one, post = own_story(request, pk)
    seen = SeenForm(request.POST)
    if not seen.is_valid():
        messages.error(request, _("Look at the story once more, then make it public."))
        return redirect("office:story", pk)
    try:
        show_story(
            story=one,
            seen_version=seen.cleaned_data["seen_version"],
            actor=post,
            now=clock.now(),
        )
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("The story is public."))
    return redirect("office:story", pk)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    one, post = own_story(request, pk)
    form = WithdrawStoryForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        withdraw_story(story=one, why=why, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
        return redirect("office:story", pk)
    messages.success(request, _("Withdrawn. Nobody outside reads it any more."))
    return redirect("office:publicity")
