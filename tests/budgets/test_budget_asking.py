"""What a level is asked in a week, against what may be asked of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from budgets_made import a_budget, about, an_ask
from builders import kinds_since, latest, statements
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.models import Post
from qunce.domain.budgets.actions import ask_longer, count_saving, end_asking
from qunce.domain.budgets.estimates import FEWEST, median, step_of, times_in, week_of
from qunce.domain.budgets.models import Asked, FormBudget, FormUse
from qunce.domain.budgets.queries import beyond, level_budget, level_budgets
from qunce.domain.budgets.states import LONGEST, STEPS, UNTIMED
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as reasons:
        act()
    return reasons.value.codes


# --- the budget


@pytest.mark.parametrize("who", ["secretary", "leader", "viewer"])
def test_only_an_office_sets_a_budget(cast: Cast, who: str) -> None:
    post = cast.five[who]
    codes = refused(lambda: a_budget(cast, unit=post.unit, actor=post))
    assert codes == ("not_campaign_office",)


def test_the_outsider_sets_none_here(cast: Cast) -> None:
    assert refused(lambda: a_budget(cast, actor=cast.outsider)) == ("not_your_unit",)
    assert not FormBudget.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"level": "person"}, "level_unknown"),
        ({"fields": -1}, "form_budget_not_believable"),
        ({"fields": 10_001}, "form_budget_not_believable"),
        ({"minutes": 10_081}, "form_budget_not_believable"),
        ({"since": TODAY - timedelta(days=1)}, "form_budget_in_the_past"),
    ],
)
def test_a_budget_is_believable(cast: Cast, changes: dict[str, object], code: str) -> None:
    assert refused(lambda: a_budget(cast, **changes)) == (code,)


def test_the_smallest_budget_holds_and_of_one_office_the_newest(
    cast: Cast, county_office: Post
) -> None:
    a_budget(cast, fields=20, minutes=10)
    a_budget(cast, fields=5, minutes=30, unit=cast.county, actor=county_office)
    now = level_budget(cast.town, "village", TODAY).allowed
    assert (now.fields, now.minutes) == (5, 10)
    later = TODAY + timedelta(days=7)
    a_budget(cast, fields=12, minutes=8, since=later)
    a_budget(cast, fields=40, minutes=30, unit=cast.county, actor=county_office, since=later)
    then = level_budget(cast.town, "village", TODAY, on=later).allowed
    assert (then.fields, then.minutes) == (12, 8)
    elsewhere = level_budget(cast.other_town, "village", TODAY).allowed
    assert (elsewhere.fields, elsewhere.minutes) == (5, 30)


# --- asking within it and beyond


def test_without_a_budget_all_may_be_asked_and_is_counted(cast: Cast) -> None:
    asked = an_ask(cast, fields=500)
    assert not asked.beyond
    level = level_budget(cast.town, "village", TODAY)
    assert (level.load.fields, level.load.minutes) == (2500, 625)
    assert not level.allowed.is_set
    assert latest().kind == "asked.added"


def test_up_to_the_budget_nobody_needs_a_reason(cast: Cast) -> None:
    a_budget(cast)
    an_ask(cast, 1)
    asked = an_ask(cast, 2, reason="没人问的理由")
    assert (asked.beyond, asked.reason) == (False, "")
    assert level_budget(cast.town, "village", TODAY).load.fields == 20


def test_beyond_the_budget_a_reason_is_needed_and_stands_in_public(cast: Cast) -> None:
    a_budget(cast)
    an_ask(cast, 1, fields=4)
    size = Entry.objects.count()
    with pytest.raises(Refused) as reasons:
        an_ask(cast, 2, fields=1)
    [reason] = reasons.value.refusals
    assert (reason.code, reason.on) == ("beyond_form_budget", "beyond")
    assert reason.params == {"fields": 25, "minutes": 6, "most_fields": 20, "most_minutes": 10}
    assert kinds_since(size) == []
    assert refused(lambda: an_ask(cast, 2, fields=1, reason="   ")) == ("beyond_form_budget",)
    asked = an_ask(cast, 2, fields=1, reason="防汛期间每天要知道水位")
    assert asked.beyond
    assert latest().kind == "asked.beyond"
    assert "防汛期间每天要知道水位" in latest().canonical
    assert list(beyond(TODAY)) == [asked]


def test_minutes_count_as_fields_do(cast: Cast) -> None:
    """Twenty fields of fifteen seconds are five minutes."""
    a_budget(cast, fields=100, minutes=5)
    an_ask(cast, 1, fields=4)
    assert refused(lambda: an_ask(cast, 2, fields=1)) == ("beyond_form_budget",)


def test_a_reason_is_short(cast: Cast) -> None:
    a_budget(cast, fields=1)
    assert refused(lambda: an_ask(cast, reason="理" * 301)) == ("beyond_reason_too_long",)
    assert an_ask(cast, reason="理" * 300).beyond


def test_a_reason_names_nobody(cast: Cast) -> None:
    a_budget(cast, fields=1)
    for reason in ("王大爷家要看", "打13800138000问"):
        assert refused(lambda reason=reason: an_ask(cast, reason=reason)) == (
            "beyond_reason_names_somebody",
        )
    assert not Asked.objects.exists()


def test_what_ends_frees_the_budget(cast: Cast) -> None:
    a_budget(cast)
    an_ask(cast, 1, fields=4)
    assert end_asking(subject=about(1), actor=SYSTEM, now=NOW) == 1
    assert latest().kind == "asked.ended"
    assert level_budget(cast.town, "village", TODAY).load.fields == 0
    assert not an_ask(cast, 2, fields=4).beyond
    size = Entry.objects.count()
    assert end_asking(subject=about(1), actor=SYSTEM, now=NOW) == 0
    assert kinds_since(size) == []


def test_what_has_a_last_day_ends_by_itself(cast: Cast) -> None:
    asked = an_ask(cast, begins_on=TODAY + timedelta(days=2), until=TODAY + timedelta(days=5))
    for days, fields in ((0, 0), (1, 0), (2, 10), (4, 10), (5, 0)):
        day = TODAY + timedelta(days=days)
        assert level_budget(cast.town, "village", TODAY, on=day).load.fields == fields, days
    ask_longer(subject=about(1), until=TODAY + timedelta(days=9))
    asked.refresh_from_db()
    assert asked.ended_on == TODAY + timedelta(days=9)
    end_asking(subject=about(1), actor=SYSTEM, now=NOW)
    asked.refresh_from_db()
    assert asked.ended_on == asked.begins_on


def test_what_falls_on_one_unit_counts_for_it_and_for_the_level_by_the_most(cast: Cast) -> None:
    an_ask(cast, 1, unit=cast.village, fields=3)
    an_ask(cast, 2, unit=cast.hill_village, fields=1)
    an_ask(cast, 3)
    assert level_budget(cast.town, "village", TODAY).load.fields == 25
    assert level_budget(cast.village, "village", TODAY).load.fields == 25
    assert level_budget(cast.hill_village, "village", TODAY).load.fields == 15
    assert level_budget(cast.other_village, "village", TODAY).load.fields == 0
    a_budget(cast, fields=20)
    assert not an_ask(cast, 4, unit=cast.hill_village, fields=1).beyond
    assert refused(lambda: an_ask(cast, 5, unit=cast.village, fields=1)) == ("beyond_form_budget",)


def test_a_message_has_one_category_so_only_the_longest_counts(cast: Cast) -> None:
    for number, fields in enumerate((1, 3, 2)):
        an_ask(cast, number, asks="category", level="resident", fields=fields, times_per_week=1)
    an_ask(cast, 9, asks="consultation", level="resident", fields=4, times_per_week=times_in(14))
    assert level_budget(cast.town, "resident", TODAY).load.fields == 3 + 2
    a_budget(cast, level="resident", fields=5)
    assert not an_ask(cast, 4, asks="category", level="resident", times_per_week=1).beyond


@pytest.mark.parametrize(
    ("times", "stored"),
    [(5, "5.00"), (Fraction(7, 10), "0.70"), (Fraction(1, 900), "0.01"), (times_in(3), "1.00")],
)
def test_how_often_is_kept_to_a_hundredth(cast: Cast, times: Fraction | int, stored: str) -> None:
    assert an_ask(cast, times_per_week=times).times_per_week == Decimal(stored)


# --- the use of forms


@pytest.mark.parametrize(
    ("seconds", "step"),
    [
        (None, UNTIMED),
        (-1, UNTIMED),
        (0, 5),
        (5, 5),
        (5.1, 10),
        (59, 60),
        (LONGEST, LONGEST),
        (LONGEST + 1, UNTIMED),
    ],
)
def test_times_are_counted_in_steps(seconds: float | None, step: int) -> None:
    assert step_of(seconds) == step


def test_a_median_needs_ten() -> None:
    assert median({30: FEWEST - 1, UNTIMED: 50}) is None
    assert median({30: FEWEST}) == 25
    assert median({10: 4, 30: 4, 60: 4}) == 25
    assert median(dict.fromkeys(STEPS, 1)) == pytest.approx(75)


def save(times: int, *, seconds: float | None = 20, weeks_ago: int = 1, **changes: str) -> None:
    form, level = changes.get("form", FORM), changes.get("level", "village")
    for _ in range(times):
        count_saving(form=form, level=level, seconds=seconds, now=NOW - timedelta(weeks=weeks_ago))


FORM = "office:problem_new"


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two forms whose sizes no change of a page changes."""
    from qunce.domain.budgets import sizes

    known = {FORM: sizes.Size(8), "office:series": sizes.Size(2, "series")}
    monkeypatch.setattr(sizes, "_sizes", known)
    monkeypatch.setattr("qunce.domain.budgets.queries.using.registered", known)


def test_a_saving_is_one_statement_and_one_row_however_often(cast: Cast) -> None:
    [sent] = statements(lambda: save(1))
    assert sent.startswith("INSERT")
    save(2)
    use = FormUse.objects.get()
    assert (use.saves, use.step, use.week) == (3, 20, week_of(TODAY) - timedelta(weeks=1))


def test_the_use_of_forms_counts_with_what_was_added(cast: Cast, sizes: None) -> None:
    """Sixteen savings by two villages in four weeks are two a week for each."""
    save(16)
    level = level_budget(cast.town, "village", TODAY)
    [form] = level.forms
    villages = 3
    assert form.per_week == 16 / 4 / villages
    assert level.load.fields == pytest.approx(8 * 16 / 4 / villages)
    assert form.measured
    assert form.seconds == 17.5
    assert level.load.minutes == pytest.approx(16 / 4 / villages * 17.5 / 60)


def test_the_running_week_and_old_weeks_do_not_count(cast: Cast, sizes: None) -> None:
    save(3, weeks_ago=0)
    save(3, weeks_ago=5)
    assert level_budget(cast.town, "village", TODAY).forms == []


def test_below_ten_savings_the_fields_are_asked_instead(cast: Cast, sizes: None) -> None:
    save(FEWEST - 1)
    [form] = level_budget(cast.town, "village", TODAY).forms
    assert (form.measured, form.seconds, form.few) == (False, 8 * 15, True)
    save(1)
    [form] = level_budget(cast.town, "village", TODAY).forms
    assert (form.measured, form.few) == (True, False)


def test_a_time_is_of_a_form_never_of_the_only_unit_of_a_level(cast: Cast, sizes: None) -> None:
    save(5, level="clinic")
    save(5, level="school", seconds=40)
    [form] = level_budget(cast.town, "clinic", TODAY).forms
    assert form.measured
    assert form.seconds == 20


def test_what_is_asked_takes_as_long_as_its_form_takes(cast: Cast, sizes: None) -> None:
    """A number of a day is noted in 17.5 s by two fields, not in the estimated thirty."""
    save(10, form="office:series", level="school")
    an_ask(cast, level="school", fields=2, times_per_week=6)
    level = level_budget(cast.town, "school", TODAY)
    assert level.load.minutes == pytest.approx(6 * 17.5 / 60)
    assert level.forms == []  # counted by what asks for it, and not once more by its use


# --- access and cost


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("clerk", True),
        ("secretary", True),
        ("teacher", True),
        ("viewer", True),
        ("outsider", False),
    ],
)
def test_who_sees_what_a_town_asks(cast: Cast, who: str, sees: bool) -> None:
    asked, budget = an_ask(cast), a_budget(cast)
    post = getattr(cast, who)
    assert Asked.objects.visible_to(post, on=TODAY).filter(pk=asked.pk).exists() is sees
    assert FormBudget.objects.visible_to(post, on=TODAY).filter(pk=budget.pk).exists() is sees
    assert not Asked.objects.visible_to(None, on=TODAY).exists()
    assert not FormBudget.objects.visible_to(None, on=TODAY).exists()


@pytest.mark.parametrize("number", [1, 3])
def test_all_levels_cost_four_statements(cast: Cast, number: int, sizes: None) -> None:
    for one in range(number):
        an_ask(cast, one)
        a_budget(cast, fields=200, since=TODAY + timedelta(days=one))
        save(one + 1)
    assert len(statements(lambda: level_budgets(cast.town, TODAY))) == 4


def test_weeks_begin_on_monday() -> None:
    assert week_of(date(2026, 3, 8)) == date(2026, 3, 2) == week_of(date(2026, 3, 2))
