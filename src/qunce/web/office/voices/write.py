"""Writing down what somebody said on paper, by telephone, at the door or in a letter."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from qunce.domain.accounts.models import Post
from qunce.domain.identities.contents import Person
from qunce.domain.voices import queries
from qunce.domain.voices.actions import receive
from qunce.domain.voices.codes import code_of
from qunce.domain.voices.models import Voice
from qunce.domain.voices.rules.parties import LOOK_ONLY
from qunce.domain.voices.said import Said
from qunce.exchange.qr import svg
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import town_of
from qunce.web.office.voices.forms import WriteForm
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals

SESSION_KEY = "voice_written"


def may_write(post: Post) -> bool:
    """Any post but one that only looks on may write down what people say."""
    return post.role not in LOOK_ONLY


@login_required
@never_cache
@sensitive_post_parameters("name", "phone", "address", "text")
def write(request: HttpRequest) -> HttpResponse:
    """What somebody said on paper, by telephone or at the door stands in the queue."""
    post = acting_post(request)
    if post is None or not may_write(post):
        raise Http404
    town = town_of(post)
    now = clock.now()
    form = WriteForm(
        town,
        request.POST if request.method == "POST" else None,
        initial={
            "said_on": clock.day_of(now, settings.TIME_ZONE),
            "submission": uuid4().hex,
            "kind": "problem",
            "village": post.unit_id if post.unit_id != town.pk else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        person = None
        if said["phone"] or said["address"] or said["name"]:
            person = Person(name=said["name"], phone=said["phone"], address=said["address"])
        try:
            received = receive(
                said=Said(
                    kind=said["kind"],
                    channel=said["channel"],
                    text=said["text"],
                    town=town,
                    submission=said["submission"],
                    village=said["village"],
                    place=said["place"],
                    spot=said["spot"],
                    person=person,
                    accused=said["accused"],
                    said_on=said["said_on"],
                    language=get_language() or "zh-hans",
                    keyed_by=post,
                ),
                now=now,
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            request.session[SESSION_KEY] = received.voice.pk
            return redirect("office:voice_written")
    return render(request, "office/voices/write.html", {"form": form})


@login_required
def receipt(request: HttpRequest) -> HttpResponse:
    """The slip for whoever spoke: number and code, to print or to read out."""
    post = acting_post(request)
    written = Voice.objects.filter(keyed_by=post).select_related("town", "village")
    voice = get_object_or_404(written, pk=request.session.get(SESSION_KEY))
    code = code_of(voice)
    address = request.build_absolute_uri(reverse("resident:follow"))
    context = {
        "voice": voice,
        "code": code,
        "address": address,
        # Behind the # nothing reaches a server.
        "qr": svg(f"{address}#{code}", title=_("Leads to the message")),
        "clocks": queries.clocks_of(voice, clock.day_of(clock.now(), settings.TIME_ZONE)),
    }
    answer = render(request, "office/voices/written.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
