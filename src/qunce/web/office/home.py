"""What is to be done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns import queries
from qunce.domain.campaigns.models import Draft
from qunce.domain.campaigns.states import DraftState
from qunce.domain.duties.queries import duties_of
from qunce.domain.imports.rules import why_not_import
from qunce.domain.problems.queries import waiting_for
from qunce.domain.problems.querysets import TOWN_WIDE
from qunce.domain.voices.queries import page_of, queue
from qunce.domain.voices.querysets import Sight
from qunce.domain.voices.rules.parties import LOOK_ONLY
from qunce.domain.voices.states import VoiceKind
from qunce.domain.warning.models import Alert
from qunce.domain.warning.queries import alert_list
from qunce.domain.warning.states import AlertState
from qunce.kernel import clock
from qunce.web.office.voices.queue import row
from qunce.web.office.week.show import week
from qunce.web.shell.acting import acting_post

SHOWN = 20
NEXT_MESSAGES = 6
NEXT_ALERTS = 6


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this post by the calendar: messages, drafts, duties, campaigns.

    Of a branch it is the week.
    """
    post = acting_post(request)
    if post is not None and post.role == PostRole.SECRETARY:
        answer: HttpResponse = week(request)
        return answer
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    drafts = Draft.objects.visible_to(post).filter(state=DraftState.OPEN)[:SHOWN]
    campaigns = list(queries.campaigns_seen_from(post.unit)[:SHOWN]) if post else []
    duties = [row.duty for row in duties_of(post, today) if row.is_open][:6] if post else []
    runs = not why_not_run_campaign(post)
    hears = post is not None and post.role not in LOOK_ONLY
    return render(
        request,
        "office/home.html",
        {
            "drafts": drafts,
            "campaigns": campaigns,
            "duties": duties,
            "runs": runs,
            "takes_ledgers": not why_not_import(post),
            "hears": hears,
            "messages_waiting": _waiting(request) if hears else [],
            "problems_waiting": waiting_for(post, today),
            "warned": post is not None and post.role in TOWN_WIDE,
            "alerts_waiting": _alerts(post, today),
            "checks_waiting": queries.waiting_for_checks(post),
            "desks": [one for one in campaigns if runs and post and one.unit_id == post.unit_id],
            "gates_below": queries.gates_below(post)[:SHOWN],
        },
    )


def _waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """The next messages to be taken on or answered, what is due first at first."""
    post = acting_post(request)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    found: dict[int, dict[str, Any]] = {}
    sight = Sight.of(post, today)
    for view in ("new", "mine"):
        waiting = page_of(queue(post, today, view=view, sight=sight), 1, size=NEXT_MESSAGES).rows
        found |= {voice.pk: row(voice) for voice in waiting}
    return sorted(found.values(), key=_when)[:NEXT_MESSAGES]


def _alerts(post: Post | None, today: date) -> list[Alert]:
    """What is more than usual and was not answered for, the longest waiting first."""
    if post is None or post.role not in TOWN_WIDE:
        return []
    found = alert_list(post, today).filter(state=AlertState.OPEN).order_by("raised_at", "pk")
    return [one for one in found if getattr(one, "said", None) is None][:NEXT_ALERTS]


def _when(one: dict[str, Any]) -> tuple[bool, date, int]:
    voice = one["voice"]
    return voice.kind != VoiceKind.URGENT, one["due"] or date.max, voice.pk
