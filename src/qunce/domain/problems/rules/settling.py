"""Checking, asking those concerned, closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum

from qunce.domain.accounts.models import Post, User
from qunce.domain.problems.models import Asking, Problem
from qunce.domain.problems.rules.standing import (
    no_post,
    not_in_this_state,
    why_not_be_the_doer,
    why_not_decide,
    why_not_in,
    why_not_interested,
    why_not_keep_list,
    why_not_step,
    why_not_words,
)
from qunce.domain.problems.states import (
    AFTER_CHECK,
    FEWEST_HOUSEHOLDS,
    Asked,
    AskingKind,
    ProblemState,
)
from qunce.domain.voices.states import Says
from qunce.kernel.refusals import Refusal, gettext_noop


class Confirmed(Enum):
    """What the answers amount to."""

    YES = "yes"
    NOT_FIXED = "not_fixed"
    """Somebody says that it is not put right: it is opened again."""
    NOT_YET = "not_yet"
    """More than half say that it is put right only in part: it is opened again."""
    WAITING = "waiting"
    NOBODY = "nobody"
    """The time is over and nobody answered: neighbours have to be drawn by lot."""


def confirmed_by_speakers(says: Sequence[str], *, asked: int, over: bool) -> Confirmed:
    """What those who spoke make of it.

    ``says`` are the answers there are, ``asked`` how many were asked, ``over`` whether their days
    are past.  One “not fixed” decides at once.  Otherwise all have answered or the days are over,
    and then at least half of the answers must be “fixed”; silence is never taken for a yes.
    """
    if Says.NOT_FIXED in says:
        return Confirmed.NOT_FIXED
    if not over and len(says) < asked:
        return Confirmed.WAITING
    if not says:
        return Confirmed.NOBODY
    return _half(says, len(says))


def confirmed_by_neighbours(says: Sequence[str], *, drawn: int, over: bool) -> Confirmed:
    """What the households drawn by lot make of it: at least half *of those drawn* say “fixed”.

    Of a lot, those who cannot be reached must not be left out of the count, or whoever asks
    would choose whom to ask.
    """
    if Says.NOT_FIXED in says:
        return Confirmed.NOT_FIXED
    if len(says) == drawn:
        return _half(says, drawn)
    if not over:
        return Confirmed.WAITING
    return Confirmed.YES if _half(says, drawn) == Confirmed.YES else Confirmed.NOBODY


def _half(says: Sequence[str], of: int) -> Confirmed:
    fixed = sum(one == Says.FIXED for one in says)
    return Confirmed.YES if 2 * fixed >= of else Confirmed.NOT_YET


def why_not_check(problem: Problem, post: Post | None, holder: User | None) -> list[Refusal]:
    """A check is made by another unit or person than the doer, whoever may see the problem."""
    reasons = why_not_be_the_doer(problem, post, holder)
    reasons += why_not_decide(post)
    if post is not None:
        reasons += why_not_interested(problem, post)
    return reasons + why_not_step(problem, ProblemState.CHECKED)


def why_not_ask(problem: Problem, post: Post | None, holder: User | None) -> list[Refusal]:
    """Why those concerned cannot be asked (again) by ``post`` now."""
    reasons = why_not_be_the_doer(problem, post, holder)
    reasons += why_not_decide(post)
    return reasons + why_not_in(problem, (ProblemState.CHECKED,))


def why_not_draw(
    problem: Problem,
    post: Post | None,
    holder: User | None,
    *,
    askings: Sequence[Asking],
    today: date,
) -> list[Refusal]:
    """Why no neighbours can be drawn: those who spoke come first, and one draw at a time.

    ``askings`` are the confirmations of this round.
    """
    reasons = why_not_ask(problem, post, holder)
    asked = [one for one in askings if one.kind == AskingKind.CONFIRMATION]
    if any(one.who == Asked.SPEAKER and one.answered_at for one in asked):
        reasons.append(
            Refusal(
                "problem_speakers_answered",
                gettext_noop("Those who spoke have answered; no lot is needed."),
            )
        )
    elif any(one.answered_at is None and one.due_on >= today for one in asked):
        reasons.append(
            Refusal(
                "problem_is_being_asked",
                gettext_noop("People are being asked until %(day)s. Wait for their answers."),
                {"day": max(one.due_on for one in asked).isoformat()},
            )
        )
    return reasons


def why_not_households(households: int) -> list[Refusal]:
    if households >= FEWEST_HOUSEHOLDS:
        return []
    return [
        Refusal(
            "problem_draw_from_too_few",
            gettext_noop("A lot needs at least %(least)s households."),
            {"least": FEWEST_HOUSEHOLDS},
            "households",
        )
    ]


def why_not_note(
    problem: Problem, post: Post | None, holder: User | None, *, asking: Asking
) -> list[Refusal]:
    """Why ``post`` cannot write down what somebody answered: never the doer, and once."""
    reasons = why_not_be_the_doer(problem, post, holder)
    reasons += why_not_decide(post)
    return reasons + why_not_answer(problem, asking)


def why_not_answer(problem: Problem, asking: Asking) -> list[Refusal]:
    """Why this question takes no answer now."""
    if asking.answered_at is not None:
        return [answered_already()]
    if asking.asked_at is None:
        return [
            Refusal(
                "problem_not_asked_yet",
                gettext_noop("This question is asked on %(day)s."),
                {"day": asking.due_on.isoformat()},
            )
        ]
    if asking.dropped_at is not None or problem.state not in AFTER_CHECK:
        return [not_in_this_state(problem)]
    return []


def answered_already() -> Refusal:
    return Refusal("problem_answered_already", gettext_noop("This question is already answered."))


def why_not_say(says: str, words: str = "") -> list[Refusal]:
    """Why this is no answer; the words may be missing."""
    wrong = why_not_words(words, code="", message="", on="words") if words.strip() else []
    if says in Says.values:
        return wrong
    return [
        *wrong,
        Refusal(
            "problem_says_unknown",
            gettext_noop("Say one of: fixed, partly fixed, not fixed."),
            on="says",
        ),
    ]


def why_not_close(problem: Problem, post: Post | None, holder: User | None) -> list[Refusal]:
    """Why ``post`` cannot close: the doer never, nobody before those concerned confirmed."""
    if post is None:
        return [no_post()]
    reasons = why_not_be_the_doer(problem, post, holder) + why_not_keep_list(problem, post)
    if problem.state == ProblemState.CHECKED:
        return [
            *reasons,
            Refusal(
                "problem_not_confirmed",
                gettext_noop("Those concerned have not confirmed it yet. Ask them first."),
            ),
        ]
    return reasons + why_not_step(problem, ProblemState.CLOSED)
