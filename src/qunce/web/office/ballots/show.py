"""One ballot: where it stands, the one next thing, and the steps that are one press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import rules
from qunce.domain.ballots.models import Ballot, Recount
from qunce.domain.ballots.queries import evidence, low_items, returns
from qunce.domain.ballots.states import (
    BEFORE_SLIPS,
    COUNTED,
    WITH_SLIPS,
    BallotState,
    WordsState,
)
from qunce.domain.gates.states import AskingState
from qunce.exchange import slip_files
from qunce.kernel import clock
from qunce.kernel.digits import six_groups
from qunce.kernel.refusals import Refusal, Refused
from qunce.web.office.ballots.access import own_ballot, run_ballot, today
from qunce.web.office.ballots.box import accounts
from qunce.web.office.ballots.next_thing import next_thing
from qunce.web.office.ballots.result_work import work_on
from qunce.web.office.ballots.rolls import AFTER_DRAW
from qunce.web.office.ballots.steps import NEXT, OFFERS, Look, Offer
from qunce.web.shell.words import add_refusals

_S = BallotState
WITH_ACCOUNT = (_S.COUNTING, *COUNTED)
"""States in which each stratum's slips are shown; before that only how many are back in all."""

STAGES: tuple[tuple[str, str | Promise], ...] = (
    ("roll", gettext_lazy("The roll")),
    ("draw", gettext_lazy("The dice")),
    ("slips", gettext_lazy("The slips")),
    ("open", gettext_lazy("Handing out")),
    ("answer", gettext_lazy("People answer")),
    ("count", gettext_lazy("The box")),
    ("publish", gettext_lazy("The result")),
    ("gate", pgettext_lazy("last step of a ballot", "The gate")),
)
AT = {
    _S.DRAFT: "roll",
    _S.FRAMED: "draw",
    _S.DRAWN: "slips",
    _S.COMMITTED: "open",
    _S.OPEN: "answer",
    _S.COUNTING: "count",
    _S.CLOSED: "publish",
    _S.PUBLISHED: "gate",
}


@dataclass
class Shown:
    """A step on the page: open with its form, or grey with the reasons."""

    offer: Offer
    form: forms.Form | None
    reasons: list[Refusal]


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    ballot, post = own_ballot(request, pk)
    return page(request, ballot, post)


@login_required
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """GET leads to the page; POST takes the step, and keeps what was typed when it may not be."""
    offer = OFFERS.get(act)
    if offer is None:
        raise Http404
    ballot, post = run_ballot(request, pk)
    if request.method != "POST":
        return redirect("office:ballot", pk)
    form = offer.form(request.POST, prefix=act)
    if form.is_valid():
        look = look_at(ballot) if offer.looks_first else None
        if look is not None and act == "publish" and look.publishing:  # a double tap
            return redirect(f"office:{offer.leads_to}", pk)
        reasons = offer.why_not(ballot, post, look) if look is not None else []
        try:
            if reasons:
                raise Refused(reasons)
            offer.do(ballot, form.cleaned_data, post, clock.now())
        except Refused as refused:
            add_refusals(form, _at_fields(refused))
        else:
            done = offer.begun or _("Done: %(step)s.") % {"step": offer.label}
            messages.success(request, str(done))
            return redirect(f"office:{offer.leads_to}", pk)
        ballot, post = run_ballot(request, pk)
    return page(request, ballot, post, {act: form})


def page(
    request: HttpRequest,
    ballot: Ballot,
    post: Post,
    bound: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    """The page of ``ballot``; ``bound`` holds a form that was sent and refused."""
    look = look_at(ballot)
    runs = not rules.why_not_run(ballot, post)
    counts = not rules.why_not_count_paper(ballot, post)
    slips = slip_files.found(ballot.uid) if runs else None
    context: dict[str, Any] = {
        "ballot": ballot,
        "items": list(ballot.items.all()),
        "look": look,
        "runs": runs,
        "counts": counts and ballot.state == _S.COUNTING,
        "stages": _stages(ballot),
        "digits": six_groups(ballot.frame_root) if ballot.frame_root else "",
        "people": sum(one.population for one in look.strata),
        "drawn": sum(one.sample for one in look.strata),
        "editable": runs and ballot.state in BEFORE_SLIPS,
        "lists": runs and ballot.state in AFTER_DRAW,
        "counted": ballot.state in COUNTED,
        "published": ballot.state == _S.PUBLISHED,
        "stubs": sum(one.paper for one in look.returns.values()),
        "batched": sum(one.slips for one in look.batches),
        "settled": sum(1 for one in look.batches if one.state == "settled"),
        **_steps(ballot, post, look, bound or {}, runs=runs),
    }
    if runs:
        context["next"] = next_thing(ballot, look, slips)
    if ballot.state in WITH_ACCOUNT:
        context["accounts"] = accounts(list(look.strata), dict(look.returns))
    if ballot.state == _S.PUBLISHED and runs:
        context["low"] = len(low_items(ballot))
    return render(request, "office/ballots/ballot.html", context)


def look_at(ballot: Ballot) -> Look:
    """What the rules need to know, read once; nothing is counted before slips exist."""
    counted = ballot.state in COUNTED
    out = counted or ballot.state in WITH_SLIPS
    asking = ballot.asking
    making = slip_files.found(ballot.uid)
    published = ballot.state == _S.PUBLISHED and asking is not None
    open_round = published and asking is not None and asking.state == AskingState.OPEN
    return Look(
        today=today(),
        strata=list(ballot.strata.all()),
        returns=returns(ballot) if out else {},
        batches=list(ballot.batches.all()) if counted or ballot.state == _S.COUNTING else (),
        gaps=dict(Recount.objects.filter(batch__ballot=ballot).values_list("batch_id", "gap"))
        if counted
        else {},
        unchecked=ballot.slip_words.filter(state=WordsState.UNCHECKED).count()
        if ballot.state == _S.CLOSED
        else 0,
        evidence=evidence(ballot) if open_round else None,
        checks=dict(asking.checks.values_list("code", "holds")) if open_round and asking else {},
        making=making is not None and making.at_work,
        result=work_on(ballot, now=clock.now()) if ballot.state == _S.CLOSED else None,
    )


def _steps(
    ballot: Ballot, post: Post, look: Look, bound: dict[str, forms.Form], *, runs: bool
) -> dict[str, list[Shown]]:
    """First what comes next, grey with its reasons where it may not be; then what else may be."""
    first: list[Shown] = []
    more: list[Shown] = []
    if not runs:
        return {"first": first, "more": more}
    following = NEXT.get(BallotState(ballot.state), ())
    asking = ballot.asking
    if ballot.state == _S.PUBLISHED and asking is not None and asking.state != AskingState.OPEN:
        following = ()
    for code, offer in OFFERS.items():
        reasons = offer.why_not(ballot, post, look)
        if code in following or code in bound:
            form = bound.get(code) or (None if reasons else offer.form(prefix=code))
            first.append(Shown(offer, form, reasons))
        elif not reasons:
            shown = Shown(offer, offer.form(prefix=code), [])
            (first if code == "not-passed" else more).append(shown)
    return {"first": first, "more": more}


def _stages(ballot: Ballot) -> list[dict[str, Any]]:
    """The way from the roll to the gate, with where it is."""
    if ballot.state not in AT:  # given up: it is nowhere on the way
        return []
    codes = [code for code, _words in STAGES]
    at = codes.index(AT[BallotState(ballot.state)])
    return [
        {"code": code, "title": words, "done": place < at, "now": place == at}
        for place, (code, words) in enumerate(STAGES)
    ]


def _at_fields(refused: Refused) -> list[Refusal]:
    """The gate calls the reason of a broken off round “why”; the form, as the action does."""
    return [
        Refusal(one.code, one.message, one.params, "reason") if one.on == "why" else one
        for one in refused.refusals
    ]
