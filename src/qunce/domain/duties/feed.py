"""What everybody may read of a unit's calendar, as another program fetches it again and again.

Only what is public anyway, and visits and study sessions by their form and place.  No topic, no
count, nobody's name, nothing that is brought to somebody's home, and not how a duty stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Max, Q

from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.states import BEFORE_SLIPS, BallotState
from qunce.domain.campaigns.models import Campaign, Document, Duty
from qunce.domain.consultations.models import Consultation
from qunce.domain.consultations.states import ConsultationState
from qunce.domain.duties.calendar import Kind
from qunce.domain.organisations.models import Unit
from qunce.domain.record.models import Entry
from qunce.domain.study.models import PlanStep, Session
from qunce.domain.supervision.models import Visit
from qunce.domain.supervision.states import VisitState

REACHES_BACK = timedelta(days=120)
"""What is longer past than this is left out."""


@dataclass(frozen=True, slots=True)
class Entered:
    """One thing in the feed."""

    kind: Kind
    key: str
    """Names it for ever, together with the unit's path: ``duty-12``."""
    unit: Unit
    on: date
    until: date | None
    changed_at: datetime
    """When it was last changed, or made."""
    changes: int = 0
    """Rises when its day changes or it is called off."""
    title: str = ""
    place: str = ""
    form: str = ""
    template: str = ""
    campaign: int = 0
    part: str = ""
    """Of a document: its kind, of a ballot or consultation its number; what an address needs."""
    called_off: bool = False
    held: bool = False
    """Of a session or a visit: it has happened."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A unit's calendar for everybody."""

    unit: Unit
    language: str
    """Of its latest campaign: the words of the feed are in it."""
    entries: list[Entered]
    changed_at: datetime
    """Not earlier than the last change of any entry, nor than this day's beginning."""


def feed_of(unit: Unit, today: date) -> Feed:
    """Everything public on the unit's days, in order.  Ten statements."""
    since = today - REACHES_BACK
    codes = unit.path.split("/")
    above = ["/".join(codes[: count + 1]) + "/" for count in range(len(codes) - 1)]
    campaign = Campaign.objects.filter(unit__path__in=above).order_by("-starts_on", "-pk").first()
    latest = Entry.objects.aggregate(at=Max("at"))["at"]
    begun = datetime(today.year, today.month, today.day, tzinfo=UTC)
    entries = [
        *_duties(unit, since),
        *_documents(above, since),
        *_sessions(unit, since),
        *_planned(unit, since),
        *_visits(unit, since),
        *_consultations(above, since),
        *_ballots(above, since),
    ]
    order = list(Kind)
    entries.sort(key=lambda one: (one.on, order.index(one.kind), one.key))
    return Feed(
        unit,
        campaign.language if campaign is not None else "",
        entries,
        max(begun, latest) if latest is not None else begun,
    )


def _duties(unit: Unit, since: date) -> list[Entered]:
    duties = (
        Duty.objects.filter(unit=unit, of_post=False, due_on__gte=since)
        .select_related("action__campaign", "end")
        .prefetch_related("moves")
    )
    found = []
    for duty in duties:
        end = getattr(duty, "end", None)
        campaign = duty.action.campaign
        moves = list(duty.moves.all())
        stamps = [campaign.adopted_at, *(move.at for move in moves)]
        if end is not None:
            stamps.append(end.at)
        found.append(
            Entered(
                Kind.DUTY,
                f"duty-{duty.pk}",
                unit,
                duty.due_on,
                None,
                max(stamps),
                changes=len(moves) + (end is not None),
                title=duty.action.text,
                campaign=campaign.pk,
                called_off=end is not None,
            )
        )
    return found


def _documents(above: list[str], since: date) -> list[Entered]:
    documents = Document.objects.filter(campaign__unit__path__in=above, due_on__gte=since)
    return [
        Entered(
            Kind.DOCUMENT,
            f"document-{one.pk}",
            one.campaign.unit,
            one.due_on,
            None,
            one.issued_at or one.campaign.adopted_at,
            title=one.title,
            campaign=one.campaign_id,
            part=one.kind,
        )
        for one in documents.select_related("campaign__unit")
    ]


def _sessions(unit: Unit, since: date) -> list[Entered]:
    sessions = Session.objects.filter(unit=unit, held_on__gte=since).select_related("campaign")
    return [
        Entered(
            Kind.SESSION,
            # A session that was planned keeps the name it had in the plan.
            f"session-{one.pk}" if one.plan_step_id is None else f"step-{one.plan_step_id}",
            unit,
            one.held_on,
            None,
            one.made_at,
            changes=2 if one.plan_step_id is not None else 0,
            place=one.place,
            form=one.form,
            template=one.campaign.template,
            held=True,
        )
        for one in sessions
    ]


def _planned(unit: Unit, since: date) -> list[Entered]:
    steps = PlanStep.objects.filter(plan__unit=unit, on__gte=since, session__isnull=True)
    return [
        Entered(
            Kind.SESSION,
            f"step-{one.pk}",
            unit,
            one.on,
            None,
            one.plan.made_at,
            changes=int(one.on != one.first_on),
            form=one.form,
            template=one.plan.campaign.template,
        )
        for one in steps.select_related("plan__campaign")
    ]


def _visits(unit: Unit, since: date) -> list[Entered]:
    visits = Visit.objects.filter(Q(planned_on__gte=since) | Q(made_on__gte=since), unit=unit)
    return [
        Entered(
            Kind.VISIT,
            f"visit-{one.pk}",
            unit,
            one.made_on or one.planned_on,
            None,
            one.over_at or one.planned_at,
            changes=one.version + (one.over_at is not None),
            place=unit.name,
            called_off=one.state == VisitState.CALLED_OFF,
            held=one.state == VisitState.MADE,
        )
        for one in visits
    ]


def _consultations(above: list[str], since: date) -> list[Entered]:
    asked = Consultation.objects.filter(
        unit__path__in=above, closes_on__gte=since, started_at__isnull=False
    ).exclude(state=ConsultationState.DRAFT)
    return [
        Entered(
            Kind.ASKING,
            f"asking-{one.pk}",
            one.unit,
            one.opens_on,
            one.closes_on,
            one.ended_at or one.started_at,
            changes=int(one.state == ConsultationState.ENDED),
            title=one.title,
            campaign=one.campaign_id,
            part=str(one.pk),
            called_off=one.state == ConsultationState.ENDED,
        )
        for one in asked.select_related("unit")
        if one.opens_on is not None and one.started_at is not None
    ]


def _ballots(above: list[str], since: date) -> list[Entered]:
    ballots = Ballot.objects.filter(campaign__unit__path__in=above, closes_on__gte=since).exclude(
        state__in=BEFORE_SLIPS
    )
    off = (BallotState.BROKEN_OFF, BallotState.INTERRUPTED)
    return [
        Entered(
            Kind.BALLOT,
            f"ballot-{one.pk}",
            one.campaign.unit,
            one.opens_on,
            one.closes_on,
            one.made_at,
            changes=int(one.state in off),
            title=one.title,
            campaign=one.campaign_id,
            part=str(one.pk),
            called_off=one.state in off,
        )
        for one in ballots.select_related("campaign__unit")
    ]
