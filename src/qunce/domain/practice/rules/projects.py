"""When a project may begin, go on and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Aim, Campaign
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.practice.models import Project, ProjectStep
from qunce.domain.practice.rules.standing import (
    LOOKING_ON,
    answering_unit,
    no_post,
    why_not_campaign,
    why_not_line,
    why_not_reason,
    why_not_speak_for,
)
from qunce.domain.practice.states import PROJECT_STEPS, ProjectState, SourceKind
from qunce.kernel.refusals import Refusal, gettext_noop

MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class StepAsked:
    """One thing to do, by when."""

    text: str
    due_on: date


@dataclass(frozen=True, slots=True)
class ProjectAsked:
    """A project as it is handed in, its words cleaned; nothing is kept yet."""

    campaign: Campaign
    unit: Unit
    title: str
    what_for: str
    owner: Post
    starts_on: date
    ends_on: date
    aim: Aim | None = None
    place: Place | None = None
    steps: Sequence[StepAsked] = ()
    source_kind: str = SourceKind.NONE
    source_id: int | None = None


def why_not_begin(asked: ProjectAsked, post: Post | None, today: date) -> list[Refusal]:
    reasons = why_not_speak_for(post, asked.unit, today)
    reasons += why_not_campaign(asked.campaign, asked.unit, asked.aim, today)
    reasons += why_not_line(
        asked.title,
        on="title",
        most=80,
        code="project_without_title",
        message=gettext_noop("Give the project a name people will recognise."),
    )
    reasons += why_not_line(
        asked.what_for,
        on="what_for",
        most=500,
        code="project_without_purpose",
        message=gettext_noop("Say what it is good for, and for whom."),
    )
    reasons += _why_not_owner(asked, today) + _why_not_place(asked) + _why_not_days(asked)
    reasons += _why_not_steps(asked.steps, asked.starts_on, asked.ends_on)
    return reasons + _why_not_source(asked)


def _why_not_owner(asked: ProjectAsked, today: date) -> list[Refusal]:
    units = (asked.unit.pk, answering_unit(asked.unit, today).pk)
    if asked.owner.unit_id in units and asked.owner.role not in LOOKING_ON:
        return []
    return [
        Refusal(
            "project_owner_elsewhere",
            gettext_noop("Choose a post of %(unit)s to answer for it."),
            {"unit": asked.unit.name},
            "owner",
        )
    ]


def _why_not_place(asked: ProjectAsked) -> list[Refusal]:
    if asked.place is None or asked.place.unit_id == asked.unit.pk:
        return []
    return [
        Refusal(
            "project_place_elsewhere",
            gettext_noop("%(place)s does not lie in %(unit)s."),
            {"place": asked.place.name, "unit": asked.unit.name},
            "place",
        )
    ]


def _why_not_days(asked: ProjectAsked) -> list[Refusal]:
    campaign = asked.campaign
    if asked.ends_on < asked.starts_on:
        return [
            Refusal(
                "project_ends_before_it_begins",
                gettext_noop("Choose a last day after the first."),
                on="ends_on",
            )
        ]
    if asked.starts_on > campaign.ends_on or asked.ends_on < campaign.starts_on:
        return [
            Refusal(
                "project_outside_campaign",
                gettext_noop("The campaign runs from %(from)s to %(to)s. Choose days within it."),
                {"from": campaign.starts_on, "to": campaign.ends_on},
                "starts_on",
            )
        ]
    return []


def _why_not_steps(steps: Sequence[StepAsked], starts_on: date, ends_on: date) -> list[Refusal]:
    reasons = []
    if len(steps) > MOST_STEPS:
        reasons.append(
            Refusal(
                "project_too_many_steps",
                gettext_noop("At most %(most)s steps. Put small ones together."),
                {"most": MOST_STEPS},
                "steps",
            )
        )
    if len({(step.text, step.due_on) for step in steps}) < len(steps):
        reasons.append(_step_again())
    for step in steps:
        reasons += _why_not_step(step, starts_on, ends_on)
    return reasons


def _why_not_step(step: StepAsked, starts_on: date, ends_on: date) -> list[Refusal]:
    reasons = why_not_line(
        step.text,
        on="step",
        most=200,
        code="step_without_words",
        message=gettext_noop("Say what is to be done."),
    )
    if not starts_on <= step.due_on <= ends_on:
        reasons.append(
            Refusal(
                "step_outside_project",
                gettext_noop("The project runs from %(from)s to %(to)s. Choose a day within it."),
                {"from": starts_on, "to": ends_on},
                "due_on",
            )
        )
    return reasons


def _step_again() -> Refusal:
    return Refusal(
        "step_stands_already",
        gettext_noop("This step already stands there with the same day."),
        on="step",
    )


def _why_not_source(asked: ProjectAsked) -> list[Refusal]:
    known = asked.source_kind in SourceKind.values
    if known and (asked.source_kind == SourceKind.NONE) == (asked.source_id is None):
        return []
    return [
        Refusal(
            "project_source_unknown",
            gettext_noop("It is not known what this project comes from. Begin it anew."),
        )
    ]


def why_not_work(project: Project, post: Post | None, today: date) -> list[Refusal]:
    """The work is reported by whoever does it: a post of the unit, or the one that answers."""
    if post is None:
        return [no_post()]
    if post.pk == project.owner_id and post.role not in LOOKING_ON:
        return []
    return why_not_speak_for(post, project.unit, today)


def why_not_step_to(project: Project, to: str) -> list[Refusal]:
    if to in PROJECT_STEPS[project.state]:
        return []
    return [_not_in_this_state(project)]


def _not_in_this_state(project: Project) -> Refusal:
    return Refusal(
        "project_step_not_allowed",
        gettext_noop("The project is “%(state)s”; this cannot be done with it now."),
        {"state": ProjectState(project.state).label},
    )


def why_not_start(project: Project, post: Post | None, today: date) -> list[Refusal]:
    return why_not_work(project, post, today) + why_not_step_to(project, ProjectState.GOING)


def why_not_add_step(
    project: Project, step: StepAsked, post: Post | None, today: date
) -> list[Refusal]:
    reasons = why_not_work(project, post, today)
    if not PROJECT_STEPS[project.state]:
        reasons.append(_not_in_this_state(project))
    reasons += _why_not_step(step, project.starts_on, project.ends_on)
    known = list(project.steps.all())
    if len(known) >= MOST_STEPS:
        reasons += _why_not_steps(
            [StepAsked(one.text, one.due_on) for one in known] + [step], date.min, date.max
        )
    elif any((one.text, one.due_on) == (step.text, step.due_on) for one in known):
        reasons.append(_step_again())
    return reasons


def why_not_finish_step(step: ProjectStep, post: Post | None, today: date) -> list[Refusal]:
    reasons = why_not_work(step.project, post, today)
    if step.done_on is not None:
        reasons.append(Refusal("step_done_already", gettext_noop("This step is already done.")))
    if step.project.state != ProjectState.GOING:
        reasons.append(_not_in_this_state(step.project))
    return reasons


def why_not_end(
    project: Project, to: str, words: str | None, post: Post | None, today: date
) -> list[Refusal]:
    """``to``: finished, with the result in words; or given up, with the reason."""
    reasons = why_not_work(project, post, today) + why_not_step_to(project, to)
    if words is None:
        return reasons
    if to == ProjectState.FINISHED:
        return reasons + why_not_reason(
            words,
            on="result",
            code="project_without_result",
            message=gettext_noop("Say what came of it, so that people can go and see."),
        )
    return reasons + why_not_reason(
        words,
        on="reason",
        code="project_without_reason",
        message=gettext_noop("Say why it is given up. Everybody can read it."),
    )
