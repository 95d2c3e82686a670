"""One step on one line of the week: recorded once, however often it is sent."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qunce.domain.limits import actions as limits
from qunce.domain.limits.queries import spent
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.week.kinds import BY_CODE
from qunce.web.office.week.lines import Kind, Me, Recorded, Step
from qunce.web.office.week.owed import done_by_itself
from qunce.web.office.week.show import page, who
from qunce.web.shell.measuring import mark_saved
from qunce.web.shell.words import add_refusals

KEPT_FOR = timedelta(days=30)
"""How long a number is remembered: longer than a phone keeps what it could not send."""
_NUMBER = re.compile(r"[0-9a-f]{32}")
_LINE = re.compile(r"[a-z]{1,20}-\d{1,18}")


class _Twice(Exception):
    """The same form arrived again, and the first one was done."""


@login_required
@sensitive_post_parameters()
def record(request: HttpRequest, kind: str, pk: int, act: str) -> HttpResponse:
    """The step is taken and the line says so; refused, the form comes back with what was typed.

    GET leads to the line with the form unfolded: so does signing in again after a session ended.
    """
    found, me = BY_CODE.get(kind), who(request)
    if found is None or me is None:
        raise Http404
    if request.method != "POST":
        return redirect(f"{reverse('office:week')}?open={kind}-{pk}-{act}#line-{kind}-{pk}")
    key = _key(request, me)
    if key and spent([key], clock.now()):
        return _told(request, _twice(request))
    row = found.own(me, pk, request.POST)
    step = found.step(row, me, act, request.POST)
    step.once = request.POST.get("once") or step.once
    if step.form.is_valid():
        try:
            _once(key, found, row, step, me)
        except _Twice:
            return _told(request, _twice(request))
        except Refused as refused:
            add_refusals(step.form, refused)
            row = _as_now(request, found, me, row)
        else:
            return mark_saved(_done(request, found, row, step, me))
    return _again(request, found, row, step, me)


def _key(request: HttpRequest, me: Me) -> str:
    """Under which the form's number is remembered; empty without a number of ours."""
    number = request.POST.get("once", "")
    return f"week:{me.post.pk}:{number}" if _NUMBER.fullmatch(number) else ""


@transaction.atomic
def _once(key: str, kind: Kind, row: Any, step: Step, me: Me) -> None:
    """The number is used up with the act or not at all; of two at the same instant one waits."""
    now = clock.now()
    # Until a full day: the row does not tell at which minute something was recorded.
    until = (now + KEPT_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    if key and limits.spend(keys={key: until}, now=now)[key] > 1:
        raise _Twice
    kind.do(row, step.code, step.form, me, now)


def _as_now(request: HttpRequest, kind: Kind, me: Me, row: Any) -> Any:
    """The row after a step or a refusal: it may have moved on."""
    try:
        return kind.own(me, kind.number(row), request.POST)
    except Http404:
        return row


def _done(request: HttpRequest, kind: Kind, row: Any, step: Step, me: Me) -> HttpResponse:
    if step.code in kind.undoes and request.htmx:  # type: ignore[attr-defined]
        line = kind.line(_as_now(request, kind, me, row), me)
        return render(request, "office/week/_line.html", {"line": line})
    undo = kind.undo(step.code)
    recorded = Recorded(
        name=kind.name(row),
        title=kind.title(row) if request.htmx else kind.kept_title(row),  # type: ignore[attr-defined]
        done=step.label,
        undo=kind.address(kind.number(row), undo) if undo else "",
        hidden=kind.hidden(row),
        also=done_by_itself(me, kind.name(row)) if request.htmx else [],  # type: ignore[attr-defined]
    )
    return _told(request, recorded, _("Recorded: %(step)s.") % {"step": step.label})


def _twice(request: HttpRequest) -> Recorded:
    line = request.POST.get("line", "")
    name = line if _LINE.fullmatch(line) else ""
    return Recorded(name, "", _("This was recorded already."))


def _told(request: HttpRequest, recorded: Recorded, words: str = "") -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "office/week/_recorded.html", {"recorded": recorded})
    messages.success(request, f"{words or recorded.done} {recorded.title}".strip())
    return redirect("office:week")


def _again(request: HttpRequest, kind: Kind, row: Any, step: Step, me: Me) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return page(request, refused=(kind, row, step))
    return render(request, "office/week/_line.html", {"line": kind.line(row, me, bound=step)})
