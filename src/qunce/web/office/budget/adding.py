"""What a form would add, as far as it is filled in; for the pages that add something."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import ngettext

from qunce.domain.accounts.models import Post
from qunce.domain.budgets.estimates import times_in
from qunce.domain.budgets.states import RESIDENT, Asks
from qunce.domain.checks.actions import FIELDS_OF_A_DAY
from qunce.domain.checks.models import CheckList
from qunce.domain.consultations.actions.running import OWN_WORDS
from qunce.domain.consultations.models import Consultation
from qunce.web.office.budget.weighing import Addition, Adds, weigh
from qunce.web.office.checks.forms import CheckListForm, RoundForm, SeriesForm


def _said(form: forms.Form) -> dict[str, Any]:
    """What can be read of it so far."""
    if form.is_bound:
        form.is_valid()
    return getattr(form, "cleaned_data", {})


def of_list(form: CheckListForm, post: Post) -> Adds:
    """A list asks nobody until a round begins; what a round will ask is told in words."""
    lines = form.lines() if "items" in _said(form) else []
    adds = weigh(post.unit, post, texts=[_said(form).get("name", ""), *lines])
    if not lines:
        return adds
    note = ngettext(
        "Each round asks %(count)d thing at each place.",
        "Each round asks %(count)d things at each place.",
        len(lines),
    )
    return replace(adds, notes=[note % {"count": len(lines)}])


def of_round(form: RoundForm, check_list: CheckList, post: Post) -> Adds:
    """The list's questions, at the places of the unit with most of them, once in these days."""
    said = _said(form)
    places = list(said.get("places") or ())
    days = 7
    if said.get("starts_on") and said.get("due_on"):
        days = (said["due_on"] - said["starts_on"]).days + 1
    items = check_list.items.count() if places else 0
    most: Counter[str] = Counter()
    for unit, number in Counter(place.unit for place in places).items():
        most[unit.kind] = max(most[unit.kind], number)
    return weigh(
        check_list.town,
        post,
        [
            Addition(Asks.ROUND, level, items * number, times_in(days))
            for level, number in sorted(most.items())
        ],
        begins_on=said.get("starts_on"),
    )


def of_series(form: SeriesForm, post: Post) -> Adds:
    """One number a day, of one unit."""
    said = _said(form)
    unit = said.get("unit")
    texts = [said.get("name", "")]
    if unit is None:
        return weigh(post.unit, post, texts=texts)
    times = Fraction(5 if said.get("workdays_only") else 7)
    added = Addition(Asks.SERIES, unit.kind, FIELDS_OF_A_DAY, times, unit)
    return weigh(post.unit, post, [added], texts, begins_on=said.get("starts_on"))


def of_question(consultation: Consultation, post: Post, text: str = "", *, more: int = 1) -> Adds:
    """The questions of the draft and ``more``, over as many days as the gate wants."""
    number = consultation.questions.count() + more + OWN_WORDS
    days = max(consultation.gate.days_open or 0, 7)
    added = Addition(Asks.CONSULTATION, RESIDENT, number, times_in(days))
    return weigh(consultation.unit, post, [added], [text])
