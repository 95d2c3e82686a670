"""At a round of asking: the four checks of those who did not write; more days; giving it up."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qunce.domain.campaigns.models import Document
from qunce.domain.campaigns.queries import campaign_of
from qunce.domain.gates.actions import break_off, check_document, extend_asking
from qunce.domain.gates.models import Asking, DocumentCheck
from qunce.domain.gates.rules import why_not_going_on, why_not_look_after
from qunce.domain.gates.states import Check
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.desk.access import asking_to_check, own_asking
from qunce.web.office.desk.forms import CheckForm, ExtendForm, ReasonForm
from qunce.web.shell.asked import shown_links
from qunce.web.shell.words import add_refusals


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """One of the four checks: what was found, or the form to say it."""

    check: Check
    made: DocumentCheck | None
    form: CheckForm | None


@login_required
def checks(request: HttpRequest, pk: int) -> HttpResponse:
    """What the guidance group, or the unit above, says of a document under review."""
    asking, post = asking_to_check(request, pk)
    bound: CheckForm | None = None
    if request.method == "POST":
        bound = CheckForm(request.POST)
        if bound.is_valid():
            try:
                check_document(
                    asking=asking,
                    code=bound.cleaned_data["code"],
                    holds=bound.cleaned_data["holds"] == "yes",
                    reason=bound.cleaned_data["reason"],
                    actor=post,
                    now=clock.now(),
                )
            except Refused as refused:
                add_refusals(bound, refused)
            else:
                messages.success(request, _("The check is made. It is on the record and public."))
                return redirect("office:asking_checks", pk)
    over = why_not_going_on(asking)
    context = {
        "asking": asking,
        "gate": asking.gate,
        "campaign": campaign_of(asking.gate),
        "links": shown_links(asking),
        "over": over,
        "documents": Document.objects.filter(gate=asking.gate_id),
        "checks": _shown(asking, bound, may=not over),
        "bound": bound if bound is not None and bound.errors else None,
    }
    return render(request, "office/desk/checks.html", context)


def _shown(asking: Asking, bound: CheckForm | None, *, may: bool) -> list[ShownCheck]:
    made = {one.code: one for one in asking.checks.select_related("post__unit")}
    sent = bound.data.get("code") if bound is not None else None
    shown = []
    for check in Check:
        form = None
        if check not in made and may:
            form = CheckForm.of(check)
            if bound is not None and sent == check:
                form = bound
                form.auto_id = f"id_{check.value}_%s"
        shown.append(ShownCheck(check, made.get(check), form))
    return shown


@login_required
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """A later last day; what has a page of its own is made longer there."""
    asking, post = own_asking(request, pk)
    if elsewhere := shown_links(asking).work:
        return redirect(elsewhere)
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            extend_asking(
                asking=asking,
                closes_on=form.cleaned_data["closes_on"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("People can answer for longer. It is on the record."))
            return _to_desk(asking)
    reasons = why_not_look_after(asking.gate, post) + why_not_going_on(asking)
    context = {"asking": asking, "gate": asking.gate, "form": form, "reasons": reasons}
    context["campaign"] = campaign_of(asking.gate)
    return render(request, "office/desk/extend.html", context)


@login_required
def break_it_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The round is given up, and everybody reads why; see ``extend`` for what has its own page."""
    asking, post = own_asking(request, pk)
    if elsewhere := shown_links(asking).work:
        return redirect(elsewhere)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            break_off(asking=asking, reason=form.cleaned_data["why"], actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The round is broken off. Everybody can read why."))
            return _to_desk(asking)
    reasons = why_not_look_after(asking.gate, post) + why_not_going_on(asking)
    context = {"asking": asking, "gate": asking.gate, "form": form, "reasons": reasons}
    context["campaign"] = campaign_of(asking.gate)
    return render(request, "office/desk/break_off.html", context)


def _to_desk(asking: Asking) -> HttpResponse:
    campaign = campaign_of(asking.gate)
    return redirect(reverse("office:desk", args=[campaign.pk]) + f"#gate-{asking.gate.kind}")
