"""What a day brings by itself: reminders, late, next dates, confirmations, second looks.

Run as often as one likes, on two machines at once: each thing is claimed by an update that finds
its mark empty, inside the transaction that does it, so that exactly one does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from qunce.domain.problems import notifying, sentences
from qunce.domain.problems.actions.changing import Acting, read_again
from qunce.domain.problems.actions.settling import draw_lot, settle_round
from qunce.domain.problems.models import Asking, Problem
from qunce.domain.problems.queries import followed_id, office_of, speakers_of, today_of
from qunce.domain.problems.rules import Confirmed
from qunce.domain.problems.states import (
    IN_WORK,
    REMIND_DAYS,
    SECOND_LOOKS,
    AskingKind,
    ProblemState,
    ProblemStepKind,
)
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refused, gettext_noop

register("problem.late", gettext_noop("Problem is late"))
register("problem.look", gettext_noop("Second look at a closed problem"))
register("problem.draw_needed", gettext_noop("Nobody answered: neighbours are to be drawn"))
register("problem.next_date", gettext_noop("Day to look again at an unsolved problem"))


def raise_due(*, now: datetime, limit: int) -> int:
    """Do what is due on the day of ``now``, at most ``limit`` things; how many were done.

    Each in a transaction of its own: one that fails leaves the others done.
    """
    today = today_of(now)
    done = 0
    for due, act in _WORK:
        last = 0  # what another took meanwhile is passed over, and does not end the round
        while done < limit:
            waiting = due(today).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
            numbers = list(waiting[: limit - done])
            if not numbers:
                break
            last = numbers[-1]
            done += sum(_once(pk, now, due, act) for pk in numbers)
    return done


def _once(
    pk: int,
    now: datetime,
    due: Callable[[date], QuerySet[Problem]],
    act: Callable[[Acting], bool],
) -> bool:
    """The row is read again under its lock: what another has done meanwhile is not due any more."""
    try:
        with transaction.atomic():
            acting = Acting(read_again(pk=pk), now)
            if not due(acting.today).filter(pk=pk).exists() or not act(acting):
                return False
            acting.finish()
            return True
    except Refused:  # somebody changed it at this moment; the next round looks again
        return False


def _due_soon(today: date) -> QuerySet[Problem]:
    return Problem.objects.filter(
        state__in=IN_WORK,
        due_on__range=(today, today + timedelta(days=REMIND_DAYS)),
        reminded_at__isnull=True,
    )


def _remind(acting: Acting) -> bool:
    problem = acting.problem
    if not acting.mark("reminded_at"):
        return False
    acting.tell(
        [problem.responsible], notifying.DUE_SOON, due_on=problem.due_on, day=str(problem.due_on)
    )
    return True


def _late(today: date) -> QuerySet[Problem]:
    return Problem.objects.late(today).filter(late_told_at__isnull=True)


def _tell_late(acting: Acting) -> bool:
    problem = acting.problem
    if not acting.mark("late_told_at"):
        return False
    acting.tell(
        [problem.responsible, problem.leader, *office_of(problem)],
        notifying.LATE,
        due_on=problem.due_on,
        day=str(problem.due_on),
    )
    acting.enter("problem.late", due_on=str(problem.due_on))
    return True


def _next_date(today: date) -> QuerySet[Problem]:
    return Problem.objects.filter(
        state=ProblemState.NOT_NOW, not_now_until__lte=today, reminded_at__isnull=True
    )


def _bring_up(acting: Acting) -> bool:
    problem = acting.problem
    if not acting.mark("reminded_at"):
        return False
    acting.tell(
        [*office_of(problem), problem.responsible, problem.leader],
        notifying.NEXT_DATE,
        due_on=problem.not_now_until,
    )
    acting.enter("problem.next_date", day=str(problem.not_now_until))
    return True


def _answers_over(today: date) -> QuerySet[Problem]:
    """Checked, and nobody has days left to answer; told once that a draw is needed."""
    waiting = Asking.objects.filter(
        problem=OuterRef("pk"),
        kind=AskingKind.CONFIRMATION,
        round=OuterRef("reopened_times"),
        answered_at__isnull=True,
        due_on__gte=today,
    )
    return Problem.objects.filter(~Exists(waiting), state=ProblemState.CHECKED, reminded_at=None)


def _settle(acting: Acting) -> bool:
    made = settle_round(acting=acting)
    if made not in (Confirmed.NOBODY, Confirmed.WAITING):
        return True
    if not acting.mark("reminded_at"):
        return False
    acting.tell(office_of(acting.problem), notifying.DRAW)
    acting.enter("problem.draw_needed")
    return True


def _looks(today: date) -> QuerySet[Problem]:
    """Closed, and a question laid down for today or before was not asked yet."""
    laid = Asking.objects.filter(
        problem=OuterRef("pk"),
        kind=AskingKind.SECOND_LOOK,
        asked_at__isnull=True,
        answered_at__isnull=True,
        dropped_at__isnull=True,
        due_on__lte=today,
    )
    return Problem.objects.filter(Exists(laid), state=ProblemState.CLOSED)


def _ask_again(acting: Acting) -> bool:
    problem = acting.problem
    laid = problem.askings.filter(
        kind=AskingKind.SECOND_LOOK,
        round=problem.reopened_times,
        asked_at__isnull=True,
        dropped_at__isnull=True,
        due_on__lte=acting.today,
    )
    asked = list(laid.select_related("voice"))
    if laid.update(asked_at=acting.now) != len(asked) or not asked:
        return False
    days = max(one.days for one in asked)
    acting.move(ProblemStepKind.SECOND_LOOK, params={"days": days, "asked": len(asked)})
    cases = {followed_id(one.voice): one.voice for one in asked if one.voice is not None}
    for voice in cases.values():
        acting.tell_speaker(voice, sentences.LOOK, days=days)
    acting.tell(office_of(problem), notifying.LOOK, days=days)
    acting.enter("problem.look", days=days, asked=len(asked))
    return True


def _midnight(day: date) -> datetime:
    """The instant at which ``day`` begins where this installation stands."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))


def _lots(days: int) -> Callable[[date], QuerySet[Problem]]:
    def due(today: date) -> QuerySet[Problem]:
        """Nobody spoke of it, and its neighbours were not asked again for these days."""
        asked = Asking.objects.filter(
            problem=OuterRef("pk"),
            kind=AskingKind.SECOND_LOOK,
            round=OuterRef("reopened_times"),
            days=days,
        )
        return Problem.objects.filter(
            ~Exists(asked),
            state=ProblemState.CLOSED,
            sources__isnull=True,
            draws__isnull=False,
            closed_at__lt=_midnight(today - timedelta(days=days - 1)),
        ).distinct()

    return due


def _draw_again(days: int) -> Callable[[Acting], bool]:
    def act(acting: Acting) -> bool:
        problem = acting.problem
        last = problem.draws.order_by("-pk").first()
        if last is None or speakers_of(problem):
            return False
        drawn = draw_lot(
            acting=acting,
            households=last.households,
            kind=AskingKind.SECOND_LOOK,
            days=days,
        )
        acting.move(
            ProblemStepKind.SECOND_LOOK,
            params={
                "days": days,
                "households": drawn.households,
                "numbers": drawn.numbers,
                "seed": drawn.seed,
            },
        )
        acting.tell(office_of(problem), notifying.LOOK, days=days)
        acting.enter(
            "problem.look",
            days=days,
            households=drawn.households,
            numbers=drawn.numbers,
            seed=drawn.seed,
        )
        return True

    return act


_WORK: Iterable[tuple[Callable[[date], QuerySet[Problem]], Callable[[Acting], bool]]] = (
    (_looks, _ask_again),
    *((_lots(days), _draw_again(days)) for days in SECOND_LOOKS),
    (_answers_over, _settle),
    (_next_date, _bring_up),
    (_late, _tell_late),
    (_due_soon, _remind),
)
"""What is due, and what is done about it; what opens a problem again first."""
