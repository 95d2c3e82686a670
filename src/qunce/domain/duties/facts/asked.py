"""Facts of the town: gates asked at, documents issued, visits and rounds of checking made."""

from __future__ import annotations

from django.db.models import Count, F, Max, Q

from qunce.domain.ballots.models import Stratum
from qunce.domain.ballots.states import COUNTED, BallotState
from qunce.domain.campaigns.models import Document
from qunce.domain.campaigns.states import DocumentState, Evidence
from qunce.domain.checks.models import Stop
from qunce.domain.consultations.models import Handout, Meeting, Sheet
from qunce.domain.duties.facts.reading import Rows, Scope, columns, day_of
from qunce.domain.gates.states import AskingState
from qunce.domain.supervision.models import Visit
from qunce.domain.supervision.states import VisitState

_ASKED = (AskingState.OPEN, AskingState.PASSED, AskingState.NOT_PASSED)


def visits_made(scope: Scope) -> list[Rows]:
    """Of the unit that sends the group: to guide is its duty, not the visited unit's."""
    made = Visit.objects.filter(
        scope.days("made_on"), state=VisitState.MADE, group__town__in=scope.units
    )
    return [
        columns(
            made,
            Evidence.VISIT_MADE,
            "visit",
            unit="group__town_id",
            post="by_id",
            on="made_on",
            title="unit__name",
        )
    ]


def gates_asked(scope: Scope) -> list[Rows]:
    """For the unit whose gate it is: a round of asking began.  For the others: people of theirs
    were asked, by paper, at a meeting, in a form, or because the lot was drawn among them."""
    own = Document.objects.filter(
        scope.days("gate__askings__opens_on"),
        gate__askings__state__in=_ASKED,
        gate__unit__in=scope.units,
    )
    rows = [
        columns(
            own,
            Evidence.GATE_ASKED,
            "gate",
            unit="gate__unit_id",
            campaign="campaign_id",
            on="gate__askings__opens_on",
            ref="gate_id",
            title="gate__about",
        )
    ]
    for model, unit, day in (
        (Handout, "unit", "consultation__opens_on"),
        (Meeting, "unit", "on"),
        (Sheet, "village", "consultation__opens_on"),
    ):
        asked = model._base_manager.filter(
            scope.days(day),
            consultation__asking__state__in=_ASKED,
            **{f"{unit}__in": scope.units},
        )
        rows.append(
            columns(
                asked,
                Evidence.GATE_ASKED,
                "gate",
                unit=f"{unit}_id",
                campaign="consultation__campaign_id",
                on=day,
                ref="consultation__gate_id",
                title="consultation__gate__about",
            )
        )
    drawn = Stratum.objects.filter(
        scope.days("ballot__opens_on"),
        unit__in=scope.units,
        ballot__state__in=(BallotState.OPEN, BallotState.COUNTING, *COUNTED),
    )
    rows.append(
        columns(
            drawn,
            Evidence.GATE_ASKED,
            "gate",
            unit="unit_id",
            campaign="ballot__campaign_id",
            on="ballot__opens_on",
            ref="ballot__gate_id",
            title="ballot__gate__about",
        )
    )
    return rows


def documents_issued(scope: Scope) -> list[Rows]:
    issued = Document.objects.filter(
        scope.instants("issued_at"), state=DocumentState.ISSUED, campaign__unit__in=scope.units
    )
    return [
        columns(
            issued,
            Evidence.DOCUMENT_ISSUED,
            "document",
            unit="campaign__unit_id",
            post="issued_by_id",
            campaign="campaign_id",
            on=day_of("issued_at"),
            title="title",
        )
    ]


def checks_made(scope: Scope) -> list[Rows]:
    """Every place of a round that lies in the unit was looked at."""
    looked = Q(looked_at__isnull=False)
    by_unit = (
        Stop.objects.filter(place__unit__in=scope.units, round__due_on__gte=scope.since)
        .order_by()
        .values("round_id", "place__unit_id")
        .annotate(stops=Count("pk"), seen=Count("pk", filter=looked), last=Max("looked_at"))
        .filter(stops=F("seen"))
    )
    whole = (
        Stop.objects.filter(round__check_list__town__in=scope.units, round__due_on__gte=scope.since)
        .order_by()
        .values("round_id", "round__check_list__town_id")
        .annotate(stops=Count("pk"), seen=Count("pk", filter=looked), last=Max("looked_at"))
        .filter(stops=F("seen"))
    )
    return [
        columns(
            query,
            Evidence.CHECK_MADE,
            "round",
            unit=unit,
            on=day_of("last"),
            ref="round_id",
            title="round__check_list__name",
        )
        for query, unit in ((by_unit, "place__unit_id"), (whole, "round__check_list__town_id"))
    ]
