"""Opening who spoke, for a purpose; and keeping oneself out of a message."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from qunce.domain.voices import queries
from qunce.domain.voices.actions import open_identity, state_interest
from qunce.domain.voices.rules import why_not_open_identity
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.voices.forms import OpenForm
from qunce.web.office.voices.show import own_voice
from qunce.web.shell.words import add_refusals


@login_required
@sensitive_variables("person", "context")
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the contact once, on the answer to the form that says what for; it is kept nowhere."""
    voice, post = own_voice(request, pk)
    form = OpenForm(request.POST if request.method == "POST" else None)
    person = None
    if request.method == "POST" and form.is_valid():
        try:
            person = open_identity(
                voice=voice,
                purpose=form.cleaned_data["purpose"],
                reason=form.cleaned_data["reason"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
    identity = queries.identity_of(voice)
    known = identity is not None and identity.forgotten_at is None
    context = {
        "voice": voice,
        "form": form,
        "person": person,
        "reasons": []
        if person
        else why_not_open_identity(queries.followed(voice), post, known=known),
        "openings": queries.openings_of(voice),
    }
    answer = render(request, "office/voices/contact.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def interest(request: HttpRequest, pk: int) -> HttpResponse:
    """“I have a direct interest”: from now on this post does not see the message (art. 28(3))."""
    voice, post = own_voice(request, pk)
    try:
        state_interest(post=post, voice=voice, now=clock.now())
    except Refused as refused:
        tell(request, refused)
        return redirect("office:voice", pk)
    messages.success(request, _("You are kept out of message %(number)s.") % {"number": voice})
    return redirect("office:voices")
