"""One duty: why it is owed, how it comes to be done, on which days it was; telling and moving."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Duty
from qunce.domain.duties.actions import move_duty, move_for_all, take_back, tell_done
from qunce.domain.duties.queries import row_of
from qunce.domain.duties.rules import carries, why_not_arrange
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell as tell_refused
from qunce.web.office.duties.forms import MoveForm, TellForm
from qunce.web.office.duties.several import today
from qunce.web.office.duties.shown import shown
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals


def _own(request: HttpRequest, pk: int) -> tuple[Duty, Post]:
    """The duty and the post acted for; not yours and not there look alike."""
    post = acting_post(request)
    duties = Duty.objects.select_related("action__campaign__unit", "unit", "post__unit")
    duty = get_object_or_404(duties, pk=pk)
    seen = Duty.objects.visible_to(post, on=today()).filter(pk=pk).exists()
    if post is None or not (seen or carries(duty, post)):
        raise Http404
    return duty, post


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What is owed, its sentence of the directive, and what can be done about it."""
    duty, post = _own(request, pk)
    return _shown(request, duty, post)


def _shown(
    request: HttpRequest, duty: Duty, post: Post, *, move: MoveForm | None = None
) -> HttpResponse:
    day = today()
    row = row_of(duty, day)
    (one,) = shown([row], post, on=day)
    arranges = not why_not_arrange(duty, post) and row.is_open
    form = move or MoveForm(initial={"to_on": duty.due_on}, auto_id="move-%s")
    context = {
        "one": one,
        "row": row,
        "duty": duty,
        "campaign": duty.action.campaign,
        "move": form if arranges else None,
        "sentence": duty.action.quote,
    }
    return render(request, "office/duties/duty.html", context)


@login_required
@require_POST
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing shows that it is done: the post says so, in one touch."""
    duty, post = _own(request, pk)
    form = TellForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    try:
        tell_done(duty=duty, words=words, actor=post, now=clock.now())
    except Refused as refused:
        tell_refused(request, refused)
        return redirect("office:duty", pk=duty.pk)
    messages.success(request, _("It is done. A mistake can be taken back here."))
    return _back(request, duty)


@login_required
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """It was told by mistake."""
    duty, post = _own(request, pk)
    told = duty.completions.filter(undone_on__isnull=True).first()
    if told is None:
        raise Http404
    try:
        take_back(completion=told, actor=post, now=clock.now())
    except Refused as refused:
        tell_refused(request, refused)
    else:
        messages.success(request, _("It is open again."))
    return _back(request, duty)


@login_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """The office gives it another day; for one unit, or for all that owe it on that day."""
    duty, post = _own(request, pk)
    form = MoveForm(request.POST, auto_id="move-%s")
    if form.is_valid():
        asked: dict[str, Any] = {
            "duty": duty,
            **form.values(),
            "actor": post,
            "now": clock.now(),
            "seen_on": _day(request.POST.get("seen_on", "")),
        }
        try:
            moved = 1
            if form.cleaned_data["for_all"]:
                moved = move_for_all(**asked)
            else:
                move_duty(**asked)
        except Refused as refused:
            add_refusals(form, refused)
        else:
            said = ngettext("One unit has the new day.", "%(count)s units have the new day.", moved)
            messages.success(request, said % {"count": moved})
            return _back(request, duty)
    return _shown(request, duty, post, move=form)


def _day(said: str) -> date | None:
    try:
        return parse_date(said)
    except ValueError:
        return None


def _back(request: HttpRequest, duty: Duty) -> HttpResponse:
    """To the page one came from, when it is one of ours; else to the duty."""
    asked = request.POST.get("back", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return redirect(asked)
    return redirect(reverse("office:duty", args=[duty.pk]))
