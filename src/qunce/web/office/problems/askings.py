"""What somebody who was asked says, written down by a helper who is not the doer."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.problems.actions import note_neighbour, note_speaker
from qunce.domain.problems.models import Asking, Problem
from qunce.domain.problems.states import Asked
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.problems.forms import SaysForm
from qunce.web.shell.acting import acting_post


@login_required
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    post = acting_post(request)
    if post is None:
        raise Http404
    now = clock.now()
    seen = Problem.objects.visible_to(post, on=clock.day_of(now, settings.TIME_ZONE))
    asking = get_object_or_404(Asking.objects.filter(problem__in=seen), pk=pk)
    form = SaysForm(request.POST, prefix=f"asking-{pk}")
    back = redirect("office:problem", asking.problem_id)
    if not form.is_valid():
        messages.error(request, _("Say first which of the three it is."))
        return back
    action = note_neighbour if asking.who == Asked.NEIGHBOUR else note_speaker
    try:
        action(
            asking=asking,
            says=form.cleaned_data["says"],
            words=form.cleaned_data["words"],
            actor=post,
            now=now,
        )
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("The answer is written down."))
    return back
