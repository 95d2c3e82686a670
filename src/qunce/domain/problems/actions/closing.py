"""Checked by another, heard from whoever spoke, closed; second looks are laid down."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.problems import notifying, rules, sentences
from qunce.domain.problems.actions.changing import Acting, begin, read_again
from qunce.domain.problems.actions.settling import (
    ask_speakers,
    settle_round,
    take_saying,
)
from qunce.domain.problems.models import Asking, Problem
from qunce.domain.problems.queries import office_of, problems_of, speakers_of
from qunce.domain.problems.rules import settling
from qunce.domain.problems.rules.standing import why_not_step, why_not_words
from qunce.domain.problems.states import (
    AFTER_CHECK,
    SECOND_LOOKS,
    Asked,
    AskingKind,
    ProblemState,
    ProblemStepKind,
)
from qunce.domain.record.kinds import register
from qunce.domain.voices.actions import note_saying, say_result
from qunce.domain.voices.models import Voice
from qunce.domain.voices.queries import followed
from qunce.domain.voices.querysets import HEADS
from qunce.domain.voices.rules import why_not_say_result
from qunce.domain.voices.said import SPEAKER
from qunce.domain.voices.states import Says, VoiceState
from qunce.kernel.refusals import Refused, gettext_noop

register("problem.checked", gettext_noop("Problem checked by another"))
register("problem.sent_back", gettext_noop("Problem checked and not done"))
register("problem.closed", gettext_noop("Problem closed"))


@transaction.atomic
def check_problem(
    *, problem: Problem, passed: bool, finding: str, actor: Post, now: datetime
) -> None:
    """Another unit or person looked: it is done, or it goes back to the work.

    Passed, whoever spoke is asked at once and has fifteen days; where nobody spoke the office has
    a notice that neighbours are to be drawn.  Recorded as ``problem.checked`` or
    ``problem.sent_back``.  Refuses the post that claimed it, the responsible post, and the person
    who did it under whatever post.
    """
    acting = begin(problem=problem, actor=actor, now=now)
    problem = acting.problem
    acting.refuse(
        rules.why_not_check(problem, actor, acting.holder),
        [] if passed else why_not_step(problem, ProblemState.IN_HAND),
        why_not_words(
            finding,
            code="problem_check_needs_words",
            message=gettext_noop("Say what was found."),
            on="finding",
        ),
    )
    if not passed:
        _send_back(acting, finding)
        return
    acting.move(
        ProblemStepKind.CHECKED,
        to=ProblemState.CHECKED,
        words=finding,
        checked_by=actor,
        checker=acting.holder,
        checked_at=now,
        finding=finding,
        reminded_at=None,
    )
    asked = ask_speakers(acting=acting)
    if not asked:
        acting.mark("reminded_at")
        acting.tell(office_of(problem), notifying.DRAW)
    acting.record("problem.checked", asked=asked)


def _send_back(acting: Acting, finding: str) -> None:
    problem = acting.problem
    before = {
        "claimed_by": str(problem.claimed_by or ""),
        "claimed_at": problem.claimed_at.isoformat() if problem.claimed_at else "",
        "done": problem.done,
    }
    acting.move(
        ProblemStepKind.SENT_BACK,
        to=ProblemState.IN_HAND,
        words=finding,
        params={"before": before},
        claimed_by=None,
        doer=None,
        claimed_at=None,
        done="",
    )
    acting.tell([problem.responsible, problem.leader], notifying.SENT_BACK)
    acting.tell_speakers(sentences.SENT_BACK)
    acting.record("problem.sent_back")


@transaction.atomic
def hear_speaker(*, voice: Voice, says: str, words: str, now: datetime) -> None:
    """Whoever spoke says how it is: fixed, partly, not.  The one entry for the resident's page.

    Afterwards it stands on every problem behind which the message stands (through the one it was
    joined to as well): under the question that is open, or as said without being asked.  “Not
    fixed” opens a checked, confirmed or closed problem again at once; before that the responsible
    post has a notice.  Where the message itself was answered or ended it is the verdict on that
    too.  Refuses only when neither a problem nor the message can take it.
    """
    problems = [read_again(pk=problem.pk) for problem in sorted(problems_of(voice), key=_number)]
    voice = Voice.objects.get(pk=voice.pk)
    reasons = why_not_say_result(followed(voice), says=says, words=words)
    wrong = settling.why_not_say(says, words) or (reasons if not problems else [])
    if wrong:
        raise Refused(wrong)
    acts = [Acting(problem, now, by=SPEAKER) for problem in problems]
    for acting in acts:
        _hear(acting, voice, says, words)
    if not reasons:
        say_result(voice=voice, says=says, words=words, now=now)
    else:
        note_saying(voice=voice, says=says, words=words, now=now)
    for acting in acts:
        acting.finish()


def _hear(acting: Acting, voice: Voice, says: str, words: str) -> None:
    problem = acting.problem
    before = problem.state
    take_saying(acting=acting, voice=voice, says=says, words=words)
    if before in AFTER_CHECK:
        settle_round(acting=acting)
    elif says == Says.NOT_FIXED:
        acting.tell([problem.responsible, *office_of(problem)], notifying.NOT_FIXED)


def _number(problem: Problem) -> int:
    """Always locked in this order, so that two who speak at once do not block each other."""
    return problem.pk


@transaction.atomic
def close_problem(
    *, problem: Problem, outcome: str, actor: Post, now: datetime, institution: str = ""
) -> None:
    """It is closed, confirmed by those concerned; they are asked again after 30 and 90 days.

    ``institution`` says what rule or habit came out of it.  Whoever spoke is told.  Messages
    behind it that are not answered yet are not ended by this: who must answer has a notice.
    Recorded as ``problem.closed``.  Refuses the doer under any post, and without a confirmation.
    """
    acting = begin(problem=problem, actor=actor, now=now)
    problem = acting.problem
    acting.refuse(
        rules.why_not_close(problem, actor, acting.holder),
        why_not_words(
            outcome,
            code="problem_closing_needs_outcome",
            message=gettext_noop("Say how it is now."),
            on="outcome",
        ),
    )
    acting.move(
        ProblemStepKind.CLOSED,
        to=ProblemState.CLOSED,
        words=outcome,
        params={"institution": institution, "confirmation": problem.confirmation},
        closed_by=actor,
        closer=acting.holder,
        closed_at=now,
        outcome=outcome,
        institution=institution,
        reminded_at=None,
    )
    speakers = speakers_of(problem)
    Asking.objects.bulk_create(
        Asking(
            problem=problem,
            kind=AskingKind.SECOND_LOOK,
            round=problem.reopened_times,
            days=days,
            who=Asked.SPEAKER,
            voice=voice,
            due_on=acting.today + timedelta(days=days),
        )
        for voice in speakers
        for days in SECOND_LOOKS
    )
    acting.tell_speakers(sentences.CLOSED, words=problem.outcome)
    for voice in speakers:
        if voice.state == VoiceState.ACCEPTED:
            acting.tell(
                _must_answer(voice), notifying.ANSWER, each=str(voice.pk), voice=voice.number
            )
    acting.record("problem.closed", confirmed_by=str(problem.confirmation))


def _must_answer(voice: Voice) -> list[Post]:
    """The post that must answer, or those of the responsible unit that head it."""
    if voice.post is not None:
        return [voice.post]
    heads = Post.objects.filter(unit=voice.responsible_id, role__in=HEADS)
    return list(heads.select_related("unit"))
