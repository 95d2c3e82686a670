"""What pages show: to people, to whoever holds a code, to the office.

Everything for people shows a point through ``Point.said`` alone: nothing that was not read through
for names, and of a masked one the masked wording.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.models import (
    Answer,
    Choice,
    Consultation,
    Grouping,
    Meeting,
    Paragraph,
    Point,
    Sheet,
    Support,
)
from qunce.domain.consultations.states import PUBLIC, ConsultationState, PointState, Says
from qunce.domain.gates.states import Way
from qunce.domain.organisations.models import Unit
from qunce.text.likeness import LIKE, near_identical

MOST_COMPARED = 2_000
"""Points whose words are compared with one another at once."""


# --- for people


def open_to_people(today: date, town: Unit | None = None) -> QuerySet[Consultation]:
    """Consultations in which people can answer today, the one that ends first at first."""
    found = Consultation.objects.filter(
        state=ConsultationState.OPEN, opens_on__lte=today, closes_on__gte=today
    )
    if town is not None:
        found = found.filter(unit=town)
    return found.select_related("unit", "campaign", "gate", "asking").order_by("closes_on", "id")


@dataclass(frozen=True, slots=True)
class PointSeen:
    """A point as everybody reads it."""

    pk: int
    said: str
    masked: bool
    way: str
    """How it was said: a code of :class:`~qunce.domain.gates.states.Way`."""
    helped: bool
    agree: int
    disagree: int
    cannot_say: int
    mine: str = ""
    """What the reader said of it."""
    answer: Answer | None = None
    """Only once people were told."""


@dataclass(frozen=True, slots=True)
class ParagraphSeen:
    """A paragraph with what was said of it; the last one, without paragraph, is in general."""

    paragraph: Paragraph | None
    points: Sequence[PointSeen]


def paragraphs_seen(consultation: Consultation, voter: str = "") -> list[ParagraphSeen]:
    """The whole text with what everybody may read of what was said.  Four statements at most.

    ``voter``: ``codes.voter_of`` the reader, whose own votes are marked.
    """
    shown = points_to_show(consultation, voter)
    by_paragraph: dict[int | None, list[PointSeen]] = defaultdict(list)
    for paragraph, seen in shown:
        by_paragraph[paragraph].append(seen)
    text = [ParagraphSeen(one, by_paragraph[one.pk]) for one in consultation.paragraphs.all()]
    return [*text, ParagraphSeen(None, by_paragraph[None])]


def points_to_show(
    consultation: Consultation, voter: str = ""
) -> list[tuple[int | None, PointSeen]]:
    """The paragraph's number (``pk``) and each point everybody reads, the oldest first."""
    points = (
        Point.objects.public()
        .filter(consultation=consultation)
        .select_related("sheet", "answer")
        .annotate(
            agree=Count("supports", filter=Q(supports__says=Says.AGREE)),
            disagree=Count("supports", filter=Q(supports__says=Says.DISAGREE)),
            cannot_say=Count("supports", filter=Q(supports__says=Says.PASS)),
        )
        .order_by("pk")
    )
    mine: Mapping[int, str] = {}
    if voter:
        own = Support.objects.filter(point__consultation=consultation, voter=voter)
        mine = dict(own.values_list("point", "says"))
    told = consultation.told_at is not None
    return [(one.paragraph_id, _seen(one, mine, told)) for one in points]


def _seen(point: Point, mine: Mapping[int, str], told: bool) -> PointSeen:
    counts = {name: getattr(point, name) for name in ("agree", "disagree", "cannot_say")}
    return PointSeen(
        pk=point.pk,
        said=point.said or "",
        masked=point.state == PointState.MASKED,
        way=point.sheet.channel if point.sheet else Way.MEETING,
        helped=point.sheet.helped if point.sheet else False,
        mine=mine.get(point.pk, ""),
        answer=point.answer if told else None,
        **counts,
    )


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that was said, by one or by several, and its answer: a line of “you said, we did”.

    ``said`` are the wordings everybody reads; ``withheld`` how many more are not shown.
    """

    number: int
    grouping: Grouping | None
    points: Sequence[Point]
    said: Sequence[str]
    withheld: int
    answer: Answer | None


def what_was_said(consultation: Consultation) -> list[Matter]:
    """Every point, those of a group together; for the public page and the printed notice.

    Answers stand in it only once people were told.  One statement.
    """
    told = consultation.told_at is not None
    return _matters(_points(consultation), told=told)


def rounds_of(consultation: Consultation) -> list[Consultation]:
    """All rounds at the same gate that were begun, the first at first."""
    found = Consultation.objects.public().filter(gate=consultation.gate_id)
    return list(found.select_related("asking").order_by("id"))


@dataclass(frozen=True, slots=True)
class SheetStory:
    """What whoever holds the code reads: their own words, and what came of each."""

    sheet: Sheet
    points: Sequence[Point]
    """With ``paragraph``, ``answer`` and ``problem``; the answer is only for those told."""
    choices: Sequence[tuple[str, str]]
    """The question and the label that was chosen."""


def sheet_story(sheet: Sheet) -> SheetStory:
    """Two statements."""
    points = sheet.points.select_related("paragraph", "answer__post__unit", "problem")
    choices = Choice.objects.filter(sheet=sheet).select_related("question")
    return SheetStory(
        sheet,
        list(points.order_by("pk")),
        [
            (
                one.question.text,
                next((o.label for o in one.question.scale if o.code == one.option), one.option),
            )
            for one in choices
        ],
    )


# --- for the office


def points_to_check(consultation: Consultation, post: Post | None) -> QuerySet[Point]:
    """Points nobody has read through, the oldest first; none for who may not read the words."""
    return (
        Point.objects.visible_to(post)
        .filter(consultation=consultation, state=PointState.WAITING)
        .select_related("sheet__village", "meeting__unit", "paragraph")
        .order_by("pk")
    )


def to_answer(consultation: Consultation, post: Post | None) -> list[Matter]:
    """Every point, those of a group together, with its answer so far.  One statement.

    Whoever may not read the words as they came gets nothing.
    """
    return _matters(_points(consultation).filter(pk__in=_readable(consultation, post)), told=True)


def _readable(consultation: Consultation, post: Post | None) -> QuerySet[Point, int]:
    found = Point.objects.visible_to(post).filter(consultation=consultation)
    return found.order_by().values_list("pk", flat=True)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Points that may say nearly the same; a person confirms."""

    points: Sequence[Point]
    grouping: Grouping | None
    """The group that one of them is in already."""


def candidates(
    consultation: Consultation, post: Post | None, *, at_least: float = LIKE
) -> list[Candidate]:
    """Unanswered points of the same paragraph that say nearly the same.  One statement."""
    found = (
        Point.objects.visible_to(post)
        .filter(consultation=consultation, answer__isnull=True)
        .exclude(state=PointState.WITHHELD)
        .select_related("grouping", "paragraph", "sheet__village", "meeting__unit")
        .order_by("pk")[:MOST_COMPARED]
    )
    by_paragraph: dict[int | None, list[Point]] = defaultdict(list)
    for point in found:
        by_paragraph[point.paragraph_id].append(point)
    made = []
    for points in by_paragraph.values():
        for alike in near_identical([one.words for one in points], at_least=at_least):
            chosen = [points[at] for at in alike]
            groups = {one.grouping for one in chosen if one.grouping is not None}
            together = len(groups) == 1 and all(one.grouping_id for one in chosen)
            if len(groups) <= 1 and not together:
                made.append(Candidate(chosen, next(iter(groups), None)))
    return made


def sheets_keyed(consultation: Consultation, post: Post | None) -> QuerySet[Sheet]:
    """Sheets whose words ``post`` may read, the newest first."""
    return (
        Sheet.objects.visible_to(post)
        .filter(consultation=consultation)
        .select_related("village", "keyed_by__unit", "meeting")
        .order_by("-pk")
    )


def meetings_of(consultation: Consultation) -> list[Meeting]:
    """The meetings with their hands; numbers and places, which everybody may read."""
    found = Meeting.objects.filter(consultation=consultation).select_related("unit")
    return list(found.prefetch_related("hands__question").order_by("on", "pk"))


# --- parts


def _points(consultation: Consultation) -> QuerySet[Point]:
    return (
        Point.objects.filter(consultation=consultation)
        .select_related(
            "sheet__village",
            "meeting__unit",
            "paragraph",
            "grouping",
            "answer__post__unit",
            "problem",
        )
        .order_by("pk")
    )


def _matters(points: Iterable[Point], *, told: bool) -> list[Matter]:
    """Points by group; a point without one is a matter of its own.  In the order of the first."""
    together: dict[tuple[str, int], list[Point]] = {}
    for point in points:
        key = ("group", point.grouping_id) if point.grouping_id else ("point", point.pk)
        together.setdefault(key, []).append(point)
    return [
        Matter(
            number=number,
            grouping=some[0].grouping,
            points=some,
            said=[one.said for one in some if one.said is not None],
            withheld=sum(1 for one in some if one.state not in PUBLIC),
            answer=some[0].answer if told else None,
        )
        for number, some in enumerate(together.values(), start=1)
    ]
