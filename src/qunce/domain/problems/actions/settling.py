"""Asking those concerned, what they say, confirming, opening again.

Every saying is an ``Asking``, asked for or not; what they wrote stands there and nowhere else, so
that a story can be read by people who may not read the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.problems import notifying, rules, sentences
from qunce.domain.problems.actions.changing import Acting, begin
from qunce.domain.problems.lots import drawn_numbers
from qunce.domain.problems.models import Asking, Draw, Problem
from qunce.domain.problems.queries import confirmations_of, followed_id, office_of, speakers_of
from qunce.domain.problems.rules import Confirmed, settling
from qunce.domain.problems.states import (
    AFTER_CHECK,
    CONFIRM_DAYS,
    REOPENED_DAYS,
    Asked,
    AskingKind,
    Confirmation,
    ProblemState,
    ProblemStepKind,
)
from qunce.domain.record.kinds import register
from qunce.domain.record.queries import latest_head
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import Says
from qunce.domain.voices.words import cleaned
from qunce.kernel.refusals import Refused, gettext_noop

register("problem.asked", gettext_noop("Those concerned by a problem were asked"))
register("problem.drawn", gettext_noop("Neighbours drawn by lot for a problem"))
register("problem.said", gettext_noop("Somebody said whether a problem is put right"))
register("problem.confirmed", gettext_noop("Problem confirmed by those concerned"))
register("problem.reopened", gettext_noop("Problem opened again"))

CLEARED: dict[str, Any] = {
    "claimed_by": None,
    "doer": None,
    "claimed_at": None,
    "done": "",
    "checked_by": None,
    "checker": None,
    "checked_at": None,
    "finding": "",
    "confirmation": "",
    "confirmed_at": None,
    "closed_by": None,
    "closer": None,
    "closed_at": None,
    "outcome": "",
}
"""What belongs to one round; when the next begins it is in the story only."""


@transaction.atomic
def ask_those_concerned(*, problem: Problem, actor: Post, now: datetime) -> int:
    """Whoever spoke and was not asked in this round is asked now; how many.

    For messages joined after the check.  Recorded as ``problem.asked``.
    """
    acting = begin(problem=problem, actor=actor, now=now)
    acting.refuse(rules.why_not_ask(acting.problem, actor, acting.holder))
    asked = ask_speakers(acting=acting)
    if asked:
        acting.record("problem.asked", asked=asked)
    return asked


def ask_speakers(*, acting: Acting) -> int:
    """Part of another action: ask each who spoke, once in this round; how many were asked."""
    problem = acting.problem
    already = {one.voice_id for one in confirmations_of(problem)}
    voices = [voice for voice in speakers_of(problem) if voice.pk not in already]
    if not voices:
        return 0
    due_on = acting.today + timedelta(days=CONFIRM_DAYS)
    Asking.objects.bulk_create(
        Asking(
            problem=problem,
            kind=AskingKind.CONFIRMATION,
            round=problem.reopened_times,
            who=Asked.SPEAKER,
            voice=voice,
            due_on=due_on,
            asked_at=acting.now,
        )
        for voice in voices
    )
    acting.move(
        ProblemStepKind.ASKED,
        params={"asked": len(voices), "until": due_on.isoformat()},
        reminded_at=None,  # what their days bring has not been told
    )
    for voice in {followed_id(voice): voice for voice in voices}.values():
        acting.tell_speaker(voice, sentences.ASKED, day=due_on.isoformat())
    return len(voices)


@transaction.atomic
def draw_neighbours(*, problem: Problem, households: int, actor: Post, now: datetime) -> Draw:
    """Five of the ``households`` numbered doors of the place are to be asked, drawn by lot.

    For a problem nobody spoke of, or where nobody who spoke has answered in time.  The seed is
    the root of the record as it stands; ``lots`` says how anyone draws again.  Recorded as
    ``problem.drawn``.  Refuses the doer, and another draw while people are still being asked.
    """
    acting = begin(problem=problem, actor=actor, now=now)
    problem = acting.problem
    acting.refuse(
        rules.why_not_draw(
            problem,
            actor,
            acting.holder,
            askings=confirmations_of(problem),
            today=acting.today,
        ),
        settling.why_not_households(households),
    )
    drawn = draw_lot(acting=acting, households=households, kind=AskingKind.CONFIRMATION)
    acting.move(
        ProblemStepKind.ASKED,
        params={"households": households, "numbers": drawn.numbers, "seed": drawn.seed},
        reminded_at=None,
    )
    acting.record("problem.drawn", households=households, numbers=drawn.numbers, seed=drawn.seed)
    return drawn


def draw_lot(*, acting: Acting, households: int, kind: AskingKind, days: int = 0) -> Draw:
    """Part of another action: the lot, and a question to each door drawn."""
    problem = acting.problem
    head = latest_head()
    if head is None:
        raise ValueError("a problem exists and the record is empty")
    seed = head.head.root
    drawn = Draw.objects.create(
        problem=problem,
        households=households,
        seed=seed,
        numbers=drawn_numbers(seed=seed, about=problem.number, households=households),
        drawn_by=acting.post,
        drawn_at=acting.now,
    )
    Asking.objects.bulk_create(
        Asking(
            problem=problem,
            kind=kind,
            round=problem.reopened_times,
            days=days,
            who=Asked.NEIGHBOUR,
            draw=drawn,
            number=number,
            due_on=acting.today + timedelta(days=CONFIRM_DAYS),
            asked_at=acting.now,
        )
        for number in drawn.numbers
    )
    return drawn


@transaction.atomic
def note_neighbour(*, asking: Asking, says: str, words: str, actor: Post, now: datetime) -> None:
    """What a household drawn by lot says, written down by somebody who is not the doer.

    Recorded as ``problem.said``, by number of the question only.  “Not fixed” opens it again.
    """
    _note(asking, says, words, actor, now)


@transaction.atomic
def note_speaker(*, asking: Asking, says: str, words: str, actor: Post, now: datetime) -> None:
    """What somebody who spoke says, written down for them by somebody who is not the doer."""
    _note(asking, says, words, actor, now)


def _note(asking: Asking, says: str, words: str, actor: Post, now: datetime) -> None:
    acting = begin(problem=asking.problem, actor=actor, now=now)
    asking = Asking.objects.get(pk=asking.pk)
    acting.refuse(
        rules.why_not_note(acting.problem, actor, acting.holder, asking=asking),
        settling.why_not_say(says, words),
    )
    answer(acting=acting, asking=asking, says=says, words=words)
    settle_round(acting=acting)
    acting.finish()


def answer(*, acting: Acting, asking: Asking, says: str, words: str) -> None:
    """Part of another action: the question has this answer, once."""
    taken = Asking.objects.filter(pk=asking.pk, answered_at__isnull=True).update(
        says=says,
        words=cleaned(words),
        answered_at=acting.now,
        asked_at=asking.asked_at or acting.now,
        noted_by=acting.post,
    )
    if taken != 1:
        raise Refused(settling.answered_already())
    acting.move(
        ProblemStepKind.SAID, params={"says": str(says), "asking": asking.pk, "who": asking.who}
    )
    acting.enter("problem.said", says=str(says), asking=asking.pk, who=str(asking.who))


def take_saying(*, acting: Acting, voice: Voice, says: str, words: str) -> Asking:
    """Part of another action: what a speaker says now, under the question it answers.

    The open question of this round; the next second look when it is early; otherwise it was said
    without being asked.
    """
    problem = acting.problem
    mine = Asking.objects.filter(
        problem=problem,
        voice__in=[voice.pk, voice.split_from_id or voice.pk],
        round=problem.reopened_times,
        answered_at__isnull=True,
        dropped_at__isnull=True,
    ).order_by("due_on", "pk")
    found = mine.filter(asked_at__isnull=False).first() if problem.state in AFTER_CHECK else None
    if found is None and problem.state == ProblemState.CLOSED and says == Says.NOT_FIXED:
        found = mine.first()
    if found is None:
        asked_before = problem.askings.filter(
            kind=AskingKind.CONFIRMATION, round=problem.reopened_times, voice=voice
        )
        counts = problem.state == ProblemState.CHECKED and not asked_before.exists()
        found = Asking.objects.create(
            problem=problem,
            kind=AskingKind.CONFIRMATION if counts else AskingKind.UNASKED,
            round=problem.reopened_times,
            who=Asked.SPEAKER,
            voice=voice,
            due_on=acting.today,
            asked_at=acting.now,
        )
    answer(acting=acting, asking=found, says=says, words=words)
    return found


def settle_round(*, acting: Acting) -> Confirmed:
    """Part of another action: confirm, open again, or wait, as the answers of this round say."""
    problem = acting.problem
    if problem.state in AFTER_CHECK and _says_not_fixed(problem):
        reopen(acting=acting)
        return Confirmed.NOT_FIXED
    if problem.state != ProblemState.CHECKED:
        return Confirmed.WAITING
    made, by = judge(askings=confirmations_of(problem), acting=acting)
    if made == Confirmed.NOT_YET:
        reopen(acting=acting, partly=True)
    elif made == Confirmed.YES:
        acting.move(
            ProblemStepKind.CONFIRMED,
            to=ProblemState.CONFIRMED,
            params={"by": str(by)},
            confirmation=by,
            confirmed_at=acting.now,
            reminded_at=None,
        )
        acting.tell([*office_of(problem), problem.leader], notifying.CONFIRMED)
        acting.enter("problem.confirmed", by=str(by))
    return made


def _says_not_fixed(problem: Problem) -> bool:
    """Whether anybody said so since the check: what was said before it, the check looked into."""
    return problem.askings.filter(
        round=problem.reopened_times,
        says=Says.NOT_FIXED,
        answered_at__gte=problem.checked_at,
    ).exists()


def judge(*, askings: Sequence[Asking], acting: Acting) -> tuple[Confirmed, Confirmation]:
    """What the answers amount to: those who spoke first, then the latest lot."""
    spoke = [one for one in askings if one.who == Asked.SPEAKER]
    if spoke:
        made = rules.confirmed_by_speakers(
            [one.says for one in spoke if one.says],
            asked=len(spoke),
            over=_over(spoke, acting.today),
        )
        if made != Confirmed.NOBODY:
            return made, Confirmation.SPEAKERS
    draws = sorted({one.draw_id for one in askings if one.draw_id is not None})
    if not draws:
        return Confirmed.NOBODY, Confirmation.NEIGHBOURS
    doors = [one for one in askings if one.draw_id == draws[-1]]
    made = rules.confirmed_by_neighbours(
        [one.says for one in doors if one.says],
        drawn=len(doors),
        over=_over(doors, acting.today),
    )
    return made, Confirmation.NEIGHBOURS


def _over(asked: Sequence[Asking], today: date) -> bool:
    """Whether nobody who has not answered has days left; the last day is still theirs."""
    return all(one.due_on < today for one in asked if not one.says)


def reopen(*, acting: Acting, partly: bool = False) -> None:
    """Part of another action: “not fixed” was said, and the work begins again at once.

    What was claimed, checked, confirmed and closed is in the story from now on; questions still
    open are dropped; the unit, its post and the office have a notice.
    """
    problem = acting.problem
    before = {
        "claimed_by": str(problem.claimed_by or ""),
        "claimed_at": _written(problem.claimed_at),
        "done": problem.done,
        "checked_by": str(problem.checked_by or ""),
        "checked_at": _written(problem.checked_at),
        "finding": problem.finding,
        "confirmation": problem.confirmation,
        "confirmed_at": _written(problem.confirmed_at),
        "closed_by": str(problem.closed_by or ""),
        "closed_at": _written(problem.closed_at),
        "outcome": problem.outcome,
        "due_on": str(problem.due_on),
    }
    due_on = acting.today + timedelta(days=REOPENED_DAYS)
    if problem.due_on is not None:
        due_on = max(due_on, problem.due_on)
    days_left = problem.askings.filter(
        round=problem.reopened_times, answered_at__isnull=True, dropped_at__isnull=True
    )
    days_left.update(dropped_at=acting.now)
    acting.move(
        ProblemStepKind.REOPENED,
        to=ProblemState.REOPENED,
        params={"before": before, "day": due_on.isoformat(), "partly": partly},
        reopened_times=problem.reopened_times + 1,
        due_on=due_on,
        late_told_at=None,
        reminded_at=None,
        **CLEARED,
    )
    day = due_on.isoformat()
    acting.tell(
        [problem.responsible, problem.leader, *office_of(problem)],
        notifying.PARTLY if partly else notifying.REOPENED,
        due_on=due_on,
        day=day,
    )
    if problem.lead_unit is not None:
        acting.tell_speakers(
            sentences.PARTLY if partly else sentences.REOPENED,
            unit=problem.lead_unit.name,
            day=day,
        )
    acting.enter("problem.reopened", times=problem.reopened_times)


def _written(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
