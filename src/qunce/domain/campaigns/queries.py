"""Reads that pages share.  Each says how many statements it costs, whatever the number of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import BooleanField, Case, Count, Min, Q, QuerySet, Value, When

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Action, Campaign, Document, Duty, Stage
from qunce.domain.gates.models import DECIDES_ABOVE, Asking, Gate
from qunce.domain.gates.states import Check, GateKind, GateState, Need
from qunce.domain.organisations.models import Unit

MOST_DAYS = 15
"""More days with something due than this, and the calendar counts by month."""


def campaigns() -> QuerySet[Campaign]:
    """Every campaign with its unit, the latest first; campaigns are public."""
    return Campaign.objects.select_related("unit")


def campaigns_seen_from(unit: Unit) -> QuerySet[Campaign]:
    """Campaigns ``unit`` takes part in, and those of the units below it."""
    codes = unit.path.split("/")[:-1]
    above = ["/".join(codes[: count + 1]) + "/" for count in range(len(codes))]
    return campaigns().filter(Q(unit__path__in=above) | Q(unit__path__startswith=unit.path))


def _late_last(today: date) -> Case:
    """False for what is still to come: sorts before what is past."""
    return Case(
        When(due_on__lt=today, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )


def actions_next_first(campaign: Campaign, today: date) -> QuerySet[Action]:
    """What is due next first; what was due before today comes after everything else."""
    return campaign.actions.annotate(past=_late_last(today)).order_by("past", "due_on", "place")


def duties_next_first(campaign: Campaign, unit: Unit, today: date) -> QuerySet[Duty]:
    """The unit's duties with their action and post, next first."""
    return (
        Duty.objects.filter(action__campaign=campaign, unit=unit)
        .select_related("action", "post")
        .annotate(past=_late_last(today))
        .order_by("past", "due_on", "action__place")
    )


@dataclass(frozen=True, slots=True)
class Owing:
    """Who owes an action: so many units of one kind, and the title of the post that answers."""

    unit_kind: str
    units: int
    post: str
    unit: str
    """The unit's name when it is a single one."""


def who_owes(actions: Iterable[Action]) -> dict[int, list[Owing]]:
    """For each action who owes it, by kind of unit and title of post.  One statement."""
    found: dict[int, list[Owing]] = {}
    rows = (
        Duty.objects.filter(action__in=[action.pk for action in actions])
        .values("action_id", "unit__kind", "post__title")
        .annotate(
            units=Count("unit", distinct=True), one=Min("unit__name"), first=Min("unit__path")
        )
        .order_by("action_id", "first")
    )
    for row in rows:
        found.setdefault(row["action_id"], []).append(
            Owing(
                unit_kind=row["unit__kind"],
                units=row["units"],
                post=row["post__title"] or "",
                unit=row["one"] if row["units"] == 1 else "",
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """A unit of a campaign: how many duties, and when the next is due."""

    unit: Unit
    duties: int
    next_on: date | None


def units_of(campaign: Campaign) -> QuerySet[Unit]:
    """The units that owe something in ``campaign``, in the office's order."""
    owing = Duty.objects.filter(action__campaign=campaign).values("unit_id")
    return Unit.objects.filter(pk__in=owing).order_by("parent__path", "place", "path")


def loads(campaign: Campaign, units: Iterable[Unit], today: date) -> list[UnitLoad]:
    """What each of ``units`` owes in ``campaign``.  One statement."""
    units = list(units)
    rows = {
        row["unit_id"]: row
        for row in Duty.objects.filter(action__campaign=campaign, unit__in=units)
        .order_by()
        .values("unit_id")
        .annotate(duties=Count("pk"), next_on=Min("due_on", filter=Q(due_on__gte=today)))
    }
    return [
        UnitLoad(unit, rows[unit.pk]["duties"], rows[unit.pk]["next_on"])
        for unit in units
        if unit.pk in rows
    ]


@dataclass(slots=True)
class GatePlace:
    """A gate of a campaign, and what may not happen before it is passed."""

    gate: Gate
    documents: list[Document] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)

    @property
    def ask_by(self) -> date | None:
        """The last day on which the asking can begin, if its document is to come out in time."""
        if not self.documents:
            return None
        return min(one.due_on for one in self.documents) - timedelta(days=self.gate.days_open)


def gates_of(documents: Iterable[Document], stages: Iterable[Stage]) -> list[GatePlace]:
    """The gates before these documents and stages (both with ``gate`` at hand).  No statement."""
    places: dict[int, GatePlace] = {}
    for document in documents:
        places.setdefault(document.gate.pk, GatePlace(document.gate)).documents.append(document)
    for stage in stages:
        if stage.gate is not None:
            places.setdefault(stage.gate.pk, GatePlace(stage.gate)).stages.append(stage)
    return list(places.values())


def documents_shown(campaign: Campaign) -> QuerySet[Document]:
    """The campaign's documents, each with its gate and how that was opened.  One statement."""
    return campaign.documents.select_related(
        "gate__unit", "gate__passage__post__unit", "gate__passage__asking", "issued_by__unit"
    )


@dataclass(frozen=True, slots=True)
class GatesOf:
    """A campaign and its gates in the order of their kinds."""

    campaign: Campaign
    gates: list[Gate]


def gates_below(post: Post | None) -> list[GatesOf]:
    """The gates that ``post`` could open without the people, campaign by campaign.

    Open ones are among them, so that whoever leads sees how far each campaign is.  One statement.
    """
    if post is None or post.role not in DECIDES_ABOVE:
        return []
    documents = Document.objects.filter(gate__in=Gate.objects.overridable_by(post))
    found: dict[int, GatesOf] = {}
    for document in documents.select_related("campaign__unit", "gate").order_by(
        "-campaign__starts_on", "campaign_id"
    ):
        of = found.setdefault(document.campaign_id, GatesOf(document.campaign, []))
        if document.gate not in of.gates:
            of.gates.append(document.gate)
    order = list(GateKind.values)
    for of in found.values():
        of.gates.sort(key=lambda gate: order.index(gate.kind))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A round whose document waits for the four checks."""

    asking: Asking
    campaign: Campaign
    left: int
    """Checks that nobody has made yet."""


def waiting_for_checks(post: Post | None) -> list[ToCheck]:
    """Rounds going on that need the four checks of ``post``, not all of them made.

    Two statements, a third when there are any.
    """
    rounds = [
        asking
        for asking in Asking.objects.to_check_by(post)
        .going_on()
        .select_related("gate__unit")
        .prefetch_related("checks")
        .order_by("closes_on", "pk")
        if Need.FOUR_CHECKS in asking.rule.get("needs", ())
    ]
    if not rounds:
        return []
    documents = Document.objects.filter(gate__in=[asking.gate_id for asking in rounds])
    campaigns = {one.gate_id: one.campaign for one in documents.select_related("campaign__unit")}
    waiting = [
        ToCheck(asking, campaigns[asking.gate_id], len(Check.values) - len(asking.checks.all()))
        for asking in rounds
        if asking.gate_id in campaigns
    ]
    return [one for one in waiting if one.left]


def gates_changeable_by(post: Post | None) -> QuerySet[Gate]:
    """The gates whose rule ``post`` looks after: those of its own unit's campaigns."""
    if post is None or post.role != PostRole.CAMPAIGN_OFFICE:
        return Gate.objects.none()
    own = Document.objects.filter(campaign__unit=post.unit_id)
    return Gate.objects.filter(pk__in=own.values("gate_id"))


def campaign_of(gate: Gate) -> Campaign:
    """The campaign to which ``gate`` belongs.  One statement."""
    return Document.objects.filter(gate=gate).select_related("campaign").earliest("pk").campaign


@dataclass(frozen=True, slots=True)
class Event:
    """A point of the calendar.  ``what``: begins, stage, ask, document, due, ends."""

    what: str
    on: date
    until: date | None = None
    title: str = ""
    gate: Gate | None = None
    count: int = 0
    month: bool = False
    """Stands for the whole month of ``on``, because there are many days."""
    waits: bool = False
    """It has not happened: the people were not asked, the document was not issued."""

    def when(self, today: date) -> str:
        """``past``, ``late`` (its day is over and it has not happened), ``now`` or ``ahead``."""
        if self.waits and (self.until or self.on) < today:
            return "late"
        if self.month and (self.on.year, self.on.month) == (today.year, today.month):
            return "now"
        if (self.until or self.on) < today:
            return "past"
        return "now" if self.on <= today else "ahead"


_ORDER = ("begins", "stage", "ask", "document", "due", "ends")
"""What comes first on one day."""


def calendar(
    campaign: Campaign, stages: Iterable[Stage], documents: Iterable[Document]
) -> list[Event]:
    """What will happen when, in order of days.  One statement."""
    documents = list(documents)
    events = [
        Event("begins", campaign.starts_on),
        Event("ends", campaign.ends_on),
        *(Event("stage", one.starts_on, one.ends_on, one.title, one.gate) for one in stages),
        *(
            Event("document", one.due_on, None, one.title, one.gate, waits=one.issued_at is None)
            for one in documents
        ),
        *_due(campaign),
    ]
    for place in gates_of(documents, ()):
        if place.ask_by is not None:
            until = place.ask_by + timedelta(days=place.gate.days_open)
            title, gate = place.documents[0].title, place.gate
            waits = gate.state == GateState.WAITING
            events.append(Event("ask", place.ask_by, until, title, gate, waits=waits))
    return sorted(events, key=lambda event: (event.on, _ORDER.index(event.what)))


def _due(campaign: Campaign) -> list[Event]:
    days = campaign.actions.order_by().values_list("due_on").annotate(Count("pk"))
    counts: Counter[date] = Counter(dict(days))
    if len(counts) <= MOST_DAYS:
        return [Event("due", day, count=count) for day, count in counts.items()]
    months: Counter[date] = Counter()
    for day, count in counts.items():
        months[day.replace(day=1)] += count
    return [Event("due", first, count=count, month=True) for first, count in months.items()]
