"""What the office does with an alert: a verdict, a problem, a question, a date.

Of an alert that is hidden from somebody the record does not say who worked on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from qunce.domain.accounts.models import Post
from qunce.domain.problems.actions import find_problem
from qunce.domain.problems.models import Problem
from qunce.domain.problems.queries import today_of
from qunce.domain.problems.states import Mode, Source
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.voices.models import Voice
from qunce.domain.voices.said import HANDLER
from qunce.domain.voices.words import cleaned, one_line
from qunce.domain.warning import notifying, rules
from qunce.domain.warning.models import Alert, Verdict
from qunce.domain.warning.queries import messages_behind
from qunce.domain.warning.states import GOING_ON, AlertState
from qunce.kernel.refusals import Refused, gettext_noop, refuse

register("alert.judged", gettext_noop("Verdict on an alert"))
register("alert.asked", gettext_noop("Unit asked about an alert"))
register("alert.answered", gettext_noop("Question about an alert answered"))
register("alert.rests", gettext_noop("Alert rests until a date"))
register("alert.problem", gettext_noop("Problem opened from an alert"))


@transaction.atomic
def judge(*, alert: Alert, says: str, words: str = "", actor: Post, now: datetime) -> Verdict:
    """What the office found: real, known, not real, unclear; the last verdict counts.

    Recorded as ``alert.judged`` with the verdict alone.  Refuses who only looks on, and a verdict
    that is none of the four.
    """
    current = _read(alert, actor, now)
    words = one_line(words)
    refuse(rules.why_not_judge(current, actor, says=says, words=words))
    _change(current, now)
    verdict = Verdict.objects.create(alert=current, says=says, words=words, by=actor, at=now)
    append(
        kind="alert.judged",
        actor=_who(current, actor),
        subject=current.ref,
        facts={"says": str(says)},
        now=now,
    )
    return verdict


@transaction.atomic
def open_problem(
    *,
    alert: Alert,
    title: str,
    statement: str,
    actor: Post,
    now: datetime,
    voices: Sequence[Voice] | None = None,
) -> Problem:
    """The matter is on the town's problem list, once, with the messages behind it; a daily number
    has none.

    ``voices`` are those the actor may read unless some are given.  Of an alert that is hidden from
    somebody there must be one, because the problem is hidden through it.  Recorded by ``problems``
    and as ``alert.problem``.  Refuses as :func:`judge`, a second problem, and what
    ``problems.find_problem`` refuses.
    """
    current = _read(alert, actor, now)
    refuse(rules.why_not_open_problem(current, actor))
    behind = list(messages_behind(current, actor, today_of(now)))
    category = current.category
    if voices is not None:
        wanted = {voice.pk for voice in voices}
        behind = [voice for voice in behind if voice.pk in wanted]
    if current.hidden_from_id is not None and not behind:
        raise Refused(rules.NO_MESSAGE)
    _change(current, now)  # nobody waits for its row after the problem is in the record
    problem = find_problem(
        town=current.town,
        unit=current.unit,
        title=title,
        statement=statement,
        source=Source.WARNING,
        source_ref=f"alert:{current.pk}",
        found_on=today_of(now),
        mode=Mode.CHECKING,
        category=category if category is not None and category.closed_at is None else None,
        voices=behind,
        actor=actor,
        now=now,
    )
    Alert.objects.filter(pk=current.pk).update(problem=problem)
    append(
        kind="alert.problem",
        actor=_who(current, actor),
        subject=current.ref,
        facts={"problem": problem.number},
        now=now,
    )
    return problem


@transaction.atomic
def ask_village(*, alert: Alert, question: str, actor: Post, now: datetime) -> None:
    """The secretary of the place is asked what is known there, by a notice that leads here.

    Recorded as ``alert.asked``; the question stands on the alert alone.  Refuses as :func:`judge`,
    an alert that is the whole town's or speaks against somebody, and a second question.
    """
    current = _read(alert, actor, now)
    question = one_line(question)
    asked = notifying.secretaries_of(current)
    refuse(rules.why_not_ask(current, actor, question=question, anybody=bool(asked)))
    _change(
        current,
        now,
        asked_unit=current.unit,
        question=question,
        asked_by=actor,
        asked_at=now,
    )
    notifying.tell(asked, notifying.ASKED, current, now)
    append(kind="alert.asked", actor=actor.ref, subject=current.ref, facts={}, now=now)


@transaction.atomic
def answer_question(*, alert: Alert, answer: str, actor: Post, now: datetime) -> None:
    """What the secretary who was asked knows stands on the alert, and the office is told.

    Recorded as ``alert.answered``.  Refuses everybody who was not asked, and a second answer.
    """
    current = _read(alert, actor, now)
    answer = cleaned(answer)
    refuse(rules.why_not_answer(current, actor, answer=answer))
    _change(current, now, answer=answer, answered_by=actor, answered_at=now)
    notifying.tell(notifying.readers_of(current, now), notifying.ANSWERED, current, now)
    append(kind="alert.answered", actor=actor.ref, subject=current.ref, facts={}, now=now)


@transaction.atomic
def let_rest(*, alert: Alert, until: date, actor: Post, now: datetime) -> None:
    """Nobody is reminded before ``until``, unless somebody new joins.

    Recorded as ``alert.rests`` with the day.  Refuses as :func:`judge`, an alert that is over, and
    a day that is not within a quarter.
    """
    current = _read(alert, actor, now)
    today = today_of(now)
    refuse(rules.why_not_rest(current, actor, until=until, today=today))
    _change(
        current,
        now,
        states=GOING_ON,
        state=AlertState.RESTING,
        rests_until=until,
    )
    append(
        kind="alert.rests",
        actor=_who(current, actor),
        subject=current.ref,
        facts={"until": until.isoformat()},
        now=now,
    )


def _read(alert: Alert, actor: Post, now: datetime) -> Alert:
    """The alert as it is now, if ``actor`` may read it."""
    seen = Alert.objects.visible_to(actor, on=today_of(now))
    found = seen.select_related("town", "unit", "category", "series").filter(pk=alert.pk).first()
    if found is None:
        raise Refused(rules.NOT_THERE)
    return found


def _who(alert: Alert, actor: Post) -> Ref:
    """How the record, which everybody can read, names who did it: where a unit is spoken against
    not at all, because the office above a town works only on what accuses that town."""
    return actor.ref if alert.hidden_from_id is None else HANDLER


def _change(
    alert: Alert, now: datetime, states: Sequence[str] | None = None, **fields: Any
) -> None:
    """The fields are these, unless somebody was faster."""
    rows = Alert.objects.filter(pk=alert.pk, version=alert.version)
    if states is not None:
        rows = rows.filter(state__in=states)
    if rows.update(touched_at=now, version=F("version") + 1, **fields) != 1:
        raise Refused(rules.CHANGED)
