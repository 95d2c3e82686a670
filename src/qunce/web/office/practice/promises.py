"""One promise: its standard, what the promiser says, what others judge, what people say."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.queries import holder
from qunce.domain.practice import actions, queries
from qunce.domain.practice.models import Promise
from qunce.domain.practice.rules import (
    Heard,
    why_not_comment,
    why_not_judge,
    why_not_say_kept,
    why_not_say_now,
    why_not_withdraw,
)
from qunce.domain.practice.rules.views import why_not_write_down
from qunce.domain.practice.states import PromiseState
from qunce.kernel import clock
from qunce.web.office.practice.acts import Act, carry_out, offered
from qunce.web.office.practice.forms import (
    CommentForm,
    JudgeForm,
    KeptForm,
    NoteForm,
    WithdrawForm,
)
from qunce.web.shell.acting import acting_post


@login_required
def show(request: HttpRequest, pk: int, act: str = "") -> HttpResponse:
    """The promise with everything the post may do about it now."""
    post = acting_post(request)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    found = queries.promise_to_read().filter(pk__in=Promise.objects.visible_to(post, on=today))
    promise = get_object_or_404(found, pk=pk)
    if post is None:
        raise Http404
    acts = _acts(promise, post)
    if carry_out(request, acts, act):
        return redirect("office:promise", promise.pk)
    context = {
        "seen": queries.seen_promise(promise, today),
        "promise": promise,
        "acts": offered(acts),
        "judging": _judging(promise, acts),
        "vacant": holder(promise.post, today) is None,
        "said": queries.said_of(promise),
        "words": queries.words_of(promise),
        "story": queries.story(promise),
    }
    return render(request, "office/practice/promise.html", context)


def _judging(promise: Promise, acts: dict[str, Act]) -> list[Any]:
    """Why the reader does not judge a promise that waits to be judged."""
    if promise.state != PromiseState.SAID_KEPT:
        return []
    return list(acts["judge"].reasons)


def _acts(promise: Promise, post: Post) -> dict[str, Act]:
    now = clock.now()
    today = clock.day_of(now, settings.TIME_ZONE)
    by: dict[str, Any] = {"actor": post, "now": now}
    held = holder(post, today)
    person = None if held is None else held.user
    return {
        "kept": Act(
            _("It is kept"),
            _("Say that it is kept"),
            _("It now waits to be judged by another unit."),
            lambda data: actions.say_kept(promise=promise, words=data["words"], **by),
            why_not_say_kept(promise, None, post, person, today),
            KeptForm,
            first=promise.state == PromiseState.OPEN,
        ),
        "judge": Act(
            _("Judge the promise"),
            _("Judge"),
            _("The judgement is public."),
            lambda data: actions.judge_promise(
                promise=promise,
                kept=data["kept"] == "yes",
                basis=data["basis"],
                words=data["words"],
                **by,
            ),
            why_not_judge(promise, post, person, today),
            JudgeForm,
            first=promise.state in (PromiseState.OPEN, PromiseState.SAID_KEPT),
        ),
        "note": Act(
            _("Write down what somebody says of it"),
            _("Write it down"),
            _("It is written down, without a name."),
            lambda data: actions.hear_view(heard=Heard(about=promise, **data), **by),
            [*why_not_say_now(promise), *why_not_write_down(promise, post)],
            NoteForm,
            {"submission": uuid.uuid4().hex},
        ),
        "comment": Act(
            _("Comment as a leading official"),
            _("Publish the comment"),
            _("Your comment is public."),
            lambda data: actions.comment(about=promise, words=data["words"], **by),
            why_not_comment(promise, post),
            CommentForm,
        ),
        "withdraw": Act(
            _("Withdraw the promise"),
            _("Withdraw it"),
            _("The promise is withdrawn; the reason is public."),
            lambda data: actions.withdraw_promise(promise=promise, reason=data["reason"], **by),
            why_not_withdraw(promise, None, post, today),
            WithdrawForm,
            danger=True,
        ),
    }
