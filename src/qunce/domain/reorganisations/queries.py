"""Reads that pages share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Duty
from qunce.domain.duties.models import Completion
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.models import Problem
from qunce.domain.reorganisations.models import Reorganisation
from qunce.domain.voices.models import Voice
from qunce.domain.voices.querysets import HEADS
from qunce.domain.voices.states import OPEN


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at a post, whoever holds it or nobody."""

    messages: int = 0
    problems: int = 0
    duties: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.messages or self.problems or self.duties)


def waiting_at(posts: Sequence[Post], seen_by: Post, on: date) -> dict[int, Waiting]:
    """What waits at each of ``posts``, by its number: of messages and problems only what
    ``seen_by`` may read.  Six statements, however many posts."""
    numbers = [post.pk for post in posts]
    messages = _messages(posts, seen_by, on)
    problems = Counter(
        Problem.objects.visible_to(seen_by, on=on)
        .unfinished()
        .filter(responsible__in=numbers)
        .values_list("responsible_id", flat=True)
    )
    duties = dict(
        unfinished_duties()
        .filter(post__in=numbers)
        .order_by()
        .values_list("post_id")
        .annotate(Count("pk"))
    )
    return {
        number: Waiting(messages[number], problems[number], duties.get(number, 0))
        for number in numbers
    }


def _messages(posts: Sequence[Post], seen_by: Post, on: date) -> Counter[int]:
    given = (
        Voice.objects.visible_to(seen_by, on=on)
        .filter(
            Q(post__in=[post.pk for post in posts])
            | Q(post__isnull=True, responsible__in={post.unit_id for post in posts}),
            state__in=OPEN,
        )
        .values_list("post_id", "responsible_id")
    )
    found: Counter[int] = Counter()
    for named, unit in given:
        for post in posts:
            if post.pk == named or (named is None and post.unit_id == unit and post.role in HEADS):
                found[post.pk] += 1
    return found


def unfinished_duties() -> QuerySet[Duty]:
    """Duties that are neither done nor ended."""
    done = Completion.objects.filter(undone_on__isnull=True).order_by().values("duty_id")
    return Duty.objects.filter(end__isnull=True).exclude(pk__in=done)


def reorganisation_of(unit: Unit) -> Reorganisation | None:
    """How a unit ended, with who decided it; one statement."""
    return (
        Reorganisation.objects.filter(unit=unit)
        .select_related("decided_by__unit", "successor")
        .first()
    )
