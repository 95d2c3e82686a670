"""What must never be false of budgets, asks and calls is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from budgets_made import a_budget, a_call, a_limit, an_ask
from cast import NOW, Cast
from qunce.domain.accounts.models import Post
from qunce.domain.budgets.actions import count_saving
from qunce.domain.budgets.models import Asked, Call, CallLimit, FormBudget, FormUse


@dataclass
class Made:
    budget: FormBudget
    asked: Asked
    use: FormUse
    limit: CallLimit
    call: Call


def made(cast: Cast, office: Post) -> Made:
    limit = a_limit(office)
    count_saving(form="office:series", level="school", seconds=12, now=NOW)
    return Made(
        budget=a_budget(cast),
        asked=an_ask(cast),
        use=FormUse.objects.get(),
        limit=limit,
        call=a_call(cast),
    )


BREAKS: list[Break] = [
    ("form_budget_is_set_once_a_day", lambda it: again(it.budget)),
    ("form_budget_names_a_level", lambda it: changed(it.budget, level="person")),
    ("form_budget_fits_into_a_week", lambda it: changed(it.budget, minutes=7 * 24 * 60 + 1)),
    ("asked_is_of_a_kind", lambda it: changed(it.asked, asks="whim")),
    ("asked_form_has_its_code", lambda it: changed(it.asked, asks="form", form="")),
    ("asked_names_a_level", lambda it: changed(it.asked, level="person")),
    ("asked_comes_believably_often", lambda it: changed(it.asked, times_per_week=0)),
    ("asked_names_what_it_is_for", lambda it: changed(it.asked, subject_name="")),
    (
        "asked_beyond_the_budget_has_a_reason",
        lambda it: changed(it.asked, beyond=True, reason=""),
    ),
    (
        "asked_ends_after_it_begins",
        lambda it: changed(it.asked, ended_on=it.asked.begins_on - timedelta(days=1)),
    ),
    ("asked_stands_once_for_a_matter_and_level", lambda it: again(it.asked)),
    ("form_use_is_counted_in_one_row", lambda it: again(it.use)),
    ("form_use_names_a_form", lambda it: changed(it.use, form="")),
    ("form_use_names_a_level", lambda it: changed(it.use, level="person")),
    ("form_use_counts_in_known_steps", lambda it: changed(it.use, step=17)),
    ("form_use_counts_from_one", lambda it: changed(it.use, saves=0)),
    ("call_limit_is_set_once_a_day", lambda it: again(it.limit)),
    ("call_limit_fits_into_a_month", lambda it: changed(it.limit, visits=32)),
    ("call_is_of_a_kind", lambda it: changed(it.call, kind="raid")),
    ("call_stands_within_the_limit", lambda it: changed(it.call, number=3)),
    (
        "call_lies_in_its_month",
        lambda it: changed(it.call, on=it.call.month - timedelta(days=1)),
    ),
    ("call_says_what_for", lambda it: changed(it.call, what_id="")),
    ("call_has_a_number_of_its_own", lambda it: again(it.call, what_id="2")),
    ("call_is_planned_once_for_its_matter", lambda it: again(it.call, number=2)),
]


@named(BREAKS)
def test_the_database_refuses(
    cast: Cast, county_office: Post, name: str, breaks: Callable[[Made], object]
) -> None:
    it = made(cast, county_office)
    assert_refuses("budgets", name, lambda: breaks(it))


def test_no_constraint_of_budgets_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("budgets")
