"""One consultation: how it stands, what is next, what came from where; and the list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.queries import gates_changeable_by
from qunce.domain.consultations.models import Consultation
from qunce.domain.consultations.queries import (
    evidence,
    groups_of,
    meetings_of,
    question_results,
    standing_of,
    ways_counted,
)
from qunce.domain.consultations.rules import looks_after
from qunce.domain.consultations.states import KINDS, RUNNING, TAKING, ConsultationState
from qunce.domain.gates.states import GateState, Way
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused
from qunce.web.office.consultations.access import (
    everywhere,
    looked_after,
    post_of,
    reads,
    seen,
    today,
    units_for,
    writes_down,
)
from qunce.web.office.consultations.figures import by_village
from qunce.web.office.consultations.next_thing import next_thing
from qunce.web.office.consultations.steps import BREAK_OFF, NEXT, NOT_PASSED, OFFERS, Look, Offer
from qunce.web.shell.words import add_refusals

PER_PAGE = 50


@dataclass
class Shown:
    """A step on the page: open with its form, or grey with the reasons."""

    offer: Offer
    form: forms.Form | None
    reasons: list[Refusal]


@login_required
def consultations(request: HttpRequest) -> HttpResponse:
    """What people were, are and will be asked, as far as the post acted for sees it."""
    post = post_of(request)
    visible = Consultation.objects.visible_to(post).select_related("unit", "campaign", "gate")
    page = Paginator(visible, PER_PAGE).get_page(request.GET.get("page"))
    taken = Consultation.objects.filter(state__in=[ConsultationState.DRAFT, *RUNNING])
    open_gates = gates_changeable_by(post).filter(
        kind__in=KINDS, state__in=(GateState.WAITING, GateState.NOT_PASSED)
    )
    context = {
        "page": page,
        "gates": open_gates.exclude(pk__in=taken.values("gate")).order_by("pk"),
    }
    return render(request, "office/consultations/list.html", context)


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    consultation, post = seen(request, pk)
    return page(request, consultation, post)


@login_required
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """GET leads to the page; POST takes the step, and keeps what was typed when it may not be."""
    offer = OFFERS.get(act)
    if offer is None:
        raise Http404
    consultation, post = looked_after(request, pk)
    if request.method != "POST":
        return redirect("office:consultation", pk)
    form = offer.form(request.POST, prefix=act)
    if form.is_valid():
        try:
            done = offer.do(consultation, form.cleaned_data, post, clock.now())
        except Refused as refused:
            add_refusals(form, _at_fields(refused))
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": offer.label})
            following = done.pk if isinstance(done, Consultation) else pk
            return redirect("office:consultation", following)
        consultation, post = looked_after(request, pk)
    return page(request, consultation, post, {act: form})


def page(
    request: HttpRequest,
    consultation: Consultation,
    post: Post,
    bound: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    """The page of ``consultation``; ``bound`` holds a form that was sent and refused."""
    if consultation.state == ConsultationState.DRAFT:
        return _draft_page(request, consultation, post, bound or {})
    runs, writes = looks_after(consultation, post), writes_down(consultation, post)
    all_of_it = runs or reads(consultation, post) or not writes or everywhere(consultation, post)
    look = look_at(consultation)
    lines = by_village(
        consultation,
        # a village reads of itself; whoever runs it, or looks on from above, of all
        groups_of(consultation) if all_of_it else units_for(consultation, post),
    )
    context: dict[str, Any] = {
        "consultation": consultation,
        "rule": consultation.asking.rule if consultation.asking else {},
        "offered": [str(Way(way).label) for way in _ways(consultation)],
        "look": look,
        "evidence": look.evidence,
        "all_of_it": all_of_it,
        "lines": lines,
        "unheard": [one.unit for one in lines if not one.heard],
        "ways": [(Way(one.way).label, one) for one in ways_counted(consultation)],
        "results": question_results(consultation) if all_of_it else [],
        "meetings": _meetings(consultation, post, all_of_it=all_of_it) if writes else [],
        "runs": runs,
        "reads": reads(consultation, post),
        "writes": writes and consultation.state in TAKING,
        **_steps(consultation, post, look, bound or {}, runs=runs),
    }
    if runs:
        context["next"] = next_thing(consultation, look, context["unheard"])
    return render(request, "office/consultations/consultation.html", context)


def _draft_page(
    request: HttpRequest, consultation: Consultation, post: Post, bound: dict[str, forms.Form]
) -> HttpResponse:
    look = look_at(consultation)
    runs = looks_after(consultation, post)
    context: dict[str, Any] = {
        "consultation": consultation,
        "paragraphs": look.paragraphs,
        "questions": look.questions,
        "offered": [str(Way(way).label) for way in consultation.gate.ways],
        "runs": runs,
        **_steps(consultation, post, look, bound, runs=runs),
    }
    return render(request, "office/consultations/draft.html", context)


def look_at(consultation: Consultation) -> Look:
    """What the rules need to know, read once."""
    draft = consultation.state == ConsultationState.DRAFT
    others = Consultation.objects.filter(
        gate=consultation.gate_id, state__in=[ConsultationState.DRAFT, *RUNNING]
    ).exclude(pk=consultation.pk)
    asking = consultation.asking
    return Look(
        today=today(),
        standing=standing_of(consultation),
        evidence=None if draft else evidence(consultation),
        checks=dict(asking.checks.values_list("code", "holds")) if asking else {},
        running=others.exists(),
        paragraphs=tuple(consultation.paragraphs.all()) if draft else (),
        questions=tuple(consultation.questions.all()) if draft else (),
    )


def _steps(
    consultation: Consultation,
    post: Post,
    look: Look,
    bound: dict[str, forms.Form],
    *,
    runs: bool,
) -> dict[str, list[Shown]]:
    """First what comes next, grey with its reasons where it may not be; then what else may be."""
    if not runs:
        return {"first": [], "more": []}
    following = NEXT[consultation.state]
    first: list[Shown] = []
    more: list[Shown] = []
    for code, offer in OFFERS.items():
        reasons = offer.why_not(consultation, post, look)
        if code in bound or code in following:
            form = bound.get(code) or (None if reasons else _form(offer, consultation, look))
            first.append(Shown(offer, form, reasons))
        elif not reasons:
            shown = Shown(offer, _form(offer, consultation, look), [])
            (first if code == NOT_PASSED else more).append(shown)
    # What is nearly never wanted stands last.
    more.sort(key=lambda one: one.offer.code == BREAK_OFF)
    return {"first": first, "more": more}


def _form(offer: Offer, consultation: Consultation, look: Look) -> forms.Form:
    """The form with the days that the rule asks for."""
    starting = {
        "opens_on": look.today,
        "closes_on": look.last_day(consultation.gate.days_open),
    }
    if consultation.closes_on is not None:
        starting = {}
    initial = {**starting, "without_phone": consultation.without_phone}
    return offer.form(prefix=offer.code, initial=initial)


def _ways(consultation: Consultation) -> list[str]:
    asking = consultation.asking
    return [way for way in (asking.rule["ways"] if asking else ()) if way in Way.values]


def _meetings(consultation: Consultation, post: Post, *, all_of_it: bool) -> list[Any]:
    held = meetings_of(consultation)
    if all_of_it:
        return held
    return [one for one in held if one.unit.path.startswith(post.unit.path)]


def _at_fields(refused: Refused) -> list[Refusal]:
    """The gate calls the reason of a broken off round “why”; the form, as the action does."""
    return [
        Refusal(one.code, one.message, one.params, "reason") if one.on == "why" else one
        for one in refused.refusals
    ]
