"""What is new, and stories with the view of those who live there."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunce.domain.campaigns import queries
from qunce.domain.publicity.models import Bulletin, Publication, Story
from qunce.domain.publicity.queries.public import public_problems
from qunce.web.public.publicity.problems import shown

PER_PAGE = 20
NEWEST = 5


def news(request: HttpRequest) -> HttpResponse:
    """The newest of each kind, and where the rest is."""
    context = {
        "campaigns": queries.campaigns()[:NEWEST],
        "problems": [shown(one) for one in public_problems()[:NEWEST]],
        "stories": _public()[:NEWEST],
        "bulletins": Bulletin.objects.public().select_related("campaign__unit")[:NEWEST],
    }
    return render(request, "public/news/news.html", context)


def stories(request: HttpRequest) -> HttpResponse:
    page = Paginator(_public(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "public/news/stories.html", {"page": page})


def story(request: HttpRequest, pk: int) -> HttpResponse:
    """The story, and what it is about."""
    found = Story.objects.public().select_related(
        "campaign__unit", "unit", "written_by__unit", "looked_by__unit", "project", "promise"
    )
    one = get_object_or_404(found, pk=pk)
    about = Publication.objects.public().filter(problem=one.problem_id).first()
    context = {
        "story": one,
        "campaign": one.campaign,
        "paragraphs": [line.strip() for line in one.body.splitlines() if line.strip()],
        "publication": about if one.problem_id is not None else None,
    }
    return render(request, "public/news/story.html", context)


def _public() -> QuerySet[Story]:
    return Story.objects.public().select_related("campaign", "unit").order_by("-public_at", "-pk")
