"""One step of a problem: the form is read, one action is called, refusals come back as words."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.problems.show import own_problem, page
from qunce.web.office.problems.steps import OFFERS
from qunce.web.shell.words import add_refusals


@login_required
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """GET leads to the page; POST takes the step, and keeps what was typed when it may not be."""
    offer = OFFERS.get(act)
    if offer is None:
        raise Http404
    problem, post, user = own_problem(request, pk)
    if request.method != "POST":
        return redirect("office:problem", pk)
    form = offer.form(problem, post, request.POST, request.FILES)
    if form.is_valid():
        try:
            offer.do(problem, form.cleaned_data, post, clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": offer.label})
            return redirect("office:problem", pk)
        problem, post, user = own_problem(request, pk)
    return page(request, problem, post, user, {act: form})
