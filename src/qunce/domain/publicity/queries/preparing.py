"""What the office looks through before it is public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from qunce.domain.accounts.models import Post
from qunce.domain.practice.models import ResidentView
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import ProblemState
from qunce.domain.publicity.counting import PUT_RIGHT
from qunce.domain.publicity.models import Publication
from qunce.domain.publicity.queries.names import staff_names
from qunce.domain.publicity.querysets import LOOKING
from qunce.domain.publicity.rules import (
    already_public,
    why_not_lengths,
    why_not_look_after,
    why_not_public,
    why_not_wording,
)
from qunce.domain.publicity.wording import people_in, why_not_these_words
from qunce.kernel.refusals import Refusal
from qunce.text.names import Found


def problems_to_publish(post: Post | None, on: date) -> QuerySet[Problem]:
    """Listed problems that ``post`` looks after and nobody outside reads yet; hidden ones never.

    What the office itself may not see on this day is not among them.
    """
    if post is None or post.role not in LOOKING:
        return Problem.objects.none()
    public = Publication.objects.filter(problem=OuterRef("pk"), withdrawn_at__isnull=True)
    return (
        Problem.objects.visible_to(post, on=on)
        .filter(~Exists(public), hidden_from__isnull=True, town__path__startswith=post.unit.path)
        .exclude(state=ProblemState.FOUND)
        .select_related("unit", "town")
        .order_by("-touched_at", "-pk")
    )


def words_to_read(post: Post | None) -> QuerySet[Publication]:
    """Public problems that are put right, or put off, without words of it that everybody reads."""
    return (
        Publication.objects.visible_to(post)
        .filter(withdrawn_at__isnull=True)
        .filter(
            Q(problem__state__in=PUT_RIGHT, outcome="")
            | Q(problem__state=ProblemState.NOT_NOW, reason="")
        )
        .select_related("problem__unit")
        .order_by(F("problem__touched_at").desc(), "-pk")
    )


def why_not_publish(
    problem: Problem,
    words: tuple[str, str, str, str],
    not_people: Mapping[str, str],
    actor: Post | None,
) -> list[Refusal]:
    """Why ``problem`` may not be public in these words: title, statement, outcome, reason.

    The page asks before it shows what everybody would read; the action refuses with the same.
    Two statements.
    """
    title, statement, outcome, reason = words
    reasons = why_not_look_after(actor, problem.town) + why_not_public(problem)
    if Publication.objects.filter(problem=problem, withdrawn_at__isnull=True).exists():
        reasons.append(already_public(problem))
    reasons += why_not_wording(title, statement) + why_not_lengths(outcome, reason)
    return reasons + why_not_these_words(words, staff_names(), not_people)


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """A problem in the office's words, with what in them looks like a person."""

    problem: Problem
    found: list[Found]


def looked_through(problems: Sequence[Problem]) -> list[LookedThrough]:
    """One statement, for the names of staff."""
    staff = staff_names()
    return [
        LookedThrough(problem, people_in((problem.title, problem.statement), staff))
        for problem in problems
    ]


@dataclass(frozen=True, slots=True)
class View:
    """What somebody it concerns said, without a name; where it was said."""

    says: str
    words: str


def views_for(publication_problem: Problem | None, **about: object) -> list[View]:
    """Words of people that a story could print, if they agree: of a problem the answers in its
    last round, of a project or promise what was read through.  One statement.
    """
    if publication_problem is not None:
        answers = publication_problem.askings.exclude(words="").filter(
            answered_at__isnull=False, round=publication_problem.reopened_times
        )
        return [View(one.get_says_display(), one.words) for one in answers.order_by("pk")[:20]]
    given = {name: thing for name, thing in about.items() if thing is not None}
    if not given:
        return []
    views = ResidentView.objects.with_public_words().filter(**given)
    return [View(one.get_says_display(), one.public_words) for one in views.order_by("pk")[:20]]
