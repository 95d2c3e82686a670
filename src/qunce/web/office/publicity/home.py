"""What waits to be made public, and what is public."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qunce.domain.publicity.models import Bulletin, Publication, Story
from qunce.domain.publicity.queries.preparing import problems_to_publish, words_to_read
from qunce.domain.publicity.querysets import LOOKING
from qunce.domain.publicity.states import StoryState
from qunce.web.office.desk.access import today
from qunce.web.office.publicity.access import TELLING, own_post

SHOWN = 10


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Problems, stories and bulletins: first what waits, then what everybody reads."""
    post = own_post(request, TELLING)
    looks = post.role in LOOKING
    stories = Story.objects.visible_to(post).select_related("unit", "written_by__unit")
    context = {
        "looks": looks,
        "post": post,
        "waiting": problems_to_publish(post, today()).count() if looks else 0,
        "to_read": list(words_to_read(post)[:SHOWN]),
        "public": list(
            Publication.objects.visible_to(post)
            .filter(withdrawn_at__isnull=True)
            .select_related("problem__unit")[:SHOWN]
        ),
        "drafts": list(stories.filter(state=StoryState.DRAFT)[:SHOWN]),
        "stories": list(stories.filter(state=StoryState.PUBLIC)[:SHOWN]),
        "bulletins": list(Bulletin.objects.visible_to(post).exclude(state="withdrawn")[:SHOWN]),
    }
    return render(request, "office/publicity/home.html", context)
