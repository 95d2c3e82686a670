"""One problem with its whole story, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunce.domain.accounts.models import Post, User
from qunce.domain.problems import queries
from qunce.domain.problems.models import Problem
from qunce.domain.problems.rules import may_read_words, why_not_note
from qunce.domain.problems.states import ProblemState
from qunce.domain.voices.models import Voice
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal
from qunce.web.office.problems.forms import SaysForm, StepForm
from qunce.web.office.problems.steps import NEXT, OFFERS, Offer
from qunce.web.shell.acting import acting_post

WITH = (
    "town",
    "unit",
    "place",
    "category",
    "campaign",
    "aim",
    "leader__unit",
    "lead_unit",
    "responsible__unit",
    "claimed_by__unit",
    "checked_by__unit",
    "closed_by__unit",
    "hidden_from",
)
"""What the page shows of a problem, read in one statement."""

TIMELINE = (
    ProblemState.FOUND,
    ProblemState.LISTED,
    ProblemState.IN_HAND,
    ProblemState.CLAIMED,
    ProblemState.CHECKED,
    ProblemState.CONFIRMED,
    ProblemState.CLOSED,
)


@dataclass
class Shown:
    """A step on the page: open with its form, or grey with the reasons."""

    offer: Offer
    form: StepForm | None
    reasons: list[Refusal]


def own_problem(request: HttpRequest, pk: int) -> tuple[Problem, Post, User]:
    """The problem, the post acted for and who holds it; not yours and not there look alike."""
    post = acting_post(request)
    if post is None or not isinstance(request.user, User):
        raise Http404
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    problems = Problem.objects.visible_to(post, on=today).select_related(*WITH)
    return get_object_or_404(problems, pk=pk), post, request.user


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    problem, post, user = own_problem(request, pk)
    return page(request, problem, post, user)


def page(
    request: HttpRequest,
    problem: Problem,
    post: Post,
    user: User,
    bound: dict[str, StepForm] | None = None,
) -> HttpResponse:
    """The page of ``problem``; ``bound`` holds a form that was sent and refused."""
    bound = bound or {}
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    following = NEXT[problem.state]
    first: list[Shown] = []
    more: list[Shown] = []
    for code, offer in OFFERS.items():
        reasons = offer.why_not(problem, post, user)
        if code in following or code in bound:
            form = bound.get(code) or (None if reasons else offer.form(problem, post))
            first.append(Shown(offer, form, reasons))
        elif not reasons:
            more.append(Shown(offer, offer.form(problem, post), []))
    first.sort(
        key=lambda one: following.index(one.offer.code) if one.offer.code in following else 9
    )
    words = may_read_words(problem, post)
    askings = [
        {
            "asking": asking,
            "form": SaysForm(prefix=f"asking-{asking.pk}")
            if asking.asked_at
            and not asking.answered_at
            and not asking.dropped_at
            and not why_not_note(problem, post, user, asking=asking)
            else None,
        }
        for asking in queries.askings_of(problem)
    ]
    context: dict[str, Any] = {
        "problem": problem,
        "first": first,
        "more": more,
        "steps": queries.story(problem),
        "sources": _messages(problem, post, today),
        "measures": problem.measures.all(),
        "assisting": problem.assisting.all(),
        "askings": askings,
        "draws": problem.draws.select_related("drawn_by__unit"),
        "pictures": problem.pictures.all(),
        "request_for_time": problem.more_time.filter(decided_at__isnull=True)
        .select_related("asked_by__unit")
        .first(),
        "reads_words": words,
        "timeline": _timeline(problem),
        "late": problem.due_on is not None
        and problem.due_on < today
        and problem.state in (ProblemState.LISTED, ProblemState.IN_HAND, ProblemState.REOPENED),
    }
    return render(request, "office/problems/problem.html", context)


def _timeline(problem: Problem) -> list[tuple[Any, bool]]:
    """From finding to closing, with where it is; off the way, that state stands at the end."""
    here = ProblemState(problem.state)
    way = TIMELINE if here in TIMELINE else (*TIMELINE[:3], here)
    return [(state.label, state == here) for state in way]


def _messages(problem: Problem, post: Post, today: Any) -> dict[str, Any]:
    """How many messages are behind it, and those of them that this post may read."""
    pks = list(problem.sources.values_list("voice_id", flat=True))
    if not pks:
        return {"count": 0, "seen": []}
    behind = Q(pk__in=pks) | Q(merged_into__in=pks)
    seen = list(Voice.objects.visible_to(post, on=today).filter(behind).order_by("pk"))
    return {"count": Voice.objects.filter(behind).count(), "seen": seen}
