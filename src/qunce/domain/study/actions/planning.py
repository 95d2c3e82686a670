"""A unit's plan of study: made, lengthened, moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.study.actions.acting import (
    changed_meanwhile,
    template_of,
    today_of,
    unit_now,
)
from qunce.domain.study.models import Plan, PlanStep, Session
from qunce.domain.study.rules import session as rules
from qunce.domain.study.rules.material import why_not_use
from qunce.domain.study.rules.session import Step
from qunce.domain.study.rules.standing import why_not_in_campaign, why_not_study_for
from qunce.domain.voices.words import one_line
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("study_plan.made", gettext_noop("Study plan made"))
register("study_plan.changed", gettext_noop("Study plan changed"))


@transaction.atomic
def make_plan(
    *, unit: Unit, campaign: Campaign, steps: Sequence[Step], actor: Post, now: datetime
) -> Plan:
    """The unit has a plan for this campaign.  Recorded as ``study_plan.made``: the days only.

    Refuses a second plan (steps are added to the first), more steps than can be kept, and days
    outside the campaign.
    """
    unit = unit_now(unit=unit)
    tidy = _tidied(steps)
    reasons = why_not_study_for(actor, unit, on=today_of(now=now))
    reasons += why_not_in_campaign(unit, campaign)
    reasons += rules.why_not_steps(tidy, campaign=campaign, template=template_of(campaign=campaign))
    for step in tidy:
        reasons += why_not_use(step.material, unit.path)
    if Plan.objects.filter(unit=unit, campaign=campaign).exists():
        reasons.append(_second(unit))
    refuse(reasons)
    try:
        with transaction.atomic():
            plan = Plan.objects.create(unit=unit, campaign=campaign, made_by=actor, made_at=now)
    except IntegrityError as at_once:  # two of the unit, the same evening
        raise Refused(_second(unit)) from at_once
    _write(plan, tidy)
    append(
        kind="study_plan.made",
        actor=actor.ref,
        subject=plan.ref,
        facts={"unit": unit.code, "days": [step.on.isoformat() for step in tidy]},
        now=now,
    )
    return plan


@transaction.atomic
def add_steps(*, plan: Plan, steps: Sequence[Step], actor: Post, now: datetime) -> list[PlanStep]:
    """The plan has these steps as well.  Recorded as ``study_plan.changed``."""
    plan = _current(plan)
    tidy = _tidied(steps)
    reasons = why_not_study_for(actor, plan.unit, on=today_of(now=now))
    reasons += rules.why_not_steps(
        tidy,
        campaign=plan.campaign,
        template=template_of(campaign=plan.campaign),
        already=plan.steps.count(),
    )
    for step in tidy:
        reasons += why_not_use(step.material, plan.unit.path)
    refuse(reasons)
    made = _write(plan, tidy)
    _changed(plan, actor, now, added=[step.on.isoformat() for step in tidy])
    return made


@transaction.atomic
def move_step(*, step: PlanStep, on: date, actor: Post, now: datetime) -> None:
    """The step is on another day; the day first planned stays beside it.

    Recorded as ``study_plan.changed``.  Refuses a step that was held.
    """
    step, held = _step(step)
    refuse(
        why_not_study_for(actor, step.plan.unit, on=today_of(now=now))
        + rules.why_not_change_step(step, held=held)
        + rules.why_not_planned_day(on, step.plan.campaign)
    )
    if on == step.on:
        return
    if PlanStep.objects.filter(pk=step.pk, on=step.on).update(on=on) != 1:
        raise changed_meanwhile()
    _changed(step.plan, actor, now, moved=[step.on.isoformat(), on.isoformat()])


@transaction.atomic
def drop_step(*, step: PlanStep, actor: Post, now: datetime) -> None:
    """The step is no longer planned.  Recorded as ``study_plan.changed``."""
    step, held = _step(step)
    refuse(
        why_not_study_for(actor, step.plan.unit, on=today_of(now=now))
        + rules.why_not_change_step(step, held=held)
    )
    PlanStep.objects.filter(pk=step.pk).delete()
    _changed(step.plan, actor, now, dropped=[step.on.isoformat()])


def _second(unit: Unit) -> Refusal:
    return Refusal(
        "plan_made_already",
        gettext_noop("%(unit)s has a plan for this campaign. Add steps to it."),
        {"unit": unit.name},
    )


def _tidied(steps: Sequence[Step]) -> list[Step]:
    return [
        Step(step.on, step.form, one_line(step.topic), one_line(step.work), step.material)
        for step in steps
    ]


def _write(plan: Plan, steps: Sequence[Step]) -> list[PlanStep]:
    return PlanStep.objects.bulk_create(
        PlanStep(
            plan=plan,
            on=step.on,
            first_on=step.on,
            form=step.form,
            topic=step.topic,
            work=step.work,
            material=step.material,
        )
        for step in steps
    )


def _current(plan: Plan) -> Plan:
    """The plan as it is now, alone to us until the end of the transaction."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    return Plan.objects.select_related("unit", "campaign__unit").get(pk=plan.pk)


def _step(step: PlanStep) -> tuple[PlanStep, bool]:
    _current(step.plan)
    current = PlanStep.objects.select_related("plan__unit", "plan__campaign").filter(pk=step.pk)
    found = current.first()
    if found is None:
        raise changed_meanwhile()
    return found, Session.objects.filter(plan_step=found).exists()


def _changed(plan: Plan, actor: Post, now: datetime, **days: list[str]) -> None:
    append(
        kind="study_plan.changed",
        actor=actor.ref,
        subject=plan.ref,
        facts={name: list(value) for name, value in days.items()},
        now=now,
    )
