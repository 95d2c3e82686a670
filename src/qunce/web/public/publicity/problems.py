"""The public list of problems, and one of them with its story; posts, never persons."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import ProblemState
from qunce.domain.publicity.models import Publication, Story
from qunce.domain.publicity.queries.public import STANDING, public_problems, story_of

PER_PAGE = 25
SHAPES: dict[str, str] = {
    ProblemState.FOUND: "todo",
    ProblemState.LISTED: "todo",
    ProblemState.IN_HAND: "doing",
    ProblemState.CLAIMED: "doing",
    ProblemState.CHECKED: "doing",
    ProblemState.CONFIRMED: "done",
    ProblemState.CLOSED: "done",
    ProblemState.NOT_NOW: "stuck",
    ProblemState.REOPENED: "late",
}
NARROWED = {
    "work": _("Being worked on"),
    "right": _("Put right and confirmed"),
    "not-now": _("Cannot be solved for now"),
}


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem in its public words, its state as a shape and a word."""

    publication: Publication
    shape: str

    @property
    def problem(self) -> Problem:
        return self.publication.problem


def shown(publication: Publication) -> ShownProblem:
    return ShownProblem(publication, SHAPES[publication.problem.state])


def listed(request: HttpRequest) -> HttpResponse:
    """Everything on the list that was read through for names, what changed last first."""
    standing = request.GET.get("standing", "")
    unit = request.GET.get("unit", "")[:40].replace("\0", "")
    found = public_problems(standing if standing in STANDING else "", unit)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "shown": [shown(one) for one in page],
        "standing": standing,
        "unit": unit,
        "narrowed": NARROWED.items(),
    }
    return render(request, "public/news/problems.html", context)


def problem(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wrong, who answers for it, what happened, who confirmed."""
    found = Publication.objects.public().select_related(
        "problem__unit",
        "problem__place",
        "problem__category",
        "problem__lead_unit",
        "problem__responsible__unit",
        "problem__checked_by__unit",
    )
    publication = get_object_or_404(found, pk=pk)
    context = {
        "one": shown(publication),
        "publication": publication,
        "problem": publication.problem,
        "story": story_of(publication.problem),
        "stories": Story.objects.public().filter(problem=publication.problem_id)[:5],
    }
    return render(request, "public/news/problem.html", context)
