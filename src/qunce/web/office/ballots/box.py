"""The box is opened: stubs are taken one by one, and what was handed out is counted by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qunce.domain.ballots import rules
from qunce.domain.ballots.actions import count_by_hand, receive_stubs
from qunce.domain.ballots.models import Stratum
from qunce.domain.ballots.queries import returns
from qunce.domain.ballots.rules import StratumReturns
from qunce.domain.ballots.states import BallotState
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.ballots.access import counted_ballot, run_ballot
from qunce.web.office.ballots.forms import CodesForm, HandForm
from qunce.web.shell.words import add_refusals


@dataclass(frozen=True, slots=True)
class Account:
    """One stratum: what was issued and where each slip is."""

    stratum: Stratum
    found: StratumReturns
    form: HandForm | None = None

    @property
    def spoiled(self) -> int:
        """By hand, or what was taken back so far."""
        return max(self.stratum.spoiled or 0, self.found.spoiled)

    @property
    def unreturned(self) -> int:
        """Handed out and not brought back, or left over; all that is neither in nor spoiled."""
        return self.stratum.issued - self.found.returned - self.spoiled

    @property
    def out(self) -> int | None:
        """Of those not returned: handed out, as far as it is counted."""
        if self.stratum.handed_out is None:
            return None
        return self.stratum.handed_out - self.found.returned - self.spoiled

    @property
    def gap(self) -> int:
        """Slips that are accounted for nowhere, or twice; 0 when all is well or not yet counted."""
        if self.stratum.handed_out is None or self.stratum.left_over is None:
            return 0
        return self.stratum.issued - self.stratum.handed_out - self.stratum.left_over

    @property
    def surplus(self) -> int:
        """How many slips there are too many, where the gap is below 0."""
        return -self.gap


def accounts(strata: list[Stratum], found: dict[int, StratumReturns]) -> list[Account]:
    return [Account(one, found.get(one.pk, StratumReturns())) for one in strata]


@login_required
def box(request: HttpRequest, pk: int) -> HttpResponse:
    """Stubs by their codes.  Refused ones stay in the field, each with its reason."""
    ballot, post = counted_ballot(request, pk)
    if reasons := rules.why_not_at(ballot, BallotState.COUNTING):
        tell(request, Refused(reasons))
        return redirect("office:ballot", pk)
    form = CodesForm(request.POST or None)
    context: dict[str, Any] = {"ballot": ballot, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            received = receive_stubs(ballot=ballot, codes=form.lines(), actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            left = "\n".join(stub.typed for stub in received.refused)
            context["form"] = CodesForm(initial={"codes": left})
            context["received"] = received
    strata = list(ballot.strata.all())
    context["accounts"] = accounts(strata, returns(ballot))
    context["stubs"] = sum(one.found.paper for one in context["accounts"])
    return render(request, "office/ballots/box.html", context)


@login_required
def by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Ticks, envelopes left over and spoiled slips of each stratum, all at once or not."""
    ballot, post = run_ballot(request, pk)
    if reasons := rules.why_not_at(ballot, BallotState.COUNTING):
        tell(request, Refused(reasons))
        return redirect("office:ballot", pk)
    strata = list(ballot.strata.all())
    forms = [HandForm(one, request.POST or None) for one in strata]
    if request.method == "POST":
        typed = [form for form in forms if not form.untouched]
        if typed and all(form.is_valid() for form in typed):
            try:
                for form in typed:
                    count_by_hand(
                        stratum=form.stratum, actor=post, now=clock.now(), **form.cleaned_data
                    )
            except Refused as refused:
                tell(request, refused)
            else:
                messages.success(request, _("The numbers are noted."))
                return redirect("office:ballot", pk)
        forms = [form if not form.untouched else HandForm(form.stratum) for form in forms]
    found = returns(ballot)
    shown = [
        Account(form.stratum, found.get(form.stratum.pk, StratumReturns()), form) for form in forms
    ]
    return render(request, "office/ballots/by_hand.html", {"ballot": ballot, "accounts": shown})
