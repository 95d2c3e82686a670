"""One step of a message: the form is read, one action is called, refusals come back as words."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.voices.forms import RegisterForm
from qunce.web.office.voices.show import own_voice, page
from qunce.web.office.voices.steps import OFFERS
from qunce.web.shell.words import add_refusals

CHANGED = "voice_changed_meanwhile"


@login_required
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """GET leads to the page; POST takes the step, and keeps what was typed when it may not be."""
    offer = OFFERS.get(act)
    if offer is None:
        raise Http404
    voice, post = own_voice(request, pk)
    if request.method != "POST":
        return redirect(reverse("office:voice", args=[pk]) + f"?step={act}")
    form = offer.form(voice, post, request.POST)
    changed = False
    if form.is_valid():
        try:
            offer.do(voice, form, post, clock.now())
        except Refused as refused:
            changed = any(one.code == CHANGED for one in refused.refusals)
            voice, post = own_voice(request, pk)
            if changed and isinstance(form, RegisterForm):
                form.seen_now(voice)
            add_refusals(form, refused)
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": offer.label})
            return _onward(request, pk)
    return page(request, voice, post, wanted=act, bound=form, changed=changed)


def _onward(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the message; to the queue when the step took it out of one's sight."""
    try:
        own_voice(request, pk)
    except Http404:
        return redirect("office:voices")
    return redirect("office:voice", pk)
