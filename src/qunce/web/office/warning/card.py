"""One alert: the card, and what the office says and does about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.domain.accounts.models import Post
from qunce.domain.problems.models import Problem
from qunce.domain.warning import actions, queries, rules
from qunce.domain.warning.models import Alert
from qunce.domain.warning.numbers_seen import days_of
from qunce.domain.warning.states import FEWEST, GOING_ON, RIGHT, Says
from qunce.kernel import clock, workdays
from qunce.kernel.refusals import Refused
from qunce.web.office.warning import forms as asked
from qunce.web.office.warning.days import DayChart
from qunce.web.office.warning.lists import today_here
from qunce.web.office.warning.pictures import Chart
from qunce.web.office.warning.words import became, looked_at, unusual, usual_of, where
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals, say_day

A_WEEK, A_MONTH = timedelta(days=7), timedelta(days=30)
MESSAGES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done on the page: its form, the one call, and what is said then."""

    form: type[forms.Form]
    do: Callable[[Alert, Any, Post], object]
    said: str | Promise


def _judge(alert: Alert, form: forms.Form, post: Post) -> object:
    typed = form.cleaned_data
    return actions.judge(
        alert=alert, says=typed["says"], words=typed["words"], actor=post, now=clock.now()
    )


def _problem(alert: Alert, form: forms.Form, post: Post) -> object:
    typed = form.cleaned_data
    return actions.open_problem(
        alert=alert,
        title=typed["title"],
        statement=typed["statement"],
        actor=post,
        now=clock.now(),
    )


def _ask(alert: Alert, form: forms.Form, post: Post) -> object:
    return actions.ask_village(
        alert=alert, question=form.cleaned_data["question"], actor=post, now=clock.now()
    )


def _answer(alert: Alert, form: forms.Form, post: Post) -> object:
    return actions.answer_question(
        alert=alert, answer=form.cleaned_data["answer"], actor=post, now=clock.now()
    )


def _rest(alert: Alert, form: forms.Form, post: Post) -> object:
    return actions.let_rest(
        alert=alert, until=form.cleaned_data["until"], actor=post, now=clock.now()
    )


STEPS = {
    "judge": Step(asked.JudgeForm, _judge, gettext_lazy("Your answer stands with the alert.")),
    "problem": Step(
        asked.ProblemForm,
        _problem,
        gettext_lazy("It is on the problem list; say there who puts it right by when."),
    ),
    "ask": Step(asked.AskForm, _ask, gettext_lazy("The unit has been sent your question.")),
    "answer": Step(asked.AnswerForm, _answer, gettext_lazy("The office reads your answer here.")),
    "rest": Step(
        asked.RestForm,
        _rest,
        gettext_lazy("It rests until then, unless somebody new joins; then you are told."),
    ),
}


def own_alert(request: HttpRequest, pk: int) -> tuple[Alert, Post]:
    """The alert and the post acted for; not yours and not there look alike."""
    post = acting_post(request)
    alert = queries.find_alert(post, pk, today_here())
    if alert is None or post is None:
        raise Http404
    return alert, post


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    alert, post = own_alert(request, pk)
    return page(request, alert, post)


@login_required
def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step; back to the card with what was typed when it may not be."""
    alert, post = own_alert(request, pk)
    taken = STEPS.get(step)
    if taken is None:
        raise Http404
    if request.method != "POST":
        return redirect("office:warning", alert.pk)
    form = taken.form(request.POST, auto_id=f"id_{step}_%s")
    if form.is_valid():
        try:
            taken.do(alert, form, post)
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, str(taken.said))
            return redirect("office:warning", alert.pk)
    return page(request, alert, post, {step: form})


def page(
    request: HttpRequest, alert: Alert, post: Post, bound: dict[str, forms.Form] | None = None
) -> HttpResponse:
    """The card of ``alert``; ``bound`` holds a form that was sent and refused."""
    today = today_here()
    offered = _offered(alert, post)
    left = dict(bound or {})
    starting = _starting(alert, today)
    steps = {
        name: left.pop(name)
        if name in left
        else STEPS[name].form(auto_id=f"id_{name}_%s", initial=starting.get(name))
        for name in offered
    }
    verdicts = list(alert.verdicts.select_related("by__unit"))
    behind = list(queries.messages_behind(alert, post, today)[: MESSAGES_SHOWN + 1])
    context = {
        "alert": alert,
        "whole_town": alert.of_whole_town,
        "where": where(alert),
        "range": usual_of(alert),
        "unusual": unusual(alert.once_in_weeks),
        "fewest": FEWEST,
        "parts": (parts := _parts(alert)),
        "fewer": any(speakers < 0 for _name, speakers in parts),
        "looked_at": looked_at(alert, today),
        "behind": behind[:MESSAGES_SHOWN],
        "more_behind": len(behind) > MESSAGES_SHOWN,
        "updates": list(alert.updates.all()),
        "became": became(found := queries.precision(alert.town)),
        "precision": found,
        "verdicts": verdicts[::-1],
        "says": Says.choices,
        "right": RIGHT,
        "problem": _own_problem(alert, post, today),
        "works": not rules.why_not_work(alert, post),
        "steps": steps,
        "left": list(left.values()),  # what was sent for a step that is no longer offered
        "a_week": today + A_WEEK,
        "a_month": today + A_MONTH,
    }
    context |= _numbers(alert, today) if alert.series_id else _weeks(alert, today)
    return render(request, "office/warning/warning.html", context)


def _weeks(alert: Alert, today: date) -> dict[str, Any]:
    return {"chart": Chart.of(alert, queries.weeks_of(alert, today))}


def _numbers(alert: Alert, today: date) -> dict[str, Any]:
    """The days of a daily number, and those that the alert is of."""
    if alert.series is None:
        return {}
    days = days_of(alert.series, today, workdays.china())
    first_on = alert.last_on if alert.of_one_day else alert.first_on
    return {
        "chart": DayChart.of(days, first_on, alert.last_on),
        "days": days,
        "behind_days": [day for day in days if alert.first_on <= day.on <= alert.last_on],
    }


def _offered(alert: Alert, post: Post) -> list[str]:
    """The steps that can be taken now; the rules look again when one is."""
    found = []
    if not rules.why_not_work(alert, post):
        found.append("judge")
        if alert.problem_id is None:
            found.append("problem")
        one_unit = alert.unit_id != alert.town_id and alert.hidden_from_id is None
        if one_unit and not alert.question and alert.state in GOING_ON:
            found.append("ask")
        if alert.state in GOING_ON:
            found.append("rest")
    if alert.question and not rules.why_not_answer(alert, post, answer="…"):
        found.append("answer")
    return found


def _starting(alert: Alert, today: date) -> dict[str, dict[str, Any]]:
    """What a touch sends unless it is changed."""
    told = {
        "category": alert.matter,
        "unit": where(alert),
        "day": say_day(alert.first_on, today),
        "last": say_day(alert.last_on, today),
        "observed": alert.observed,
        "figure": alert.figure,
        "range": usual_of(alert),
    }
    if alert.series_id is not None:
        return _starting_of_numbers(alert, told)
    return {
        "problem": {
            "title": _("%(unit)s: %(category)s") % told,
            "statement": _(
                "Since %(day)s %(observed)d people have spoken of “%(category)s” in %(unit)s, "
                "%(range)s."
            )
            % told,
        },
        "ask": {
            "question": _(
                "More people than usual speak of “%(category)s”. What is known about it there?"
            )
            % told
        },
    }


def _starting_of_numbers(alert: Alert, told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    statement = (
        _("“%(category)s” of %(unit)s: %(figure)s on %(last)s, %(range)s.")
        if alert.of_one_day
        else _("“%(category)s” of %(unit)s: %(figure)s in seven days up to %(last)s, %(range)s.")
    )
    question = _("“%(category)s” is more than usual. What is known about it there?")
    return {
        "problem": {"title": _("%(unit)s: %(category)s") % told, "statement": statement % told},
        "ask": {"question": question % told},
    }


def _parts(alert: Alert) -> list[tuple[str, float]]:
    """What the number is made of, in words and tenths; they add up to it, but for rounding."""
    of_all = _("More of everything at the moment") if alert.of_whole_town else None
    names = {
        "usual": _("As it always is there"),
        "season": _("This time of the year"),
        "town_wide": of_all or _("More everywhere at the moment"),
        "own": _("From this place and matter alone"),
    }
    told = alert.parts if isinstance(alert.parts, dict) else {}
    return [(names[code], round(float(told[code]), 1)) for code in names if code in told]


def _own_problem(alert: Alert, post: Post, today: date) -> Problem | None:
    """The problem opened from it, for those who may see it."""
    if alert.problem_id is None:
        return None
    return Problem.objects.visible_to(post, on=today).filter(pk=alert.problem_id).first()
