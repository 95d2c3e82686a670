"""One decision per pair of wordings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from qunce.domain.campaigns.actions import decide_all_repairs, decide_repair
from qunce.domain.campaigns.models import Draft, DraftRepair
from qunce.domain.campaigns.states import RepairDecision
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import back_to, own_draft, tell
from qunce.web.office.wordings import sure_in_words
from qunce.web.shell.source import Marking, around

SURE = 0.9
"""From here on a pair may be accepted together with the others."""


@dataclass(frozen=True, slots=True)
class ShownRepair:
    """A pair with one of its places in context, and how sure it is in words."""

    repair: DraftRepair
    example: SafeString
    start: int
    sure: str

    @property
    def places(self) -> int:
        return len(self.repair.places)


def read_repairs(draft: Draft) -> list[ShownRepair]:
    """Every pair of the draft, the surest first.  One statement."""
    return [
        ShownRepair(
            repair,
            around(draft.source_text, *repair.places[0]),
            repair.places[0][0],
            sure_in_words(repair.confidence),
        )
        for repair in draft.repairs.all()
        if repair.places
    ]


def markings(repairs: Iterable[DraftRepair]) -> list[Marking]:
    """Every place of every pair that was not declined."""
    return [
        Marking(start, end, repair.suggested)
        for repair in repairs
        if repair.decision != RepairDecision.DECLINED
        for start, end in repair.places
    ]


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, repair_pk: int) -> HttpResponse:
    """Repair everywhere, or leave as it stands."""
    draft, post = own_draft(request, pk)
    repair = get_object_or_404(draft.repairs.select_related("draft"), pk=repair_pk)
    try:
        decide_repair(
            repair=repair,
            decision=request.POST.get("decision", ""),
            actor=post,
            now=clock.now(),
        )
    except Refused as refused:
        tell(request, refused)
    return back_to(request, draft, "#repairs")


@login_required
@require_POST
def decide_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Repair every undecided pair that is sure enough."""
    draft, post = own_draft(request, pk)
    try:
        decide_all_repairs(
            draft=draft,
            decision=RepairDecision.ACCEPTED,
            at_least=SURE,
            actor=post,
            now=clock.now(),
        )
    except Refused as refused:
        tell(request, refused)
    return back_to(request, draft, "#repairs")
