"""Slips: made as PDF files, fetched by whoever made them, deleted once they are printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import rules
from qunce.domain.ballots.models import Ballot, Stratum
from qunce.domain.ballots.states import BallotState
from qunce.domain.gates.rules import why_not_start
from qunce.exchange import slip_files
from qunce.exchange.paper.slips import specimen
from qunce.exchange.slip_files import Making
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused
from qunce.web.office.access import tell
from qunce.web.office.ballots.access import run_ballot, today
from qunce.web.office.ballots.forms import ReserveForm
from qunce.web.office.ballots.papers import address_of, file_response, slip_ballot
from qunce.web.office.ballots.work import ask_anew, ask_for, work_on
from qunce.web.shell.words import add_refusals

SPARE = 0.03
"""Slips in reserve that are proposed, of those drawn."""


@login_required
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """How many are made; how far the making is; the files."""
    ballot, post = run_ballot(request, pk)
    strata = list(ballot.strata.all())
    form = ReserveForm(strata, {one.pk: spare(one) for one in strata}, request.POST or None)
    kept = slip_files.found(ballot.uid)
    if request.method == "POST" and ballot.state == BallotState.DRAWN:
        if kept is not None and kept.at_work:
            return redirect("office:ballot_slips", pk)  # a double tap
        if form.is_valid():
            reserve = form.numbers()
            if reasons := why_not_make(ballot, post, strata, reserve):
                add_refusals(form, reasons)
            else:
                address = address_of(request, "resident:vote")
                ask_for(ballot, post, reserve=reserve, address=address, now=clock.now())
                return redirect("office:ballot_slips", pk)
    elif request.method == "POST":
        tell(request, Refused(rules.why_not_at(ballot, BallotState.DRAWN)))
        return redirect("office:ballot", pk)
    return _page(request, ballot, post, form)


def _page(request: HttpRequest, ballot: Ballot, post: Post, form: ReserveForm) -> HttpResponse:
    kept = slip_files.found(ballot.uid)
    work = work_on(kept, now=clock.now()) if kept is not None else None
    at_work = work is not None and kept is not None and kept.at_work and not work.given_up
    context: dict[str, Any] = {"ballot": ballot, "work": work, "at_work": at_work}
    if at_work and request.headers.get("HX-Request"):
        return render(request, "office/ballots/_making.html", context)
    if not at_work:
        strata = form.strata
        context |= {
            "form": form,
            "drawn": sum(one.sample for one in strata),
            "issued": sum(one.issued for one in strata),
            "mine": kept is not None and kept.post == post.pk,
            "ready": kept is not None and kept.state == Making.READY,
            "files": slip_files.names(ballot.uid),
            "reasons": why_not_make(ballot, post, strata, {})
            if ballot.state == BallotState.DRAWN
            else [],
        }
    response = render(request, "office/ballots/slips.html", context)
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"  # the work is done: show the page that follows
    return response


def spare(stratum: Stratum) -> int:
    """So many spare slips are proposed: a few of a hundred, two at least."""
    return max(2, math.ceil(stratum.sample * SPARE))


def why_not_make(
    ballot: Ballot, post: Post, strata: Sequence[Stratum], reserve: dict[int, int]
) -> list[Refusal]:
    """What the action would say, asked before the job is."""
    names = {one.pk: one.name for one in strata}
    given = {names[key]: number for key, number in reserve.items() if key in names}
    on = today()
    first, last = ballot.opens_on, ballot.closes_on
    reasons = rules.why_not_commit(ballot, strata, given, on)
    passed = {"asking_begins_in_the_past"} if reasons else set()
    begin = why_not_start(ballot.gate, post, opens_on=first, closes_on=last, today=on)
    return reasons + [one for one in begin if one.code not in passed]


@login_required
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip as it will be printed, with a code that no ballot has."""
    ballot, _post = run_ballot(request, pk)
    address = address_of(request, "resident:vote")
    stratum = ballot.strata.values_list("name", flat=True).first() or ""
    return file_response(specimen(slip_ballot(ballot, address), stratum), _("Specimen slip.pdf"))


@login_required
def file(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """One file of slips, for the post that made them and nobody else."""
    ballot, post = run_ballot(request, pk)
    kept = slip_files.found(ballot.uid)
    path = slip_files.path_of(ballot.uid, name)
    if kept is None or path is None or kept.state != Making.READY or kept.post != post.pk:
        raise Http404
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="application/pdf"
    )
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """They are on paper: the files are deleted."""
    ballot, post = run_ballot(request, pk)
    kept = slip_files.found(ballot.uid)
    if kept is None or kept.post != post.pk:
        raise Http404
    if not kept.at_work:
        slip_files.drop(ballot.uid)
        messages.success(request, _("The files are deleted. The slips are on paper alone now."))
    return redirect("office:ballot", pk)


@login_required
@require_POST
def anew(request: HttpRequest, pk: int) -> HttpResponse:
    """The printing failed or was lost: every slip of it is void, and others are made."""
    ballot, post = run_ballot(request, pk)
    reason = request.POST.get("reason", "")
    reasons = rules.why_not_at(ballot, BallotState.COMMITTED) or rules.why_not_words(reason)
    kept = slip_files.found(ballot.uid)
    if reasons:
        tell(request, Refused(reasons))
    elif kept is None or not kept.at_work or work_on(kept, now=clock.now()).given_up:
        address = address_of(request, "resident:vote")
        ask_anew(ballot, post, reason=reason.strip(), address=address, now=clock.now())
    return redirect("office:ballot_slips", pk)
