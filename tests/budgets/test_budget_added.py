"""What the office adds is held against the budget: rounds, daily numbers, categories, questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

import consultations_made as asking
from budgets_made import a_budget, a_limit
from cast import NOW, SYSTEM, TODAY, Cast
from checks_made import a_check_list, a_place, a_round, a_series
from qunce.domain.accounts.models import Post
from qunce.domain.budgets.models import Asked, Call
from qunce.domain.budgets.queries import level_budget
from qunce.domain.checks.actions import close_check_list, close_series
from qunce.domain.checks.models import CheckList, Round, Series
from qunce.domain.consultations import actions as consultations
from qunce.domain.matters.actions import add_category, close_category
from qunce.domain.matters.models import Category
from qunce.kernel.refusals import Refused

REASON = "上级要求，只此一次"


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as reasons:
        act()
    return reasons.value.codes


# --- rounds


def test_a_round_is_one_check_of_each_unit_it_goes_to(cast: Cast, county_office: Post) -> None:
    a_limit(county_office, checks=1)
    a_round(cast, a_place(cast), a_place(cast, "塘边"), a_place(cast, unit=cast.school))
    calls = Call.objects.order_by("unit__code").values_list("unit__code", "kind", "number")
    assert list(calls) == [("shangqing", "check", 1), ("xuexiao", "check", 1)]


def test_a_round_beyond_the_limit_names_its_units_and_the_month(
    cast: Cast, county_office: Post
) -> None:
    a_limit(county_office, checks=1)
    places = a_place(cast), a_place(cast, "岭上", unit=cast.hill_village)
    checked = a_check_list(cast)
    a_round(cast, *places, check_list=checked)
    with pytest.raises(Refused) as reasons:
        a_round(cast, *places, check_list=checked)
    told = [(one.code, one.params["unit"], one.params["month"]) for one in reasons.value.refusals]
    assert told == [
        ("calls_at_the_limit", cast.village.name, "2026-03"),
        ("calls_at_the_limit", cast.hill_village.name, "2026-03"),
    ]
    assert Round.objects.count() == 1
    next_month = TODAY + timedelta(days=31)
    a_round(cast, *places, check_list=checked, starts_on=next_month, due_on=next_month)


def test_a_round_asks_each_level_for_its_questions_at_the_unit_with_most_places(
    cast: Cast,
) -> None:
    """Two questions at two places, once in eight days."""
    round_ = a_round(
        cast, a_place(cast), a_place(cast, "塘边"), a_place(cast, "岭上", unit=cast.hill_village)
    )
    asked = Asked.objects.get()
    assert (asked.level, asked.fields, str(asked.times_per_week)) == ("village", 4, "0.88")
    assert asked.ended_on == round_.due_on + timedelta(days=1)


def test_a_round_beyond_the_budget_needs_a_reason(cast: Cast) -> None:
    a_budget(cast, fields=1)
    checked, place = a_check_list(cast), a_place(cast)
    assert refused(lambda: a_round(cast, place, check_list=checked)) == ("beyond_form_budget",)
    assert not Round.objects.exists()
    assert not Call.objects.exists()
    a_round(cast, place, check_list=checked, beyond=REASON)
    assert Asked.objects.get().reason == REASON


def test_closing_the_list_frees_what_its_rounds_asked(cast: Cast) -> None:
    a_round(cast)
    close_check_list(check_list=CheckList.objects.get(), actor=cast.clerk, now=NOW)
    assert level_budget(cast.town, "village", TODAY).load.fields == 0


# --- daily numbers


def test_a_daily_number_asks_its_unit_every_work_day(cast: Cast) -> None:
    a_series(cast)
    assert level_budget(cast.school, "school", TODAY).load.fields == 10
    a_series(cast, unit=cast.clinic, workdays_only=False)
    assert level_budget(cast.clinic, "clinic", TODAY).load.fields == 14


def test_a_number_beyond_the_budget_needs_a_reason_and_ending_it_frees(cast: Cast) -> None:
    a_budget(cast, level="school", fields=10)
    first = a_series(cast)
    assert refused(lambda: a_series(cast, name="发热人数")) == ("beyond_form_budget",)
    assert Series.objects.count() == 1
    close_series(series=first, actor=cast.clerk, now=NOW)
    a_series(cast, name="发热人数")
    second = a_series(cast, name="因病缺课", beyond=REASON)
    assert Asked.objects.get(subject_id=str(second.pk)).beyond


# --- categories


def lights(count: int, **more: str) -> Category:
    questions = [
        {"code": f"q{one}", "datatype": "string", "description": f"第{one}问"}
        for one in range(count)
    ]
    return add_category(
        code="light", name="路灯", questions=questions, actor=SYSTEM, now=NOW, **more
    )


def test_the_questions_of_a_category_are_asked_of_residents(cast: Cast) -> None:
    a_budget(cast, unit=cast.town, level="resident", fields=4)
    category = lights(3)
    assert level_budget(cast.town, "resident", TODAY).load.fields == 3
    assert level_budget(cast.other_town, "resident", TODAY).load.fields == 3
    close_category(category=category, unit=cast.county, actor=SYSTEM, now=NOW)
    assert level_budget(cast.town, "resident", TODAY).load.fields == 0


def test_questions_beyond_what_residents_may_be_asked_need_a_reason(
    cast: Cast, county_office: Post
) -> None:
    a_budget(cast, unit=cast.county, actor=county_office, level="resident", fields=2)
    assert refused(lambda: lights(3)) == ("beyond_form_budget",)
    assert not Category.objects.exists()
    lights(3, beyond=REASON)
    assert Asked.objects.get().reason == REASON


def test_a_category_without_questions_asks_nothing(cast: Cast) -> None:
    lights(0)
    assert not Asked.objects.exists()


# --- consultations


def test_a_consultation_asks_its_questions_and_own_words_until_its_last_day(cast: Cast) -> None:
    running = asking.started(cast)
    asked = Asked.objects.get()
    assert (asked.level, asked.fields) == ("resident", running.questions.count() + 1)
    assert (asked.begins_on, asked.ended_on) == (
        running.opens_on,
        running.closes_on + timedelta(days=1),
    )
    later = running.closes_on + timedelta(days=5)
    consultations.extend(consultation=running, closes_on=later, actor=cast.clerk, now=NOW)
    asked.refresh_from_db()
    assert asked.ended_on == later + timedelta(days=1)


def test_breaking_off_frees_what_was_asked(cast: Cast) -> None:
    running = asking.started(cast)
    consultations.break_off(
        consultation=running, reason="方案要重写，改好再问大家", actor=cast.clerk, now=NOW
    )
    assert not Asked.objects.unfinished(TODAY).exists()


def test_questions_beyond_the_budget_keep_a_consultation_from_starting(cast: Cast) -> None:
    a_budget(cast, level="resident", fields=0)
    draft = asking.a_consultation(cast)

    def start(**more: str) -> object:
        days = {"opens_on": asking.OPENS_ON, "closes_on": asking.CLOSES_ON}
        return consultations.start(consultation=draft, **days, actor=cast.clerk, now=NOW, **more)

    assert refused(start) == ("beyond_form_budget",)
    draft.refresh_from_db()
    assert draft.state == "draft"
    start(beyond=REASON)
    assert Asked.objects.get().beyond
