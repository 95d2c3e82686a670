"""Beginning, making longer, closing, the way to the gate, and asking again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.budgets.actions import ask_longer, ask_more, end_asking
from qunce.domain.budgets.estimates import times_in
from qunce.domain.budgets.states import RESIDENT, Asks
from qunce.domain.consultations.actions.acting import (
    as_it_is,
    changed_meanwhile,
    keep,
    move,
    today_of,
)
from qunce.domain.consultations.models import Consultation, Paragraph, Question, Support
from qunce.domain.consultations.queries import evidence
from qunce.domain.consultations.rules import (
    why_not_ask_again,
    why_not_break_off,
    why_not_close,
    why_not_extend,
    why_not_look_after,
    why_not_settle,
    why_not_start,
    why_not_step,
    why_not_tell_ways,
)
from qunce.domain.consultations.states import RUNNING, ConsultationState
from qunce.domain.consultations.wording import wording_sha256
from qunce.domain.consultations.words import spoken
from qunce.domain.gates import actions as gates
from qunce.domain.gates.models import Asking, Passage
from qunce.domain.record import Ref
from qunce.domain.record.kinds import register
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import Refused, gettext_noop, refuse

register("consultation.started", gettext_noop("Consultation begun"))
register("consultation.extended", gettext_noop("Consultation goes on for longer"))
register("consultation.ways_told", gettext_noop("Said where people can answer without a phone"))
register("consultation.closed", gettext_noop("Consultation closed"))
register("consultation.ended", gettext_noop("Consultation ended"))
register("consultation.prepared_again", gettext_noop("Next round of a consultation prepared"))

PASSED, NOT_PASSED, BROKEN_OFF, OVERTAKEN = "passed", "not_passed", "broken_off", "overtaken"
"""How a consultation ends; overtaken: its gate was opened by a higher post meanwhile."""


OWN_WORDS = 1
"""Beside the questions everybody can say something in words of their own."""


@transaction.atomic
def start(
    *,
    consultation: Consultation,
    opens_on: date,
    closes_on: date,
    actor: Post,
    now: datetime,
    beyond: str = "",
) -> Consultation:
    """People can answer from ``opens_on`` to the end of ``closes_on``; the wording is fixed.

    The gate's round begins in the same transaction with the hash of the wording.  Recorded as
    ``gate.asking_started`` and ``consultation.started``.  Refuses with everything that is missing,
    the gate's reasons among it (too few days, people asked already), and what is asked beyond the
    form budget of residents, unless ``beyond`` says why.
    """
    draft = as_it_is(pk=consultation.pk)
    paragraphs, questions = list(draft.paragraphs.all()), list(draft.questions.all())
    refuse(
        why_not_start(
            draft,
            actor,
            paragraphs=paragraphs,
            questions=questions,
            today=today_of(now=now),
            opens_on=opens_on,
            closes_on=closes_on,
        )
    )
    sha256 = wording_sha256(draft, paragraphs, questions)
    asking = gates.start_asking(
        gate=draft.gate,
        what=draft.ref,
        title=draft.title,
        sha256=sha256,
        opens_on=opens_on,
        closes_on=closes_on,
        actor=actor,
        now=now,
    )
    move(
        consultation=draft,
        state=ConsultationState.OPEN,
        asking=asking,
        sha256=sha256,
        opens_on=opens_on,
        closes_on=closes_on,
        started_at=now,
    )
    ask_more(
        asks=Asks.CONSULTATION,
        town=draft.unit,
        level=RESIDENT,
        fields=len(questions) + OWN_WORDS,
        times_per_week=times_in((closes_on - opens_on).days + 1),
        subject=draft.ref,
        begins_on=opens_on,
        until=closes_on + timedelta(days=1),
        reason=beyond,
        actor=actor,
        now=now,
    )
    keep(
        kind="consultation.started",
        consultation=draft,
        actor=actor.ref,
        facts={
            "sha256": sha256,
            "paragraphs": len(paragraphs),
            "questions": len(questions),
            "opens_on": opens_on.isoformat(),
            "closes_on": closes_on.isoformat(),
        },
        now=now,
    )
    return draft


@transaction.atomic
def extend(
    *, consultation: Consultation, closes_on: date, actor: Post, now: datetime
) -> Consultation:
    """People can answer until the end of a later day.  Recorded here and at the gate."""
    current = as_it_is(pk=consultation.pk)
    refuse(why_not_extend(current, actor, closes_on=closes_on))
    before = current.closes_on
    gates.extend_asking(asking=_round(current), closes_on=closes_on, actor=actor, now=now)
    move(consultation=current, closes_on=closes_on)
    ask_longer(subject=current.ref, until=closes_on + timedelta(days=1))
    keep(
        kind="consultation.extended",
        consultation=current,
        actor=actor.ref,
        facts={"from": str(before), "to": closes_on.isoformat()},
        now=now,
    )
    return current


@transaction.atomic
def tell_ways(
    *, consultation: Consultation, without_phone: str, actor: Post, now: datetime
) -> Consultation:
    """The page says where paper lies, when people meet and whom to telephone.

    No part of the wording, so it may be put right while people answer.  Recorded as
    ``consultation.ways_told`` with a hash of the words.  Refuses once nobody can answer any more.
    """
    current = as_it_is(pk=consultation.pk)
    said = spoken(without_phone)
    refuse(why_not_tell_ways(current, actor, without_phone=said))
    move(consultation=current, without_phone=said)
    keep(
        kind="consultation.ways_told",
        consultation=current,
        actor=actor.ref,
        facts={"sha256": sha256(said.encode()).hexdigest()},
        now=now,
    )
    return current


@transaction.atomic
def close(*, consultation: Consultation, actor: Post, now: datetime) -> Consultation:
    """Nobody answers any more; what came in time on paper can still be entered.

    Recorded as ``consultation.closed`` with counts.  Refuses until the last day is over.
    """
    current = as_it_is(pk=consultation.pk)
    refuse(why_not_close(current, actor, today=today_of(now=now)))
    close_now(current=current, by=actor.ref, now=now)
    return current


def close_now(*, current: Consultation, by: Ref, now: datetime) -> None:
    """The open consultation is closed; part of another act."""
    move(consultation=current, state=ConsultationState.CLOSED, closed_at=now)
    keep(
        kind="consultation.closed",
        consultation=current,
        actor=by,
        facts={
            "sheets": current.sheets.count(),
            "meetings": current.meetings.count(),
            "points": current.points.count(),
            "supports": Support.objects.filter(point__consultation=current).count(),
        },
        now=now,
    )


@transaction.atomic
def settle(*, consultation: Consultation, actor: Post, now: datetime) -> Passage:
    """The gate is passed on what people said and what came of it; the consultation is over.

    Refuses with everything that the gate's rule asks for and the evidence does not show, and
    until the answers were published.  Recorded as ``gate.passed`` and ``consultation.ended``.
    """
    current = as_it_is(pk=consultation.pk)
    refuse(why_not_settle(current, actor))
    passage = gates.settle(asking=_round(current), evidence=evidence(current), actor=actor, now=now)
    end_now(current=current, how=PASSED, by=actor.ref, now=now)
    return passage


@transaction.atomic
def find_not_passed(*, consultation: Consultation, actor: Post, now: datetime) -> Consultation:
    """The round ends without passing; what was missing stands at the gate.  May be asked again.

    Refuses while people may still answer, and when nothing is missing.
    """
    current = as_it_is(pk=consultation.pk)
    reasons = why_not_look_after(current, actor) + why_not_step(current, ConsultationState.ENDED)
    refuse(reasons)
    gates.find_not_passed(asking=_round(current), evidence=evidence(current), actor=actor, now=now)
    end_now(current=current, how=NOT_PASSED, by=actor.ref, now=now)
    return current


@transaction.atomic
def break_off(
    *, consultation: Consultation, reason: str, actor: Post, now: datetime
) -> Consultation:
    """The round is given up, and everybody reads why; what was said stays readable."""
    current = as_it_is(pk=consultation.pk)
    refuse(why_not_break_off(current, actor, reason=reason.strip()))
    gates.break_off(asking=_round(current), reason=reason, actor=actor, now=now)
    end_now(current=current, how=BROKEN_OFF, by=actor.ref, now=now)
    return current


def end_now(*, current: Consultation, how: str, by: Ref, now: datetime) -> None:
    """The running consultation has ended; part of another act."""
    move(consultation=current, state=ConsultationState.ENDED, ended_at=now)
    end_asking(subject=current.ref, actor=by, now=now)
    facts: dict[str, JSON] = {"how": how}
    keep(kind="consultation.ended", consultation=current, actor=by, facts=facts, now=now)


@transaction.atomic
def ask_again(*, consultation: Consultation, actor: Post, now: datetime) -> Consultation:
    """A new draft at the same gate with the same text and questions, to be changed and begun.

    The round before stays as it was.  Recorded as ``consultation.prepared_again``.
    """
    before = as_it_is(pk=consultation.pk)
    others = Consultation.objects.filter(
        gate=before.gate, state__in=[ConsultationState.DRAFT, *RUNNING]
    )
    refuse(why_not_ask_again(before, before.gate, actor, running=others.exists()))
    made = Consultation.objects.create(
        campaign=before.campaign,
        gate=before.gate,
        unit=before.unit,
        kind=before.kind,
        title=before.title,
        introduction=before.introduction,
        language=before.language,
        again_of=before,
        made_by=actor,
        made_at=now,
    )
    Paragraph.objects.bulk_create(
        Paragraph(consultation=made, number=one.number, text=one.text, plain=one.plain)
        for one in before.paragraphs.all()
    )
    Question.objects.bulk_create(
        Question(consultation=made, number=one.number, text=one.text, options=one.options)
        for one in before.questions.all()
    )
    keep(
        kind="consultation.prepared_again",
        consultation=made,
        actor=actor.ref,
        facts={"after": str(before.pk)},
        now=now,
    )
    return made


def _round(consultation: Consultation) -> Asking:
    if consultation.asking is None:  # a constraint holds it
        raise Refused(changed_meanwhile())
    return consultation.asking
