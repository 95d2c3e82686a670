"""The list as the ledgers clerks keep: one entry, three sheets; nothing is typed twice."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from qunce.domain.problems import queries
from qunce.exchange.ledgers import problem_sheets, write_csv, write_ledger
from qunce.kernel import clock
from qunce.web.office.problems.lists import narrowed
from qunce.web.shell.acting import acting_post

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def download(request: HttpRequest, form: str) -> HttpResponse:
    """What the filter shows, as .xlsx (three sheets) or .csv (one)."""
    post = acting_post(request)
    if post is None or form not in ("xlsx", "csv"):
        raise Http404
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    _form, found = narrowed(request, post)
    rows = list(queries.list_as_ledger(post, today, found))
    sheets = problem_sheets(rows)
    if form == "xlsx":
        answer = HttpResponse(write_ledger(sheets), content_type=XLSX)
    else:
        answer = HttpResponse(write_csv(sheets[0]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="problems-{today.isoformat()}.{form}"'
    answer["Cache-Control"] = "no-store"
    return answer
