"""Who is asked: the roll is looked at and frozen, dice are rolled, lists of names are printed.

Names pass through these pages and stay nowhere: what was sent comes back in the page for one
more step, and a list goes out as a file that is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qunce.domain.ballots import rules
from qunce.domain.ballots.actions import draw as draw_people
from qunce.domain.ballots.actions import freeze_frame
from qunce.domain.ballots.frames import Drawn
from qunce.domain.ballots.models import Ballot, Stratum
from qunce.domain.ballots.queries import frozen_roll, names_of_drawn
from qunce.domain.ballots.states import FEWEST, FEWEST_DICE, BallotState
from qunce.domain.organisations.models import Unit
from qunce.exchange import ledgers
from qunce.exchange.rolls import Roll
from qunce.kernel import clock
from qunce.kernel.digits import six_groups
from qunce.kernel.refusals import Refused
from qunce.statistics.draw import allocate
from qunce.statistics.unfit import Unfit
from qunce.web.office.access import tell
from qunce.web.office.ballots.access import run_ballot
from qunce.web.office.ballots.forms import MOST_SHOWN, DrawForm, RollForm
from qunce.web.office.ballots.papers import attendance, file_response
from qunce.web.office.ballots.uploads import takes_roll
from qunce.web.shell.words import add_refusals

DRAWN_AT_FIRST = 600
"""A proposal: with 600 answers the share is known to about 4 points."""
LEAST_DRAWN = 30
"""A proposal for each stratum: enough that it can be shown by itself when a third answers."""
AFTER_DRAW = (BallotState.DRAWN, BallotState.COMMITTED, BallotState.OPEN, BallotState.COUNTING)


@dataclass(frozen=True, slots=True)
class Shown:
    """A stratum as the preview shows it."""

    name: str
    people: int
    small: bool


@takes_roll
@login_required
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the roll first; then freeze what was looked at."""
    ballot, post = run_ballot(request, pk)
    if reasons := rules.why_not_at(ballot, BallotState.DRAFT):
        tell(request, Refused(reasons))
        return redirect("office:ballot", pk)
    form = RollForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not form.is_bound:
        form = RollForm(request.POST, request.FILES)
    if request.method == "POST" and form.is_valid() and "freeze" in request.POST and form.roll:
        try:
            freeze_frame(
                ballot=ballot,
                rows=form.roll.rows,
                units=_units(ballot, form.roll),
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The roll is frozen. No name was kept."))
            return redirect("office:ballot", pk)
    context: dict[str, Any] = {"ballot": ballot, "form": form, "fewest": FEWEST}
    if form.is_bound and form.roll is not None:
        context |= _preview(form.roll, fit=form.is_valid())
    return render(request, "office/ballots/roll.html", context)


def _preview(found: Roll, *, fit: bool) -> dict[str, Any]:
    people = [Shown(name, count, count < FEWEST) for name, count in found.people.items()]
    return {
        "roll": found,
        "people": people,
        "total": len(found.rows),
        "aside": found.aside[:MOST_SHOWN],
        "more_aside": max(len(found.aside) - MOST_SHOWN, 0),
        "kept": found.text() if fit and not any(one.small for one in people) else "",
    }


def _units(ballot: Ballot, found: Roll) -> dict[str, Unit]:
    """Strata that are called like a unit of the town are that unit."""
    below = Unit.objects.within(ballot.campaign.unit)
    named = {unit.name: unit for unit in below.filter(name__in=list(found.people))}
    return {name: named[name] for name in found.people if name in named}


@takes_roll
@login_required
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """First what is announced; then the dice, the sizes, and the same roll again."""
    ballot, post = run_ballot(request, pk)
    if reasons := rules.why_not_at(ballot, BallotState.FRAMED):
        tell(request, Refused(reasons))
        return redirect("office:ballot", pk)
    strata = list(ballot.strata.all())
    total = _number(request.GET.get("total", ""), DRAWN_AT_FIRST)
    sizes = proposal(strata, total)
    if request.method == "POST":
        form = DrawForm(strata, sizes, request.POST, request.FILES)
        if form.is_valid() and form.roll:
            try:
                draw_people(
                    ballot=ballot,
                    dice=form.cleaned_data["dice"],
                    sizes=form.sizes,
                    rows=form.roll.rows,
                    actor=post,
                    now=clock.now(),
                )
            except Refused as refused:
                add_refusals(form, refused)
            else:
                messages.success(
                    request, _("Drawn. Print the attendance lists from the same roll.")
                )
                return redirect("office:ballot", pk)
        form.keep()
    else:
        form = DrawForm(strata, sizes)
    context = {
        "ballot": ballot,
        "form": form,
        "total": sum(sizes.values()),
        "people": sum(one.population for one in strata),
        "fewest": FEWEST_DICE,
        "root": in_groups(ballot.frame_root),
        "digits": six_groups(ballot.frame_root),
    }
    return render(request, "office/ballots/draw.html", context)


def proposal(strata: list[Stratum], total: int) -> dict[str, int]:
    """How many to draw in each stratum: by its people, but so many that it can be heard."""
    populations = {one.name: one.population for one in strata}
    total = min(max(total, 2 * len(strata)), sum(populations.values()))
    for least in (LEAST_DRAWN, 10, 2):
        try:
            return allocate(total, populations, least)
        except Unfit:
            continue
    return populations


@takes_roll
@login_required
def lists(request: HttpRequest, pk: int) -> HttpResponse:
    """The attendance lists from the very roll that was frozen, as PDF or as a spreadsheet."""
    ballot, _post = run_ballot(request, pk)
    if reasons := rules.why_not_at(ballot, *AFTER_DRAW):
        tell(request, Refused(reasons))
        return redirect("office:ballot", pk)
    form = RollForm(request.POST, request.FILES) if request.method == "POST" else RollForm()
    if form.is_bound and form.is_valid() and form.roll:
        try:
            names = names_of_drawn(ballot, frozen_roll(ballot, form.roll.rows))
        except Refused as refused:
            add_refusals(form, refused)
        else:
            if "sheet" in request.POST:
                return file_response(_sheet(names), _("Attendance list.xlsx"))
            return file_response(attendance(ballot, names), _("Attendance list.pdf"))
    return render(request, "office/ballots/lists.html", {"ballot": ballot, "form": form})


def _sheet(names: list[Drawn]) -> bytes:
    strata = dict.fromkeys(one.stratum for one in names)
    return ledgers.write_ledger(
        ledgers.OutSheet(
            stratum,
            [_("Number"), _("Person"), _("Received")],
            [
                (number, one.person, "")
                for number, one in enumerate(
                    (one for one in names if one.stratum == stratum), start=1
                )
            ],
            wide=frozenset({1}),
        )
        for stratum in strata
    )


def in_groups(root: str) -> list[str]:
    """Sixteen groups of four signs, as one reads them out."""
    return [root[at : at + 4] for at in range(0, len(root), 4)]


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else otherwise
