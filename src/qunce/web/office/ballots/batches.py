"""Batches of answer parts: made, keyed twice by different posts, looked at a third time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import actions, rules
from qunce.domain.ballots.keys import KeyLost, Stale
from qunce.domain.ballots.models import Ballot, Batch, Stratum
from qunce.domain.ballots.queries import both_keyings, returns
from qunce.domain.ballots.rules import StratumReturns
from qunce.domain.ballots.rules.standing import interrupted
from qunce.domain.ballots.states import BallotState, BatchState
from qunce.domain.ballots.tallies import Keyed
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused
from qunce.web.office.access import tell
from qunce.web.office.ballots.access import counted_ballot
from qunce.web.office.ballots.forms import BatchForm, JoinForm
from qunce.web.office.ballots.keying import read_slip, written
from qunce.web.shell.words import add_refusals, say


@dataclass(frozen=True, slots=True)
class Pile:
    """Slips on paper that are counted together, and how many of them lie in batches."""

    stratum: Stratum
    name: str
    received: int
    batched: int

    @property
    def rest(self) -> int:
        return self.received - self.batched


def piles(strata: list[Stratum], found: dict[int, StratumReturns], made: list[Batch]) -> list[Pile]:
    """One for each stratum that is not counted with another."""
    shown = []
    for one in strata:
        if one.joined_into_id is not None:
            continue
        members = [each for each in strata if each.counting_id == one.pk]
        shown.append(
            Pile(
                one,
                " + ".join(each.name for each in members),
                sum(found.get(each.pk, StratumReturns()).paper for each in members),
                sum(batch.slips for batch in made if batch.stratum_id == one.pk),
            )
        )
    return shown


@login_required
def batches(request: HttpRequest, pk: int) -> HttpResponse:
    """What lies in batches and what does not; the next batch."""
    ballot, post = _open(request, pk)
    alone = ballot.strata.filter(joined_into__isnull=True)
    bound = BatchForm(alone, request.POST) if request.method == "POST" else None
    if bound is not None and bound.is_valid():
        try:
            made = actions.open_batch(
                ballot=ballot, actor=post, now=clock.now(), **bound.cleaned_data
            )
        except Refused as refused:
            add_refusals(bound, refused)
        else:
            return redirect("office:ballot_batch", pk, made.pk)
    return _list(request, ballot, post, bound)


def _list(
    request: HttpRequest,
    ballot: Ballot,
    post: Post,
    bound: BatchForm | None = None,
    join: JoinForm | None = None,
) -> HttpResponse:
    strata = list(ballot.strata.all())
    made = list(ballot.batches.select_related("stratum"))
    shown = piles(strata, returns(ballot), made)
    alone = ballot.strata.filter(joined_into__isnull=True)
    runs = not rules.why_not_run(ballot, post)
    context = {
        "ballot": ballot,
        "batches": made,
        "piles": shown,
        "form": bound or BatchForm(alone, initial=_next(shown, made)),
        "join": (join or JoinForm(alone)) if runs and len(shown) > 1 else None,
        "rest": sum(pile.rest for pile in shown),
    }
    return render(request, "office/ballots/batches.html", context)


def _next(shown: list[Pile], made: list[Batch]) -> dict[str, Any]:
    """The first pile with slips left, and a name that no batch has."""
    pile = next((one for one in shown if one.rest > 0), None)
    number = len(made) + 1
    taken = {one.label for one in made}
    while f"{number:02}" in taken:
        number += 1
    return {"stratum": pile.stratum if pile else None, "label": f"{number:02}"}


@login_required
@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """A small group is counted together with another."""
    ballot, post = _open(request, pk)
    form = JoinForm(ballot.strata.filter(joined_into__isnull=True), request.POST)
    if form.is_valid():
        try:
            actions.join_strata(actor=post, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("They are counted together."))
            return redirect("office:ballot_batches", pk)
    return _list(request, ballot, post, join=form)


@login_required
def batch(request: HttpRequest, pk: int, batch_pk: int) -> HttpResponse:
    """How far one batch is, and what the post acted for can do with it."""
    ballot, post = _open(request, pk)
    one = _batch(ballot, batch_pk)
    keyings = list(one.keyings.select_related("post__unit"))
    number = len(keyings) + 1
    context: dict[str, Any] = {
        "ballot": ballot,
        "batch": one,
        "keyings": keyings,
        "runs": not rules.why_not_run(ballot, post),
    }
    if one.state == BatchState.OPEN:
        context["why_not_key"] = rules.why_not_key(one, post, number=number, keyings=keyings)
        context["number"] = number
    elif one.state == BatchState.DIFFERS:
        context["differences"] = len(_differing(ballot, *_both(one)))
    return render(request, "office/ballots/batch.html", context)


@login_required
@require_POST
def undo(request: HttpRequest, pk: int, batch_pk: int) -> HttpResponse:
    """A batch that was miscounted is undone."""
    ballot, post = _open(request, pk)
    one = _batch(ballot, batch_pk)
    try:
        actions.undo_batch(
            batch=one, reason=request.POST.get("reason", ""), actor=post, now=clock.now()
        )
    except Refused as refused:
        tell(request, refused)
        return redirect("office:ballot_batch", pk, batch_pk)
    messages.success(request, _("The batch is undone; its slips go back to the pile."))
    return redirect("office:ballot_batches", pk)


@dataclass(frozen=True, slots=True)
class Line:
    """One slip of the grid, as it was typed."""

    number: int
    typed: str = ""
    error: str = ""
    first: str = ""
    second: str = ""

    @property
    def name(self) -> str:
        return f"slip_{self.number}"


@login_required
def key(request: HttpRequest, pk: int, batch_pk: int, number: int) -> HttpResponse:
    """The grid: one line for each slip.  What was typed stays until it is taken."""
    ballot, post = _open(request, pk)
    one = _batch(ballot, batch_pk)
    keyings = list(one.keyings.all())
    if reasons := rules.why_not_key(one, post, number=number, keyings=keyings):
        tell(request, Refused(reasons))
        return redirect("office:ballot_batch", pk, batch_pk)
    items = list(ballot.items.all())
    lines = [Line(at) for at in range(1, one.slips + 1)]
    reasons = []
    words = request.POST.get("words", "")
    if request.method == "POST":
        lines, rows = _read(request, ballot, len(items), lines)
        if not any(line.error for line in lines):
            try:
                changed = actions.key_batch(
                    batch=one,
                    number=number,
                    rows=rows,
                    words=[text.strip() for text in words.splitlines() if text.strip()],
                    actor=post,
                    now=clock.now(),
                )
            except Refused as refused:
                reasons = list(refused.refusals)
            else:
                _tell_keyed(request, changed)
                return redirect("office:ballot_batch", pk, batch_pk)
    context = {
        "ballot": ballot,
        "batch": one,
        "number": number,
        "items": items,
        "lines": lines,
        "steps": ballot.steps,
        "words": words,
        "wrong": [line for line in lines if line.error],
        "reasons": reasons,
    }
    return render(request, "office/ballots/key.html", context)


def _read(
    request: HttpRequest, ballot: Ballot, questions: int, lines: list[Line]
) -> tuple[list[Line], list[Keyed]]:
    """Every line with what is wrong in it.  Empty lines at the end are slips that are missing.

    An empty line between others has an error of its own; how many there must be is the rule's word.
    """
    typed = [request.POST.get(line.name, "")[:200] for line in lines]
    last = max((at for at, one in enumerate(typed) if one.strip()), default=-1)
    shown, rows = [], []
    for at, line in enumerate(lines):
        error = ""
        if at <= last and not typed[at].strip():
            error = _("Slip %(number)s is not keyed.") % {"number": line.number}
        elif typed[at].strip():
            read = read_slip(typed[at], codes=ballot.codes, questions=questions)
            if isinstance(read, Refusal):
                error = _("Slip %(number)s: %(text)s") % {
                    "number": line.number,
                    "text": say(read),
                }
            else:
                rows.append(read)
        shown.append(Line(line.number, typed[at], error, line.first, line.second))
    return shown, rows


def _tell_keyed(request: HttpRequest, changed: Batch) -> None:
    if changed.state == BatchState.SETTLED:
        messages.success(request, _("Both keyings agree. The batch is settled."))
    elif changed.state == BatchState.DIFFERS:
        messages.warning(request, _("The two keyings differ. A third look decides."))
    else:
        messages.success(request, _("Keyed once. Now another post keys the same batch."))


@login_required
def look(request: HttpRequest, pk: int, batch_pk: int) -> HttpResponse:
    """Where two keyings differ: both side by side, and what really stands on the slip."""
    ballot, post = _open(request, pk)
    one = _batch(ballot, batch_pk)
    keyings = list(one.keyings.select_related("post__unit"))
    partner = next((k.post for k in keyings if k.post_id != post.pk), None)
    together = any(k.post_id == post.pk for k in keyings) and "together" in request.POST
    if reasons := rules.why_not_look_again(
        one, post, partner if any(k.post_id == post.pk for k in keyings) else None, keyings=keyings
    ):
        tell(request, Refused(reasons))
        return redirect("office:ballot_batch", pk, batch_pk)
    first, second = _both(one)
    if not first:
        tell(request, Refused(interrupted()))
        return redirect("office:ballot", pk)
    lines = _differing(ballot, first, second)
    reasons = []
    if request.method == "POST":
        lines, rows = _looked(request, ballot, lines)
        if not any(line.error for line in lines):
            decided = {line.number: row for line, row in zip(lines, rows, strict=True)}
            try:
                actions.look_again(
                    batch=one,
                    rows=[decided.get(at, row) for at, row in enumerate(first, 1)],
                    with_post=partner if together else None,
                    actor=post,
                    now=clock.now(),
                )
            except Refused as refused:
                reasons = list(refused.refusals)
            else:
                messages.success(request, _("Settled. The slips say what you keyed."))
                return redirect("office:ballot_batch", pk, batch_pk)
    context = {
        "ballot": ballot,
        "batch": one,
        "lines": lines,
        "items": ballot.items.all(),
        "steps": ballot.steps,
        "partner": partner if any(k.post_id == post.pk for k in keyings) else None,
        "wrong": [line for line in lines if line.error],
        "reasons": reasons,
        "posts": [k.post for k in keyings],
    }
    return render(request, "office/ballots/look.html", context)


def _differing(ballot: Ballot, first: list[Keyed], second: list[Keyed]) -> list[Line]:
    return [
        Line(
            at,
            first=written(one, codes=ballot.codes),
            second=written(two, codes=ballot.codes),
        )
        for at, (one, two) in enumerate(zip(first, second, strict=True), 1)
        if one != two
    ]


def _looked(
    request: HttpRequest, ballot: Ballot, lines: list[Line]
) -> tuple[list[Line], list[Keyed]]:
    """Each slip that differs is keyed anew, none is left out."""
    questions = ballot.items.count()
    shown, rows = [], []
    for line in lines:
        typed = request.POST.get(line.name, "")[:200]
        read = read_slip(typed, codes=ballot.codes, questions=questions) if typed.strip() else None
        error = ""
        if read is None:
            error = _("Slip %(number)s is not keyed.") % {"number": line.number}
        elif isinstance(read, Refusal):
            error = _("Slip %(number)s: %(text)s") % {"number": line.number, "text": say(read)}
        else:
            rows.append(read)
        shown.append(Line(line.number, typed, error, line.first, line.second))
    return shown, rows


def _both(one: Batch) -> tuple[list[Keyed], list[Keyed]]:
    """Both keyings; none where their key is gone, which stops every action on the ballot too."""
    try:
        return both_keyings(one)
    except (KeyLost, Stale):
        return [], []


def _open(request: HttpRequest, pk: int) -> tuple[Ballot, Post]:
    """While the box is open; at another time there is nothing to see."""
    ballot, post = counted_ballot(request, pk)
    if ballot.state != BallotState.COUNTING:
        raise Http404
    return ballot, post


def _batch(ballot: Ballot, pk: int) -> Batch:
    one = get_object_or_404(ballot.batches.select_related("stratum"), pk=pk)
    one.ballot = ballot
    return one
