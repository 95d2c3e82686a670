"""Correct, drop, take back and add drafted lines."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from qunce.domain.campaigns.actions import add_line, drop_line, edit_line, restore_line
from qunce.domain.campaigns.models import Draft, DraftLine
from qunce.domain.campaigns.states import LineKind
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import back_to, own_draft, tell
from qunce.web.office.forms import DutyForm, LineForm, NewLineForm
from qunce.web.office.wordings import ShownLine
from qunce.web.shell.words import add_refusals


def _line(draft: Draft, line_pk: int) -> DraftLine:
    return get_object_or_404(draft.lines.select_related("draft"), pk=line_pk)


@login_required
def edit(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Correct one line; with htmx the form opens in its place among the lines."""
    draft, post = own_draft(request, pk)
    line = _line(draft, line_pk)
    kind = DutyForm if line.kind == LineKind.DUTY else LineForm
    options: dict[str, Any] = {"initial": kind.starting(line), "auto_id": f"line_{line.pk}_%s"}
    form = kind(request.POST or None, **options)
    if request.method == "POST" and form.is_valid():
        try:
            edit_line(line=line, **form.values(), actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            return back_to(request, draft, f"#line-{line.pk}")
    response = render(
        request,
        "office/line.html",
        {
            "draft": draft,
            "shown": ShownLine.of(line, draft.source_text),
            "form": form,
            "page": request.POST.get("page") or request.GET.get("page", ""),
        },
    )
    if request.method == "POST":  # the form is sent to replace the review; with errors it stays
        response["HX-Retarget"] = f"#edit-{line.pk}"
        response["HX-Reselect"] = "#edit-form"
        response["HX-Reswap"] = "innerHTML"
    return response


@login_required
@require_POST
def drop(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """The line will not be adopted."""
    draft, post = own_draft(request, pk)
    line = _line(draft, line_pk)
    try:
        drop_line(line=line, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    return back_to(request, draft, f"#line-{line.pk}")


@login_required
@require_POST
def restore(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """The dropped line will be adopted after all."""
    draft, post = own_draft(request, pk)
    line = _line(draft, line_pk)
    try:
        restore_line(line=line, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    return back_to(request, draft, f"#line-{line.pk}")


@login_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A line the directive does not hold."""
    draft, post = own_draft(request, pk)
    form = NewLineForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        try:
            line = add_line(draft=draft, **form.values(), actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            last = ""
            if line.kind == LineKind.DUTY:  # it stands at the end of the last page
                last = "?page=99999"
            return redirect(reverse("office:review", args=[draft.pk]) + f"{last}#line-{line.pk}")
    return render(request, "office/add_line.html", {"draft": draft, "form": form})
