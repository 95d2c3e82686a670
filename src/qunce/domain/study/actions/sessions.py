"""A session was held; what will change because of it becomes a problem or a project."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.actions import begin_project
from qunce.domain.practice.models import Project
from qunce.domain.practice.states import SourceKind
from qunce.domain.problems.actions import find_problem
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import Level, Mode, Source
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.study.actions.acting import (
    changed_meanwhile,
    template_of,
    today_of,
    unit_now,
)
from qunce.domain.study.models import Material, PlanStep, Session, SessionLine
from qunce.domain.study.queries import town_of
from qunce.domain.study.rules import session as rules
from qunce.domain.study.rules.material import why_not_use
from qunce.domain.study.rules.standing import (
    why_not_in_campaign,
    why_not_line,
    why_not_study_for,
)
from qunce.domain.voices.words import one_line
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("session.held", gettext_noop("Study session held"))
register("session.lines_added", gettext_noop("Said what will change after a session"))
register("session.line_became", gettext_noop("What will change was taken up"))

LONGEST_PROJECT = 90
"""Days a project made from a line takes unless its campaign ends sooner; its page changes that."""
SHORT_TITLE = 80


@transaction.atomic
def hold_session(
    *,
    unit: Unit,
    campaign: Campaign,
    held_on: date,
    form: str,
    place: str,
    present: int,
    lines: Sequence[str],
    actor: Post,
    now: datetime,
    topic: str = "",
    material: Material | None = None,
    led_by: Post | None = None,
    plan_step: PlanStep | None = None,
    submission: str = "",
) -> Session:
    """A session stands in the unit's list, with what will change in its own words.

    ``submission`` names one sending: the same a second time, or twice at once, gives the same
    session.  Without a ``topic`` that of the plan's step is taken.  Recorded as ``session.held``:
    unit, day and form; not how many came, which is nobody's yardstick, and not the words.
    """
    submission = submission or secrets.token_hex(16)
    earlier = _earlier(submission, unit)
    if earlier is not None:
        return earlier
    unit = unit_now(unit=unit)
    today = today_of(now=now)
    if plan_step is not None:
        plan_step = PlanStep.objects.select_related("plan").get(pk=plan_step.pk)
        topic = topic or plan_step.topic
    place, topic = one_line(place), one_line(topic)
    kept = [line for line in map(one_line, lines) if line]
    held = plan_step is not None and Session.objects.filter(plan_step=plan_step).exists()
    reasons = why_not_study_for(actor, unit, on=min(held_on, today))
    reasons += why_not_in_campaign(unit, campaign)
    reasons += rules.why_not_day_held(held_on, campaign, today)
    reasons += rules.why_not_held(
        form=form,
        place=place,
        present=present,
        topic=topic,
        lines=kept,
        template=template_of(campaign=campaign),
    )
    reasons += why_not_use(material, unit.path)
    reasons += rules.why_not_led_by(led_by, unit)
    reasons += rules.why_not_plan_step(plan_step, unit, held=held)
    refuse(reasons)
    try:
        with transaction.atomic():
            made = Session.objects.create(
                unit=unit,
                campaign=campaign,
                submission=submission,
                held_on=held_on,
                form=form,
                place=place,
                present=present,
                topic=topic,
                material=material,
                led_by=led_by,
                plan_step=plan_step,
                made_by=actor,
                made_at=now,
            )
    except IntegrityError:  # sent twice at once, or the step held by somebody else just now
        earlier = _earlier(submission, unit)
        if earlier is None:
            raise changed_meanwhile() from None
        return earlier
    SessionLine.objects.bulk_create(
        SessionLine(session=made, position=position, words=words)
        for position, words in enumerate(kept, start=1)
    )
    append(
        kind="session.held",
        actor=actor.ref,
        subject=made.ref,
        facts={
            "unit": unit.code,
            "held_on": held_on.isoformat(),
            "form": form,
            "led_by": None if led_by is None else led_by.code,
        },
        now=now,
    )
    return made


def _earlier(submission: str, unit: Unit) -> Session | None:
    """What the same sending made; one of another unit is somebody else's and not ours to give."""
    found = Session.objects.select_related("unit").filter(submission=submission).first()
    if found is not None and found.unit_id != unit.pk:
        raise Refused(
            Refusal(
                "session_submission_taken",
                gettext_noop("The form is incomplete. Load the page again, then send it."),
            )
        )
    return found


@transaction.atomic
def add_lines(
    *, session: Session, lines: Sequence[str], actor: Post, now: datetime
) -> list[SessionLine]:
    """What will change is said afterwards too.  Recorded as ``session.lines_added``."""
    Session.objects.select_for_update().get(pk=session.pk)
    current = Session.objects.select_related("unit").get(pk=session.pk)
    there = list(current.lines.all())
    kept = [line for line in map(one_line, lines) if line]
    reasons = why_not_study_for(actor, current.unit, on=today_of(now=now))
    reasons += rules.why_not_add_lines(current, there=len(there), more=len(kept))
    if not kept:
        reasons.append(
            Refusal(
                "session_line_missing",
                gettext_noop("Say in one line what will change."),
                on="lines",
            )
        )
    for line in kept:
        reasons += why_not_line(line, on="lines", most=rules.LONGEST_LINE)
    if {line.words for line in there} & set(kept) or len(set(kept)) < len(kept):
        reasons.append(rules.line_twice())
    refuse(reasons)
    last = max((line.position for line in there), default=0)
    made = SessionLine.objects.bulk_create(
        SessionLine(session=current, position=position, words=words)
        for position, words in enumerate(kept, start=last + 1)
    )
    append(
        kind="session.lines_added",
        actor=actor.ref,
        subject=current.ref,
        facts={"lines": len(made)},
        now=now,
    )
    return made


@transaction.atomic
def line_to_problem(*, line: SessionLine, actor: Post, now: datetime) -> Problem:
    """The line is on the problem list as found, once, to be fixed while learning.

    Recorded by ``problems`` (``problem.found``) and as ``session.line_became``.
    """
    current = _line(line)
    session = current.session
    unit = session.unit
    refuse(why_not_study_for(actor, unit, on=today_of(now=now)) + rules.why_not_become(current))
    town = town_of(unit=unit, campaign=session.campaign)
    problem = find_problem(
        town=town,
        unit=unit,
        campaign=session.campaign,
        title=current.words,
        statement=current.words,
        source=Source.SESSION,
        source_ref=f"session_line:{current.pk}",
        found_on=session.held_on,
        mode=Mode.LEARNING,
        level=Level.TOWN if unit.pk == town.pk else Level.VILLAGE,
        actor=actor,
        now=now,
    )
    _become(current, actor, now, "problem", problem=problem)
    return problem


@transaction.atomic
def line_to_project(
    *,
    line: SessionLine,
    actor: Post,
    now: datetime,
    owner: Post | None = None,
    ends_on: date | None = None,
) -> Project:
    """The line is a practice project of the unit, from today, for everybody to see.

    The actor's post answers for it unless ``owner`` says otherwise; it ends with the campaign,
    at the latest after three months.  Recorded by ``practice`` and as ``session.line_became``.
    """
    current = _line(line)
    session = current.session
    today = today_of(now=now)
    refuse(why_not_study_for(actor, session.unit, on=today) + rules.why_not_become(current))
    soonest = today + timedelta(days=LONGEST_PROJECT)
    last = session.campaign.ends_on
    project = begin_project(
        campaign=session.campaign,
        unit=session.unit,
        title=current.words[:SHORT_TITLE],
        what_for=current.words,
        owner=owner or actor,
        starts_on=today,
        ends_on=ends_on or max(today, min(soonest, last)),
        source_kind=SourceKind.SESSION_LINE,
        source_id=current.pk,
        actor=actor,
        now=now,
    )
    _become(current, actor, now, "project", project=project)
    return project


def _line(line: SessionLine) -> SessionLine:
    lines = SessionLine.objects.select_related("session__unit", "session__campaign__unit")
    return lines.get(pk=line.pk)


def _become(
    line: SessionLine, actor: Post, now: datetime, what: str, **thing: Problem | Project
) -> None:
    free = SessionLine.objects.filter(pk=line.pk, problem__isnull=True, project__isnull=True)
    if free.update(**thing) != 1:
        raise changed_meanwhile()
    append(
        kind="session.line_became",
        actor=actor.ref,
        subject=line.session.ref,
        facts={"became": what},
        now=now,
    )
