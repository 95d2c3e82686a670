"""Taking in hand, measures, progress, claiming, more time, not now."""

from __future__ import annotations

from datetime import date, timedelta

from qunce.domain.accounts.models import Holding, Post, User
from qunce.domain.problems.models import Measure, MoreTime, Problem
from qunce.domain.problems.rules.finding import GIVABLE, day_has_passed
from qunce.domain.problems.rules.standing import (
    looked_up,
    no_holder,
    no_post,
    why_not_in,
    why_not_keep_list,
    why_not_step,
    why_not_words,
    why_not_work,
    why_not_work_or_keep,
)
from qunce.domain.problems.states import IN_WORK, LONGEST_NOT_NOW, ProblemState
from qunce.kernel.refusals import Refusal, gettext_noop

LONGEST_MEASURE = 500


def why_not_take_in_hand(
    problem: Problem, post: Post | None, holder: User | None = None
) -> list[Refusal]:
    """Why ``post`` cannot begin the work."""
    reasons = why_not_work(problem, post)
    return reasons + why_not_in(problem, (ProblemState.LISTED, ProblemState.REOPENED))


def why_not_add_measure(
    problem: Problem, post: Post | None, holder: User | None = None
) -> list[Refusal]:
    """Why ``post`` cannot write down what will be done."""
    return why_not_work_or_keep(problem, post) + why_not_in(problem, IN_WORK)


def why_not_measure(problem: Problem, *, text: str, due_on: date, today: date) -> list[Refusal]:
    """Why this is no measure."""
    reasons = why_not_words(
        text,
        code="problem_measure_needs_words",
        message=gettext_noop("Say what will be done."),
        on="text",
    )
    if len(text) > LONGEST_MEASURE:
        reasons.append(
            Refusal(
                "problem_measure_too_long",
                gettext_noop("Keep a measure to %(most)s characters."),
                {"most": LONGEST_MEASURE},
                "text",
            )
        )
    if due_on < today:
        reasons.append(day_has_passed())
    if problem.due_on is not None and due_on > problem.due_on:
        reasons.append(
            Refusal(
                "problem_measure_after_its_day",
                gettext_noop("The problem is due on %(day)s; a measure cannot be later."),
                {"day": problem.due_on.isoformat()},
                "due_on",
            )
        )
    return reasons


def why_not_finish_measure(
    problem: Problem, post: Post | None, holder: User | None = None, *, measure: Measure
) -> list[Refusal]:
    """Why ``post`` cannot say that the measure was carried out."""
    reasons = why_not_work(problem, post) + why_not_in(problem, IN_WORK)
    if measure.done_on is not None:
        reasons.append(
            Refusal("problem_measure_done", gettext_noop("This measure is already done."))
        )
    return reasons


def why_not_report(
    problem: Problem, post: Post | None, holder: User | None = None
) -> list[Refusal]:
    """Why ``post`` cannot report how far it is."""
    return why_not_work(problem, post) + why_not_in(problem, (*IN_WORK, ProblemState.NOT_NOW))


def why_not_add_picture(
    problem: Problem, post: Post | None, holder: User | None = None
) -> list[Refusal]:
    """Why ``post`` cannot add a picture; after closing the story stands."""
    open_states = [state for state in ProblemState.values if state != ProblemState.CLOSED]
    return why_not_work_or_keep(problem, post) + why_not_in(problem, open_states)


def why_not_claim(problem: Problem, post: Post | None, holder: User | None = None) -> list[Refusal]:
    """Why ``post`` cannot say that it is put right."""
    reasons = why_not_work(problem, post) + why_not_step(problem, ProblemState.CLAIMED)
    if post is not None and holder is None:
        reasons.append(no_holder())
    return reasons


def why_not_not_now(
    problem: Problem, post: Post | None, holder: User | None = None
) -> list[Refusal]:
    """Why ``post`` cannot say that it cannot be solved for now."""
    return why_not_work_or_keep(problem, post) + why_not_step(problem, ProblemState.NOT_NOW)


def why_not_next_date(until: date, today: date) -> list[Refusal]:
    """The next date of “not now” lies ahead, within a year."""
    if until <= today:
        return [
            Refusal(
                "problem_next_date_has_passed",
                gettext_noop("Choose a later day on which it is looked at again."),
                on="until",
            )
        ]
    if until > today + timedelta(days=LONGEST_NOT_NOW):
        return [
            Refusal(
                "problem_next_date_too_far",
                gettext_noop("Look at it again within a year."),
                on="until",
            )
        ]
    return []


def why_not_take_up(
    problem: Problem, post: Post | None, holder: User | None = None
) -> list[Refusal]:
    """Why ``post`` cannot go on with what could not be solved for now."""
    reasons = why_not_work_or_keep(problem, post)
    reasons += why_not_in(problem, (ProblemState.NOT_NOW,))
    if problem.state == ProblemState.NOT_NOW and (
        problem.lead_unit_id is None
        or problem.responsible_id is None
        or problem.due_on is None
        or not problem.standard
    ):
        reasons.append(
            Refusal(
                "problem_was_never_listed",
                gettext_noop("Put it on the list first: nobody is responsible for it yet."),
            )
        )
    return reasons


def why_not_ask_more_time(
    problem: Problem,
    post: Post | None,
    holder: User | None = None,
    *,
    today: date | None = None,
) -> list[Refusal]:
    """Why ``post`` cannot ask for more time; it is asked before the day has passed.

    Without ``today`` the day is not asked about.
    """
    reasons = why_not_work(problem, post) + why_not_in(problem, GIVABLE)
    if reasons:
        return reasons
    if today is not None and problem.due_on is not None and today > problem.due_on:
        reasons.append(
            Refusal(
                "problem_time_has_run_out",
                gettext_noop("The day was %(day)s. More time is asked for before it has passed."),
                {"day": problem.due_on.isoformat()},
            )
        )
    if open_request(problem) is not None:
        reasons.append(
            Refusal(
                "problem_time_asked_already",
                gettext_noop("More time was asked for and is not decided yet."),
            )
        )
    return reasons


def open_request(problem: Problem) -> MoreTime | None:
    """The request for more time that nobody has decided yet.  Looked up once."""

    def look() -> MoreTime | None:
        return problem.more_time.filter(decided_at__isnull=True).first()

    return looked_up(problem, "open_request", look)


def why_not_until(problem: Problem, until: date) -> list[Refusal]:
    """More time ends later than the time there is."""
    if problem.due_on is not None and until <= problem.due_on:
        return [
            Refusal(
                "problem_not_more_time",
                gettext_noop("Choose a day after %(day)s."),
                {"day": problem.due_on.isoformat()},
                "until",
            )
        ]
    return []


def why_not_decide_more_time(
    problem: Problem,
    post: Post | None,
    holder: User | None = None,
    *,
    request: MoreTime | None = None,
) -> list[Refusal]:
    """Who asked, and who answers for the work, does not decide.  The open request by default."""
    if post is None:
        return [no_post()]
    request = request or open_request(problem)
    if request is None:
        return [Refusal("problem_no_time_asked", gettext_noop("Nobody asked for more time."))]
    reasons = why_not_keep_list(problem, post)
    if request.decided_at is not None:
        reasons.append(
            Refusal("problem_time_decided", gettext_noop("This request is already decided."))
        )
    asking = [request.asked_by_id]
    if problem.responsible_id is not None:
        asking.append(problem.responsible_id)
    if post.pk in asking or (holder is not None and _held(holder, asking, request.asked_on)):
        reasons.append(
            Refusal(
                "problem_own_request",
                gettext_noop("More time is decided by somebody who did not ask for it."),
            )
        )
    return reasons


def why_not_grant(problem: Problem) -> list[Refusal]:
    """More time is of use only while the work is going on."""
    return why_not_in(problem, (*IN_WORK, ProblemState.CLAIMED))


def _held(holder: User, posts: list[int], on: date) -> bool:
    """Whether the person holds one of the posts today or did on the day of the request."""
    theirs = Holding.objects.filter(user=holder, post_id__in=posts)
    return theirs.filter(until__isnull=True).exists() or theirs.on(on).exists()
