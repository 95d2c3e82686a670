"""What is next for a branch; what the units below did, for those who look after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.configurations import template_called
from qunce.domain.organisations.models import Unit
from qunce.domain.study import queries
from qunce.domain.study.models import Material, PlanStep, Session
from qunce.web.office.study.access import Here, find
from qunce.web.office.study.forms import language

PER_PAGE = 20
SHOWN = 5
AHEAD = 28
"""Days for which the branch's own page looks ahead."""


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session with the name of its form."""

    session: Session
    form: str


def shown_session(session: Session) -> ShownSession:
    template = template_called(session.campaign.template)
    return ShownSession(session, queries.form_called(template, session.form, language()))


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of a plan with the name of its form, and whether a session can be held in it."""

    step: PlanStep
    form: str
    held: bool = False


def shown_step(here: Here, step: PlanStep, *, held: bool = False) -> ShownStep:
    return ShownStep(step, queries.form_called(here.template, step.form, language()), held)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Next steps, what is to be brought, the last sessions; the same for units below."""
    here = find(request)
    pages = Paginator(queries.sessions_shown(here.post), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    steps = (
        list(queries.steps_ahead(here.unit, here.campaign)[:SHOWN])
        if here.campaign and here.writes
        else []
    )
    to_bring = queries.to_bring(here.post, here.today + timedelta(days=AHEAD)) if here.keeps else []
    office = here.post.role == PostRole.CAMPAIGN_OFFICE
    context = {
        "at": here,
        "page": page,
        "sessions": [shown_session(one) for one in page],
        "steps": [shown_step(here, one) for one in steps],
        "to_bring": to_bring,
        "materials": Material.objects.visible_to(here.post).in_use()[:SHOWN],
        "others": [unit for unit in here.units if unit.pk != here.unit.pk],
        "below": list(Unit.objects.within(here.post.unit).in_being(here.today)) if office else [],
    }
    return render(request, "office/study/home.html", context)
