"""The ledgers of a town, and one of them with what becomes of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from qunce.domain.accounts.models import Post
from qunce.domain.imports import queries, rules
from qunce.domain.imports.actions import upload
from qunce.domain.imports.models import ImportRow, LedgerImport
from qunce.domain.imports.reasons import told
from qunce.domain.imports.states import AT_WORK, ImportState, LedgerKind, RowOutcome
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused
from qunce.web.office.imports.forms import ColumnsForm, UploadForm
from qunce.web.office.imports.work import queue_reading
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals

PER_PAGE = 100
LEDGERS = 30

MARKS = {
    ImportState.UPLOADED: "doing",
    ImportState.READING: "doing",
    ImportState.PREVIEWED: "todo",
    ImportState.TAKING: "doing",
    ImportState.TAKEN: "done",
    ImportState.FAILED: "stuck",
    ImportState.DROPPED: "stuck",
}
ROW_MARKS = {
    RowOutcome.WILL: "todo",
    RowOutcome.TAKEN: "done",
    RowOutcome.BAD: "late",
    RowOutcome.DOUBLED: "stuck",
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as the preview shows it."""

    row: ImportRow
    mark: str
    reasons: list[Refusal]


@login_required
def ledgers(request: HttpRequest) -> HttpResponse:
    """The town's ledgers, and the form for another one."""
    post = acting_post(request)
    if post is None or (reasons := rules.why_not_import(post)):
        reasons = rules.why_not_import(post)
        return render(request, "office/imports/ledgers.html", {"reasons": reasons}, status=403)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            ledger_import = upload(
                kind=form.cleaned_data["kind"],
                data=form.data_of_file,
                label=form.cleaned_data["label"],
                year=form.cleaned_data["year"],
                submission=form.cleaned_data["submission"],
                actor=post,
                now=clock.now(),
                queue=queue_reading,
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            return redirect("office:import", pk=ledger_import.pk)
    there = LedgerImport.objects.visible_to(post)[:LEDGERS]
    shown = [(one, MARKS[ImportState(one.state)]) for one in there]
    return render(request, "office/imports/ledgers.html", {"form": form, "ledgers": shown})


def own_ledger(request: HttpRequest, pk: int) -> tuple[LedgerImport, Post]:
    """The ledger and the post acted for; not yours and not there look alike."""
    post = acting_post(request)
    if post is None:
        raise Http404
    ledgers = LedgerImport.objects.visible_to(post).select_related("town", "made_by__unit")
    return get_object_or_404(ledgers, pk=pk), post


@login_required
def ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """One ledger: the work on it, the preview, or the result."""
    ledger_import, post = own_ledger(request, pk)
    return show(request, ledger_import, post)


def show(
    request: HttpRequest, ledger_import: LedgerImport, post: Post, form: ColumnsForm | None = None
) -> HttpResponse:
    """The page, with the columns as they were typed where they could not be taken."""
    work = queries.work_on(ledger_import, now=clock.now())
    context: dict[str, Any] = {
        "ledger": ledger_import,
        "work": work,
        "mark": MARKS[ImportState(ledger_import.state)],
        "reasons": told(ledger_import.reasons),
        "can_drop": not rules.why_not_drop(ledger_import, post),
    }
    if ledger_import.state not in AT_WORK:
        context |= _rows(request, ledger_import)
        if not rules.why_not_choose_columns(ledger_import, post) and ledger_import.columns:
            context["form"] = form or ColumnsForm(ledger_import=ledger_import)
            context["why_not_take"] = rules.why_not_take(ledger_import, post)
            context["open_columns"] = bool(form and form.errors) or ledger_import.rows_read == 0
    if work is not None and request.headers.get("HX-Request"):
        return render(request, "office/imports/_work.html", context)
    response = render(request, "office/imports/ledger.html", context)
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"  # the work is done: show the page that follows
    return response


def _rows(request: HttpRequest, ledger_import: LedgerImport) -> dict[str, Any]:
    """A hundred rows; three statements, whatever the number."""
    chosen = request.GET.get("rows", "")
    rows = ledger_import.rows.select_related("unit", "problem", "voice")
    if chosen in RowOutcome.values:
        rows = rows.filter(outcome=chosen)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = {
        RowOutcome.WILL: ledger_import.rows_good,
        RowOutcome.TAKEN: ledger_import.rows_taken,
        RowOutcome.BAD: ledger_import.rows_bad,
        RowOutcome.DOUBLED: ledger_import.rows_doubled,
    }
    return {
        "page": page,
        "rows": [
            ShownRow(row, ROW_MARKS[RowOutcome(row.outcome)], told(row.reasons)) for row in page
        ],
        "chosen": chosen,
        "filters": [
            (outcome.value, outcome.label, count) for outcome, count in counts.items() if count
        ],
        "is_problems": ledger_import.kind == LedgerKind.PROBLEMS,
    }


@login_required
def rejected(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The rows set aside, as .xlsx."""
    ledger_import, _post = own_ledger(request, pk)
    if not ledger_import.rejected:
        raise Http404
    try:
        file = ledger_import.rejected.open("rb")
    except OSError:
        raise Http404 from None
    response = FileResponse(
        file,
        as_attachment=True,
        filename=_("Rows set aside %(number)s.xlsx") % {"number": ledger_import.number},
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Cache-Control"] = "private, no-store"
    return response
