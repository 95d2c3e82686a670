"""Figures: the evidence for the gate, answers by way, marks of the questions, the votes.

What is an answer, and whose

* a sheet is one answer;
* of a meeting those who came were asked, and its answers are the greatest of: those who spoke,
  the hands on one question, the sheets filled in there, so that nobody counts twice;
* at the gate where people are heard on the problems each resident's message is one answer and one
  point as well (``messages``).

How many were asked is known only where nobody could answer from the web or by telephone: whoever
was invited or came, the paper forms handed out, and those visited.  Where more answered than that,
it is not known.  The single ways keep their denominators either way (:func:`ways_counted`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from qunce.domain.consultations.models import (
    Choice,
    Consultation,
    Hands,
    Meeting,
    Question,
    Support,
)
from qunce.domain.consultations.queries.messages import messages_counted, villages_of_messages
from qunce.domain.consultations.rules.answering import Standing
from qunce.domain.consultations.states import OPEN_TO_ALL, PUBLIC, VOTES, PointState
from qunce.domain.gates.rules import Evidence
from qunce.domain.gates.states import GateKind, Way
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import UnitKind
from qunce.statistics.votes import Votes, last_votes

WHERE_PEOPLE_LIVE = (UnitKind.VILLAGE, UnitKind.COMMUNITY)


@dataclass(frozen=True, slots=True)
class OptionCount:
    """How often one option was chosen: on sheets by people themselves, with help, by hands."""

    code: str
    label: str
    positive: bool | None
    by_themselves: int
    helped: int
    hands: int

    @property
    def number(self) -> int:
        return self.by_themselves + self.helped + self.hands


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question with the counts of all its options; “don't know” is the last."""

    question: Question
    options: Sequence[OptionCount]

    @property
    def judged(self) -> int:
        """Who chose something else than “don't know”."""
        return sum(one.number for one in self.options if one.positive is not None)

    @property
    def positive(self) -> int:
        return sum(one.number for one in self.options if one.positive)

    @property
    def share(self) -> float | None:
        """Of those who judged; none when nobody did."""
        return self.positive / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class WayCount:
    """One way with its own denominator."""

    way: str
    answered: int
    helped: int
    asked: int | None
    """Forms handed out, people who came or were invited; none where it is not known."""


def standing_of(consultation: Consultation) -> Standing:
    """How many points, not read through, not answered.  One statement."""
    found = consultation.points.aggregate(
        points=Count("pk"),
        unread=Count("pk", filter=Q(state=PointState.WAITING)),
        unanswered=Count("pk", filter=Q(answer__isnull=True)),
    )
    return Standing(found["points"], found["unread"], found["unanswered"])


def evidence(consultation: Consultation) -> Evidence:
    """What the gate is shown.  The same number of statements however many answered.

    A question is answered when somebody judged, on a sheet or by hand: otherwise whoever leaves a
    question blank would hold up the gate.  ``share`` is that of the question with the lowest, so
    that each must reach the line.  ``published``: people were told, and the notice hung somewhere.
    Whoever is to be told: the sheets that wanted an answer; messages tell their speakers
    themselves.
    """
    ways = ways_counted(consultation)
    standing = standing_of(consultation)
    results = question_results(consultation)
    shares = [one.share for one in results if one.share is not None]
    sheets = consultation.sheets.aggregate(
        to_tell=Count("pk", filter=Q(wants_answer=True)),
        told=Count("pk", filter=Q(wants_answer=True, told_at__isnull=False)),
    )
    groups = groups_of(consultation)
    by_way = {one.way: one.answered for one in ways}
    points, answered_points = standing.points, standing.points - standing.unanswered
    if consultation.kind == GateKind.PROBLEMS:
        messages = messages_counted(consultation)
        for way, number in messages.by_way.items():
            by_way[way] = by_way.get(way, 0) + number
        points += messages.number
        answered_points += messages.answered
    answered = sum(by_way.values())
    return Evidence(
        asked=_asked(consultation, ways, answered),
        answered=answered,
        by_way=by_way,
        groups=len(groups),
        groups_heard=len(_heard(consultation, groups)),
        points=points,
        points_answered=answered_points,
        to_tell=sheets["to_tell"],
        told=sheets["told"],
        questions=len(results),
        questions_answered=sum(1 for one in results if one.judged),
        published=consultation.told_at is not None and consultation.postings.exists(),
        share=min(shares) if shares else None,
    )


def ways_counted(consultation: Consultation) -> list[WayCount]:
    """Answers by way, each with its own denominator where there is one.  Four statements."""
    sheets = consultation.sheets.order_by().values("channel")
    rows = sheets.annotate(
        came=Count("pk"),
        helped=Count("pk", filter=Q(helped=True)),
        # counted with their meeting below
        there=Count("pk", filter=Q(meeting__isnull=False)),
    )
    answered: Counter[str] = Counter()
    helped: Counter[str] = Counter()
    for row in rows:
        answered[row["channel"]] += row["came"] - row["there"]
        helped[row["channel"]] += row["helped"]
    meetings = list(Meeting.objects.filter(consultation=consultation).annotate(n=Count("sheets")))
    hands = _most_hands(consultation)
    for one in meetings:
        answered[Way.MEETING] += max(one.spoke, one.n, hands.get(one.pk, 0))
    forms = consultation.handouts.aggregate(forms=Sum("forms"))["forms"]
    denominators: Mapping[str, int | None] = {
        Way.PAPER: forms,
        Way.MEETING: sum(max(one.invited or 0, one.came) for one in meetings) or None,
        Way.VISIT: answered[Way.VISIT] or None,
    }
    return [
        WayCount(way, answered[way], helped[way], denominators.get(way))
        for way in Way.values
        if answered[way] or denominators.get(way)
    ]


def _most_hands(consultation: Consultation) -> dict[int, int]:
    """By meeting, the hands on the question on which the most went up."""
    rows = (
        Hands.objects.filter(meeting__consultation=consultation)
        .order_by()
        .values("meeting", "question")
        .annotate(number=Sum("count"))
    )
    most: dict[int, int] = {}
    for row in rows:
        most[row["meeting"]] = max(most.get(row["meeting"], 0), row["number"])
    return most


def _asked(consultation: Consultation, ways: Iterable[WayCount], answered: int) -> int | None:
    rule = consultation.asking.rule if consultation.asking else {}
    if set(rule.get("ways", ())) & set(OPEN_TO_ALL):
        return None
    known = sum(one.asked for one in ways if one.asked)
    return known if known >= max(answered, 1) else None


def groups_of(consultation: Consultation) -> list[Unit]:
    """The villages and communities of the town that should be heard; else its units below.

    Those in being when the asking began: who was to be heard does not change under it.

    One statement; two where there are none.
    """
    below = Unit.objects.within(consultation.unit).exclude(pk=consultation.unit_id)
    if consultation.opens_on is not None:
        below = below.in_being(consultation.opens_on)
    lived_in = list(below.filter(kind__in=WHERE_PEOPLE_LIVE))
    return lived_in or list(below.filter(parent=consultation.unit_id))


def _heard(consultation: Consultation, groups: Sequence[Unit]) -> set[int]:
    """Numbers of the groups of which a sheet, a meeting or an ordinary message came."""
    paths = set(
        consultation.sheets.filter(village__isnull=False)
        .order_by()
        .values_list("village__path", flat=True)
        .distinct()
    )
    meetings = Meeting.objects.filter(consultation=consultation, spoke__gte=1).order_by()
    paths |= set(meetings.values_list("unit__path", flat=True).distinct())
    if consultation.kind == GateKind.PROBLEMS:
        paths |= villages_of_messages(consultation)
    return {unit.pk for unit in groups if any(path.startswith(unit.path) for path in paths)}


def question_results(consultation: Consultation) -> list[QuestionResult]:
    """All questions with their counts.  Three statements."""
    chosen: dict[int, Counter[tuple[str, bool]]] = defaultdict(Counter)
    rows = (
        Choice.objects.filter(sheet__consultation=consultation)
        .order_by()
        .values_list("question", "option", "sheet__helped")
        .annotate(number=Count("pk"))
    )
    for question, option, was_helped, number in rows:
        chosen[question][option, was_helped] += number
    hands: dict[int, Counter[str]] = defaultdict(Counter)
    counted = (
        Hands.objects.filter(meeting__consultation=consultation)
        .order_by()
        .values_list("question", "option")
        .annotate(number=Sum("count"))
    )
    for question, option, number in counted:
        hands[question][option] += number
    return [
        QuestionResult(
            one,
            [
                OptionCount(
                    option.code,
                    option.label,
                    option.positive,
                    chosen[one.pk][option.code, False],
                    chosen[one.pk][option.code, True],
                    hands[one.pk][option.code],
                )
                for option in one.scale
            ],
        )
        for one in consultation.questions.all()
    ]


def votes_matrix(consultation: Consultation) -> Votes[str, int]:
    """Readers by shown points (``pk``), +1, -1, 0, nan: what opinion groups are read from.

    One vote of each reader on each point is stored, the last; readers are named by their HMAC.
    """
    rows = Support.objects.filter(
        point__consultation=consultation, point__state__in=PUBLIC
    ).order_by("voter", "point")
    return last_votes(
        (voter, point, VOTES[says], 0)
        for voter, point, says in rows.values_list("voter", "point", "says")
    )
