"""From the code on a slip to a slip in the urn."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from qunce.domain.ballots.actions import cast
from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.queries import ballot_of, code_state, read_code
from qunce.domain.ballots.rules import why_not_code, why_not_take_slips
from qunce.domain.ballots.states import CodeState
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.kernel.slipcodes import printed
from qunce.web.resident.follow import WRONG_CODES
from qunce.web.resident.voting.forms import SlipCodeForm, SlipForm, name_of
from qunce.web.shell.words import add_refusals


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question as it is read once more before the slip goes in."""

    text: str
    answer: str


@sensitive_post_parameters()
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code; the slip it belongs to comes back."""
    if request.method != "POST":
        return _enter(request, SlipCodeForm())
    form = SlipCodeForm(request.POST)
    if wait := WRONG_CODES.wait(request):
        answer = _enter(request, form, too_many=True, status=429)
        answer["Retry-After"] = str(wait)
        return answer
    if not form.is_valid():
        return _enter(request, form)
    try:
        code, ballot = _found(request, form.cleaned_data["code"])
    except Refused as refused:
        if "code_spent" in refused.codes:
            return _spent(request)
        add_refusals(form, refused)
        return _enter(request, form)
    items = list(ballot.items.all())
    return _fill(request, ballot, SlipForm(ballot, items, initial={"code": code}), code)


@sensitive_post_parameters()
@never_cache
def fill(request: HttpRequest) -> HttpResponse:
    """The filled-in slip: looked over once more, and put into the urn."""
    if request.method != "POST":
        return redirect("resident:vote")
    entered = SlipCodeForm(request.POST)
    if wait := WRONG_CODES.wait(request):
        answer = _enter(request, entered, too_many=True, status=429)
        answer["Retry-After"] = str(wait)
        return answer
    if not entered.is_valid():
        return _enter(request, entered)
    try:
        code, ballot = _found(request, entered.cleaned_data["code"])
    except Refused as refused:
        if "code_spent" in refused.codes:
            return _spent(request)
        add_refusals(entered, refused)
        return _enter(request, entered)
    items = list(ballot.items.all())
    form = SlipForm(ballot, items, request.POST)
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


def _found(request: HttpRequest, typed: str) -> tuple[str, Ballot]:
    """The code as it is printed and the ballot it opens now; refuses every other one."""
    code = read_code(typed)
    ballot = ballot_of(code)
    if ballot is None:
        WRONG_CODES.spend(request)
        raise Refused(why_not_code(None))
    state = code_state(ballot, code)
    if state != CodeState.ISSUED:
        raise Refused(why_not_code(state))
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    if reasons := why_not_take_slips(ballot, today=today):
        raise Refused(reasons)
    return code, ballot


def _enter(
    request: HttpRequest, form: SlipCodeForm, *, too_many: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": form, "too_many": too_many}
    return render(request, "resident/voting/enter.html", context, status=status)


def _fill(request: HttpRequest, ballot: Ballot, form: SlipForm, code: str) -> HttpResponse:
    context = {"ballot": ballot, "form": form, "printed": printed(code)}
    return render(request, "resident/voting/fill.html", context)


def _look(request: HttpRequest, ballot: Ballot, form: SlipForm, code: str) -> HttpResponse:
    """What was marked, in words, before it cannot be taken back."""
    if not any(form.marks):
        form.add_error(None, _("Nothing is marked yet. Mark at least one answer."))
        return _fill(request, ballot, form, code)
    labels = {step["code"]: step["label"] for step in ballot.steps}
    chosen = [
        Chosen(item.text, labels.get(form.cleaned_data[name_of(item)], "")) for item in form.items
    ]
    context = {"ballot": ballot, "form": form, "chosen": chosen, "printed": printed(code)}
    return render(request, "resident/voting/look.html", context)


def _spent(request: HttpRequest) -> HttpResponse:
    """Sent twice, or filled in by somebody else: it is counted once, and nobody sees how."""
    return render(request, "resident/voting/thanks.html", {"new": False})
