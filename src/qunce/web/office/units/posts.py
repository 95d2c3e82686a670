"""One post: handing it over, leaving it without a holder, its own branch, a word to begin with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.actions import (
    ENTRY_WORD_DAYS,
    appoint,
    appoint_newcomer,
    give_entry_word,
    set_own_branch,
    vacate,
)
from qunce.domain.accounts.models import Holding, Post, User
from qunce.domain.accounts.queries import (
    appointing_posts,
    holder,
    paths_held_by,
    staff_within,
    vacant_posts,
)
from qunce.domain.accounts.rules import why_not_appoint, why_not_give_entry_word
from qunce.domain.accounts.states import LEADING
from qunce.domain.reorganisations.queries import waiting_at
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.units.access import office, own_post, today
from qunce.web.office.units.forms import HandoverForm, OwnBranchForm, VacateForm
from qunce.web.shell.words import add_refusals


@login_required
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the post owes stays with it; only the person changes.

    A new person's word is in the answer and nowhere else, so this page does not lead on.
    """
    actor = office(request)
    post = own_post(actor, pk)
    held = holder(post, today())
    form = HandoverForm(
        post,
        held.user if held else None,
        staff_within(actor.unit),
        request.POST if request.method == "POST" else None,
        initial={"since": _first_day(held, today())},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            word = _hand_over(actor, post, said)
        except Refused as refused:
            add_refusals(form, refused)
        else:
            if not word:
                messages.success(request, _("The post is handed over."))
                return redirect("office:unit", post.unit_id)
            return _word_page(request, post, said["name"], said["username"], word)
    return _page(request, actor, post, held, form)


def _first_day(held: Holding | None, day: date) -> date:
    return day if held is None or held.since < day else held.since + timedelta(days=1)


def _hand_over(actor: Post, post: Post, said: dict[str, Any]) -> str:
    """The word of somebody new; empty for somebody known."""
    now = clock.now()
    user: User | None = said["user"]
    if user is not None:
        appoint(post=post, user=user, since=said["since"], actor=actor.ref, now=now)
        return ""
    _held, word = appoint_newcomer(
        post=post,
        username=said["username"],
        name=said["name"],
        since=said["since"],
        actor=actor.ref,
        now=now,
    )
    return word


def _page(
    request: HttpRequest, actor: Post, post: Post, held: Holding | None, form: HandoverForm
) -> HttpResponse:
    empty = next((one for one in vacant_posts([post.unit], today()) if one.post == post), None)
    leads = post.role in LEADING
    context = {
        "post": post,
        "held": held,
        "empty": empty,
        "appointing": appointing_posts(post.unit),
        "waiting": waiting_at([post], actor, today())[post.pk],
        "form": form,
        "over": bool(why_not_appoint(post)),
        "vacate_form": VacateForm(initial={"on": _first_day(held, today())}) if held else None,
        "own_branch_form": OwnBranchForm(
            post, actor.unit, initial={"own_branch": post.own_branch_id}
        )
        if leads
        else None,
        "why_not_word": why_not_give_entry_word(actor, paths_held_by(held.user, today()))
        if held
        else [],
    }
    return render(request, "office/units/post.html", context)


def _word_page(
    request: HttpRequest, post: Post, name: str, username: str, word: str
) -> HttpResponse:
    context = {
        "post": post,
        "name": name,
        "username": username,
        "word": word,
        "days": ENTRY_WORD_DAYS,
        "address": request.build_absolute_uri(reverse("account_first_password")),
        "cannot_leave": True,
    }
    response = render(request, "office/units/word.html", context)
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def leave_vacant(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody holds the post from the day on."""
    actor = office(request)
    post = own_post(actor, pk)
    form = VacateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write from which day nobody holds the post."))
        return redirect("office:post_handover", pk)
    try:
        vacate(post=post, on=form.cleaned_data["on"], actor=actor.ref, now=clock.now())
    except Refused as refused:
        tell(request, refused)
        return redirect("office:post_handover", pk)
    messages.success(request, _("What waits at the post stays there until somebody holds it."))
    return redirect("office:unit", post.unit_id)


@login_required
@require_POST
def own_branch(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a leading official takes part in an ordinary branch."""
    actor = office(request)
    post = own_post(actor, pk)
    form = OwnBranchForm(post, actor.unit, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a unit from the list."))
        return redirect("office:post_handover", pk)
    try:
        set_own_branch(
            post=post,
            branch=form.cleaned_data["own_branch"],
            actor=actor.ref,
            now=clock.now(),
        )
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("The own branch is named."))
    return redirect("office:post_handover", pk)


@login_required
@require_POST
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """A word for whoever holds the post, when the first was lost or the password forgotten."""
    actor = office(request)
    post = own_post(actor, pk)
    held = holder(post, today())
    reasons = why_not_give_entry_word(actor, paths_held_by(held.user, today()) if held else [])
    if held is None or reasons:
        tell(request, Refused(reasons))
        return redirect("office:post_handover", pk)
    text = give_entry_word(user=held.user, post=post, actor=actor.ref, now=clock.now())
    return _word_page(request, post, held.user.name, held.user.username, text)
