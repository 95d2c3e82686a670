"""The week of a post: what is due, what people said, what is stuck, whom to visit.

Two weeks are looked at together, this one from its Monday and the next to its Sunday: what is due
next week is begun in this one.  Everything is read as it is now and nothing is kept; what one post
may see is asked of each package's own ``visible_to``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, F, Prefetch, Q, QuerySet, When

from qunce.domain.accounts.models import Holding, Post
from qunce.domain.accounts.queries import Vacancy, vacant_posts
from qunce.domain.duties.queries import duties_of
from qunce.domain.duties.standings import Row
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.queries import acted_for
from qunce.domain.problems.models import Asking, Measure, Problem, ProblemStep
from qunce.domain.problems.rules.standing import LOOKING_ON
from qunce.domain.problems.states import AFTER_CHECK, IN_WORK, ProblemState, ProblemStepKind
from qunce.domain.study.models import PlanStep
from qunce.domain.study.queries import to_bring
from qunce.domain.supervision.models import Visit
from qunce.domain.voices.models import Voice
from qunce.domain.voices.queries import page_of
from qunce.domain.voices.querysets import NOTHING, Sight
from qunce.domain.voices.states import VoiceKind, VoiceState

MOST = 6
"""Lines of one part: a week is one page; the rest stands on the list the part leads to."""

TO_SORT = (VoiceState.RECEIVED, VoiceState.OBJECTED)
TO_ANSWER = (VoiceState.REGISTERED, VoiceState.ACCEPTED)
TO_REVIEW = (VoiceState.IN_REVIEW, VoiceState.IN_RE_REVIEW)


@dataclass(frozen=True, slots=True)
class Span:
    """From the Monday of this week to the Sunday of the next."""

    today: date
    since: date
    ends: date
    """Sunday of this week."""
    until: date

    @classmethod
    def around(cls, today: date) -> Span:
        monday = today - timedelta(days=today.weekday())
        return cls(today, monday, monday + timedelta(days=6), monday + timedelta(days=13))

    @property
    def began(self) -> datetime:
        """The instant at which this week began where the installation stands."""
        return datetime.combine(self.since, time(), ZoneInfo(settings.TIME_ZONE))


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines in the order in which they are pressing, and whether there are more."""

    rows: Sequence[object] = ()
    more: bool = False

    @classmethod
    def of(cls, rows: Sequence[object]) -> Part:
        return cls(rows[:MOST], len(rows) > MOST)

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class Week:
    """What one post has before it."""

    post: Post
    span: Span
    units: list[Unit]
    """The unit itself first, then those it goes on with or covers."""
    vacant: list[Vacancy]
    """Posts of these units that nobody holds: what waits there waits for nobody else."""
    due: Part = field(default_factory=Part)
    """Duties late or due by the end of next week, with what completes each."""
    done: list[Row] = field(default_factory=list)
    """Duties that were done this week, by themselves or told."""
    steps: Part = field(default_factory=Part)
    """Steps of the study plan that were not held yet."""
    messages: Part = field(default_factory=Part)
    said: Part = field(default_factory=Part)
    """Answers of those concerned that came in this week, to be read."""
    problems: Part = field(default_factory=Part)
    askings: Part = field(default_factory=Part)
    """Households and speakers whom somebody who did not do the work has to ask."""
    deliveries: Part = field(default_factory=Part)
    """What is to be brought home to somebody."""
    visits: list[Visit] = field(default_factory=list)
    """Visits of the guidance group that are announced."""

    @property
    def empty(self) -> bool:
        """Nothing has to be done; a visit that is announced is only to be known."""
        parts = (self.due, self.steps, self.messages, self.problems, self.askings)
        return not any((*parts, self.deliveries))


def week_of(post: Post, today: date) -> Week:
    """The week of ``post`` on the day ``today``; so many statements, however full it is."""
    span = Span.around(today)
    units = acted_for(post.unit, today)
    seen = Problem.objects.visible_to(post, on=today)
    due, done = duties_in(post, span)
    return Week(
        post=post,
        span=span,
        units=units,
        vacant=vacant_posts(units, today),
        due=due,
        done=done,
        steps=steps_of(units, span),
        messages=messages_of(post, today),
        said=said_of(seen, post, units, span),
        problems=problems_of(seen, post, units, span),
        askings=askings_of(seen, post, today),
        deliveries=Part.of(to_bring(post, span.until)),
        visits=visits_of(post, units, span),
    )


def duties_in(post: Post, span: Span) -> tuple[Part, list[Row]]:
    """Duties late or due by the end of next week; and those done since Monday."""
    rows = duties_of(post, span.today)
    due = [row for row in rows if row.is_open and row.duty.due_on <= span.until]
    done = [row for row in rows if row.done is not None and row.done.on >= span.since]
    return Part.of(due), done


def steps_of(units: Sequence[Unit], span: Span) -> Part:
    """Steps of the units' study plans that nobody has held and whose day has come or is near."""
    found = (
        PlanStep.objects.filter(plan__unit__in=units, session__isnull=True, on__lte=span.until)
        .filter(plan__campaign__ends_on__gte=span.today)
        .select_related("material", "plan__unit", "plan__campaign__unit")
        .order_by("on", "pk")
    )
    return Part.of(list(found[: MOST + 1]))


def visits_of(post: Post, units: Sequence[Unit], span: Span) -> list[Visit]:
    """Visits to the units that are planned, from today to the end of next week."""
    planned = Visit.objects.visible_to(post, on=span.today).planned().filter(unit__in=units)
    days = (span.today, span.until)
    found = planned.filter(planned_on__range=days).select_related("unit", "group__area")
    return list(found.order_by("planned_on", "pk")[:MOST])


def messages_of(post: Post, today: date) -> Part:
    """Messages on which ``post`` owes the next step: danger first, then what is due first."""
    sight = Sight.of(post, today)
    if NOTHING == sight.sorts == sight.answers == sight.reviews:
        return Part()
    waiting = Voice.objects.in_sight(
        sight,
        sorts=Q(state__in=TO_SORT),
        answers=Q(state__in=TO_ANSWER),
        reviews=Q(state__in=TO_REVIEW),
        joined=False,
    )
    danger = Case(When(kind=VoiceKind.URGENT, then=0), default=1)
    order = waiting.order_by(danger, F("next_due_on").asc(nulls_last=True), "id")
    found = page_of(order, 1, size=MOST)
    return Part(found.rows, found.more)


def ours(post: Post, units: Sequence[Unit]) -> Q:
    """The work that is the post's, or of a unit it acts for."""
    return Q(responsible=post) | Q(lead_unit__in=[unit.pk for unit in units])


def problems_of(seen: QuerySet[Problem], post: Post, units: Sequence[Unit], span: Span) -> Part:
    """Problems that wait for the next step of ``post`` or its units, the late ones first.

    To be begun: listed or reopened.  In hand: late, due by the end of next week, or with a
    measure due by then, unless its progress was told this week and it is not late.  Not to be
    solved for now: when its next date has come.
    """
    measured = Measure.objects.filter(done_on__isnull=True, due_on__lte=span.until)
    told = ProblemStep.objects.filter(kind=ProblemStepKind.PROGRESS, at__gte=span.began)
    soon = Q(due_on__lte=span.until) | Q(pk__in=measured.values("problem_id"))
    still = Q(due_on__lt=span.today) | ~Q(pk__in=told.values("problem_id"))
    waits = (
        Q(state__in=(ProblemState.LISTED, ProblemState.REOPENED))
        | (Q(state=ProblemState.IN_HAND) & soon & still)
        | Q(state=ProblemState.NOT_NOW, not_now_until__lte=span.ends)
    )
    late = Case(When(state__in=IN_WORK, due_on__lt=span.today, then=0), default=1)
    open_measures = Measure.objects.filter(done_on__isnull=True).order_by("due_on", "id")
    found = (
        seen.filter(ours(post, units) & waits)
        .select_related("town", "unit", "place", "lead_unit", "responsible__unit")
        .prefetch_related(
            Prefetch("measures", queryset=open_measures, to_attr="open_measures"),
            # Whether the post works on another unit's problem is asked of its assisting units.
            *(["assisting"] if len(units) > 1 else []),
        )
        .order_by(late, F("due_on").asc(nulls_last=True), "pk")
    )
    return Part.of(list(found[: MOST + 1]))


def said_of(seen: QuerySet[Problem], post: Post, units: Sequence[Unit], span: Span) -> Part:
    """What those concerned said this week of the work of ``post`` and its units, newest first."""
    found = (
        Asking.objects.filter(
            problem__in=seen.filter(ours(post, units)).order_by().values("pk"),
            answered_at__gte=span.began,
        )
        .select_related("problem__unit", "problem__town", "draw")
        .order_by("-answered_at", "-pk")
    )
    return Part.of(list(found[: MOST + 1]))


def askings_of(seen: QuerySet[Problem], post: Post, today: date) -> Part:
    """Those concerned who were asked and whose answer somebody has to fetch.

    Never of one's own work: whoever holds ``post`` must hold no post that did it or answers for
    it (``problems.rules.is_doer``); the action asks once more.
    """
    if post.role in LOOKING_ON:
        return Part()
    holders = Holding.objects.on(today).filter(post=post).values("user_id")
    theirs = Holding.objects.filter(user_id__in=holders, until__isnull=True).values("post_id")
    by_others = (
        seen.filter(state__in=AFTER_CHECK)
        .exclude(responsible__in=theirs)
        .exclude(claimed_by__in=theirs)
        .exclude(doer__in=holders)
    )
    found = (
        Asking.objects.filter(
            problem__in=by_others.order_by().values("pk"),
            asked_at__isnull=False,
            answered_at__isnull=True,
            dropped_at__isnull=True,
        )
        .select_related("problem__unit", "problem__town", "draw")
        .order_by("due_on", "pk")
    )
    return Part.of(list(found[: MOST + 1]))
