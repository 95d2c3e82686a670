"""Every step of a problem as the page offers it: its words, its form, its rule, its action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunce.domain.accounts.models import Post, User
from qunce.domain.problems import actions, queries, rules
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import ProblemState
from qunce.exchange.pictures import clean_picture
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused, gettext_noop
from qunce.web.office.problems import forms

Why = Callable[[Problem, "Post | None", "User | None"], list[Refusal]]
Do = Callable[[Problem, dict[str, Any], Post, datetime], object]


@dataclass(frozen=True, slots=True)
class Offer:
    """One step: what the button says, what the form asks, why not, and the one call."""

    code: str
    label: str | Promise
    form: type[forms.StepForm]
    why_not: Why
    do: Do
    hint: str | Promise = ""


def _plain(action: Callable[..., object], *drop: str) -> Do:
    """The action takes the form's fields by their names."""

    def do(problem: Problem, said: dict[str, Any], post: Post, now: datetime) -> object:
        given = {name: value for name, value in said.items() if name not in drop}
        return action(problem=problem, actor=post, now=now, **given)

    return do


def _check(problem: Problem, said: dict[str, Any], post: Post, now: datetime) -> object:
    return actions.check_problem(
        problem=problem,
        passed=said["passed"] == "yes",
        finding=said["finding"],
        actor=post,
        now=now,
    )


def _decide_time(problem: Problem, said: dict[str, Any], post: Post, now: datetime) -> object:
    request = problem.more_time.filter(decided_at__isnull=True).first()
    if request is None:
        raise Refused(_NOTHING_ASKED)
    return actions.decide_more_time(
        request=request,
        granted=said["granted"] == "yes",
        words=said["words"],
        actor=post,
        now=now,
    )


def _finish_measure(problem: Problem, said: dict[str, Any], post: Post, now: datetime) -> object:
    return actions.finish_measure(measure=said["measure"], actor=post, now=now)


def _picture(problem: Problem, said: dict[str, Any], post: Post, now: datetime) -> object:
    clean = clean_picture(said["picture"].read())
    return actions.add_picture(
        problem=problem,
        jpeg=clean.jpeg,
        small=clean.small,
        after=said["after"] == "yes",
        actor=post,
        now=now,
    )


def _why_not_finish(problem: Problem, post: Post | None, holder: User | None) -> list[Refusal]:
    measure = problem.measures.filter(done_on__isnull=True).first()
    if measure is None:
        return [_NO_MEASURE]
    return rules.why_not_finish_measure(problem, post, holder, measure=measure)


def _why_not_draw(problem: Problem, post: Post | None, holder: User | None) -> list[Refusal]:
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    askings = queries.confirmations_of(problem)
    return rules.why_not_draw(problem, post, holder, askings=askings, today=today)


_NO_MEASURE = Refusal("no_open_measure", "")
"""Never shown: the step is left out when there is no measure to finish."""
_NOTHING_ASKED = Refusal("no_more_time_asked", gettext_noop("No more time is asked for."))


OFFERS: dict[str, Offer] = {
    offer.code: offer
    for offer in (
        Offer(
            "list",
            _("Put it on the list"),
            forms.ListForm,
            rules.why_not_list,
            _plain(actions.list_problem),
            _("Who puts it right, by when, and when it counts as done."),
        ),
        Offer(
            "take-in-hand",
            _("Take it in hand"),
            forms.NothingForm,
            rules.why_not_take_in_hand,
            _plain(actions.take_in_hand),
            _("The work begins. Those who spoke are told."),
        ),
        Offer(
            "claim",
            _("Say that it is fixed"),
            forms.ClaimForm,
            rules.why_not_claim,
            _plain(actions.claim_fixed),
            _("Somebody else goes and looks; then those who spoke are asked."),
        ),
        Offer(
            "check",
            _("Check it"),
            forms.CheckForm,
            rules.why_not_check,
            _check,
            _("By another unit or person than the one that did it."),
        ),
        Offer(
            "ask",
            _("Ask those concerned"),
            forms.NothingForm,
            rules.why_not_ask,
            _plain(actions.ask_those_concerned),
        ),
        Offer(
            "draw",
            _("Draw neighbours by lot"),
            forms.DrawForm,
            _why_not_draw,
            _plain(actions.draw_neighbours),
            _("Where nobody spoke, or nobody of those who spoke has answered."),
        ),
        Offer(
            "close",
            pgettext_lazy("a problem", "Close it"),
            forms.CloseForm,
            rules.why_not_close,
            _plain(actions.close_problem),
            _("Those who spoke are asked again after 30 and 90 days."),
        ),
        Offer(
            "take-up",
            _("Take it up again"),
            forms.NothingForm,
            rules.why_not_take_up,
            _plain(actions.take_up),
        ),
        Offer(
            "decide-time",
            _("Decide on more time"),
            forms.DecideTimeForm,
            lambda problem, post, holder: rules.why_not_decide_more_time(problem, post, holder),
            _decide_time,
        ),
        Offer(
            "measure",
            _("Add a measure"),
            forms.MeasureForm,
            rules.why_not_add_measure,
            _plain(actions.add_measure),
        ),
        Offer(
            "finish-measure",
            _("Measure done"),
            forms.FinishMeasureForm,
            _why_not_finish,
            _finish_measure,
        ),
        Offer(
            "progress",
            _("Say how far it is"),
            forms.WordsForm,
            rules.why_not_report,
            _plain(actions.report_progress),
        ),
        Offer(
            "picture",
            _("Add a picture"),
            forms.PictureForm,
            rules.why_not_add_picture,
            _picture,
        ),
        Offer(
            "more-time",
            _("Ask for more time"),
            forms.MoreTimeForm,
            rules.why_not_ask_more_time,
            _plain(actions.ask_more_time),
            _("Before the day has passed; somebody else decides."),
        ),
        Offer(
            "not-now",
            _("It cannot be solved for now"),
            forms.NotNowForm,
            rules.why_not_not_now,
            _plain(actions.not_now),
        ),
        Offer(
            "give",
            _("Give it to another post or unit"),
            forms.LevelForm,
            rules.why_not_give,
            _plain(actions.give_problem),
        ),
        Offer(
            "pass-up",
            _("Pass it up"),
            forms.LevelForm,
            rules.why_not_pass_up,
            _plain(actions.pass_up),
        ),
        Offer(
            "hand-down",
            _("Hand it down"),
            forms.LevelForm,
            rules.why_not_hand_down,
            _plain(actions.hand_down),
        ),
        Offer(
            "edit",
            _("Change the wording"),
            forms.EditForm,
            rules.why_not_edit,
            _plain(actions.edit_problem),
        ),
    )
}

NEXT: dict[str, tuple[str, ...]] = {
    ProblemState.FOUND: ("list",),
    ProblemState.LISTED: ("take-in-hand",),
    ProblemState.IN_HAND: ("claim",),
    ProblemState.CLAIMED: ("check",),
    ProblemState.CHECKED: ("ask", "draw"),
    ProblemState.CONFIRMED: ("close",),
    ProblemState.CLOSED: (),
    ProblemState.NOT_NOW: ("take-up", "list"),
    ProblemState.REOPENED: ("take-in-hand", "list"),
}
"""What comes next in each state; everything else stands under “more”."""
