"""The receipt of a sheet: its code, what happens next, and the proof to take home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qunce.domain.consultations.codes import code_of, public_receipt
from qunce.domain.consultations.models import Sheet
from qunce.exchange import qr
from qunce.web.resident.asking import own


@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt of what this browser sent last; without one, the way to the code."""
    pk = request.session.get(own.RECEIPT)
    if pk is None:
        return redirect("resident:ask_follow")
    return _receipt(request, own.own_sheet(request, pk), just_sent=True)


@never_cache
def receipt_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt once more, for whoever follows the sheet."""
    return _receipt(request, own.own_sheet(request, pk), just_sent=False)


def _receipt(request: HttpRequest, sheet: Sheet, *, just_sent: bool) -> HttpResponse:
    code = code_of(sheet)
    address = request.build_absolute_uri(reverse("resident:ask_follow"))
    # Behind the # nothing reaches a server: neither ours nor one in between.
    title = _("Leads to your answer: code %(code)s") % {"code": code}
    context = {
        "sheet": sheet,
        "consultation": sheet.consultation,
        "code": code,
        "follow_address": address,
        "qr": qr.svg(f"{address}#{code}", title=title) if code else "",
        "just_sent": just_sent,
    }
    return render(request, "resident/asking/receipt.html", context)


@never_cache
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The record's proof as a file, for whoever answered: it holds the words and their salt."""
    sheet = own.own_sheet(request, pk)
    answer = JsonResponse(
        public_receipt(sheet), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = f'attachment; filename="qunce-answer-{sheet.number}.json"'
    return answer
