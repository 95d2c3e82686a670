"""One campaign on one page: each gate, what stands behind it, and the one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.campaigns import queries
from qunce.domain.campaigns.actions import begin_stage
from qunce.domain.campaigns.models import Document, Stage
from qunce.domain.campaigns.rules import why_not_begin, why_not_issue
from qunce.domain.campaigns.states import DocumentState
from qunce.domain.gates.models import Asking, Gate, Passage
from qunce.domain.gates.states import Check, GateKind, GateState, Need
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused
from qunce.web.office.access import tell
from qunce.web.office.desk.access import own_campaign, own_stage, today
from qunce.web.shell.asked import Links, consult_at, judge_at, shown_links

SHAPES: dict[str, str] = {
    GateState.WAITING: "todo",
    GateState.ASKING: "doing",
    GateState.PASSED: "done",
    GateState.NOT_PASSED: "stuck",
    GateState.OVERRIDDEN: "late",
}


@dataclass
class Way:
    """Something to be done: a link with its words; the first one of the page stands out."""

    label: str
    address: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class DeskDocument:
    document: Document
    reasons: list[Refusal]
    """Why it cannot be issued; empty when it can be, or was."""

    @property
    def issued(self) -> bool:
        return self.document.state == DocumentState.ISSUED


@dataclass(frozen=True, slots=True)
class DeskStage:
    stage: Stage
    reasons: list[Refusal]


@dataclass(frozen=True, slots=True)
class DeskGate:
    """A gate on the desk: how it stands, why, what to do, and what stands behind it."""

    gate: Gate
    shape: str
    round: Asking | None
    """The round that goes on, else the last one."""
    links: Links
    passage: Passage | None
    missing: list[Refusal]
    sentence: str
    ways: list[Way]
    documents: list[DeskDocument]
    stages: list[DeskStage]
    checks_left: int | None
    """Of the four checks; none when the round does not need them."""

    @property
    def goes_on(self) -> bool:
        return self.gate.state == GateState.ASKING and self.round is not None


@login_required
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The five gates in order, and the stages that wait for none of them."""
    campaign, _post = own_campaign(request, pk)
    documents = list(queries.documents_shown(campaign))
    stages = list(campaign.stages.select_related("gate"))
    order = list(GateKind.values)
    places = sorted(
        queries.gates_of(documents, stages), key=lambda place: order.index(place.gate.kind)
    )
    rounds = _last_rounds(places)
    begun = {stage.pk: _stage(stage, before) for stage, before in _in_order(stages)}
    gates = [_gate(place, rounds.get(place.gate.pk), begun) for place in places]
    free = [begun[stage.pk] for stage in stages if stage.gate is None]
    _first_stands_out(gates)
    context = {"campaign": campaign, "gates": gates, "free_stages": free}
    return render(request, "office/desk/campaign.html", context)


@login_required
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """The stage begins, or one reads why it does not."""
    stage, post = own_stage(request, pk)
    try:
        begin_stage(stage=stage, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("The stage has begun. It is on the record."))
    back = reverse("office:desk", args=[stage.campaign_id])
    return redirect(back + (f"#gate-{stage.gate.kind}" if stage.gate else "#stages"))


def _last_rounds(places: list[queries.GatePlace]) -> dict[int, Asking]:
    """The last round at each gate, with its checks.  Two statements."""
    rounds = Asking.objects.filter(gate__in=[place.gate.pk for place in places])
    last: dict[int, Asking] = {}
    for asking in rounds.order_by("number").prefetch_related("checks"):
        last[asking.gate_id] = asking
    return last


def _in_order(stages: list[Stage]) -> list[tuple[Stage, Stage | None]]:
    """Each stage with the one before it."""
    return list(zip(stages, [None, *stages[:-1]], strict=True)) if stages else []


def _stage(stage: Stage, before: Stage | None) -> DeskStage:
    begun = stage.begun_at is not None
    return DeskStage(stage, [] if begun else why_not_begin(stage, before=before))


def _document(document: Document) -> DeskDocument:
    issued = document.state == DocumentState.ISSUED
    return DeskDocument(document, [] if issued else why_not_issue(document))


def _gate(
    place: queries.GatePlace, asking: Asking | None, stages: dict[int, DeskStage]
) -> DeskGate:
    gate = place.gate
    documents = [_document(one) for one in place.documents]
    behind = [stages[one.pk] for one in place.stages]
    links = Links() if asking is None else shown_links(asking)
    sentence, ways = _next(gate, asking, links, documents, behind)
    failed = asking is not None and gate.state == GateState.NOT_PASSED
    return DeskGate(
        gate=gate,
        shape=SHAPES[gate.state],
        round=asking,
        links=links,
        passage=getattr(gate, "passage", None),
        missing=[
            Refusal(one["code"], one["message"], one["params"])
            for one in (asking.missing if asking is not None and failed else [])
        ],
        sentence=sentence,
        ways=ways,
        documents=documents,
        stages=behind,
        checks_left=_checks_left(gate, asking),
    )


def _checks_left(gate: Gate, asking: Asking | None) -> int | None:
    if asking is None or gate.state != GateState.ASKING:
        return None
    if Need.FOUR_CHECKS not in asking.rule.get("needs", ()):
        return None
    return len(Check.values) - len(asking.checks.all())


def _next(
    gate: Gate,
    asking: Asking | None,
    links: Links,
    documents: list[DeskDocument],
    stages: list[DeskStage],
) -> tuple[str, list[Way]]:
    """What to do at this gate, in a sentence, and where."""
    if gate.state == GateState.WAITING:
        return _("Nobody has been asked yet. Until then the rule can be changed."), _asks(gate)
    if gate.state == GateState.NOT_PASSED:
        told = _("The last round did not pass. Do what was missing, and ask again.")
        return told, _asks(gate)
    if gate.state == GateState.ASKING and asking is not None:
        work = [Way(_("Go on with it"), links.work)] if links.work else []
        if today() < asking.opens_on:
            return _("The asking is announced and has not begun."), work
        if today() <= asking.closes_on:
            return _("People can answer now."), work
        return _("The last day is over. Answer what was said, then settle it."), work
    for one in documents:
        if not one.issued:
            address = reverse("office:document", args=[one.document.pk])
            label = _("Issue it") if one.document.text.strip() else _("Write it")
            told = _("The gate is open. “%(title)s” can be issued.")
            return told % {"title": one.document.title}, [Way(label, address)]
    if any(one.stage.begun_at is None and not one.reasons for one in stages):
        return _("The gate is open. The stage behind it can begin."), []
    return _("The gate is open, and nothing waits here."), []


def _asks(gate: Gate) -> list[Way]:
    """Where the asking begins; empty for pages that are not there."""
    ways = (
        (_("Ask people"), consult_at(gate)),
        (_("Prepare the secret ballot"), judge_at(gate)),
    )
    return [Way(label, address) for label, address in ways if address]


def _first_stands_out(gates: list[DeskGate]) -> None:
    """The first thing to do on the page is the main one."""
    for gate in gates:
        for way in gate.ways:
            way.primary = True
            return
