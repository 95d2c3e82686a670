"""Bulletins as issued: every figure leads to what it counts."""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunce.domain.publicity.models import Bulletin
from qunce.domain.publicity.queries.figures import filled, withdrawn_since
from qunce.exchange.paper.bulletins import bulletin_pdf

PER_PAGE = 20
KEPT_FOR = 24 * 3_600
"""Seconds: an issued bulletin seldom changes, and setting it takes a second."""


def bulletins(request: HttpRequest) -> HttpResponse:
    found = Bulletin.objects.public().select_related("campaign__unit").order_by("-issued_at", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "public/news/bulletins.html", {"page": page})


def _issued(pk: int) -> Bulletin:
    found = Bulletin.objects.public().select_related("campaign__unit", "issued_by__unit")
    return get_object_or_404(found, pk=pk)


def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """The wording as it was issued; of a figure that is another one now, its page says both."""
    one = _issued(pk)
    context = {"bulletin": one, "campaign": one.campaign, "sections": filled(one)}
    return render(request, "public/news/bulletin.html", context)


def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper."""
    one = _issued(pk)
    gone = sha256("\n".join(withdrawn_since(one)).encode()).hexdigest()
    key = f"bulletin:{one.uid}:{gone}"  # what is withdrawn is set anew, without it
    made = cache.get_or_set(key, lambda: bulletin_pdf(one), KEPT_FOR)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="bulletin-{one.pk}.pdf"'
    return answer
