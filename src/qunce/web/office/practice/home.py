"""What this unit set itself and what is next; what waits to be judged or read through."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qunce.domain.organisations.queries import acted_for
from qunce.domain.practice import queries
from qunce.domain.practice.rules.standing import HEADS, LOOKING_ON
from qunce.kernel import clock
from qunce.web.shell.acting import acting_post

SHOWN = 50


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Promises and projects of one's own unit, what is open first."""
    post = acting_post(request)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    units = acted_for(post.unit, today) if post is not None else []
    waiting = queries.to_judge(post, today).order_by("due_on", "id")[:SHOWN]
    context = {
        "promises": queries.promises_of(units, today),
        "projects": queries.projects_of(units, today),
        "to_judge": [queries.seen_promise(one, today) for one in waiting],
        "to_read": queries.waiting_to_be_read(post).count(),
        "promises_here": post is not None and post.role in HEADS,
        "works_here": post is not None and post.role not in LOOKING_ON,
    }
    return render(request, "office/practice/home.html", context)
