"""What was said against the software or the campaign: the list, saying it, answering it."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qunce.domain.accounts.models import User
from qunce.domain.complaints import queries, rules
from qunce.domain.complaints.actions import answer_complaint, complain
from qunce.domain.complaints.models import Complaint, answers_complaints
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.complaints.forms import AnswerForm, ComplaintForm
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals

ON_A_PAGE = 30
_PAGE_NAME = re.compile(r"[a-z][a-z0-9_]*(:[a-z][a-z0-9_]*){0,2}")
"""The name of an address (``office:voices``): it holds no number, no code and no words."""


@login_required
def complaints(request: HttpRequest) -> HttpResponse:
    """What was answered, for everybody; what waits, for who answers and who said it."""
    post = acting_post(request)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    answers = post is not None and answers_complaints(post)
    seen = Complaint.objects.visible_to(post, on=today)
    page = Paginator(seen.answered().order_by("-answered_at", "pk"), ON_A_PAGE)
    if answers:
        waiting = list(seen.open().order_by("said_on", "pk")[:ON_A_PAGE])
    else:
        waiting = queries.own_open(post, today) if post is not None else []
    context = {
        "answers": answers,
        "waiting": waiting,
        "page": page.get_page(request.GET.get("page")),
        "said": request.GET.get("said") == "1",
        "may_say": post is not None,
    }
    return render(request, "office/complaints/list.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Saying what is wrong.  Nothing of it enters the session: that would lead to the speaker."""
    post = acting_post(request)
    if post is None:
        raise Http404
    if request.method != "POST":
        form = ComplaintForm(initial={"number": uuid4(), "page": _name(request.GET.get("page"))})
        return render(request, "office/complaints/new.html", {"form": form})
    form = ComplaintForm(request.POST)
    if form.is_valid():
        try:
            complain(
                number=form.cleaned_data["number"],
                about=form.cleaned_data["about"],
                words=form.cleaned_data["words"],
                page=_name(form.cleaned_data["page"]),
                with_post=form.cleaned_data["with_post"],
                names_nobody=form.cleaned_data["names_nobody"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            if rules.SAID_ALREADY in refused.refusals:  # went back, and wrote something else
                form = _numbered_anew(request)
            add_refusals(form, refused)
        else:
            return redirect(reverse("office:complaints") + "?said=1")
    elif "number" in form.errors:  # the box was altered
        form = _numbered_anew(request)
        form.add_error(None, _("The form was not whole. Please send it once more."))
    return render(request, "office/complaints/new.html", {"form": form})


def _numbered_anew(request: HttpRequest) -> ComplaintForm:
    """What was typed, under a number of its own."""
    typed = request.POST.copy()
    typed["number"] = str(uuid4())
    form = ComplaintForm(typed)
    form.is_valid()
    return form


def _name(page: str | None) -> str:
    """The name of a page, or nothing: whatever else was sent is not kept."""
    page = page or ""
    return page if _PAGE_NAME.fullmatch(page) and len(page) <= 80 else ""


@login_required
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One complaint and its answer; the county's office answers here."""
    post = acting_post(request)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    seen = Complaint.objects.visible_to(post, on=today)
    complaint = get_object_or_404(
        seen.select_related("county", "answered_by__unit", "post__unit"), pk=pk
    )
    if post is None or not isinstance(request.user, User):
        raise Http404
    reasons = rules.why_not_answer_at_all(
        complaint, post, request.user, queries.holder_of(complaint.post_id, today)
    )
    form = None if reasons else AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form is None:
            form = AnswerForm(request.POST)  # to be refused by the action, in words
        if form.is_valid():
            try:
                answer_complaint(
                    complaint=complaint,
                    answer=form.cleaned_data["answer"],
                    names_nobody=form.cleaned_data["names_nobody"],
                    actor=post,
                    now=clock.now(),
                )
            except Refused as refused:
                add_refusals(form, refused)
            else:
                messages.success(request, _("The answer stands, and all staff can read it."))
                return redirect("office:complaint", complaint.pk)
    context = {
        "complaint": complaint,
        "form": form,
        "reasons": reasons,
        "own": complaint.post_id == post.pk,
        "answers": answers_complaints(post),
    }
    return render(request, "office/complaints/complaint.html", context)
