"""More time: asked before the day with a reason, decided by another."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.problems import notifying, rules, sentences
from qunce.domain.problems.actions.changing import begin
from qunce.domain.problems.models import MoreTime, Problem
from qunce.domain.problems.queries import office_of
from qunce.domain.problems.rules import working
from qunce.domain.problems.rules.standing import why_not_words
from qunce.domain.problems.states import ProblemStepKind
from qunce.domain.record.kinds import register
from qunce.domain.voices.words import cleaned
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("problem.time_asked", gettext_noop("More time asked for a problem"))
register("problem.time_given", gettext_noop("More time given for a problem"))
register("problem.time_refused", gettext_noop("More time refused for a problem"))


@transaction.atomic
def ask_more_time(
    *, problem: Problem, until: date, reason: str, actor: Post, now: datetime
) -> MoreTime:
    """Somebody else decides whether the day becomes ``until``; recorded ``problem.time_asked``.

    Refuses once the day has passed, a day that is not later, and a second request beside an open
    one.  Until it is decided the old day holds.
    """
    acting = begin(problem=problem, actor=actor, now=now)
    problem = acting.problem
    acting.refuse(
        rules.why_not_ask_more_time(problem, actor, acting.holder, today=acting.today),
        working.why_not_until(problem, until),
        why_not_words(
            reason,
            code="problem_needs_reason",
            message=gettext_noop("Say why."),
            on="reason",
        ),
    )
    if problem.due_on is None:
        raise ValueError("in work without a day")
    request = MoreTime.objects.create(
        problem=problem,
        until=until,
        was_due_on=problem.due_on,
        reason=cleaned(reason),
        asked_by=actor,
        asked_at=now,
        asked_on=acting.today,
    )
    acting.move(ProblemStepKind.EXTENSION_ASKED, words=reason, params={"day": until.isoformat()})
    acting.tell([*office_of(problem), problem.leader], notifying.TIME_ASKED, due_on=problem.due_on)
    acting.record("problem.time_asked", until=until.isoformat())
    return request


@transaction.atomic
def decide_more_time(
    *, request: MoreTime, granted: bool, words: str, actor: Post, now: datetime
) -> None:
    """The request is decided by a leading official or the office, never by who asked.

    Granted, the problem's day is the one asked for and those who spoke are told; refused, the
    reason is told.  Recorded as ``problem.time_given`` or ``problem.time_refused``.
    """
    acting = begin(problem=request.problem, actor=actor, now=now)
    problem = acting.problem
    request = MoreTime.objects.select_related("asked_by__unit").get(pk=request.pk)
    acting.refuse(
        rules.why_not_decide_more_time(problem, actor, acting.holder, request=request),
        working.why_not_grant(problem) if granted else _why_not_refuse(words),
    )
    decided = MoreTime.objects.filter(pk=request.pk, decided_at__isnull=True).update(
        granted=granted, decided_by=actor, decided_at=now, words=cleaned(words)
    )
    if decided != 1:
        raise Refused(
            Refusal("problem_time_decided", gettext_noop("This request is already decided."))
        )
    day = request.until.isoformat()
    if granted:
        acting.move(
            ProblemStepKind.EXTENDED,
            words=words,
            params={"day": day, "was": request.was_due_on.isoformat()},
            due_on=request.until,
            late_told_at=None,
            reminded_at=None,
        )
        acting.tell_speakers(sentences.MORE_TIME, words=cleaned(words), day=day)
    else:
        acting.move(ProblemStepKind.EXTENSION_REFUSED, words=words, params={"day": day})
    acting.tell([request.asked_by, problem.responsible], notifying.TIME_DECIDED)
    acting.record("problem.time_given" if granted else "problem.time_refused", until=day)


def _why_not_refuse(words: str) -> list[Refusal]:
    return why_not_words(
        words,
        code="problem_needs_reason",
        message=gettext_noop("Say why."),
        on="words",
    )
