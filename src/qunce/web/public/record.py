"""The record: what happened, in order, with receipts to take home."""

from __future__ import annotations

import json

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext

from qunce.domain.record import queries
from qunce.domain.record.heads import SignedHead
from qunce.domain.record.models import Entry
from qunce.domain.record.receipts import receipt

PER_PAGE = 50
FOR_EVER = "public, max-age=31536000, immutable"
"""A receipt at its entry's own size never changes."""


def entries(request: HttpRequest) -> HttpResponse:
    """The entries, newest first."""
    page = Paginator(Entry.objects.newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    shown = [(entry, gettext(entry.label)) for entry in page]
    return render(request, "public/record.html", {"page": page, "entries": shown})


def entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry: what was recorded, word for word."""
    found = get_object_or_404(Entry, index=index)
    facts = [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in found.facts.items()
    ]
    context = {"entry": found, "label": gettext(found.label), "facts": facts}
    return render(request, "public/entry.html", context)


def _json(data: object) -> JsonResponse:
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})


def entry_receipt(request: HttpRequest, index: int) -> HttpResponse:
    """The receipt of an entry: convinces a stranger with nothing but the public key."""
    response = _json(receipt(get_object_or_404(Entry, index=index)))
    response["Content-Disposition"] = f'attachment; filename="qunce-receipt-{index}.json"'
    response["Cache-Control"] = FOR_EVER
    return response


def _latest() -> SignedHead:
    latest = queries.latest_head()
    if latest is None:
        raise Http404
    return latest


def head(request: HttpRequest) -> HttpResponse:
    """The signed head of the whole record; keep it, and nobody can cut the record unseen."""
    return _json(_latest().as_dict())


def key(request: HttpRequest) -> HttpResponse:
    """The public key that the heads are signed with."""
    return HttpResponse(_latest().public_key.pem, content_type="text/plain; charset=utf-8")
