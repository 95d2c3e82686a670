"""Everything that is asked of units, on the days on which it falls, and where two fall together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Expression,
    F,
    Q,
    QuerySet,
    TextChoices,
    Value,
)
from django.db.models.functions import Cast
from django.utils.translation import pgettext_lazy

from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.states import BallotState
from qunce.domain.campaigns.models import Document, Duty
from qunce.domain.campaigns.states import ActionKind, DocumentState
from qunce.domain.checks.models import Stop
from qunce.domain.consultations.models import Consultation
from qunce.domain.consultations.states import RUNNING
from qunce.domain.duties.queries import standing_of
from qunce.domain.organisations.models import Unit
from qunce.domain.study.models import PlanStep
from qunce.domain.supervision.models import Visit
from qunce.domain.supervision.states import VisitState


class Kind(TextChoices):
    """What is asked of a unit."""

    DUTY = "duty", pgettext_lazy("demand", "Due")
    DOCUMENT = "document", pgettext_lazy("demand", "Document")
    SESSION = "session", pgettext_lazy("demand", "Study session")
    VISIT = "visit", pgettext_lazy("demand", "Guidance visit")
    CHECK = "check", pgettext_lazy("demand", "Round of checking")
    ASKING = "asking", pgettext_lazy("demand", "People are asked")
    BALLOT = "ballot", pgettext_lazy("demand", "Ballot")


FOR_ALL_BELOW = (Kind.ASKING, Kind.BALLOT)
"""What a unit sets going falls on every unit below it too."""

LEADS_TO = {
    Kind.DUTY: "office:duty",
    Kind.DOCUMENT: "public:document",
    Kind.SESSION: "office:study",
    Kind.VISIT: "office:visit",
    Kind.CHECK: "office:round",
    Kind.ASKING: "office:consultation",
    Kind.BALLOT: "office:ballot",
}


@dataclass(frozen=True, slots=True)
class Demand:
    """Something asked of ``unit`` on a day, or from ``on`` to ``until``."""

    unit: Unit
    kind: Kind
    on: date
    until: date | None
    title: str
    """In the words of whoever asked for it."""
    pk: int
    form: str = ""
    """Of a session: code of its form of study in ``template``."""
    template: str = ""
    movable: bool = False
    """The office can give it another day."""
    optional: bool = False

    @property
    def url_name(self) -> str:
        """Where it is looked at, by ``pk``; a session on the study page, a document by its kind."""
        return LEADS_TO[self.kind]

    @property
    def falls_on(self) -> date:
        """The day that counts for its week: of a round of checking the last, else the first."""
        return self.until if self.kind == Kind.CHECK and self.until is not None else self.on


@dataclass(frozen=True, slots=True)
class Clash:
    """Two or more demands on one unit in the week that begins on the Monday ``week``."""

    unit: Unit
    week: date
    demands: tuple[Demand, ...]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def demands(units: Sequence[Unit], since: date, until: date) -> list[Demand]:
    """What is asked of ``units`` on days from ``since`` to ``until``, in order of days.

    What is done or no longer owed is not asked any more.  Of ``units`` above them only what falls
    on everybody (people are asked, a ballot) appears.  Six statements, whatever their number; one
    more for the units above.
    """
    by_pk = {unit.pk: unit for unit in units}
    found = [*_duties(by_pk, since, until), *_others(by_pk, since, until)]
    order = list(Kind)
    return sorted(found, key=lambda one: (one.on, order.index(one.kind), one.unit.path, one.pk))


def clashes(found: Iterable[Demand]) -> list[Clash]:
    """Where two or more demands fall on one unit in one week, week by week.

    A unit whose affairs another branch takes care of counts as that branch: the same people do
    both.  What may be left (an optional action) clashes with nothing.  No statement.
    """
    weighing = [one for one in found if not one.optional]
    on_all = [one for one in weighing if one.kind in FOR_ALL_BELOW]
    by_week: dict[tuple[date, int], list[Demand]] = defaultdict(list)
    branches: dict[int, Unit] = {}
    for one in weighing:
        if one.kind not in FOR_ALL_BELOW:
            branch = _branch(one.unit)
            by_week[monday_of(one.falls_on), branch].append(one)
            if branch == one.unit.pk or branch not in branches:
                branches[branch] = one.unit
    for (week, branch), there in by_week.items():
        path = branches[branch].path
        there += [
            one
            for one in on_all
            if monday_of(one.falls_on) == week and path.startswith(one.unit.path)
        ]
    return sorted(
        (
            Clash(branches[branch], week, tuple(there))
            for (week, branch), there in by_week.items()
            if len(there) > 1
        ),
        key=lambda clash: (clash.week, clash.unit.path),
    )


def _branch(unit: Unit) -> int:
    return unit.covered_by_id or unit.pk


def _duties(units: dict[int, Unit], since: date, until: date) -> list[Demand]:
    wanted = Duty.objects.filter(unit__in=units, due_on__range=(since, until), of_post=False)
    rows = standing_of(wanted, until)
    return [
        Demand(
            units[row.duty.unit_id],
            Kind.DUTY,
            row.duty.due_on,
            None,
            row.duty.action.text,
            row.duty.pk,
            movable=True,
            optional=row.duty.action.kind == ActionKind.OPTIONAL,
        )
        for row in rows
        if row.is_open
        and not row.duty.of_post
        and row.duty.unit_id in units
        and since <= row.duty.due_on <= until
    ]


COLUMNS = ("c_kind", "c_unit", "c_on", "c_until", "c_title", "c_id", "c_form", "c_template")


def _others(units: dict[int, Unit], since: date, until: date) -> list[Demand]:
    """What is no duty: one statement, and one for the units above."""
    above = {
        "/".join(unit.path.split("/")[: count + 1]) + "/"
        for unit in units.values()
        for count in range(unit.path.count("/"))
    } - {unit.path for unit in units.values()}
    known = {**units, **{unit.pk: unit for unit in Unit.objects.filter(path__in=above)}}
    within = (since, until)
    there = Q(opens_on__lte=until, closes_on__gte=since)
    queries = [
        _columns(
            Document.objects.filter(
                campaign__unit__in=units, due_on__range=within, state=DocumentState.NOT_ISSUED
            ),
            Kind.DOCUMENT,
            unit="campaign__unit_id",
            on="due_on",
            title="title",
        ),
        _columns(
            PlanStep.objects.filter(plan__unit__in=units, on__range=within, session__isnull=True),
            Kind.SESSION,
            unit="plan__unit_id",
            on="on",
            title="topic",
            form="form",
            template="plan__campaign__template",
        ),
        _columns(
            Visit.objects.filter(
                unit__in=units, planned_on__range=within, state=VisitState.PLANNED
            ),
            Kind.VISIT,
            unit="unit_id",
            on="planned_on",
            title="about",
        ),
        _columns(
            Stop.objects.filter(
                place__unit__in=units,
                round__due_on__gte=since,
                round__starts_on__lte=until,
                looked_at__isnull=True,
            ),
            Kind.CHECK,
            unit="place__unit_id",
            on="round__starts_on",
            until="round__due_on",
            title="round__check_list__name",
            ref="round_id",
        ).distinct(),
        _columns(
            Consultation.objects.filter(there, unit__in=known, state__in=RUNNING),
            Kind.ASKING,
            unit="unit_id",
            on="opens_on",
            until="closes_on",
            title="title",
        ),
        _columns(
            Ballot.objects.filter(there, campaign__unit__in=known).exclude(
                state__in=(BallotState.BROKEN_OFF, BallotState.INTERRUPTED)
            ),
            Kind.BALLOT,
            unit="campaign__unit_id",
            on="opens_on",
            until="closes_on",
            title="title",
        ),
    ]
    rows = queries[0].union(*queries[1:], all=True)
    return [
        Demand(known[unit], Kind(kind), on, last, title, pk, form, template)
        for kind, unit, on, last, title, pk, form, template in rows
    ]


def _columns(
    query: QuerySet[Any],
    kind: Kind,
    *,
    unit: str,
    on: str,
    title: str,
    until: str = "",
    ref: str = "pk",
    form: str = "",
    template: str = "",
) -> QuerySet[Any, Any]:
    """``query`` as rows of the eight columns, each of one type in every query."""
    words = CharField(max_length=200)

    def said(at: str) -> Expression:
        return Cast(F(at), words) if at else Value("", output_field=words)

    last: Expression = Cast(F(until), DateField()) if until else Cast(Value(None), DateField())
    rows: QuerySet[Any, Any] = (
        query.order_by()
        .annotate(
            c_kind=Value(str(kind), output_field=words),
            c_unit=Cast(F(unit), BigIntegerField()),
            c_on=F(on),
            c_until=last,
            c_title=said(title),
            c_id=Cast(F(ref), BigIntegerField()),
            c_form=said(form),
            c_template=said(template),
        )
        .values_list(*COLUMNS)
    )
    return rows
