"""What each level is asked, against what it may be asked; setting a budget."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.budgets.actions import set_budget
from qunce.domain.budgets.estimates import FEWEST, SECONDS_PER_FIELD, WEEKS
from qunce.domain.budgets.models import Asked, FormBudget
from qunce.domain.budgets.queries import AskedLine, level_budget, level_budgets, use_of_forms
from qunce.domain.budgets.states import LEVELS, RESIDENT
from qunce.domain.organisations.models import Unit
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.budget.access import level_of, looked_at, post_of, towns_below
from qunce.web.office.budget.forms import BudgetForm
from qunce.web.office.budget.known import known_already
from qunce.web.office.budget.parts import by_part
from qunce.web.shell.asked_fields import asked_forms
from qunce.web.shell.words import add_refusals

SHOWN = 200

LEADS_TO = {
    "series": "office:series",
    "consultation": "office:consultation",
    "round": "office:round",
}
"""Where one ends what asks, by its kind; each takes the number."""


@login_required
def budget(request: HttpRequest) -> HttpResponse:
    """Level by level: fields and minutes a week, and the budget."""
    post = post_of(request)
    town = looked_at(request, post)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    use = use_of_forms(today)
    kinds = set(Unit.objects.within(town).in_being(today).order_by().values_list("kind", flat=True))
    levels = [one for one in LEVELS if one in kinds or one == RESIDENT]
    context = {
        "town": town,
        "own": town.pk == post.unit_id,
        "towns": [one for one in towns_below(post) if one.pk != town.pk],
        "levels": level_budgets(town, today, levels=levels, use=use),
        "runs": not why_not_run_campaign(post) and town.pk == post.unit_id,
        "query": request.GET.get("q", "")[:100],
        "known": known_already([request.GET.get("q", "")[:100]], post),
        **_how_counted(),
    }
    return render(request, "office/budget/budget.html", context)


@login_required
def level(request: HttpRequest, level: str) -> HttpResponse:
    """One level: what was added, the forms that are used, and the budget."""
    post = post_of(request)
    level, town = level_of(level), looked_at(request, post)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    runs = not why_not_run_campaign(post) and town.pk == post.unit_id
    form = BudgetForm(request.POST or None, initial={"since": today})
    if request.method == "POST":
        if not runs:
            raise Http404
        if form.is_valid():
            try:
                set_budget(
                    unit=post.unit,
                    level=level,
                    fields=form.cleaned_data["fields_asked"],
                    minutes=form.cleaned_data["minutes"],
                    since=form.cleaned_data["since"],
                    actor=post,
                    now=clock.now(),
                )
            except Refused as refused:
                add_refusals(form, _at_our_fields(refused))
            else:
                messages.success(request, _("The budget is set."))
                return redirect("office:budget_level", level)
    found = level_budget(town, level, today)
    budgets = FormBudget.objects.filter(level=level, unit__code__in=town.path.split("/"))
    context = {
        "town": town,
        "own": town.pk == post.unit_id,
        "level": found,
        "asks": [(one, _address_of(one)) for one in found.asks],
        "to_come": _to_come(town, level, today),
        "parts": by_part(found.forms),
        "budgets": budgets.select_related("unit").order_by("-since", "unit__path")[:SHOWN],
        "form": form,
        "runs": runs,
        "resident_forms": _resident_forms() if level == RESIDENT else (),
        **_how_counted(),
    }
    return render(request, "office/budget/level.html", context)


# --- parts


def _how_counted() -> dict[str, int]:
    return {"weeks": WEEKS, "fewest": FEWEST, "seconds": SECONDS_PER_FIELD}


def _at_our_fields(refused: Refused) -> Refused:
    """A form has a property ``fields`` of its own, so its field is called otherwise."""
    return Refused(
        replace(one, on="fields_asked") if one.on == "fields" else one for one in refused.refusals
    )


def _address_of(line: AskedLine) -> str:
    name = LEADS_TO.get(line.asked.subject_kind)
    if name is None:
        return reverse("office:categories") if line.asked.subject_kind == "category" else ""
    try:
        return reverse(name, args=[line.asked.subject_id])
    except NoReverseMatch:
        return ""


def _to_come(town: Unit, level: str, today: object) -> list[Asked]:
    """What is asked from a later day on."""
    asked = Asked.objects.over(town).filter(level=level, begins_on__gt=today)
    return list(asked.order_by("begins_on")[:SHOWN])


def _resident_forms() -> list[tuple[int, str]]:
    """Fields of what a resident may fill in, longest first: nobody has to."""
    labels = {
        "resident.forms.SayForm": _("Saying something"),
        "resident.asking.forms.AnswerForm": _("Answering when people are asked"),
        "resident.voting.forms.SlipForm": _("A slip of a ballot"),
        "resident.forms.ResultForm": _("Saying whether it was put right"),
    }
    known = asked_forms()
    return sorted(
        ((known[name].size, label) for name, label in labels.items() if name in known),
        reverse=True,
    )
