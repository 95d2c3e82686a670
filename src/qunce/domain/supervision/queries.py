"""Whom to visit next and why; what is planned, and what is looked at again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Case, Count, Max, Min, Q, QuerySet, When

from qunce.domain.accounts.models import Holding, Post
from qunce.domain.accounts.queries import vacant_posts
from qunce.domain.budgets.queries import room_for
from qunce.domain.budgets.states import CallKind
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import UnitKind
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import IN_WORK, ProblemState
from qunce.domain.supervision.models import FollowUp, Group, Visit
from qunce.domain.supervision.querysets import of_post
from qunce.domain.supervision.states import QUIET_DAYS, VisitState
from qunce.domain.voices.models import Clock, Voice
from qunce.domain.voices.states import ClockState
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refusal, gettext_noop

HEARS = (
    UnitKind.VILLAGE,
    UnitKind.COMMUNITY,
    UnitKind.SCHOOL,
    UnitKind.CLINIC,
    UnitKind.HOSPITAL,
    UnitKind.WARD,
)
"""Kinds of unit where people who are served say something; an office's silence says nothing."""

TWICE = 2
MOST = 300
"""Stuck problems read for one area."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that is stuck in a unit, said in a sentence."""

    says: Refusal
    """Code, sentence and gaps, said to the reader like a refusal."""
    since: date | None
    """Since when it waits; ``None`` where nobody knows."""
    path: str = ""
    """Where it is looked at; empty when the reader sees no more than the sentence."""
    problem: int | None = None
    """A problem of which the unit can be reminded."""


@dataclass(slots=True)
class Needs:
    """A unit of the area with what is stuck there."""

    unit: Unit
    matters: list[Matter] = field(default_factory=list)

    @property
    def since(self) -> date | None:
        """Since when its longest waiting matter waits."""
        return min((one.since for one in self.matters if one.since is not None), default=None)


@dataclass(frozen=True, slots=True)
class Seen:
    """A group that a post may read, and whether the post acts for it."""

    group: Group
    acts: bool


def groups_seen(post: Post | None, on: date) -> list[Seen]:
    """The groups there are that ``post`` may read, one's own first; one statement."""
    if post is None:
        return []
    groups = Group.objects.in_being().visible_to(post, on=on)
    own = Case(When(of_post(post), then=0), default=1)
    rows = groups.select_related("area", "town", "leader__unit").annotate(_apart=own)
    ordered = rows.order_by("_apart", "area__name", "pk")
    return [Seen(row, row._apart == 0) for row in ordered]  # type: ignore[attr-defined]


def units_of(area_id: int | None, on: date) -> list[Unit]:
    """The units of an area that are not closed; one statement."""
    if area_id is None:
        return []
    return list(Unit.objects.filter(area=area_id).in_being(on))


def needs_help(
    post: Post | None,
    units: Sequence[Unit],
    today: date,
    *,
    more: Mapping[int, Iterable[Matter]] | None = None,
) -> list[Needs]:
    """``units`` with what is stuck in each, that which waits longest first; five statements.

    What ``post`` may not see is not there.  ``more`` adds, by the number of the unit, what packages
    above know to be stuck.  The order follows the oldest day and nothing else: units are not
    compared by how much is stuck.
    """
    found = {unit.pk: Needs(unit) for unit in units}
    if not found:
        return []
    for unit_pk, matter in (
        *_problems(post, units, today),
        *_messages(units, today),
        *_vacancies(units, today),
        *_silence(units, today),
    ):
        found[unit_pk].matters.append(matter)
    for unit_pk, matters in (more or {}).items():
        if unit_pk in found:
            found[unit_pk].matters += matters
    for needs in found.values():
        needs.matters.sort(key=lambda one: one.since or date.max)
    return sorted(
        found.values(),
        key=lambda one: (not one.matters, one.since or date.max, one.unit.path),
    )


def stuck_problems(post: Post | None, units: Collection[Unit], today: date) -> QuerySet[Problem]:
    """Late, not looked at again on the day that was named, or opened again twice and not closed."""
    where = Q(lead_unit__in=units) | Q(lead_unit__isnull=True, unit__in=units)
    late = Q(state__in=IN_WORK, due_on__lt=today)
    forgotten = Q(state=ProblemState.NOT_NOW, not_now_until__lt=today)
    again = Q(reopened_times__gte=TWICE) & ~Q(state=ProblemState.CLOSED)
    return Problem.objects.visible_to(post, on=today).filter(where, late | forgotten | again)


def _problems(
    post: Post | None, units: Sequence[Unit], today: date
) -> Iterable[tuple[int, Matter]]:
    numbers = {unit.pk for unit in units}
    for problem in stuck_problems(post, units, today).order_by("found_on", "pk")[:MOST]:
        params: dict[str, object] = {"number": problem.number, "title": problem.title}
        if problem.state == ProblemState.NOT_NOW and problem.not_now_until is not None:
            since = problem.not_now_until
            code = "stuck_not_now"
            sentence = gettext_noop(
                "“%(title)s” (%(number)s) could not be solved for now; it was to be looked at "
                "again on %(day)s."
            )
        elif problem.state in IN_WORK and problem.due_on is not None and problem.due_on < today:
            since = problem.due_on
            code = "stuck_late"
            sentence = gettext_noop("“%(title)s” (%(number)s) was due on %(day)s.")
        else:
            since = problem.found_on
            code = "stuck_again"
            sentence = gettext_noop(
                "“%(title)s” (%(number)s), found on %(day)s, has been opened again %(times)s times."
            )
            params["times"] = problem.reopened_times
        params["day"] = since.isoformat()
        lead = problem.lead_unit_id
        yield (
            lead if lead is not None and lead in numbers else problem.unit_id,
            Matter(
                Refusal(code, sentence, params),
                since,
                f"/office/problems/{problem.pk}/",
                problem.pk,
            ),
        )


def _messages(units: Sequence[Unit], today: date) -> Iterable[tuple[int, Matter]]:
    """How many messages wait longer than their clocks allow, and since when.

    No message is shown, so this does not start from what the post may read; what accuses a unit is
    left out altogether, so that no figure tells of it.
    """
    late = Clock.objects.filter(
        state=ClockState.RUNNING, due_on__lt=today, unit__in=units, voice__accused__isnull=True
    )
    counted = (
        late.order_by()
        .values("unit")
        .annotate(count=Count("voice", distinct=True), oldest=Min("due_on"))
    )
    for row in counted:
        one = row["count"] == 1
        yield (
            row["unit"],
            Matter(
                Refusal(
                    "stuck_messages",
                    gettext_noop("A message waits for its next step; it was due on %(day)s.")
                    if one
                    else gettext_noop(
                        "%(count)s messages wait for their next step; the oldest was due on "
                        "%(day)s."
                    ),
                    {"count": row["count"], "day": row["oldest"].isoformat()},
                ),
                row["oldest"],
            ),
        )


def _vacancies(units: Sequence[Unit], today: date) -> Iterable[tuple[int, Matter]]:
    for vacancy in vacant_posts(units, today):
        params: dict[str, object] = {"post": vacancy.post.title}
        sentence = gettext_noop("Nobody holds the post “%(post)s” yet.")
        if vacancy.since is not None:
            params["day"] = vacancy.since.isoformat()
            sentence = gettext_noop("The post “%(post)s” has been vacant since %(day)s.")
        yield (
            vacancy.post.unit_id,
            Matter(Refusal("stuck_vacant", sentence, params), vacancy.since),
        )


def _silence(units: Sequence[Unit], today: date) -> Iterable[tuple[int, Matter]]:
    """Units whose people have not said anything for weeks; accusations count as nothing said."""
    asked = [unit.pk for unit in units if unit.kind in HEARS]
    said = Voice.objects.filter(village__in=asked, accused__isnull=True).order_by()
    last: dict[int, datetime] = dict(
        said.values("village").annotate(last=Max("received_at")).values_list("village", "last")
    )
    for pk in asked:
        if pk not in last:
            yield (
                pk,
                Matter(
                    Refusal(
                        "stuck_silent", gettext_noop("Nobody from here has said anything yet.")
                    ),
                    None,
                ),
            )
            continue
        on = day_of(last[pk], settings.TIME_ZONE)
        if on < today - timedelta(days=QUIET_DAYS):
            yield (
                pk,
                Matter(
                    Refusal(
                        "stuck_silent",
                        gettext_noop("Nobody from here has said anything since %(day)s."),
                        {"day": on.isoformat()},
                    ),
                    on,
                ),
            )


@dataclass(frozen=True, slots=True)
class Visits:
    """Where a group goes, the nearest day first, and where it was, the latest first."""

    planned: list[Visit] = field(default_factory=list)
    made: list[Visit] = field(default_factory=list)
    last: dict[int, date] = field(default_factory=dict)
    """By the number of the unit: the day of the last visit, whichever group made it."""
    next: dict[int, Visit] = field(default_factory=dict)


def visits_of(group: Group | None, units: Iterable[Unit], most_made: int = 10) -> Visits:
    """What ``group`` has planned and where it was lately, and for ``units`` when anybody was there
    last or will be next; one statement.
    """
    mine = Q(unit__in=list(units)) if group is None else Q(unit__in=list(units)) | Q(group=group)
    visits = Visit.objects.filter(mine).exclude(state=VisitState.CALLED_OFF)
    found = Visits()
    for visit in visits.select_related("unit").order_by("planned_on", "pk"):
        own = group is not None and visit.group_id == group.pk
        if visit.state == VisitState.PLANNED:
            found.next.setdefault(visit.unit_id, visit)
            found.planned.extend([visit] if own else [])
        elif visit.made_on is not None:
            found.last[visit.unit_id] = max(
                visit.made_on, found.last.get(visit.unit_id, visit.made_on)
            )
            found.made.extend([visit] if own else [])
    found.made.sort(key=lambda one: (one.made_on or one.planned_on, one.pk), reverse=True)
    del found.made[most_made:]
    return found


def acts_for(post: Post | None, group: Group) -> bool:
    """Whether ``post`` acts for ``group``; one statement."""
    return Group.objects.of(post).filter(pk=group.pk).exists()


def follow_ups_open(group: Group) -> list[FollowUp]:
    """What the group looks at again, the nearest day first; one statement."""
    waiting = FollowUp.objects.open().filter(finding__visit__group=group)
    return list(waiting.select_related("finding__visit__unit", "finding__problem"))


def visits_to(post: Post | None, on: date, limit: int = 20) -> list[Visit]:
    """Visits to the unit of ``post``: planned ones first, then those made; one statement."""
    if post is None:
        return []
    visits = Visit.objects.visible_to(post, on=on).filter(unit=post.unit_id)
    shown = visits.exclude(state=VisitState.CALLED_OFF).select_related("group__area", "unit")
    return list(shown.order_by("-state", "-planned_on")[:limit])


def month_with_room(unit: Unit, on: date) -> date | None:
    """The first day of the next month in which the county allows one more visit of ``unit``.

    ``None``: not within a year.
    """
    first = on.replace(day=1)
    for _ in range(12):
        first = (first + timedelta(days=32)).replace(day=1)
        room = room_for([unit], kind=CallKind.VISIT, on=first)[unit.pk]
        if room.left is None or room.left > 0:
            return first
    return None


def staff_of(visit: Visit) -> list[str]:
    """Names of the people who hold a post in the town or in the visited unit; one statement."""
    below = Unit.objects.within(visit.group.town).order_by().values("pk")
    held = Holding.objects.filter(until__isnull=True, post__unit__in=below)
    return list(held.values_list("user__name", flat=True).distinct())
