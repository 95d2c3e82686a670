"""The unit answers, the unit above reviews, and what was answered is ended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.record.kinds import register
from qunce.domain.voices import owed
from qunce.domain.voices.actions.moving import (
    add_step,
    as_seen,
    day,
    keep,
    move,
)
from qunce.domain.voices.actions.timing import drop_clocks, meet_clocks, start_clocks
from qunce.domain.voices.deadlines import Event
from qunce.domain.voices.models import Answer, Voice
from qunce.domain.voices.rules import why_not_answer, why_not_end_voice, why_not_give_review
from qunce.domain.voices.rules.deciding import ANSWER_OF_STATE
from qunce.domain.voices.states import AnswerKind, Outcome, StepKind, VoiceState
from qunce.domain.voices.words import cleaned
from qunce.kernel.refusals import gettext_noop, refuse

register("voice.answered", gettext_noop("Message answered"))
register("voice.reviewed", gettext_noop("Review opinion given"))
register("voice.ended", gettext_noop("Message ended"))


@transaction.atomic
def answer(
    *,
    voice: Voice,
    outcome: str,
    facts: str,
    opinion: str,
    actor: Post,
    now: datetime,
    basis: str = "",
    claims: str = "",
) -> Answer:
    """The speaker has a reply with facts, reasons and opinion; a petition claim also with the
    claims and the legal basis (art. 32).

    Meets the clocks of the unit; of a claim, the thirty days begin in which the speaker may ask
    for a review (art. 35).  Thanks and opinions may be answered by the office at once.  Recorded
    as ``voice.answered`` with the outcome.
    """
    today = day(now=now)
    voice = as_seen(voice=voice, actor=actor, now=now)
    refuse(
        why_not_answer(
            voice,
            actor,
            outcome=outcome,
            facts=facts,
            opinion=opinion,
            basis=basis,
            claims=claims,
        )
    )
    for act in ("register", "accept", "answer"):
        meet_clocks(voice=voice, rules=owed.met_by(act), on=today)
    drop_clocks(voice=voice, on=today)
    unit = voice.responsible or voice.receiver
    before = move(voice=voice, to=VoiceState.ANSWERED, now=now, responsible=unit, answered_at=now)
    given = Answer.objects.create(
        voice=voice,
        kind=AnswerKind.REPLY,
        outcome=outcome,
        claims=cleaned(claims),
        facts=cleaned(facts),
        opinion=cleaned(opinion),
        basis=cleaned(basis),
        post=actor,
        unit=unit,
        at=now,
    )
    if outcome != Outcome.LED_ELSEWHERE:
        start_clocks(voice=voice, event=Event.ANSWER_RECEIVED, starts_on=today)
    add_step(
        voice=voice,
        kind=StepKind.ANSWERED,
        now=now,
        post=actor,
        words=cleaned(opinion),
        before=before,
        after=voice.state,
    )
    keep(kind="voice.answered", voice=voice, actor=actor, facts={"outcome": str(outcome)}, now=now)
    return given


@transaction.atomic
def give_review(
    *,
    voice: Voice,
    outcome: str,
    facts: str,
    opinion: str,
    actor: Post,
    now: datetime,
    basis: str = "",
) -> Answer:
    """The unit above has given its opinion on review or re-review; the speaker reads it.

    After a review the thirty days begin in which a re-review may be asked (art. 36); after a
    re-review there is no further one.  Recorded as ``voice.reviewed``.
    """
    today = day(now=now)
    voice = as_seen(voice=voice, actor=actor, now=now)
    refuse(
        why_not_give_review(
            voice, actor, outcome=outcome, facts=facts, opinion=opinion, basis=basis
        )
    )
    kind = ANSWER_OF_STATE[VoiceState(voice.state)]
    reviewer = voice.reviewer
    assert reviewer is not None  # noqa: S101  (a message in review has one)
    meet_clocks(voice=voice, rules=owed.met_by("review"), on=today)
    before = move(voice=voice, to=VoiceState.ANSWERED, now=now, answered_at=now, reviewer=reviewer)
    given = Answer.objects.create(
        voice=voice,
        kind=kind,
        outcome=outcome,
        facts=cleaned(facts),
        opinion=cleaned(opinion),
        basis=cleaned(basis),
        post=actor,
        unit=reviewer,
        at=now,
    )
    if kind == AnswerKind.REVIEW:
        start_clocks(voice=voice, event=Event.REVIEW_ANSWER_RECEIVED, starts_on=today)
    add_step(
        voice=voice,
        kind=StepKind.REVIEWED if kind == AnswerKind.REVIEW else StepKind.RE_REVIEWED,
        now=now,
        post=actor,
        words=cleaned(opinion),
        before=before,
        after=voice.state,
    )
    keep(
        kind="voice.reviewed",
        voice=voice,
        actor=actor,
        facts={"kind": str(kind), "outcome": str(outcome)},
        now=now,
    )
    return given


@transaction.atomic
def end_voice(*, voice: Voice, words: str, actor: Post, now: datetime) -> Voice:
    """An answered message is ended, with words that the speaker reads.

    The speaker keeps the right to a review while its thirty days run, and may say at any time
    that it is not put right.  Recorded as ``voice.ended``.
    """
    voice = as_seen(voice=voice, actor=actor, now=now)
    refuse(why_not_end_voice(voice, actor, words=words))
    before = move(voice=voice, to=VoiceState.ENDED, now=now, ended_at=now)
    add_step(
        voice=voice,
        kind=StepKind.ENDED,
        now=now,
        post=actor,
        words=cleaned(words),
        before=before,
        after=voice.state,
    )
    keep(kind="voice.ended", voice=voice, actor=actor, now=now)
    return voice
