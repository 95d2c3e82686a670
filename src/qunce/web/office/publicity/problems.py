"""Problems are looked through, many at once, and made public; one is put in other words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.problems.models import Problem
from qunce.domain.publicity.actions import (
    publish_problem,
    reword_publication,
    withdraw_publication,
)
from qunce.domain.publicity.queries.names import cleared_before, staff_names
from qunce.domain.publicity.queries.preparing import problems_to_publish, why_not_publish
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused
from qunce.web.office.access import tell
from qunce.web.office.desk.access import today
from qunce.web.office.publicity.access import (
    Marked,
    left,
    marked,
    own_post,
    own_publication,
    said_of,
)
from qunce.web.office.publicity.forms import (
    PublicationForm,
    PublicWordsForm,
    WithdrawPublicationForm,
)
from qunce.web.shell.words import add_refusals

PER_PAGE = 10
"""As many as are read through with care in one sitting."""


@dataclass(slots=True)
class Looked:
    """A problem with the words it would be public in, and what in them looks like a person."""

    problem: Problem
    form: PublicWordsForm
    chosen: bool = False
    marked: list[Marked] = field(default_factory=list)
    cleared: dict[str, str] = field(default_factory=dict)
    reasons: list[Refusal] = field(default_factory=list)


@login_required
def look_through(request: HttpRequest) -> HttpResponse:
    """The words of each, with what looks like a person marked; then what everybody would read."""
    post = own_post(request)
    found = problems_to_publish(post, today())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    staff = staff_names()
    if request.method != "POST":
        rows = [_unread(problem, staff) for problem in page]
    else:
        rows = [_typed(request, problem, post, staff) for problem in _sent(request, found)]
        chosen = [row for row in rows if row.chosen]
        if not chosen:
            messages.error(request, _("Tick the problems that are to be public."))
        elif not any(row.reasons or row.form.errors for row in chosen):
            if "sure" not in request.POST:
                return render(
                    request, "office/publicity/preview.html", {"rows": chosen, "page": page}
                )
            if _publish(request, chosen, post):
                return redirect("office:publicity")
    context = {"page": page, "rows": rows}
    return render(request, "office/publicity/problems.html", context)


def _sent(request: HttpRequest, found: QuerySet[Problem]) -> list[Problem]:
    """The problems whose words were sent, whatever page they stand on by now."""
    names = (re.fullmatch(r"p(\d{1,12})-title", name) for name in request.POST)
    numbers = [int(name[1]) for name in names if name][:PER_PAGE]
    return list(found.filter(pk__in=numbers))


def _unread(problem: Problem, staff: list[str]) -> Looked:
    form = PublicWordsForm(
        prefix=f"p{problem.pk}",
        initial={"title": problem.title, "statement": problem.statement},
    )
    return Looked(problem, form, marked=marked((problem.title, problem.statement), staff, {}, {}))


def _typed(request: HttpRequest, problem: Problem, post: Post, staff: list[str]) -> Looked:
    prefix = f"p{problem.pk}"
    form = PublicWordsForm(request.POST, prefix=prefix)
    row = Looked(problem, form, chosen=f"{prefix}-on" in request.POST)
    row.cleared = said_of(request.POST, f"{prefix}-")
    if form.is_valid():
        row.marked = marked(form.words, staff, row.cleared, {})
        if row.chosen:
            row.reasons = why_not_publish(problem, form.words, row.cleared, post)
            add_refusals(form, left(row.reasons))
    return row


def _publish(request: HttpRequest, chosen: Sequence[Looked], post: Post) -> bool:
    """Whether all of them are public now; each that is not says why."""
    done = 0
    for row in chosen:
        title, statement, _outcome, _reason = row.form.words
        try:
            publish_problem(
                problem=row.problem,
                title=title,
                statement=statement,
                not_people=row.cleared,
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            row.reasons = list(refused.refusals)
            add_refusals(row.form, left(row.reasons))
        else:
            done += 1
    if done:
        messages.success(
            request,
            ngettext("%(count)s problem is public now.", "%(count)s problems are public now.", done)
            % {"count": done},
        )
    return done == len(chosen)


@login_required
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """What everybody reads of a problem, to be put in other words."""
    one, post = own_publication(request, pk)
    form = PublicationForm(request.POST or None, initial=PublicationForm.starting(one))
    cleared = said_of(request.POST) if request.method == "POST" else {}
    kept = cleared_before(publication=one)
    texts: Sequence[str] = [str(value) for value in form.initial.values()]
    if request.method == "POST" and form.is_valid():
        title, statement, outcome, reason = texts = form.words
        try:
            reword_publication(
                publication=one,
                title=title,
                statement=statement,
                outcome=outcome,
                reason=reason,
                not_people=cleared,
                seen_version=form.cleaned_data["seen_version"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, left(refused.refusals))
        else:
            messages.success(request, _("These words are public now."))
            return redirect("office:publication", pk)
    context = {
        "publication": one,
        "problem": one.problem,
        "form": form,
        "marked": marked(texts, staff_names(), cleared, kept),
        "why": WithdrawPublicationForm(),
    }
    return render(request, "office/publicity/publication.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    one, post = own_publication(request, pk)
    form = WithdrawPublicationForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        withdraw_publication(publication=one, why=why, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
        return redirect("office:publication", pk)
    messages.success(request, _("Withdrawn. Nobody outside reads it any more."))
    return redirect(reverse("office:publicity"))
