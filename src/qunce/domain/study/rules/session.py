"""Why a plan or a session cannot be as it is given, and what becomes of a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.configurations import Template
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.study.models import Material, PlanStep, Session, SessionLine
from qunce.domain.study.rules.standing import why_not_form, why_not_line
from qunce.domain.study.states import ALONE
from qunce.kernel.refusals import Refusal, gettext_noop

MOST_STEPS = 12
"""Steps of a plan: about one a fortnight; more is a timetable nobody keeps."""
MOST_LINES = 5
"""Lines of what will change: more are not remembered on the way home."""
LONGEST_LINE = 120
"""Characters: a line becomes the title of a problem."""
LARGEST_COUNT = 5000
LEADING = (PostRole.FIRST_RESPONSIBLE, PostRole.LEADER)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan as it is wished."""

    on: date
    form: str
    topic: str
    work: str
    """The present work it is tied to."""
    material: Material | None = None


def why_not_steps(
    steps: Sequence[Step], *, campaign: Campaign, template: Template | None, already: int = 0
) -> list[Refusal]:
    """Why these steps make no plan; each reason names the field of the step."""
    if not steps:
        return [
            Refusal(
                "plan_without_steps", gettext_noop("Plan at least one step: a day and a topic.")
            )
        ]
    if len(steps) + already > MOST_STEPS:
        return [
            Refusal(
                "plan_too_long",
                gettext_noop("Keep the plan to %(most)s steps, so that it can be kept."),
                {"most": MOST_STEPS},
            )
        ]
    reasons = []
    for step in steps:
        reasons += why_not_form(template, step.form)
        reasons += why_not_line(step.topic, on="topic", most=LONGEST_LINE)
        reasons += why_not_line(step.work, on="work", most=LONGEST_LINE)
        reasons += why_not_planned_day(step.on, campaign)
    return reasons


def why_not_planned_day(on: date, campaign: Campaign) -> list[Refusal]:
    if campaign.starts_on <= on <= campaign.ends_on:
        return []
    return [
        Refusal(
            "day_outside_campaign",
            gettext_noop("Choose a day of the campaign, from %(first)s to %(last)s."),
            {"first": campaign.starts_on.isoformat(), "last": campaign.ends_on.isoformat()},
            "on",
        )
    ]


def why_not_change_step(step: PlanStep, *, held: bool) -> list[Refusal]:
    if held:
        return [
            Refusal(
                "plan_step_was_held", gettext_noop("This step has been held and stays as it is.")
            )
        ]
    return []


def why_not_day_held(held_on: date, campaign: Campaign, today: date) -> list[Refusal]:
    if held_on > today:
        return [
            Refusal(
                "session_still_to_come",
                gettext_noop("This day has not come yet. Write the session down once it was held."),
                on="held_on",
            )
        ]
    if held_on < campaign.starts_on:
        return [
            Refusal(
                "session_before_campaign",
                gettext_noop("The campaign begins on %(day)s; choose a day from then on."),
                {"day": campaign.starts_on.isoformat()},
                "held_on",
            )
        ]
    return []


def why_not_held(
    *,
    form: str,
    place: str,
    present: int,
    topic: str,
    lines: Sequence[str],
    template: Template | None,
) -> list[Refusal]:
    """Why these (cleaned) words and this number do not make a session."""
    reasons = why_not_form(template, form)
    if form in ALONE:
        reasons.append(
            Refusal(
                "session_form_is_alone",
                gettext_noop("In this form nobody comes together. Choose another for a session."),
                on="form",
            )
        )
    reasons += why_not_line(place, on="place", most=60)
    if not 1 <= present <= LARGEST_COUNT:
        reasons.append(
            Refusal(
                "session_count_not_believable",
                gettext_noop("Write how many were there: a whole number from 1 to %(most)s."),
                {"most": LARGEST_COUNT},
                "present",
            )
        )
    if topic:
        reasons += why_not_line(topic, on="topic", most=LONGEST_LINE)
    if len(lines) > MOST_LINES:
        reasons.append(
            Refusal(
                "session_too_many_lines",
                gettext_noop("Keep to %(most)s lines: those that will really change something."),
                {"most": MOST_LINES},
                "lines",
            )
        )
    if len(set(lines)) < len(lines):
        reasons.append(line_twice())
    for line in lines:
        reasons += why_not_line(line, on="lines", most=LONGEST_LINE)
    return reasons


def line_twice() -> Refusal:
    return Refusal(
        "session_line_twice",
        gettext_noop("The same line stands here twice. Take one of the two away."),
        on="lines",
    )


def why_not_led_by(post: Post | None, unit: Unit) -> list[Refusal]:
    """A leading post leads a session of its own unit, of one below it, or of its own branch."""
    if post is None:
        return []
    near = unit.path.startswith(post.unit.path) or post.own_branch_id == unit.pk
    if post.role in LEADING and near:
        return []
    return [
        Refusal(
            "session_not_led_by_this_post",
            gettext_noop("Choose a leading post of this unit or of one above it, or nobody."),
            on="led_by",
        )
    ]


def why_not_plan_step(step: PlanStep | None, unit: Unit, *, held: bool) -> list[Refusal]:
    """A session fulfils a step of its own unit's plan, each step once."""
    if step is None:
        return []
    if step.plan.unit_id != unit.pk:
        return [
            Refusal(
                "plan_step_of_another_unit",
                gettext_noop("This step belongs to the plan of another unit."),
                on="plan_step",
            )
        ]
    if held:
        return [
            Refusal(
                "plan_step_was_held",
                gettext_noop("This step has been held and stays as it is."),
                on="plan_step",
            )
        ]
    return []


def why_not_add_lines(session: Session, *, there: int, more: int) -> list[Refusal]:
    if there + more <= MOST_LINES:
        return []
    return [
        Refusal(
            "session_too_many_lines",
            gettext_noop("Keep to %(most)s lines: those that will really change something."),
            {"most": MOST_LINES},
            "lines",
        )
    ]


def why_not_become(line: SessionLine) -> list[Refusal]:
    """A line becomes one thing, once."""
    if line.problem_id is not None:
        return [
            Refusal("line_is_a_problem", gettext_noop("This line is on the problem list already."))
        ]
    if line.project_id is not None:
        return [
            Refusal("line_is_a_project", gettext_noop("This line is a practice project already."))
        ]
    return []
