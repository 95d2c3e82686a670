"""Projects begin, go on step by step, and end with a result or a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Aim, Campaign
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.practice.actions.acting import (
    changed_meanwhile,
    move_project,
    project_as_it_is,
    tell,
    today_of,
)
from qunce.domain.practice.models import Project, ProjectStep
from qunce.domain.practice.rules import (
    ProjectAsked,
    StepAsked,
    why_not_add_step,
    why_not_begin,
    why_not_end,
    why_not_finish_step,
    why_not_start,
)
from qunce.domain.practice.states import ProjectState, SourceKind, TurnKind
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.voices.words import cleaned, one_line
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("project.begun", gettext_noop("Project put up"))
register("project.started", gettext_noop("Project started"))
register("project.step_added", gettext_noop("Step of a project added"))
register("project.step_done", gettext_noop("Step of a project done"))
register("project.finished", gettext_noop("Project finished"))
register("project.given_up", gettext_noop("Project given up"))


@transaction.atomic
def begin_project(
    *,
    campaign: Campaign,
    unit: Unit,
    title: str,
    what_for: str,
    owner: Post,
    starts_on: date,
    ends_on: date,
    actor: Post,
    now: datetime,
    aim: Aim | None = None,
    place: Place | None = None,
    steps: Sequence[tuple[str, date]] = (),
    source_kind: str = SourceKind.NONE,
    source_id: int | None = None,
) -> Project:
    """The unit has a project, for everybody to see; under way at once when its first day has come.

    ``steps`` are words with a day each.  ``source_kind`` and ``source_id`` name the problem or the
    session's line it came from; nothing gives rise to two projects.  Recorded ``project.begun``.
    """
    today = today_of(now=now)
    unit = Unit.objects.select_related("parent", "successor", "covered_by").get(pk=unit.pk)
    asked = ProjectAsked(
        campaign=campaign,
        unit=unit,
        title=one_line(title),
        what_for=cleaned(what_for),
        owner=owner,
        starts_on=starts_on,
        ends_on=ends_on,
        aim=aim,
        place=place,
        steps=[StepAsked(one_line(text), due_on) for text, due_on in steps],
        source_kind=source_kind,
        source_id=source_id,
    )
    reasons = why_not_begin(asked, actor, today)
    if source_id is not None and _comes_from(source_kind, source_id):
        reasons.append(
            Refusal(
                "project_from_this_source_exists",
                gettext_noop("There is already a project that came from this."),
            )
        )
    refuse(reasons)
    going = starts_on <= today
    project = Project.objects.create(
        campaign=campaign,
        unit=unit,
        aim=aim,
        title=asked.title,
        what_for=asked.what_for,
        owner=owner,
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
        state=ProjectState.GOING if going else ProjectState.PLANNED,
        source_kind=source_kind,
        source_id=source_id,
        made_by=actor,
        made_at=now,
    )
    ProjectStep.objects.bulk_create(
        ProjectStep(
            project=project, text=step.text, due_on=step.due_on, added_by=actor, added_at=now
        )
        for step in asked.steps
    )
    tell(about=project, kind=TurnKind.BEGUN, post=actor, now=now)
    append(
        kind="project.begun",
        actor=actor.ref,
        subject=project.ref,
        facts={
            "unit": unit.code,
            "starts_on": starts_on.isoformat(),
            "ends_on": ends_on.isoformat(),
            "state": str(project.state),
            "steps": len(asked.steps),
            "source": str(source_kind),
        },
        now=now,
    )
    return project


def _comes_from(source_kind: str, source_id: int) -> bool:
    return Project.objects.filter(source_kind=source_kind, source_id=source_id).exists()


@transaction.atomic
def start_project(*, project: Project, actor: Post, now: datetime) -> Project:
    """A planned project is under way, be it before or after its first day.  Recorded."""
    current = project_as_it_is(pk=project.pk)
    refuse(why_not_start(current, actor, today_of(now=now)))
    move_project(project=current, state=ProjectState.GOING)
    tell(about=current, kind=TurnKind.GOING, post=actor, now=now)
    append(kind="project.started", actor=actor.ref, subject=current.ref, facts={}, now=now)
    return current


@transaction.atomic
def add_step(
    *, project: Project, text: str, due_on: date, actor: Post, now: datetime
) -> ProjectStep:
    """One more thing to do within the project, by when.  ``project.step_added``."""
    current = project_as_it_is(pk=project.pk)
    asked = StepAsked(one_line(text), due_on)
    refuse(why_not_add_step(current, asked, actor, today_of(now=now)))
    step = ProjectStep.objects.create(
        project=current, text=asked.text, due_on=due_on, added_by=actor, added_at=now
    )
    append(
        kind="project.step_added",
        actor=actor.ref,
        subject=current.ref,
        facts={"step": step.text, "due_on": due_on.isoformat()},
        now=now,
    )
    return step


@transaction.atomic
def finish_step(*, step: ProjectStep, actor: Post, now: datetime) -> ProjectStep:
    """The step is done today.  Refuses one that is done.  ``project.step_done``."""
    today = today_of(now=now)
    current = ProjectStep.objects.get(pk=step.pk)
    current.project = project_as_it_is(pk=current.project_id)
    refuse(why_not_finish_step(current, actor, today))
    if ProjectStep.objects.filter(pk=current.pk, done_on__isnull=True).update(done_on=today) != 1:
        raise Refused(changed_meanwhile())
    current.done_on = today
    tell(about=current.project, kind=TurnKind.STEP_DONE, post=actor, now=now, words=current.text)
    append(
        kind="project.step_done",
        actor=actor.ref,
        subject=current.project.ref,
        facts={"step": current.text, "due_on": current.due_on.isoformat()},
        now=now,
    )
    return current


@transaction.atomic
def finish_project(*, project: Project, result: str, actor: Post, now: datetime) -> Project:
    """The project is finished, with what came of it; residents go on saying what they see.

    Recorded as ``project.finished``.
    """
    return _end(
        project=project,
        to=ProjectState.FINISHED,
        kind=TurnKind.FINISHED,
        words=cleaned(result),
        actor=actor,
        now=now,
    )


@transaction.atomic
def give_up(*, project: Project, reason: str, actor: Post, now: datetime) -> Project:
    """The project is given up, with a reason everybody reads.  Recorded ``project.given_up``."""
    return _end(
        project=project,
        to=ProjectState.GIVEN_UP,
        kind=TurnKind.GIVEN_UP,
        words=cleaned(reason),
        actor=actor,
        now=now,
    )


def _end(
    *,
    project: Project,
    to: ProjectState,
    kind: TurnKind,
    words: str,
    actor: Post,
    now: datetime,
) -> Project:
    current = project_as_it_is(pk=project.pk)
    refuse(why_not_end(current, to, words, actor, today_of(now=now)))
    move_project(project=current, state=to, result=words, ended_at=now)
    tell(about=current, kind=kind, post=actor, now=now, words=words)
    append(
        kind=f"project.{to}",
        actor=actor.ref,
        subject=current.ref,
        facts={"words": words},
        now=now,
    )
    return current
