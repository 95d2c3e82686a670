"""What can be counted in public: by a code, with everything that is counted behind it.

A figure is a code and a time; the same code gives the number and the list, so that a number can
never say other than its list.  A problem that is hidden from an accused unit is counted for nobody
(信访工作条例, art. 30(3)): that unit would else find it by comparing.  What counts people comes
from released months only (:mod:`..months`); everything else counts matters, and may be small.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.states import BallotState
from qunce.domain.campaigns.models import Campaign, Document
from qunce.domain.campaigns.states import DocumentState
from qunce.domain.checks.models import Finding, Stop
from qunce.domain.consultations.models import Consultation, Point
from qunce.domain.consultations.states import AnswerOutcome
from qunce.domain.gates.models import Asking, Gate, Passage
from qunce.domain.gates.states import AskingState, PassageKind
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.models import Project, Promise, Turn
from qunce.domain.practice.states import PromiseState, TurnKind
from qunce.domain.problems.models import Problem, ProblemStep
from qunce.domain.problems.states import SECOND_LOOKS, ProblemState, ProblemStepKind
from qunce.domain.publicity.months import messages_within
from qunce.domain.study.models import Session, SessionLine
from qunce.kernel.refusals import gettext_noop

Rows: TypeAlias = QuerySet[Any]

PUT_RIGHT = (ProblemState.CONFIRMED, ProblemState.CLOSED)
"""Those concerned said that it is put right."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A campaign, and the days from ``from_on`` to ``until_on``, both counted."""

    campaign: Campaign
    from_on: date
    until_on: date

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """When the first day begins, and when the day after the last begins."""
        zone = ZoneInfo(settings.TIME_ZONE)
        return (
            datetime.combine(self.from_on, time.min, tzinfo=zone),
            datetime.combine(self.until_on + timedelta(days=1), time.min, tzinfo=zone),
        )

    def at(self, field: str) -> Q:
        """The instant in ``field`` falls on one of the days."""
        begins, ends = self.instants
        return Q(**{f"{field}__gte": begins, f"{field}__lt": ends})

    def on(self, field: str) -> Q:
        """The day in ``field`` is one of the days."""
        return Q(**{f"{field}__range": (self.from_on, self.until_on)})

    @property
    def units(self) -> Rows:
        return Unit.objects.within(self.campaign.unit).order_by().values("pk")

    @classmethod
    def so_far(cls, campaign: Campaign, today: date) -> Scope:
        """The whole campaign up to today, and before it what second looks still concern."""
        begins = campaign.starts_on - timedelta(days=max(SECOND_LOOKS))
        return cls(campaign, begins, max(today, begins))


def problems_of(campaign: Campaign) -> QuerySet[Problem]:
    """Problems of the campaign, and those on the list of its units that belong to no other.

    What was closed longer before it began than the last second look is history.
    """
    own = Q(campaign=campaign) | Q(
        campaign__isnull=True, town__in=Scope.so_far(campaign, campaign.starts_on).units
    )
    begins, _ends = Scope.so_far(campaign, campaign.starts_on).instants
    return Problem.objects.filter(own, hidden_from__isnull=True).exclude(
        state=ProblemState.CLOSED, closed_at__lt=begins
    )


def _stepped(kind: ProblemStepKind, **more: Any) -> Callable[[Scope], Rows]:
    """Problems to which this happened in the time."""

    def rows(scope: Scope) -> Rows:
        steps = ProblemStep.objects.filter(scope.at("at"), kind=kind, **more)
        return problems_of(scope.campaign).filter(pk__in=steps.order_by().values("problem_id"))

    return rows


def _standing(*states: ProblemState) -> Callable[[Scope], Rows]:
    """Problems in these states now, whatever the time."""

    def rows(scope: Scope) -> Rows:
        return problems_of(scope.campaign).filter(state__in=states)

    return rows


def _found(scope: Scope) -> Rows:
    return problems_of(scope.campaign).filter(scope.on("found_on"))


def _promises(scope: Scope) -> Rows:
    return Promise.objects.filter(scope.at("made_at"), campaign=scope.campaign).exclude(
        state=PromiseState.WITHDRAWN
    )


def _turned(model: Any, field: str, kind: TurnKind) -> Callable[[Scope], Rows]:
    def rows(scope: Scope) -> Rows:
        turns = Turn.objects.filter(scope.at("at"), kind=kind, **{f"{field}__isnull": False})
        found: Rows = model.objects.filter(
            campaign=scope.campaign, pk__in=turns.order_by().values(f"{field}_id")
        )
        return found

    return rows


def _promised(*states: PromiseState) -> Callable[[Scope], Rows]:
    def rows(scope: Scope) -> Rows:
        return Promise.objects.filter(campaign=scope.campaign, state__in=states)

    return rows


def _gates(campaign: Campaign) -> Rows:
    guarded = Document.objects.filter(campaign=campaign).order_by()
    return Gate.objects.filter(pk__in=guarded.values("gate_id"))


def _passed(kind: PassageKind) -> Callable[[Scope], Rows]:
    def rows(scope: Scope) -> Rows:
        through = Passage.objects.filter(scope.at("at"), kind=kind)
        return _gates(scope.campaign).filter(pk__in=through.values("gate_id"))

    return rows


def _not_passed(scope: Scope) -> Rows:
    rounds = Asking.objects.filter(scope.at("settled_at"), state=AskingState.NOT_PASSED)
    return _gates(scope.campaign).filter(pk__in=rounds.order_by().values("gate_id"))


def _consultations(scope: Scope) -> Rows:
    return Consultation.objects.public().filter(scope.at("started_at"), campaign=scope.campaign)


def _answered_points(*outcomes: AnswerOutcome) -> Callable[[Scope], Rows]:
    def rows(scope: Scope) -> Rows:
        return Point.objects.filter(
            scope.at("consultation__told_at"),
            consultation__campaign=scope.campaign,
            answer__outcome__in=outcomes,
        )

    return rows


def _ballots(scope: Scope) -> Rows:
    return Ballot.objects.filter(
        scope.at("asking__settled_at"), campaign=scope.campaign, state=BallotState.PUBLISHED
    )


def _documents(scope: Scope) -> Rows:
    return Document.objects.filter(
        scope.at("issued_at"), campaign=scope.campaign, state=DocumentState.ISSUED
    )


def _places(scope: Scope) -> Rows:
    return Stop.objects.filter(scope.at("looked_at"), round__check_list__town__in=scope.units)


def _not_in_order(scope: Scope) -> Rows:
    return Finding.objects.filter(
        scope.at("stop__looked_at"),
        Q(problem__isnull=True) | Q(problem__hidden_from__isnull=True),
        stop__round__check_list__town__in=scope.units,
        in_order=False,
    )


def _sessions(scope: Scope) -> Rows:
    return Session.objects.filter(scope.on("held_on"), campaign=scope.campaign)


def _lines(scope: Scope) -> Rows:
    return SessionLine.objects.filter(
        scope.on("session__held_on"), session__campaign=scope.campaign
    )


@dataclass(frozen=True, slots=True)
class Countable:
    """What is counted: ``label`` says it in words, ``thing`` names what one of them is."""

    code: str
    label: str
    thing: str
    rows: Callable[[Scope], Rows] | None
    """None: it counts people, and only released months tell of it."""

    @property
    def of_people(self) -> bool:
        return self.rows is None


_ALL = (
    Countable("messages", gettext_noop("Messages that came, in whole months"), "month", None),
    Countable("problems_found", gettext_noop("Problems found"), "problem", _found),
    Countable(
        "problems_listed",
        gettext_noop("Problems put on the list, each with a post and a day"),
        "problem",
        _stepped(ProblemStepKind.LISTED),
    ),
    Countable(
        "problems_said_fixed",
        gettext_noop("Problems that the responsible post said are put right"),
        "problem",
        _stepped(ProblemStepKind.CLAIMED),
    ),
    Countable(
        "problems_confirmed",
        gettext_noop("Problems that those concerned confirmed as put right"),
        "problem",
        _stepped(ProblemStepKind.CONFIRMED),
    ),
    Countable(
        "problems_closed",
        gettext_noop("Problems closed after check and confirmation"),
        "problem",
        _stepped(ProblemStepKind.CLOSED),
    ),
    Countable(
        "problems_put_off",
        gettext_noop("Problems that cannot be solved for now, each with a reason and a next date"),
        "problem",
        _stepped(ProblemStepKind.NOT_NOW),
    ),
    Countable(
        "problems_looked_again",
        gettext_noop("Closed problems at which people were asked a second time"),
        "problem",
        _stepped(ProblemStepKind.SECOND_LOOK),
    ),
    Countable(
        "problems_reopened",
        gettext_noop("Problems taken up again because somebody said they are not put right"),
        "problem",
        _stepped(ProblemStepKind.REOPENED),
    ),
    Countable(
        "problems_on_list",
        gettext_noop("All problems on the list"),
        "problem",
        _standing(*[state for state in ProblemState if state != ProblemState.FOUND]),
    ),
    Countable(
        "problems_in_work",
        gettext_noop("Problems on which somebody works now"),
        "problem",
        _standing(
            ProblemState.LISTED,
            ProblemState.IN_HAND,
            ProblemState.REOPENED,
            ProblemState.CLAIMED,
            ProblemState.CHECKED,
        ),
    ),
    Countable(
        "problems_put_right",
        gettext_noop("Problems that stand as put right and confirmed now"),
        "problem",
        _standing(*PUT_RIGHT),
    ),
    Countable(
        "problems_not_now",
        gettext_noop("Problems that cannot be solved for now, as they stand today"),
        "problem",
        _standing(ProblemState.NOT_NOW),
    ),
    Countable("promises_made", gettext_noop("Public promises made"), "promise", _promises),
    Countable(
        "promises_kept",
        gettext_noop("Promises that somebody else judged to be kept"),
        "promise",
        _turned(Promise, "promise", TurnKind.KEPT),
    ),
    Countable(
        "promises_not_kept",
        gettext_noop("Promises that somebody else judged not to be kept"),
        "promise",
        _turned(Promise, "promise", TurnKind.NOT_KEPT),
    ),
    Countable(
        "promises_standing_kept",
        gettext_noop("Promises that stand as kept now"),
        "promise",
        _promised(PromiseState.KEPT),
    ),
    Countable(
        "promises_standing_not_kept",
        gettext_noop("Promises that stand as not kept now"),
        "promise",
        _promised(PromiseState.NOT_KEPT),
    ),
    Countable(
        "projects_begun",
        gettext_noop("Practice projects put up"),
        "project",
        _turned(Project, "project", TurnKind.BEGUN),
    ),
    Countable(
        "projects_finished",
        gettext_noop("Practice projects finished"),
        "project",
        _turned(Project, "project", TurnKind.FINISHED),
    ),
    Countable("sessions", gettext_noop("Study sessions held"), "session", _sessions),
    Countable(
        "session_lines",
        gettext_noop("Things that people who studied together said they will change"),
        "line",
        _lines,
    ),
    Countable(
        "gates_passed",
        gettext_noop("Gates passed because the people were heard"),
        "gate",
        _passed(PassageKind.EVIDENCE),
    ),
    Countable(
        "gates_not_passed",
        gettext_noop("Gates at which a round of asking was not enough"),
        "gate",
        _not_passed,
    ),
    Countable(
        "gates_overridden",
        gettext_noop("Gates that a higher post opened without the people"),
        "gate",
        _passed(PassageKind.OVERRIDE),
    ),
    Countable("consultations", gettext_noop("Consultations begun"), "consultation", _consultations),
    Countable(
        "points_answered",
        gettext_noop("Points from people that have an answer"),
        "point",
        _answered_points(*AnswerOutcome),
    ),
    Countable(
        "points_adopted",
        gettext_noop("Points from people that were adopted, wholly or in part"),
        "point",
        _answered_points(AnswerOutcome.ADOPTED, AnswerOutcome.PARTLY),
    ),
    Countable(
        "ballots", gettext_noop("Secret ballots with a published result"), "ballot", _ballots
    ),
    Countable("documents", gettext_noop("Documents issued"), "document", _documents),
    Countable("places_looked_at", gettext_noop("Places looked at"), "stop", _places),
    Countable("not_in_order", gettext_noop("Things found not in order"), "finding", _not_in_order),
)

COUNTABLE: Mapping[str, Countable] = {one.code: one for one in _ALL}
"""Everything that a public number may count, by its code."""


def count(code: str, scope: Scope) -> int | None:
    """How many; None where fewer than ten people stand behind it, or nothing was released.

    One statement.
    """
    counted = COUNTABLE[code]
    if counted.rows is None:
        return messages_within(scope.campaign.unit, scope.from_on, scope.until_on)
    return counted.rows(scope).count()


def rows_of(code: str, scope: Scope) -> Rows:
    """What ``code`` counts, in the order of its kind; nothing where it counts people."""
    counted = COUNTABLE[code]
    return Problem.objects.none() if counted.rows is None else counted.rows(scope)
