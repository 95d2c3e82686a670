"""What residents said, as far as it may be shown, and the story of a promise or a project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.models import Project, Promise, ResidentView
from qunce.domain.practice.states import FEWEST_SHOWN, PeopleSay, TurnKind, WordsState
from qunce.statistics.release import MINIMUM, release

assert FEWEST_SHOWN >= MINIMUM  # noqa: S101  (the page promises no less than statistics does)

_ALL = "people"


@dataclass(frozen=True, slots=True)
class Said:
    """What so many residents said, for anybody to read; inside the office as well.

    ``counted`` is a multiple of ten: with every single answer a count would tell what the last
    one said.  None stands where a figure is withheld, see :mod:`qunce.statistics.release`.
    """

    counted: int
    answers: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def enough(self) -> bool:
        return self.counted > 0

    @property
    def any_shown(self) -> bool:
        return any(number is not None for number in self.answers.values())

    @property
    def rows(self) -> list[tuple[str, int | None]]:
        return [(str(PeopleSay(code).label), self.answers.get(code)) for code in PeopleSay.values]


def said_of(about: Project | Promise) -> Said:
    """The counts over the first ten, twenty, thirty … answers; one statement."""
    answers = list(about.views.order_by("id").values_list("says", flat=True))
    counted = len(answers) // FEWEST_SHOWN * FEWEST_SHOWN
    if not counted:
        return Said(0)
    counts = Counter(answers[:counted])
    table = {(_ALL, code): counts.get(code, 0) for code in PeopleSay.values}
    shown = release(table, FEWEST_SHOWN, known=())
    return Said(counted, {code: shown.cells.get((_ALL, code)) for code in PeopleSay.values})


def words_of(about: Project | Promise) -> list[str]:
    """The words everybody may read, in the order they were read through.

    Without the answer beside them: of few answers that would be a count.
    """
    shown = about.views.with_public_words()
    return list(shown.order_by("checked_at", "id").values_list("public_words", flat=True))


def unread_of(about: Project | Promise) -> int:
    """How many residents' words wait to be read through for names."""
    return about.views.filter(words_state=WordsState.WAITING).count()


def waiting_to_be_read(post: Post | None) -> QuerySet[ResidentView]:
    """Words the office of ``post`` reads through for names, the oldest first."""
    return to_read_through(post).filter(words_state=WordsState.WAITING)


def to_read_through(post: Post | None) -> QuerySet[ResidentView]:
    """Views with words of the post's unit and those below, whether read through or not."""
    if post is None or post.role != PostRole.CAMPAIGN_OFFICE:
        return ResidentView.objects.none()
    below = Unit.objects.within(post.unit).order_by().values("pk")
    return (
        ResidentView.objects.filter(Q(promise__unit__in=below) | Q(project__unit__in=below))
        .exclude(words="")
        .exclude(promise__post=post.pk)
        .exclude(project__owner=post.pk)
        .select_related("promise__unit", "project__unit", "checked_by__unit")
    )


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line of the timeline: what happened, by which post, in which words, when."""

    label: str
    kind: str
    post: Post
    words: str
    at: datetime


COMMENT = "comment"


def story(about: Project | Promise) -> list[StoryLine]:
    """Turns and leading officials' comments in the order of time; two statements."""
    lines = [
        StoryLine(str(TurnKind(turn.kind).label), turn.kind, turn.post, turn.words, turn.at)
        for turn in about.turns.select_related("post__unit")
    ]
    lines += [
        StoryLine("", COMMENT, one.post, one.words, one.at)
        for one in about.comments.select_related("post__unit")
    ]
    return sorted(lines, key=lambda line: line.at)
