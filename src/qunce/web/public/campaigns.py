"""What a campaign is for, what happens when, who is responsible, where one will be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.states import BallotState
from qunce.domain.campaigns import queries
from qunce.domain.campaigns.models import Action, Campaign
from qunce.domain.campaigns.states import LineKind, RepairDecision
from qunce.domain.consultations.queries import open_to_people
from qunce.domain.gates.states import GateKind
from qunce.domain.organisations.queries import leads_to
from qunce.kernel import clock
from qunce.web.public.gates import rounds_going_on, shown_gate
from qunce.web.shell.acting import acting_post
from qunce.web.shell.source import Marking, Sentence, show_source

SHOWN = 6
"""Actions on the campaign's own page; the rest is one step away."""
PER_PAGE = 50


def _today() -> date:
    return clock.day_of(clock.now(), settings.TIME_ZONE)


def _campaign(pk: int) -> Campaign:
    return get_object_or_404(queries.campaigns(), pk=pk)


def home(request: HttpRequest) -> HttpResponse:
    """What people are asked and may judge today, and the campaigns there are, in plain words."""
    page = Paginator(queries.campaigns(), PER_PAGE).get_page(request.GET.get("page"))
    today = _today()
    judged = Ballot.objects.filter(
        state=BallotState.OPEN, opens_on__lte=today, closes_on__gte=today
    ).select_related("campaign__unit")
    context = {
        "page": page,
        "asked": list(open_to_people(today)[:SHOWN]),
        "judged": list(judged.order_by("closes_on", "pk")[:SHOWN]),
    }
    return render(request, "public/home.html", context)


@dataclass(frozen=True, slots=True)
class ShownAction:
    """An action and who owes it."""

    action: Action
    owing: list[queries.Owing]


def _with_owners(actions: Iterable[Action]) -> list[ShownAction]:
    actions = list(actions)
    owing = queries.who_owes(actions)
    return [ShownAction(action, owing.get(action.pk, [])) for action in actions]


def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """The campaign on one page."""
    found = _campaign(pk)
    today = _today()
    stages = list(found.stages.select_related("gate"))
    documents = list(queries.documents_shown(found))
    aims = list(found.aims.all())
    titles = {
        LineKind.GOAL: _("What is to be reached"),
        LineKind.REQUIREMENT: _("What is required"),
        LineKind.EMPHASIS: _("What gets more weight"),
        LineKind.PRINCIPLE: _("Principles"),
    }
    groups = [(title, [aim for aim in aims if aim.kind == kind]) for kind, title in titles.items()]
    order = list(GateKind.values)
    places = queries.gates_of(documents, stages)
    places.sort(key=lambda place: order.index(place.gate.kind))
    going_on = rounds_going_on(place.gate for place in places)
    events = queries.calendar(found, stages, documents)
    return render(
        request,
        "public/campaign.html",
        {
            "campaign": found,
            "groups": [group for group in groups if group[1]],
            "events": [(event, event.when(today)) for event in events],
            "actions": _with_owners(queries.actions_next_first(found, today)[:SHOWN]),
            "total": found.actions.count(),
            "gates": [shown_gate(place, going_on.get(place.gate.pk)) for place in places],
            "documents": documents,
            "changes_rules": _looks_after(acting_post(request), found),
        },
    )


def _looks_after(post: Post | None, found: Campaign) -> bool:
    return post is not None and post.unit_id == found.unit_id and not why_not_run_campaign(post)


def actions(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the campaign asks, next first."""
    found = _campaign(pk)
    all_of_them = queries.actions_next_first(found, _today())
    page = Paginator(all_of_them, PER_PAGE).get_page(request.GET.get("page"))
    context = {"campaign": found, "page": page, "actions": _with_owners(page)}
    return render(request, "public/actions.html", context)


def directive(request: HttpRequest, pk: int) -> HttpResponse:
    """The directive as received; what was repaired stands beside what stood there."""
    found = get_object_or_404(Campaign.objects.select_related("draft"), pk=pk)
    kept = list(found.draft.repairs.filter(decision=RepairDecision.ACCEPTED))
    spans = found.draft.lines.filter(dropped=False).values_list("start", "end")
    source = show_source(
        found.draft.source_text,
        [Sentence(start, end) for start, end in spans if start is not None and end is not None],
        [Marking(start, end, one.suggested) for one in kept for start, end in one.places],
        write_out=True,
    )
    context = {"campaign": found, "draft": found.draft, "source": source, "kept": kept}
    return render(request, "public/directive.html", context)


def units(request: HttpRequest, pk: int) -> HttpResponse:
    """The units that take part, each with how much it owes and when the next is due."""
    found = _campaign(pk)
    page = Paginator(queries.units_of(found), PER_PAGE).get_page(request.GET.get("page"))
    loads = queries.loads(found, page, _today())
    return render(request, "public/units.html", {"campaign": found, "page": page, "loads": loads})


def unit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What this unit owes, next first, each with its sentence of the directive."""
    found = _campaign(pk)
    one = get_object_or_404(queries.units_of(found), code=code)
    duties = queries.duties_next_first(found, one, _today())
    if one.closed_on is not None:  # what ended with it is no longer owed
        duties = duties.filter(end__isnull=True)
    page = Paginator(duties, PER_PAGE).get_page(request.GET.get("page"))
    context = {"campaign": found, "unit": one, "page": page, "goes_on": leads_to(one, _today())}
    return render(request, "public/unit.html", context)
