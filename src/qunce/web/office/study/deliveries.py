"""Rounds of home delivery: planned with one touch, each made with one or two.

An address names the round.  Which part of it was brought stands in the form that is sent, so that
no log of addresses tells at which second something was brought to whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from qunce.domain.campaigns.configurations import template_called
from qunce.domain.study import queries
from qunce.domain.study.actions import (
    call_off_delivery,
    make_delivery,
    plan_deliveries,
    take_back_delivery,
)
from qunce.domain.study.models import Delivery, DeliveryRound
from qunce.domain.study.suggesting import Offer, offer_to
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.study.access import keeping, today_of_page
from qunce.web.office.study.forms import DeliveryForm, RoundForm, said_need
from qunce.web.office.voices.write import SESSION_KEY
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """One member's part in a round: what they prefer, what is offered, and the form to note it."""

    delivery: Delivery
    prefers: str
    offer: Offer
    form: DeliveryForm | None


@login_required
@never_cache
@sensitive_post_parameters()
def new(request: HttpRequest) -> HttpResponse:
    """A round: everybody who prefers it is ticked already, so that one touch plans it."""
    here = keeping(request)
    if here.campaign is None or not here.writes:
        raise Http404
    form = RoundForm(here.unit, here.post, here.template, here.today, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = plan_deliveries(
                unit=here.unit,
                campaign=here.campaign,
                **form.asked(),
                actor=here.post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("Planned. Note each as soon as it is brought."))
            return redirect("office:delivery", made.pk)
    anybody = bool(form.fields["members"].queryset)  # type: ignore[attr-defined]
    context = {"at": here, "form": form, "anybody": anybody}
    return render(request, "office/study/delivery_new.html", context)


@login_required
@never_cache
@sensitive_post_parameters()
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: to whom, by whom, what is brought; noting that it was, and what was said."""
    post = acting_post(request)
    made = get_object_or_404(queries.rounds_shown(post), pk=pk)
    deliveries = queries.deliveries_of([made])
    today = today_of_page()
    sent: DeliveryForm | None = None
    if request.method == "POST":
        if post is None:
            raise Http404
        delivery = _chosen(request, deliveries)
        act = request.POST.get("act", "brought")
        try:
            if act == "not_now":
                call_off_delivery(delivery=delivery, actor=post, now=clock.now())
                messages.success(request, _("Not this time. Nothing of it is kept."))
                return redirect("office:delivery", made.pk)
            if act == "take_back":
                take_back_delivery(delivery=delivery, actor=post, now=clock.now())
                messages.success(request, _("It is to be brought again."))
                return redirect("office:delivery", made.pk)
            sent = DeliveryForm(delivery, today, request.POST)
            if sent.is_valid():
                voice = make_delivery(
                    delivery=delivery, **sent.asked(), actor=post, now=clock.now()
                )
                if voice is None:
                    messages.success(request, _("Brought."))
                    return redirect("office:delivery", made.pk)
                # The slip shows the message's own code; nothing leads from it to this round.
                request.session[SESSION_KEY] = voice.pk
                messages.success(
                    request, _("Brought. What was said is a message now, without a name.")
                )
                return redirect("office:voice_written")
        except Refused as refused:
            if sent is None:
                tell(request, refused)
                return redirect("office:delivery", made.pk)
            add_refusals(sent, refused)
    template = template_called(made.campaign.template)
    shown = [
        ShownDelivery(
            delivery=one,
            prefers=said_need(one.member.prefers, template),
            offer=offer_to(one.member.prefers, away=one.member.away),
            form=_form(one, sent, today),
        )
        for one in deliveries
    ]
    for one in [one.form for one in shown if one.form is not None][1:]:
        one.fields["said"].help_text = ""  # once on a page is enough
    context = {"round": made, "shown": shown, "sent": sent}
    return render(request, "office/study/delivery.html", context)


def _form(delivery: Delivery, sent: DeliveryForm | None, today: date) -> DeliveryForm | None:
    """The form that was sent with its errors, or a new one; none for what was brought."""
    if delivery.done_on is not None:
        return None
    if sent is not None and str(sent.data.get("delivery")) == str(delivery.pk):
        return sent
    return DeliveryForm(delivery, today)


def _chosen(request: HttpRequest, deliveries: list[Delivery]) -> Delivery:
    number = request.POST.get("delivery", "")
    for one in deliveries:
        if str(one.pk) == number:
            return one
    raise Http404


@login_required
@never_cache
def rounds(request: HttpRequest) -> HttpResponse:
    """The unit's own rounds, newest first."""
    here = keeping(request)
    found: list[DeliveryRound] = list(queries.rounds_shown(here.post)[:50])
    return render(request, "office/study/deliveries.html", {"at": here, "rounds": found})
