"""Doing the work: in hand, measures, progress, pictures, said to be fixed; not now, taken up."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.problems import notifying, rules, sentences
from qunce.domain.problems.actions.changing import Acting, begin
from qunce.domain.problems.models import Measure, Problem, ProblemPicture
from qunce.domain.problems.queries import office_of
from qunce.domain.problems.rules import finding, working
from qunce.domain.problems.rules.standing import why_not_words
from qunce.domain.problems.states import ProblemState, ProblemStepKind
from qunce.domain.record.kinds import register
from qunce.domain.voices.words import cleaned
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("problem.taken_in_hand", gettext_noop("Problem taken in hand"))
register("problem.measure_added", gettext_noop("Measure added to a problem"))
register("problem.measure_done", gettext_noop("Measure of a problem carried out"))
register("problem.progress", gettext_noop("Progress of a problem reported"))
register("problem.picture_added", gettext_noop("Picture of a problem added"))
register("problem.claimed", gettext_noop("Problem said to be fixed"))
register("problem.not_now", gettext_noop("Problem cannot be solved for now"))
register("problem.taken_up", gettext_noop("Problem taken up again"))


@transaction.atomic
def take_in_hand(*, problem: Problem, actor: Post, now: datetime) -> None:
    """The work has begun; those who spoke are told.  Recorded ``problem.taken_in_hand``."""
    acting = begin(problem=problem, actor=actor, now=now)
    problem = acting.problem
    acting.refuse(rules.why_not_take_in_hand(problem, actor, acting.holder))
    acting.move(ProblemStepKind.IN_HAND, to=ProblemState.IN_HAND)
    if problem.lead_unit is not None:
        acting.tell_speakers(sentences.IN_HAND, unit=problem.lead_unit.name)
    acting.record("problem.taken_in_hand")


@transaction.atomic
def add_measure(
    *, problem: Problem, text: str, due_on: date, actor: Post, now: datetime
) -> Measure:
    """One thing will be done by ``due_on``, not after the problem's own day.  Recorded."""
    acting = begin(problem=problem, actor=actor, now=now)
    problem = acting.problem
    acting.refuse(
        rules.why_not_add_measure(problem, actor, acting.holder),
        working.why_not_measure(problem, text=text, due_on=due_on, today=acting.today),
    )
    measure = Measure.objects.create(
        problem=problem, text=cleaned(text), due_on=due_on, added_by=actor, added_at=now
    )
    acting.move(ProblemStepKind.MEASURE, words=text, params={"day": due_on.isoformat()})
    acting.record("problem.measure_added", measure=measure.pk, due_on=due_on.isoformat())
    return measure


@transaction.atomic
def finish_measure(*, measure: Measure, actor: Post, now: datetime) -> None:
    """The measure was carried out today.  Recorded as ``problem.measure_done``."""
    acting = begin(problem=measure.problem, actor=actor, now=now)
    measure = Measure.objects.get(pk=measure.pk)
    acting.refuse(
        rules.why_not_finish_measure(acting.problem, actor, acting.holder, measure=measure)
    )
    done = Measure.objects.filter(pk=measure.pk, done_on__isnull=True).update(done_on=acting.today)
    if done != 1:
        raise Refused(
            Refusal("problem_measure_done", gettext_noop("This measure is already done."))
        )
    acting.move(ProblemStepKind.MEASURE_DONE, words=measure.text)
    acting.record("problem.measure_done", measure=measure.pk)


@transaction.atomic
def report_progress(*, problem: Problem, words: str, actor: Post, now: datetime) -> None:
    """How far it is, in a few words; recorded as ``problem.progress`` without them."""
    acting = begin(problem=problem, actor=actor, now=now)
    acting.refuse(
        rules.why_not_report(acting.problem, actor, acting.holder),
        why_not_words(
            words,
            code="problem_progress_needs_words",
            message=gettext_noop("Say how far it is."),
            on="words",
        ),
    )
    acting.move(ProblemStepKind.PROGRESS, words=words)
    acting.record("problem.progress")


@transaction.atomic
def add_picture(
    *, problem: Problem, jpeg: bytes, small: bytes, after: bool, actor: Post, now: datetime
) -> ProblemPicture:
    """A picture of the thing or place, made anew by ``exchange.pictures``.  Recorded."""
    acting = begin(problem=problem, actor=actor, now=now)
    acting.refuse(rules.why_not_add_picture(acting.problem, actor, acting.holder))
    acting.move(ProblemStepKind.PICTURE, params={"after": after})
    (picture,) = _keep(acting, [(jpeg, small)], actor=actor, after=after)
    acting.record("problem.picture_added", after=after)
    return picture


@transaction.atomic
def claim_fixed(
    *,
    problem: Problem,
    done: str,
    actor: Post,
    now: datetime,
    pictures: Sequence[tuple[bytes, bytes]] = (),
) -> None:
    """The doer says that it is put right, and what was done; now somebody else checks.

    The person who holds the post is kept as the doer: under no post will they check or close it.
    The office has a notice.  Recorded as ``problem.claimed``.
    """
    acting = begin(problem=problem, actor=actor, now=now)
    problem = acting.problem
    acting.refuse(
        rules.why_not_claim(problem, actor, acting.holder),
        why_not_words(
            done,
            code="problem_claim_needs_words",
            message=gettext_noop("Say what was done."),
            on="done",
        ),
    )
    acting.move(
        ProblemStepKind.CLAIMED,
        to=ProblemState.CLAIMED,
        words=done,
        claimed_by=actor,
        doer=acting.holder,
        claimed_at=now,
        done=done,
        reminded_at=None,
    )
    _keep(acting, pictures, actor=actor, after=True)
    acting.tell([*office_of(problem), problem.leader], notifying.CLAIMED)
    acting.record("problem.claimed", pictures=len(pictures))


@transaction.atomic
def not_now(*, problem: Problem, reason: str, until: date, actor: Post, now: datetime) -> None:
    """It cannot be solved for now, and everybody may know why and when it is looked at again.

    Not late, not closed: on ``until`` the program brings it up.  Those who spoke read the reason.
    Recorded as ``problem.not_now``.
    """
    acting = begin(problem=problem, actor=actor, now=now)
    problem = acting.problem
    acting.refuse(
        rules.why_not_not_now(problem, actor, acting.holder),
        why_not_words(
            reason,
            code="problem_needs_reason",
            message=gettext_noop("Say why."),
            on="reason",
        ),
        working.why_not_next_date(until, acting.today),
    )
    acting.move(
        ProblemStepKind.NOT_NOW,
        to=ProblemState.NOT_NOW,
        words=reason,
        params={"day": until.isoformat()},
        not_now_reason=reason,
        not_now_until=until,
        reminded_at=None,
    )
    acting.tell(
        [*office_of(problem), problem.responsible, problem.leader],
        notifying.NOT_NOW,
        day=until.isoformat(),
    )
    acting.tell_speakers(sentences.NOT_NOW, words=cleaned(reason), day=until.isoformat())
    acting.record("problem.not_now", until=until.isoformat())


@transaction.atomic
def take_up(*, problem: Problem, actor: Post, now: datetime, due_on: date | None = None) -> None:
    """Work on it goes on, by ``due_on`` or the day it had; recorded as ``problem.taken_up``.

    Refuses a day that has passed, and what nobody was ever made responsible for.
    """
    acting = begin(problem=problem, actor=actor, now=now)
    problem = acting.problem
    acting.refuse(rules.why_not_take_up(problem, actor, acting.holder))
    day = due_on or problem.due_on
    if day is None or day < acting.today:
        raise Refused(finding.day_has_passed())
    acting.move(
        ProblemStepKind.TAKEN_UP,
        to=ProblemState.IN_HAND,
        params={"was_until": str(problem.not_now_until), "day": day.isoformat()},
        due_on=day,
        not_now_reason="",
        not_now_until=None,
        late_told_at=None,
        reminded_at=None,
    )
    acting.tell([problem.responsible], notifying.GIVEN, due_on=day, day=day.isoformat())
    acting.tell_speakers(sentences.TAKEN_UP, day=day.isoformat())
    acting.record("problem.taken_up", due_on=day.isoformat())


def _keep(
    acting: Acting, pictures: Sequence[tuple[bytes, bytes]], *, actor: Post, after: bool
) -> list[ProblemPicture]:
    """The pictures stand under names drawn at random, so that no address can be guessed."""
    kept = []
    for jpeg, small in pictures:
        name = uuid.uuid4().hex
        files: dict[str, Any] = {
            "picture": ContentFile(jpeg, name=f"{name}.jpg"),
            "small": ContentFile(small, name=f"{name}-small.jpg"),
        }
        kept.append(
            ProblemPicture.objects.create(
                problem=acting.problem,
                after=after,
                added_by=actor,
                added_at=acting.now,
                **files,
            )
        )
    return kept
