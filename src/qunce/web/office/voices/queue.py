"""The one queue: what waits for this post, danger and what is due first at first."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from qunce.domain.voices import queries
from qunce.domain.voices.models import Voice
from qunce.domain.voices.querysets import Sight
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
    sight = Sight.of(post, on)
    found = queries.queue(post, on, view=view, kind=kind, sight=sight, **said)
    counts = queries.waiting_counts(post, on, sight)
    page = queries.page_of(found, page_asked(request), size=PER_PAGE)
    context = {
        "page": page,
        "previous": address_of(request, page.number - 1) if page.number > 1 else "",
        "following": address_of(request, page.number + 1) if page.more else "",
        "rows": [row(voice) for voice in page.rows],
        "view": view,
        "views": [(code, label, told(counts[code])) for code, label in VIEWS.items()],
        "form": form,
        "narrowed": bool(said or kind or form.errors),
        "undo": may_undo(request),
        "writes": post is not None and may_write(post),
    }
    return render(request, "office/voices/queue.html", context)


def page_asked(request: HttpRequest) -> int:
    """The page in the address; anything else is the first."""
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


def address_of(request: HttpRequest, number: int) -> str:
    """The same list on another page."""
    query = request.GET.copy()
    query["page"] = str(number)
    return "?" + query.urlencode()


def told(count: int) -> str:
    """A count as a person reads it: exact up to 999."""
    return str(count) if count <= queries.COUNTED else f"{queries.COUNTED}+"


def row(voice: Voice) -> dict[str, Any]:
    """What a line of the queue says."""
    words = " ".join(voice.text[:400].split())
    return {
        "voice": voice,
        "words": words[:SHOWN] + ("…" if len(words) > SHOWN else ""),
        "next": NEXT_STEP.get(VoiceState(voice.state), ""),
        "due": getattr(voice, "next_due_on", None),
    }
