"""One gate for everybody: the rule fixed beforehand, each round, what came of it, what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns import queries
from qunce.domain.campaigns.models import Document
from qunce.domain.campaigns.states import DocumentState
from qunce.domain.gates.models import Asking, DocumentCheck, Gate, Passage
from qunce.domain.gates.rules import why_not_look_after
from qunce.domain.gates.states import (
    WITHOUT_PHONE,
    AskingState,
    Check,
    GateState,
    Need,
    PassageKind,
    Way,
)
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refusal
from qunce.web.shell.acting import acting_post
from qunce.web.shell.asked import Links, shown_links

SHAPES: dict[str, str] = {
    GateState.WAITING: "todo",
    GateState.ASKING: "doing",
    GateState.PASSED: "done",
    GateState.NOT_PASSED: "stuck",
    GateState.OVERRIDDEN: "late",
}
ROUND_SHAPES: dict[str, str] = {
    AskingState.OPEN: "doing",
    AskingState.PASSED: "done",
    AskingState.NOT_PASSED: "stuck",
    AskingState.BROKEN_OFF: "todo",
}


@dataclass(frozen=True, slots=True)
class ShownGate:
    """A gate with its state as a shape and a word, its rule in words, and what it guards."""

    place: queries.GatePlace
    shape: str
    ways: list[str]
    without_phone: list[str]
    needs: list[str]
    round: Asking | None = None
    """The round that is going on."""
    links: Links = field(default_factory=Links)
    passage: Passage | None = None

    @property
    def overridden(self) -> bool:
        return self.passage is not None and self.passage.kind == PassageKind.OVERRIDE


def shown_gate(place: queries.GatePlace, going_on: Asking | None) -> ShownGate:
    """The gate of ``place``, whose passage was read with it.  No statement."""
    gate = place.gate
    ways = [way for way in Way if way in gate.ways]
    return ShownGate(
        place=place,
        shape=SHAPES[gate.state],
        ways=[str(way.label) for way in ways],
        without_phone=[str(way.label) for way in ways if way in WITHOUT_PHONE],
        needs=[str(need.label) for need in Need if need in gate.needs],
        round=going_on,
        links=Links() if going_on is None else shown_links(going_on),
        passage=getattr(gate, "passage", None),
    )


def rounds_going_on(gates: Iterable[Gate]) -> dict[int, Asking]:
    """The round that goes on at each of ``gates``.  One statement."""
    found = Asking.objects.going_on().filter(gate__in=[gate.pk for gate in gates])
    return {asking.gate_id: asking for asking in found}


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """One of the four checks, made or not."""

    label: str
    made: DocumentCheck | None


@dataclass(frozen=True, slots=True)
class Figure:
    """What was counted, in words, of what."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownRound:
    """A round of asking with its figures, checks, and what was missing."""

    asking: Asking
    shape: str
    links: Links
    figures: list[Figure]
    checks: list[ShownCheck]
    missing: list[Refusal]
    began: Entry | None
    ended: Entry | None


def gate(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The whole story of a gate, from its rule to what it let past."""
    campaign = get_object_or_404(queries.campaigns(), pk=pk)
    documents = list(queries.documents_shown(campaign).filter(gate__kind=kind))
    if not documents:
        raise Http404
    stages = list(campaign.stages.filter(gate=documents[0].gate_id).select_related("gate"))
    place = queries.gates_of(documents, stages)[0]
    rounds = list(
        place.gate.askings.select_related("started_by__unit")
        .prefetch_related(Prefetch("checks", DocumentCheck.objects.select_related("post__unit")))
        .order_by("-number")
    )
    entries = list(Entry.objects.about("gate", str(place.gate.pk)).order_by("index"))
    going_on = next((one for one in rounds if one.state == AskingState.OPEN), None)
    post = acting_post(request)
    looks_after = not why_not_look_after(place.gate, post)
    return render(
        request,
        "public/gate.html",
        {
            "campaign": campaign,
            "gate": place.gate,
            "shown": shown_gate(place, going_on),
            "versions": _versions(entries),
            "opened": _last(entries, "gate.passed", "gate.overridden"),
            "rounds": [_round(one, entries) for one in rounds],
            "changes_rule": looks_after and place.gate.state == GateState.WAITING,
            "looks_after": looks_after,
            "overrides": _overrides(place.gate, post),
        },
    )


def _overrides(gate: Gate, post: Post | None) -> bool:
    """Whether the page leads to opening it without the people: a leading post one level higher."""
    open_ = gate.state in (GateState.PASSED, GateState.OVERRIDDEN)
    return not open_ and Gate.objects.overridable_by(post).filter(pk=gate.pk).exists()


def _versions(entries: list[Entry]) -> list[tuple[object, Entry]]:
    """Each version of the rule with the entry that holds it, the newest first."""
    ruled = [one for one in entries if one.kind in ("gate.set_up", "gate.rule_changed")]
    return [(one.facts["version"], one) for one in reversed(ruled)]


def _last(entries: list[Entry], *kinds: str) -> Entry | None:
    return next((one for one in reversed(entries) if one.kind in kinds), None)


def _round(asking: Asking, entries: list[Entry]) -> ShownRound:
    own = [one for one in entries if one.facts.get("round") == asking.number]
    made = {one.code: one for one in asking.checks.all()}
    needed = Need.FOUR_CHECKS in asking.rule.get("needs", ())
    return ShownRound(
        asking=asking,
        shape=ROUND_SHAPES[asking.state],
        links=shown_links(asking),
        figures=figures(asking.evidence),
        checks=[
            ShownCheck(str(one.label), made.get(one)) for one in Check if needed or one in made
        ],
        missing=[Refusal(one["code"], one["message"], one["params"]) for one in asking.missing],
        began=_last(own, "gate.asking_started"),
        ended=_last(own, "gate.passed", "gate.not_passed", "gate.asking_broken_off"),
    )


def figures(evidence: dict[str, Any]) -> list[Figure]:
    """The figures a round was settled on, each with what it is a part of; nothing before that."""
    if not evidence:
        return []
    shown = [Figure(_("Answers"), _answers(evidence))]
    by_way = {one["way"]: one["answers"] for one in evidence["by_way"]}
    ways = [f"{way.label} {by_way[way]}" for way in Way if by_way.get(way)]
    if ways:
        shown.append(Figure(_("How people answered"), " · ".join(ways)))
    for label, part, whole in (
        (_("Villages or groups heard"), "groups_heard", "groups"),
        (_("Points with an answer"), "points_answered", "points"),
        (_("People told what came of it"), "told", "to_tell"),
        (_("Questions with answers"), "questions_answered", "questions"),
    ):
        if evidence[whole]:
            of = {"part": evidence[part], "whole": evidence[whole]}
            shown.append(Figure(label, _("%(part)s of %(whole)s") % of))
    if evidence["counts_agree"] is not None:
        agree = _("yes") if evidence["counts_agree"] else _("no")
        shown.append(Figure(_("The slips add up"), agree))
    if evidence["published"] is not None:
        published = _("yes") if evidence["published"] else _("no")
        shown.append(Figure(_("The result is published"), published))
    if evidence["share"] is not None:
        percent = {"share": f"{evidence['share'] * 100:.1f}".removesuffix(".0")}
        shown.append(
            Figure(
                _("Content, of those who judged"),
                _("%(share)s percent (“don't know” is no judgement)") % percent,
            )
        )
    return shown


def _answers(evidence: dict[str, Any]) -> str:
    asked, answered = evidence["asked"], evidence["answered"]
    if not asked:
        return _("%(answered)s. Everybody could answer, so there is no share of those asked.") % {
            "answered": answered
        }
    return _("%(answered)s of %(asked)s who were asked, which is %(share)s percent") % {
        "answered": answered,
        "asked": asked,
        "share": f"{answered / asked * 100:.1f}".removesuffix(".0"),
    }


def document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """An issued document as it was issued; of one that is not, only what it waits for."""
    campaign = get_object_or_404(queries.campaigns(), pk=pk)
    found = get_object_or_404(queries.documents_shown(campaign), kind=kind)
    issued = found.state == DocumentState.ISSUED
    entry = (
        Entry.objects.about("document", str(found.pk)).of_kind("document.issued").first()
        if issued
        else None
    )
    place = queries.GatePlace(found.gate, [found])
    going_on = None if issued else rounds_going_on([found.gate]).get(found.gate_id)
    context = {
        "campaign": campaign,
        "document": found,
        "issued": issued,
        "paragraphs": paragraphs_of(found) if issued else [],
        "entry": entry,
        "shown": shown_gate(place, going_on),
        "gate": found.gate,
    }
    return render(request, "public/document.html", context)


def paragraphs_of(document: Document) -> list[str]:
    """The wording line by line, empty lines left out."""
    return [line.strip() for line in document.text.splitlines() if line.strip()]
