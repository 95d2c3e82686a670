"""The week as a page: four parts, each line with the steps that can be taken on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from qunce.domain.accounts.models import User
from qunce.domain.duties.weeks import week_of
from qunce.domain.voices.rules.parties import LOOK_ONLY
from qunce.domain.warning.queries import questions_to
from qunce.kernel import clock
from qunce.web.office.week.kinds import KINDS
from qunce.web.office.week.lines import Kind, Line, Me, Step
from qunce.web.office.week.owed import done_this_week, session_line
from qunce.web.shell.acting import acting_post


def who(request: HttpRequest) -> Me | None:
    """Who acts; ``None`` for somebody who holds no post today."""
    post = acting_post(request)
    if post is None or not isinstance(request.user, User):
        return None
    return Me(post, request.user, clock.day_of(clock.now(), settings.TIME_ZONE))


@login_required
@never_cache
def week(request: HttpRequest) -> HttpResponse:
    """The week of the post acted for; ``?open=problem-12-claim`` unfolds one step."""
    return page(request, asked=request.GET.get("open", ""))


def page(
    request: HttpRequest, *, asked: str = "", refused: tuple[Kind, Any, Step] | None = None
) -> HttpResponse:
    """The page; ``refused`` is the form that was sent and may not be, with its kind and row."""
    me = who(request)
    if me is None:
        return render(request, "office/week/no_post.html")
    found = week_of(me.post, me.today)
    me.session_on = session_line([*found.steps.rows, *found.due.rows])
    questions = list(questions_to(me.post, me.today))
    shown: set[str] = set()

    def lines(rows: Iterable[Any]) -> list[Line]:
        made = [_line(me, row, asked, refused) for row in rows]
        shown.update(one.name for one in made)
        return made

    context: dict[str, Any] = {
        "week": found,
        "nothing": found.empty and not questions,
        "due": [*lines(found.due.rows), *lines(found.steps.rows)],
        "done_duties": done_this_week(found.done, me),
        "said": [*lines(questions), *lines(found.messages.rows)],
        "stuck": lines(found.problems.rows),
        "visit": [*lines(found.deliveries.rows), *lines(found.askings.rows)],
        "hears": me.post.role not in LOOK_ONLY,
        "aside": None,
    }
    if refused is not None:
        kind, row, step = refused
        if kind.name(row) not in shown:  # nothing typed is lost
            context["aside"] = kind.line(row, me, bound=step)
    return render(request, "office/week/week.html", context)


def _line(me: Me, row: Any, asked: str, refused: tuple[Kind, Any, Step] | None) -> Line:
    kind = KINDS[type(row)]
    name = kind.name(row)
    act = asked.removeprefix(f"{name}-") if asked.startswith(f"{name}-") else ""
    bound = None
    if refused is not None and refused[0] is kind and kind.name(refused[1]) == name:
        bound = refused[2]
    return kind.line(row, me, act, bound)
