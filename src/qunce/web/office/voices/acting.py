"""One step of a message: the form is read, one action is called, refusals come back as words."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from qunce.domain.voices.models import Voice
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.voices.show import own_voice, page
from qunce.web.office.voices.steps import OFFERS
from qunce.web.shell.words import add_refusals


@login_required
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """GET leads to the page; POST takes the step, and keeps what was typed when it may not be."""
    offer = OFFERS.get(act)
    if offer is None:
        raise Http404
    voice, post = own_voice(request, pk)
    if request.method != "POST":
        return redirect("office:voice", pk)
    form = offer.form(voice, post, request.POST)
    if form.is_valid():
        try:
            offer.do(voice, form, post, clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": offer.label})
            return _onward(request, pk)
        voice, post = own_voice(request, pk)
    return page(request, voice, post, {act: form})


def _onward(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the message; to the queue when the step took it out of one's sight."""
    try:
        own_voice(request, pk)
    except Http404:
        if not Voice.objects.filter(pk=pk).exists():
            raise
        return redirect("office:voices")
    return redirect("office:voice", pk)
