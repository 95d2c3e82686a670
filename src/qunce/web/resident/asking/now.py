"""What people are being asked now, and what came of what they were asked before."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qunce.domain.consultations.models import Consultation
from qunce.domain.consultations.states import ConsultationState
from qunce.kernel import clock

BEFORE = 10
"""Earlier ones on the page; the campaign's own page leads to the rest."""


def now(request: HttpRequest) -> HttpResponse:
    """Those that can be answered today, those that begin soon, and the latest that are over."""
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    begun = Consultation.objects.public().select_related("unit")
    running = begun.filter(state=ConsultationState.OPEN, closes_on__gte=today)
    over = begun.exclude(pk__in=running.values("pk")).order_by("-closes_on", "-pk")
    shown = list(running.order_by("closes_on", "pk"))
    context = {
        "open": [one for one in shown if one.opens_on and one.opens_on <= today],
        "soon": [one for one in shown if one.opens_on and one.opens_on > today],
        "over": list(over[:BEFORE]),
    }
    return render(request, "resident/asking/now.html", context)
