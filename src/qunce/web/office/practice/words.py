"""Residents' words that wait to be read through for names, and those that were."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from qunce.domain.accounts.states import PostRole
from qunce.domain.practice import queries
from qunce.domain.practice.actions import read_through
from qunce.domain.practice.models import ResidentView
from qunce.domain.practice.states import WordsState
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.practice.forms import ReadForm
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals

SIZE = 20


@login_required
def show(request: HttpRequest) -> HttpResponse:
    """One after the other: as it was said, with names masked, or not shown with a reason."""
    post = acting_post(request)
    if post is None or post.role != PostRole.CAMPAIGN_OFFICE:
        raise Http404
    found = queries.to_read_through(post)
    sent: ReadForm | None = None
    if request.method == "POST":
        sent = ReadForm(request.POST)
        view = get_object_or_404(found, pk=_number(request.POST.get("view", "")))
        if sent.is_valid():
            data = {key: value for key, value in sent.cleaned_data.items() if key != "view"}
            try:
                read_through(view=view, actor=post, now=clock.now(), **data)
            except Refused as refused:
                add_refusals(sent, refused)
            else:
                messages.success(request, _("It is decided what everybody reads."))
                return redirect("office:practice_words")
    waits = Case(When(words_state=WordsState.WAITING, then=Value(0)), default=Value(1))
    page = Paginator(found.order_by(waits, "id"), SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [(one, _form(one, sent)) for one in page]}
    return render(request, "office/practice/words.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _form(view: ResidentView, sent: ReadForm | None) -> ReadForm:
    """The form that was just sent comes back with its words; the others are empty."""
    if sent is not None and sent.data.get("view") == str(view.pk):
        return sent
    decided = view.words_state if view.words_state != WordsState.WAITING else None
    return ReadForm(
        auto_id=f"id_{view.pk}_%s",
        initial={
            "view": view.pk,
            "decision": decided,
            "public_words": view.public_words or view.words,
            "reason": view.withheld_because,
        },
    )
