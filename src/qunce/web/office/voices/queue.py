"""The one queue: what waits for this post, what is due first at first."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from qunce.domain.voices import queries
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import VoiceState
from qunce.web.office.voices.bulk import may_undo
from qunce.web.office.voices.forms import FilterForm, today
from qunce.web.office.voices.write import may_write
from qunce.web.shell.acting import acting_post

PER_PAGE = 50
SHOWN = 60
"""Characters of a message on its line."""

VIEWS = {
    "new": _("To be taken on"),
    "mine": _("To be answered by us"),
    "late": _("Late"),
    "all": _("All"),
}

NEXT_STEP = {
    VoiceState.RECEIVED: _("to be sorted"),
    VoiceState.REGISTERED: _("to be accepted"),
    VoiceState.OBJECTED: _("to be decided who is responsible"),
    VoiceState.ACCEPTED: _("to be answered"),
    VoiceState.IN_REVIEW: _("to be reviewed"),
    VoiceState.IN_RE_REVIEW: _("to be reviewed again"),
}


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """Counts are of what this post sees; a view with nothing in it is good news."""
    post = acting_post(request)
    on = today()
    view = request.GET.get("view", "new")
    if view not in VIEWS:
        view = "new"
    form = FilterForm(post.unit if post else None, request.GET)
    form.is_valid()
    said: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if value}
    kind = said.pop("kind", "")
    found = queries.queue(post, on, view=view, **said)
    if kind:
        found = found.filter(kind=kind)
    counts = queries.waiting_counts(post, on)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row(voice) for voice in page],
        "view": view,
        "views": [(code, label, counts[code]) for code, label in VIEWS.items()],
        "form": form,
        "narrowed": bool(said or kind or form.errors),
        "undo": may_undo(request),
        "writes": post is not None and may_write(post),
    }
    return render(request, "office/voices/queue.html", context)


def row(voice: Voice) -> dict[str, Any]:
    """What a line of the queue says."""
    words = " ".join(voice.text[:400].split())
    return {
        "voice": voice,
        "words": words[:SHOWN] + ("…" if len(words) > SHOWN else ""),
        "next": NEXT_STEP.get(VoiceState(voice.state), ""),
        "due": getattr(voice, "next_due_on", None),
    }
