"""Entering paper sheets, visits and calls, one after another."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.actions import key_sheet
from qunce.domain.consultations.codes import code_of
from qunce.domain.consultations.models import Consultation, Sheet
from qunce.domain.consultations.rules.asking import why_not_in
from qunce.domain.consultations.said import SheetSent
from qunce.domain.consultations.states import TAKING
from qunce.domain.gates.states import Way
from qunce.exchange.qr import svg
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.consultations.access import everywhere, today, units_for, written_down
from qunce.web.office.consultations.typed import SheetForm, starting_day, starting_village
from qunce.web.shell.words import add_refusals

SESSION_KEY = "consultation_keyed"
"""What stays from one sheet to the next in this browser: no word of anybody."""


@login_required
@never_cache
@sensitive_post_parameters()
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet; after it the next, with village, way and day as they were."""
    consultation, post = written_down(request, pk)
    kept = _kept(request, pk)
    form = _form(request, consultation, post, kept)
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        try:
            sent = key_sheet(said=form.sheet(), actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, _at_fields(refused))
        else:
            _keep(request, pk, sent, form)
            return redirect("office:consultation_key", pk)
    last = _last(consultation, post, kept)
    mine = Sheet.objects.filter(consultation=consultation, keyed_by=post)
    context: dict[str, Any] = {
        "consultation": consultation,
        "form": form,
        "reasons": why_not_in(consultation, TAKING),
        "last": last,
        "again": bool(kept.get("again")),
        "code": code_of(last) if last else "",
        "keyed": mine.count(),
        "everywhere": everywhere(consultation, post),
    }
    if last is not None and context["code"]:
        follow = request.build_absolute_uri(reverse("resident:ask_follow"))
        # Behind the # nothing reaches a server.
        context["qr"] = svg(f"{follow}#{context['code']}", title=_("Leads to the answers"))
        context["follow"] = follow
    return render(request, "office/consultations/key.html", context)


def _form(
    request: HttpRequest, consultation: Consultation, post: Post, kept: dict[str, Any]
) -> SheetForm:
    units = units_for(consultation, post).to_choose().exclude(pk=consultation.unit_id)
    starting: dict[str, Any] = {
        "submission": uuid4().hex,
        "village": starting_village(kept.get("village"), list(units), post.unit),
        "channel": kept.get("channel", Way.PAPER),
        "said_on": starting_day(kept.get("said_on"), consultation, today()),
        "meeting": kept.get("meeting"),
    }
    more = "more" in request.POST
    if more:  # asks for more lines: nothing is judged yet, and everything typed stays
        starting |= {**request.POST.dict(), "lines": request.POST["more"]}
    return SheetForm(
        consultation,
        list(consultation.paragraphs.all()),
        list(consultation.questions.all()),
        units,
        consultation.meetings.filter(unit__in=units),
        request.POST if request.method == "POST" and not more else None,
        must_name=not everywhere(consultation, post),
        initial=starting,
    )


def _kept(request: HttpRequest, pk: int) -> dict[str, Any]:
    kept = request.session.get(SESSION_KEY)
    return kept if isinstance(kept, dict) and kept.get("consultation") == pk else {}


def _keep(request: HttpRequest, pk: int, sent: SheetSent, form: SheetForm) -> None:
    said = form.cleaned_data
    meeting = said.get("meeting")
    request.session[SESSION_KEY] = {
        "consultation": pk,
        "sheet": sent.sheet.pk,
        "again": not sent.new,
        "village": said["village"].pk if said["village"] else None,
        "channel": said["channel"],
        "said_on": said["said_on"].isoformat(),
        "meeting": meeting.pk if meeting else None,
    }
    if not sent.new:
        messages.info(request, _("This sheet was entered already; it counts once."))


def _last(consultation: Consultation, post: Post, kept: dict[str, Any]) -> Sheet | None:
    """The sheet this browser entered last, by the post acted for."""
    own = Sheet.objects.filter(consultation=consultation, keyed_by=post)
    if "sheet" not in kept:
        return None
    return own.select_related("village").filter(pk=kept["sheet"]).first()


def _at_fields(refused: Refused) -> Any:
    """What the rule says of the words stands at the first line."""
    return [
        one if one.on != "words" else type(one)(one.code, one.message, one.params, "words0")
        for one in refused.refusals
    ]
