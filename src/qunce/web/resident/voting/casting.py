"""From the code on a slip to a slip in the urn."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from qunce.domain.ballots.actions import cast
from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.queries import ballot_of, code_state
from qunce.domain.ballots.rules import why_not_code, why_not_slip, why_not_take_slips
from qunce.domain.ballots.sealing import own_words
from qunce.domain.ballots.states import CodeState
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.kernel.slipcodes import printed
from qunce.web.resident.asking.sealing import comes_back
from qunce.web.resident.follow import WRONG_CODES
from qunce.web.resident.voting.forms import SlipCodeForm, SlipForm, limited, name_of
from qunce.web.shell.words import add_refusals


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question as it is read once more before the slip goes in."""

    text: str
    answer: str


@sensitive_post_parameters()
@never_cache
@comes_back(seal_lost=lambda request: _enter(request, SlipCodeForm(request.POST), seal_lost=True))
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code; the slip it belongs to comes back."""
    if request.method != "POST":
        return _enter(request, SlipCodeForm())
    found = _found(request)
    if isinstance(found, HttpResponse):
        return found
    code, ballot = found
    items = list(ballot.items.all())
    return _fill(request, ballot, SlipForm(ballot, items, initial={"code": code}), code)


@sensitive_post_parameters()
@never_cache
@comes_back(seal_lost=lambda request: _seal_lost(request))
def fill(request: HttpRequest) -> HttpResponse:
    """The filled-in slip: looked over once more, and put into the urn."""
    if request.method != "POST":
        return redirect("resident:vote")
    found = _found(request)
    if isinstance(found, HttpResponse):
        return found
    code, ballot = found
    form = SlipForm(ballot, list(ballot.items.all()), request.POST)
    step = request.POST.get("step")
    if not form.is_valid() or step not in ("look", "send"):
        return _fill(request, ballot, form, code)
    if step == "look":
        return _look(request, ballot, form, code)
    try:
        cast(
            ballot=ballot,
            code=code,
            marks=form.marks,
            words=form.cleaned_data.get("words", ""),
            helped=form.cleaned_data["helped"],
            now=clock.now(),
        )
    except Refused as refused:
        if "code_spent" in refused.codes:
            return _spent(request)
        add_refusals(form, refused)
        return _fill(request, ballot, form, code)
    return render(request, "resident/voting/thanks.html", {"ballot": ballot, "new": True})


def _seal_lost(request: HttpRequest) -> HttpResponse:
    """Nothing is cast; the slip comes back as it was marked."""
    found = _found(request)
    if isinstance(found, HttpResponse):
        return found
    code, ballot = found
    form = SlipForm(ballot, list(ballot.items.all()), request.POST)
    return _fill(request, ballot, form, code, seal_lost=True)


def _found(request: HttpRequest) -> tuple[str, Ballot] | HttpResponse:
    """The code as it is printed and the ballot it opens now; a page that says why for others.

    Only wrong codes are limited: a village shares an address, and somebody who types wrong ones
    keeps no neighbour with a slip from the urn.
    """
    form = SlipCodeForm(request.POST)
    if not form.is_valid():
        return _enter(request, form)
    try:
        code = form.read()
        ballot = ballot_of(code)
        if ballot is None:
            if wait := WRONG_CODES.spend(request):
                return limited(_enter(request, form, too_many=True, status=429), wait)
            raise Refused(why_not_code(None))
        state = code_state(ballot, code)
        reasons = why_not_code(state) if state != CodeState.ISSUED else []
        today = clock.day_of(clock.now(), settings.TIME_ZONE)
        if reasons or (reasons := why_not_take_slips(ballot, today=today)):
            raise Refused(reasons)
    except Refused as refused:
        if "code_spent" in refused.codes:
            return _spent(request)
        form.add_reasons(refused)
        return _enter(request, form)
    return code, ballot


def _enter(
    request: HttpRequest,
    form: SlipCodeForm,
    *,
    too_many: bool = False,
    seal_lost: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "too_many": too_many, "seal_lost": seal_lost}
    status = 403 if seal_lost else status
    return render(request, "resident/voting/enter.html", context, status=status)


def _fill(
    request: HttpRequest, ballot: Ballot, form: SlipForm, code: str, *, seal_lost: bool = False
) -> HttpResponse:
    context = {
        "ballot": ballot,
        "form": form,
        "printed": printed(code),
        "seal_lost": seal_lost,
        "cannot_leave": True,
    }
    status = 403 if seal_lost else 200
    return render(request, "resident/voting/fill.html", context, status=status)


def _look(request: HttpRequest, ballot: Ballot, form: SlipForm, code: str) -> HttpResponse:
    """What was marked, in words, before it cannot be taken back."""
    reasons = why_not_slip(
        ballot,
        marks=form.marks,
        questions=len(form.items),
        words=own_words(form.cleaned_data.get("words", "")),
        today=clock.day_of(clock.now(), settings.TIME_ZONE),
    )
    if reasons:
        add_refusals(form, reasons)
        return _fill(request, ballot, form, code)
    labels = {step["code"]: step["label"] for step in ballot.steps}
    chosen = [
        Chosen(item.text, labels.get(form.cleaned_data[name_of(item)], "")) for item in form.items
    ]
    context = {"ballot": ballot, "form": form, "chosen": chosen, "cannot_leave": True}
    return render(request, "resident/voting/look.html", context)


def _spent(request: HttpRequest) -> HttpResponse:
    """Sent twice, or filled in by somebody else: it is counted once, and nobody sees how."""
    return render(request, "resident/voting/thanks.html", {"new": False})
