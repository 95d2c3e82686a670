"""What everybody reads: problems with their story, and how a campaign stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.states import BallotState
from qunce.domain.campaigns.models import Campaign
from qunce.domain.problems.models import Draw, Problem, ProblemStep
from qunce.domain.problems.states import Asked, ProblemState, ProblemStepKind
from qunce.domain.publicity.counting import PUT_RIGHT, Scope, count, problems_of
from qunce.domain.publicity.models import Publication

PUBLIC_STEPS = (
    ProblemStepKind.LISTED,
    ProblemStepKind.GIVEN,
    ProblemStepKind.IN_HAND,
    ProblemStepKind.CLAIMED,
    ProblemStepKind.SENT_BACK,
    ProblemStepKind.CHECKED,
    ProblemStepKind.ASKED,
    ProblemStepKind.CONFIRMED,
    ProblemStepKind.CLOSED,
    ProblemStepKind.NOT_NOW,
    ProblemStepKind.TAKEN_UP,
    ProblemStepKind.REOPENED,
    ProblemStepKind.EXTENDED,
    ProblemStepKind.PASSED_UP,
    ProblemStepKind.HANDED_DOWN,
    ProblemStepKind.SECOND_LOOK,
)
"""What is told of a problem's story: kind, day and post.  Its words were not read through."""

STANDING: dict[str, tuple[ProblemState, ...]] = {
    "work": (
        ProblemState.LISTED,
        ProblemState.IN_HAND,
        ProblemState.REOPENED,
        ProblemState.CLAIMED,
        ProblemState.CHECKED,
    ),
    "right": PUT_RIGHT,
    "not-now": (ProblemState.NOT_NOW,),
}
"""By which a reader narrows the list."""


def public_problems(standing: str = "", unit: str = "") -> QuerySet[Publication]:
    """The list everybody reads, what changed last first.  One statement."""
    found = Publication.objects.public().select_related(
        "problem__unit", "problem__lead_unit", "problem__responsible__unit", "problem__category"
    )
    if standing in STANDING:
        found = found.filter(problem__state__in=STANDING[standing])
    if unit:
        found = found.filter(Q(problem__unit__code=unit) | Q(problem__town__code=unit))
    return found.order_by("-problem__touched_at", "-pk")


def publication_of(problems: Iterable[int]) -> dict[int, Publication]:
    """The public wording of each of these problems that has one.  One statement."""
    found = Publication.objects.public().filter(problem__in=list(problems))
    return {one.problem_id: one for one in found}


@dataclass(frozen=True, slots=True)
class ProblemStory:
    """What happened to a problem, and how those concerned confirmed it."""

    steps: list[ProblemStep]
    draw: Draw | None
    """The lot by which neighbours were asked, where nobody had spoken."""


def story_of(problem: Problem) -> ProblemStory:
    """Two statements at most."""
    steps = problem.steps.filter(kind__in=PUBLIC_STEPS).select_related("post__unit")
    drawn = problem.draws.filter(askings__who=Asked.NEIGHBOUR).order_by("-pk").first()
    return ProblemStory(list(steps.order_by("at", "pk")), drawn)


@dataclass(frozen=True, slots=True)
class Progress:
    """How a campaign stands: figures by code, and what cannot be solved, with its reason."""

    scope: Scope
    numbers: dict[str, int | None]
    put_off: list[Publication] = field(default_factory=list)
    put_off_unread: int = 0
    """Of what cannot be solved for now: how many whose reason was not made public yet."""
    ballots: list[Ballot] = field(default_factory=list)


SHOWN = (
    "messages",
    "promises_made",
    "promises_standing_kept",
    "promises_standing_not_kept",
    "projects_begun",
    "projects_finished",
    "problems_on_list",
    "problems_in_work",
    "problems_put_right",
    "problems_not_now",
    "problems_looked_again",
    "problems_reopened",
    "points_answered",
    "points_adopted",
    "sessions",
    "session_lines",
)


def progress(campaign: Campaign, today: date) -> Progress:
    """One statement for each figure and three more, whatever was counted."""
    scope = Scope.so_far(campaign, today)
    numbers = {code: count(code, scope) for code in SHOWN}
    waiting = problems_of(campaign).filter(state=ProblemState.NOT_NOW).order_by()
    put_off = list(
        Publication.objects.public()
        .filter(problem__in=waiting.values("pk"))
        .exclude(reason="")
        .select_related("problem__unit")
        .order_by("problem__not_now_until", "pk")
    )
    ballots = Ballot.objects.filter(campaign=campaign, state=BallotState.PUBLISHED)
    return Progress(
        scope,
        numbers,
        put_off,
        (numbers["problems_not_now"] or 0) - len(put_off),
        list(ballots.order_by("pk")),
    )
