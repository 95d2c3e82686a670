"""What a figure counts, one by one, as everybody may see it.

Of a thing whose words nobody read through, the words are not shown: its kind, unit and day are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qunce.domain.campaigns.configurations import template_called
from qunce.domain.campaigns.models import Campaign
from qunce.domain.practice.states import ProjectState, PromiseState
from qunce.domain.publicity.queries.public import publication_of
from qunce.web.public.gates import SHAPES as GATE_SHAPES
from qunce.web.public.publicity.problems import SHAPES as PROBLEM_SHAPES

PROMISE_SHAPES: dict[str, str] = {
    PromiseState.OPEN: "todo",
    PromiseState.SAID_KEPT: "doing",
    PromiseState.KEPT: "done",
    PromiseState.NOT_KEPT: "late",
    PromiseState.WITHDRAWN: "stuck",
}
PROJECT_SHAPES: dict[str, str] = {
    ProjectState.PLANNED: "todo",
    ProjectState.GOING: "doing",
    ProjectState.FINISHED: "done",
    ProjectState.GIVEN_UP: "stuck",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One of what is counted; ``own`` says that its title is in the words of the campaign."""

    title: str
    unit: str = ""
    on: date | datetime | None = None
    shape: str = ""
    state: str = ""
    address: str = ""
    own: bool = True


def _problems(rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    public = publication_of(row.pk for row in rows)
    found = []
    for row in rows:
        publication = public.get(row.pk)
        found.append(
            Thing(
                publication.title
                if publication
                else _("Number %(number)s: not made public in words") % {"number": row.number},
                row.unit.name,
                row.found_on,
                PROBLEM_SHAPES[row.state],
                row.get_state_display(),
                reverse("public:problem", args=[publication.pk]) if publication else "",
                own=publication is not None,
            )
        )
    return found


def _promises(rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    return [
        Thing(
            row.text,
            row.unit.name,
            row.made_at,
            PROMISE_SHAPES[row.state],
            row.get_state_display(),
            reverse("public:promise", args=[row.pk]),
        )
        for row in rows
    ]


def _projects(rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    return [
        Thing(
            row.title,
            row.unit.name,
            row.made_at,
            PROJECT_SHAPES[row.state],
            row.get_state_display(),
            reverse("public:project", args=[row.pk]),
        )
        for row in rows
    ]


def _sessions(rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    language = get_language() or "en"
    template = template_called(campaign.template)
    known = template.study_forms if template is not None else ()
    forms = {form.code: form.label(language) for form in known}
    return [
        Thing(forms.get(row.form, _("Study session")), row.unit.name, row.held_on, own=False)
        for row in rows
    ]


def _lines(rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    return [
        Thing(
            _("Something they will change"), row.session.unit.name, row.session.held_on, own=False
        )
        for row in rows
    ]


def _gates(rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    return [
        Thing(
            row.get_kind_display(),
            row.unit.name,
            row.passed_at,
            GATE_SHAPES[row.state],
            row.get_state_display(),
            reverse("public:gate", args=[campaign.pk, row.kind]),
            own=False,
        )
        for row in rows
    ]


def _consultations(rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    return [
        Thing(
            row.title,
            row.unit.name,
            row.started_at,
            address=reverse("public:asked", args=[row.pk]),
        )
        for row in rows
    ]


def _points(rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    return [
        Thing(
            row.said or _("Not shown; the reason stands with the consultation"),
            row.consultation.unit.name,
            row.consultation.told_at,
            state=row.answer.get_outcome_display(),
            address=reverse("public:asked", args=[row.consultation_id]),
            own=bool(row.said),
        )
        for row in rows
    ]


def _ballots(rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    return [
        Thing(
            row.title,
            campaign.unit.name,
            row.closes_on,
            address=reverse("public:ballot", args=[row.pk]),
        )
        for row in rows
    ]


def _documents(rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    return [
        Thing(
            row.title,
            campaign.unit.name,
            row.issued_at,
            address=reverse("public:document", args=[campaign.pk, row.kind]),
        )
        for row in rows
    ]


def _stops(rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    return [Thing(row.place.name, row.place.unit.name, row.looked_at) for row in rows]


def _findings(rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    return [
        Thing(
            _("Not in order: %(asked)s") % {"asked": row.item.text},
            f"{row.stop.place.unit.name} {row.stop.place.name}",
            row.stop.looked_at,
        )
        for row in rows
    ]


_KINDS: Mapping[
    str, tuple[Callable[[Sequence[Any], Campaign], list[Thing]], tuple[str, ...], tuple[str, ...]]
] = {
    "problem": (_problems, ("unit",), ("-touched_at", "-pk")),
    "promise": (_promises, ("unit",), ("due_on", "pk")),
    "project": (_projects, ("unit",), ("ends_on", "pk")),
    "session": (_sessions, ("unit",), ("-held_on", "-pk")),
    "line": (_lines, ("session__unit",), ("-session__held_on", "-pk")),
    "gate": (_gates, ("unit",), ("pk",)),
    "consultation": (_consultations, ("unit",), ("pk",)),
    "point": (_points, ("consultation__unit", "answer"), ("pk",)),
    "ballot": (_ballots, (), ("pk",)),
    "document": (_documents, (), ("issued_at", "pk")),
    "stop": (_stops, ("place__unit",), ("-looked_at", "-pk")),
    "finding": (_findings, ("stop__place__unit", "item"), ("-stop__looked_at", "-pk")),
}
"""For each kind of thing: how it is shown, what is read with it, in which order."""


def in_order(thing: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with what is shown of them."""
    _show, related, order = _KINDS[thing]
    return rows.select_related(*related).order_by(*order) if related else rows.order_by(*order)


def things(thing: str, rows: Sequence[Any], campaign: Campaign) -> list[Thing]:
    """At most one statement more, whatever the number of rows."""
    return _KINDS[thing][0](rows, campaign)
