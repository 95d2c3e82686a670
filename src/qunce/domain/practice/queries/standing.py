"""Where projects and promises stand today: what is next, what is late, who answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.models import Project, ProjectStep, Promise
from qunce.domain.practice.rules import answering_unit
from qunce.domain.practice.states import (
    OPEN_PROJECTS,
    OPEN_PROMISES,
    ProjectState,
    PromiseState,
    SourceKind,
)
from qunce.domain.problems.models import Problem

_UNITS = ("unit__parent", "unit__successor", "unit__covered_by")


@dataclass(frozen=True, slots=True)
class Standing:
    """A word of the reader's language, and the shape the page draws before it."""

    kind: str
    word: str


_PROMISES = {
    PromiseState.OPEN: "todo",
    PromiseState.SAID_KEPT: "doing",
    PromiseState.KEPT: "done",
    PromiseState.NOT_KEPT: "stuck",
    PromiseState.WITHDRAWN: "stuck",
}
_PROJECTS = {
    ProjectState.PLANNED: "todo",
    ProjectState.GOING: "doing",
    ProjectState.FINISHED: "done",
    ProjectState.GIVEN_UP: "stuck",
}


@dataclass(frozen=True, slots=True)
class PromiseSeen:
    promise: Promise
    today: date

    @property
    def overdue(self) -> bool:
        """Its day has passed and nobody said that it is kept; said openly everywhere."""
        return self.promise.state == PromiseState.OPEN and self.promise.due_on < self.today

    @property
    def standing(self) -> Standing:
        if self.overdue:
            return Standing("late", str(_("Overdue: nobody has said that it is kept")))
        state = PromiseState(self.promise.state)
        return Standing(_PROMISES[state], str(state.label))

    @property
    def answers(self) -> Unit:
        """The unit that answers for it now."""
        return answering_unit(self.promise.unit, self.today)

    @property
    def moved(self) -> bool:
        return self.answers.pk != self.promise.unit_id

    @property
    def open(self) -> bool:
        return self.promise.state in OPEN_PROMISES


@dataclass(frozen=True, slots=True)
class ProjectSeen:
    project: Project
    today: date

    @property
    def steps(self) -> list[ProjectStep]:
        return list(self.project.steps.all())

    @property
    def next_step(self) -> ProjectStep | None:
        if not self.open:
            return None
        return next((step for step in self.steps if step.done_on is None), None)

    @property
    def open(self) -> bool:
        return self.project.state in OPEN_PROJECTS

    @property
    def overdue(self) -> bool:
        """Its last day has passed and it is neither finished nor given up."""
        return self.open and self.project.ends_on < self.today

    @property
    def standing(self) -> Standing:
        if self.overdue:
            return Standing("late", str(_("Overdue: not finished")))
        state = ProjectState(self.project.state)
        return Standing(_PROJECTS[state], str(state.label))

    @property
    def answers(self) -> Unit:
        return answering_unit(self.project.unit, self.today)

    @property
    def moved(self) -> bool:
        return self.answers.pk != self.project.unit_id


def seen_promise(promise: Promise, today: date) -> PromiseSeen:
    return PromiseSeen(promise, today)


def seen_project(project: Project, today: date) -> ProjectSeen:
    return ProjectSeen(project, today)


def promise_to_read() -> QuerySet[Promise]:
    """Promises with everything their page names; one statement."""
    return Promise.objects.select_related(
        "post__unit", "campaign", "aim", "judged_by__unit", *_UNITS
    )


def project_to_read() -> QuerySet[Project]:
    """Projects with their steps and everything their page names; two statements."""
    steps = Prefetch("steps", ProjectStep.objects.order_by("due_on", "id"))
    return Project.objects.select_related(
        "owner__unit", "campaign", "aim", "place", *_UNITS
    ).prefetch_related(steps)


def promises_of(units: Iterable[Unit], today: date) -> list[PromiseSeen]:
    """Promises of ``units``, what is open first, then by day; one statement."""
    found = promise_to_read().filter(unit__in=[unit.pk for unit in units])
    seen = [PromiseSeen(one, today) for one in found]
    return sorted(seen, key=lambda one: (not one.open, one.promise.due_on, one.promise.pk))


def projects_of(units: Iterable[Unit], today: date) -> list[ProjectSeen]:
    """Projects of ``units`` with their steps, what is under way first; two statements."""
    found = project_to_read().filter(unit__in=[unit.pk for unit in units])
    seen = [ProjectSeen(one, today) for one in found]
    return sorted(seen, key=lambda one: (not one.open, one.project.ends_on, one.project.pk))


def going_on(unit: Unit) -> tuple[QuerySet[Project], QuerySet[Promise]]:
    """What is not ended in ``unit``: when it closes, somebody has to answer for it."""
    projects = Project.objects.filter(unit=unit, state__in=OPEN_PROJECTS)
    promises = Promise.objects.filter(unit=unit, state__in=OPEN_PROMISES)
    return projects, promises


def to_judge(post: Post | None, today: date) -> QuerySet[Promise]:
    """Promises ``post`` may judge: said to be kept, or overdue without a word.

    Those of its own unit, and of units it answers for, are left out.  The rules look at the
    person as well.
    """
    if post is None:
        return Promise.objects.none()
    own = Q(unit=post.unit) | Q(unit__successor=post.unit) | Q(unit__covered_by=post.unit)
    waiting = Q(state=PromiseState.SAID_KEPT) | Q(state=PromiseState.OPEN, due_on__lt=today)
    found = Promise.objects.visible_to(post, on=today).filter(waiting).exclude(own)
    found = found.exclude(post=post).exclude(said_unit=post.unit)
    return found.select_related("post__unit", "campaign", "aim", *_UNITS)


def judging_office(promise: Promise, today: date) -> list[Post]:
    """The campaign office of the nearest unit above, which judges or has it judged."""
    answering = answering_unit(promise.unit, today)
    above = answering.path.strip("/").split("/")[:-1]
    offices = Post.objects.filter(unit__code__in=above, role=PostRole.CAMPAIGN_OFFICE)
    found = list(offices.select_related("unit"))
    nearest = max((len(post.unit.path) for post in found), default=0)
    return [post for post in found if len(post.unit.path) == nearest]


def public_promises(unit: Unit | None = None) -> QuerySet[Promise]:
    """Every promise, in the order of the tree of units and then by day; promises are public."""
    found = promise_to_read()
    if unit is not None:
        found = found.filter(unit__in=Unit.objects.within(unit).order_by().values("pk"))
    return found.order_by("unit__path", "due_on", "id")


def units_of() -> QuerySet[Unit]:
    """Units that promised something or have a project, in the order of the tree."""
    promised = Promise.objects.order_by().values("unit")
    projects = Project.objects.order_by().values("unit")
    return Unit.objects.filter(Q(pk__in=promised) | Q(pk__in=projects)).order_by("path")


def public_projects(unit: Unit | None = None) -> QuerySet[Project]:
    """Every project, in the order of the tree of units and then by day; projects are public."""
    found = project_to_read()
    if unit is not None:
        found = found.filter(unit__in=Unit.objects.within(unit).order_by().values("pk"))
    return found.order_by("unit__path", "ends_on", "id")


def source_of(project: Project, post: Post | None, today: date) -> Problem | None:
    """The problem a project came of, if ``post`` may read it."""
    if project.source_kind != SourceKind.PROBLEM or project.source_id is None:
        return None
    return Problem.objects.visible_to(post, on=today).filter(pk=project.source_id).first()
