"""The problem list: narrowed by unit, matter, goal, level, state; a new problem; levels."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Aim
from qunce.domain.organisations.models import Unit
from qunce.domain.problems import queries
from qunce.domain.problems.actions import find_problem
from qunce.domain.problems.models import Problem
from qunce.domain.problems.rules import why_not_find
from qunce.domain.problems.states import Source
from qunce.domain.voices.models import Voice
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import town_of
from qunce.web.office.problems.forms import FilterForm, NewProblemForm
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals

PER_PAGE = 100


def aims_for(unit: Unit | None) -> QuerySet[Aim]:
    """Goals of the campaigns of ``unit`` and those above it."""
    if unit is None:
        return Aim.objects.none()
    codes = unit.path.strip("/").split("/")
    return Aim.objects.filter(campaign__unit__code__in=codes, kind="goal")


def narrowed(request: HttpRequest, post: Post | None) -> tuple[FilterForm, dict[str, Any]]:
    """The filter as typed, and what of it can be read."""
    form = FilterForm(
        post.unit if post else None, aims_for(post.unit if post else None), request.GET
    )
    form.is_valid()
    found = {name: value for name, value in form.cleaned_data.items() if value}
    if found.get("state") == "late":
        del found["state"]
        found["late"] = True
    return form, found


@login_required
def problems(request: HttpRequest) -> HttpResponse:
    """What is wrong, where, since when, who has it, by when; nothing is ranked."""
    post = acting_post(request)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    form, found = narrowed(request, post)
    listed = queries.problem_list(post, today, found)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "narrowed": bool(found),
        "query": request.GET.urlencode(),
        "may_add": post is not None
        and not why_not_find(post=post, town=town_of(post), unit=post.unit),
    }
    return render(request, "office/problems/list.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A problem from a visit, a self-check … or, with ``?voice=``, from a message."""
    post = acting_post(request)
    if post is None:
        raise Http404
    town = town_of(post)
    now = clock.now()
    today = clock.day_of(now, settings.TIME_ZONE)
    voice = _voice(request, post, today)
    starting: dict[str, Any] = {"found_on": today, "unit": post.unit_id}
    if voice is not None:
        town = voice.town
        starting |= {
            "found_on": voice.said_on,
            "unit": voice.village_id or voice.town_id,
            "place": voice.place_id,
            "spot": voice.spot,
            "category": voice.category_id,
        }
    where = town
    if voice is None and why_not_find(post=post, town=town, unit=town):
        where = post.unit  # a branch says what is wrong with itself, the office with anybody
    if why_not_find(post=post, town=town, unit=where):
        raise Http404
    form = NewProblemForm(where, aims_for(town), request.POST or None, initial=starting)
    if voice is not None:
        del form.fields["source"]
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        aim = said.pop("aim")
        try:
            made = find_problem(
                town=town,
                **{"source": Source.VOICE, **said},
                aim=aim,
                campaign=aim.campaign if aim else None,
                voices=[voice] if voice else [],
                actor=post,
                now=now,
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            noted = _("It is noted. Say now who puts it right and by when.")
            if where != town:
                noted = _("It is noted. The campaign office says who puts it right and by when.")
            messages.success(request, noted)
            return redirect("office:problem", made.pk)
    return render(request, "office/problems/new.html", {"form": form, "voice": voice})


def _voice(request: HttpRequest, post: Post, today: Any) -> Voice | None:
    wanted = request.GET.get("voice", "")
    if not wanted:
        return None
    if not wanted.isdecimal() or len(wanted) > 12:
        raise Http404
    return get_object_or_404(
        Voice.objects.visible_to(post, on=today).select_related("town", "accused"), pk=int(wanted)
    )


@login_required
def levels(request: HttpRequest) -> HttpResponse:
    """What was solved in the village, in the town, in the county: a fact about matters."""
    post = acting_post(request)
    if post is None:
        raise Http404
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    since = today.replace(month=1, day=1)
    top = town_of(post) if post.unit.kind != "county" else post.unit
    context = {"levels": queries.solved_at_levels(top, since), "top": top, "since": since}
    return render(request, "office/problems/levels.html", context)


def visible(post: Post | None) -> QuerySet[Problem]:
    """What ``post`` sees today."""
    return Problem.objects.visible_to(post, on=clock.day_of(clock.now(), settings.TIME_ZONE))
