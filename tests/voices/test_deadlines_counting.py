"""Counting: what holds for every clock, when it may be extended, and what is no day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.domain.voices.deadlines import (
    REGULATION,
    ClockRule,
    Counting,
    Due,
    Extension,
    Pause,
    Standing,
    State,
    Stay,
    Unit,
    due_on,
    latest_extension,
    rule_set,
    standing,
    why_not_extend,
)
from qunce.kernel.workdays import add_workdays, china, next_workday, weekdays

ONE_DAY = timedelta(days=1)
CLOCKS = rule_set("regulation", "hotline")

days = st.dates(date(2003, 6, 1), date(2028, 12, 31))
countings = st.builds(
    Counting,
    first_day_counted=st.booleans(),
    end_moves_off_holiday=st.booleans(),
    calendar=st.sampled_from([china(), weekdays()]),
)
stopping = tuple(Stay)
clocks = st.sampled_from([replace(clock, stands_for=stopping) for clock in CLOCKS.values()])


@st.composite
def pauses(draw: st.DrawFn, start: date) -> Pause:
    begins = start + timedelta(days=draw(st.integers(-20, 120)))
    return Pause(
        begins, begins + timedelta(days=draw(st.integers(0, 40))), draw(st.sampled_from(stopping))
    )


def on(due: Due) -> date:
    assert due.on is not None
    return due.on


# --- what holds for every clock ---


@given(clock=clocks, start=days, counting=countings, data=st.data())
def test_the_end_is_never_before_the_event(
    clock: ClockRule, start: date, counting: Counting, data: st.DataObject
) -> None:
    stays = data.draw(st.lists(pauses(start), max_size=3))
    due = due_on(clock, start, counting, pauses=stays)
    assert on(due) >= start
    assert due.moved_from is None or start <= due.moved_from < on(due)


@given(clock=clocks, start=days, counting=countings)
def test_the_holiday_switch_moves_only_forward_and_only_to_a_work_day(
    clock: ClockRule, start: date, counting: Counting
) -> None:
    stays = on(due_on(clock, start, replace(counting, end_moves_off_holiday=False)))
    moved = due_on(clock, start, replace(counting, end_moves_off_holiday=True))
    assert on(moved) == next_workday(stays, counting.calendar)
    assert moved.moved_from == (None if on(moved) == stays else stays)


@given(clock=clocks, start=days, counting=countings)
def test_without_pauses_a_clock_is_plain_addition(
    clock: ClockRule, start: date, counting: Counting
) -> None:
    counting = replace(counting, end_moves_off_holiday=False)
    before = start - ONE_DAY if counting.first_day_counted else start
    expected = (
        add_workdays(before, clock.number, counting.calendar)
        if clock.unit is Unit.WORKDAYS
        else before + timedelta(days=clock.number)
    )
    assert due_on(clock, start, counting) == Due(
        expected,
        settled=clock.unit is Unit.DAYS
        or all(
            counting.calendar.is_settled(before + timedelta(days=number))
            for number in range(1, (expected - before).days + 1)
        ),
    )


@given(clock=clocks, start=days, counting=countings, data=st.data())
def test_a_pause_never_makes_the_end_earlier(
    clock: ClockRule, start: date, counting: Counting, data: st.DataObject
) -> None:
    some = data.draw(st.lists(pauses(start), max_size=3))
    more = data.draw(pauses(start))
    with_some = on(due_on(clock, start, counting, pauses=some))
    with_more = on(due_on(clock, start, counting, pauses=[*some, more]))
    assert with_some <= with_more
    if more.from_on > with_some:
        assert with_more == with_some


@given(clock=clocks, start=days, counting=countings, data=st.data())
def test_the_order_and_the_overlap_of_pauses_do_not_matter(
    clock: ClockRule, start: date, counting: Counting, data: st.DataObject
) -> None:
    some = data.draw(st.lists(pauses(start), max_size=4))
    mixed = data.draw(st.permutations([*some, *some]))
    assert due_on(clock, start, counting, pauses=mixed) == due_on(
        clock, start, counting, pauses=some
    )


@given(start=days, first=st.integers(1, 20), long=st.integers(0, 30))
def test_a_pause_within_a_clock_of_days_adds_its_days(start: date, first: int, long: int) -> None:
    counting = Counting(end_moves_off_holiday=False)
    begins = start + timedelta(days=first)
    stay = Pause(begins, begins + timedelta(days=long), Stay.HEARING)
    clock = REGULATION["re_review"]
    assert due_on(clock, start, counting, pauses=[stay]).on == start + timedelta(days=30 + long)


@given(clock=clocks, start=days, counting=countings, extra=st.integers(0, 30))
def test_an_extension_never_makes_the_end_earlier(
    clock: ClockRule, start: date, counting: Counting, extra: int
) -> None:
    plain = on(due_on(clock, start, counting))
    longer = on(due_on(clock, start, counting, extra_days=extra))
    assert longer >= plain
    assert longer == on(due_on(replace(clock, number=clock.number + extra), start, counting))


@given(clock=clocks, start=days, counting=countings, data=st.data())
def test_an_open_pause_stands_until_it_ends_and_then_counts_the_same(
    clock: ClockRule, start: date, counting: Counting, data: st.DataObject
) -> None:
    begins = start + timedelta(days=data.draw(st.integers(-5, 70)))
    still_open = due_on(clock, start, counting, pauses=[Pause(begins, None, Stay.HEARING)])
    never = due_on(clock, start, counting)
    assert (still_open.on is None) == (begins <= on(never))
    if still_open.on is None:
        assert still_open.stands_since == max(
            begins, start + ONE_DAY * (not counting.first_day_counted)
        )
        assert still_open.left is not None
        assert 0 <= still_open.left <= clock.number
    else:
        assert still_open == never


@given(end=days, today=days)
def test_where_a_clock_stands(end: date, today: date) -> None:
    found = standing(Due(end), today)
    assert (found.state is State.LATE) == (today > end)
    assert (found.state is State.DUE_TODAY) == (today == end)
    assert found.days_left is not None
    assert today + timedelta(days=found.days_left - found.days_late) == end


# --- extension (信访工作条例, art. 34) ---

HANDLE = REGULATION["handle"]
UNTIL = due_on(HANDLE, date(2026, 6, 1), Counting())  # 2026-07-31


@pytest.mark.parametrize(
    ("article", "today", "days", "given", "expected"),
    [
        ("34", "2026-07-30", 30, (), []),
        ("34", "2026-07-31", 30, (), []),
        ("34", "2026-08-01", 30, (), ["clock_has_run_out"]),
        ("34", "2026-06-01", 1, (), []),
        ("34", "2026-07-01", 29, (), []),
        ("34", "2026-07-01", 31, (), ["clock_extension_too_long"]),
        ("34", "2026-07-01", 0, (), ["clock_extension_of_no_days"]),
        ("34", "2026-07-01", -3, (), ["clock_extension_of_no_days"]),
        ("34", "2026-07-01", 20, (10,), ["clock_extended_already"]),
        ("34", "2026-07-01", 21, (10,), ["clock_extended_already", "clock_extension_too_long"]),
        ("34", "2026-08-01", 31, (), ["clock_extension_too_long", "clock_has_run_out"]),
    ],
)
def test_when_a_clock_may_be_extended(
    article: str, today: str, days: int, given: tuple[int, ...], expected: list[str]
) -> None:
    assert HANDLE.article == article
    found = why_not_extend(HANDLE, UNTIL, date.fromisoformat(today), days=days, given=given)
    assert [refusal.code for refusal in found] == expected
    assert all(str(refusal) for refusal in found)


def test_a_moved_end_gives_until_the_moved_day_to_decide() -> None:
    moved = due_on(HANDLE, date(2026, 3, 3), Counting())
    assert latest_extension(HANDLE, moved) == date(2026, 5, 6)
    assert why_not_extend(HANDLE, moved, date(2026, 5, 6), days=30) == []
    assert why_not_extend(HANDLE, moved, date(2026, 5, 7), days=30) != []


def test_other_clocks_are_not_extended() -> None:
    for code in set(REGULATION) - {"handle"}:
        due = due_on(REGULATION[code], date(2026, 6, 1), Counting())
        assert latest_extension(REGULATION[code], due) is None
        [refusal] = why_not_extend(REGULATION[code], due, date(2026, 6, 2), days=1)
        assert refusal.code == "clock_cannot_be_extended"


def test_several_extensions_share_one_limit_and_its_unit() -> None:
    twice = replace(CLOCKS["hotline_reply"], extension=Extension(10, 2, False, True))
    due = due_on(twice, date(2026, 6, 1), Counting(), extra_days=4)
    assert why_not_extend(twice, due, date(2026, 6, 2), days=6, given=[4]) == []
    [refusal] = why_not_extend(twice, due, date(2026, 6, 2), days=7, given=[4])
    assert refusal.code == "clock_extension_too_long"
    assert "work days" in str(refusal)


def test_a_standing_clock_may_be_extended() -> None:
    clock = CLOCKS["hotline_reply"]
    asked = Pause(date(2026, 6, 3), None, Stay.SUPPLEMENT)
    due = due_on(clock, date(2026, 6, 1), Counting(), pauses=[asked])
    assert latest_extension(clock, due) is None
    assert why_not_extend(clock, due, date(2026, 9, 1), days=10) == []


# --- what is no day, no pause and no extension ---


def test_a_limit_made_stricter_later_takes_back_nothing() -> None:
    granted = due_on(HANDLE, date(2026, 6, 1), Counting(), extra_days=45)
    assert granted.on == date(2026, 9, 14)


def test_an_instant_is_no_day() -> None:
    moment = datetime(2026, 6, 1, 16, 30, tzinfo=UTC)  # in the town it is 2 June already
    with pytest.raises(ValueError, match="instant"):
        due_on(HANDLE, moment, Counting())
    with pytest.raises(ValueError, match="instant"):
        standing(UNTIL, moment)
    with pytest.raises(ValueError, match="instant"):
        why_not_extend(HANDLE, UNTIL, moment, days=1)
    with pytest.raises(ValueError, match="instant"):
        Pause(moment, None, Stay.HEARING)
    with pytest.raises(ValueError, match="instant"):
        Pause(date(2026, 6, 1), moment, Stay.HEARING)


def test_a_pause_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Pause(date(2026, 6, 2), date(2026, 6, 1), Stay.HEARING)


def test_a_pause_has_a_reason_that_clocks_know() -> None:
    with pytest.raises(ValueError, match="weekend"):
        Pause(date(2026, 6, 1), None, "weekend")  # type: ignore[arg-type]


def test_an_extension_takes_no_days_away() -> None:
    with pytest.raises(ValueError, match="adds days"):
        due_on(HANDLE, date(2026, 6, 1), Counting(), extra_days=-1)


def test_a_clock_that_will_stand_is_not_late_and_not_standing_yet() -> None:
    due = Due(None, stands_since=date(2026, 6, 22), left=17)
    assert standing(due, date(2026, 6, 21)) == Standing(State.RUNNING, None)
    assert standing(due, date(2026, 6, 22)) == Standing(State.STANDING, None)


def test_the_usual_counting_is_that_of_the_civil_code() -> None:
    assert Counting() == Counting(
        first_day_counted=False, end_moves_off_holiday=True, calendar=china()
    )
