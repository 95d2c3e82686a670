"""Work days: as the State Council announced them, and never invented for a year it has not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.workdays import Calendar, add_workdays, china, next_workday, weekdays

days = st.dates(date(2003, 12, 1), date(2029, 1, 31))


@pytest.mark.parametrize(
    ("day", "worked", "why"),
    [
        ("2026-02-13", True, "the Friday before Spring Festival"),
        ("2026-02-14", True, "a Saturday, worked for Spring Festival"),
        ("2026-02-15", False, "first day off of Spring Festival"),
        ("2026-02-17", False, "the first of the first month, a Tuesday"),
        ("2026-02-23", False, "last day off, a Monday"),
        ("2026-02-24", True, "the Tuesday after"),
        ("2026-02-28", True, "a Saturday, worked for Spring Festival"),
        ("2026-03-07", False, "an ordinary Saturday"),
        ("2026-03-08", False, "an ordinary Sunday"),
        ("2026-09-20", True, "a Sunday, worked for National Day"),
        ("2026-09-30", True, "the day before National Day"),
        ("2026-10-01", False, "National Day"),
        ("2026-10-07", False, "the seventh day off"),
        ("2026-10-08", True, "the day after"),
        ("2026-10-10", True, "a Saturday, worked for National Day"),
        ("2024-02-29", True, "a leap day, a Thursday"),
        ("2022-12-31", False, "off by the schedule of 2023"),
        ("2018-12-29", True, "a Saturday, worked by the schedule of 2019"),
        ("2027-10-01", True, "not announced here: a Friday like any other"),
        ("2027-10-02", False, "not announced here: a Saturday like any other"),
        ("2003-12-31", True, "before the first known year, a Wednesday"),
    ],
)
def test_the_days_of_china(day: str, worked: bool, why: str) -> None:
    assert china().is_workday(date.fromisoformat(day)) is worked, why


@pytest.mark.parametrize(
    ("day", "settled", "why"),
    [
        ("2003-12-31", False, "before the first known year"),
        ("2004-01-01", True, "first day of the first known year"),
        ("2025-12-31", True, "both years known"),
        ("2026-12-24", True, "no New Year schedule reached back so far"),
        ("2026-12-25", False, "the schedule of 2027 may still turn it"),
        ("2026-12-31", False, "the schedule of 2027 may still turn it"),
        ("2027-01-01", False, "a year that the library does not know"),
        ("9999-12-31", False, "the end of the calendar is no fault"),
    ],
)
def test_what_is_announced(day: str, settled: bool, why: str) -> None:
    assert china().is_settled(date.fromisoformat(day)) is settled, why


def test_weekdays_know_no_holiday_and_wait_for_nothing() -> None:
    assert weekdays().is_workday(date(2026, 10, 1))
    assert not weekdays().is_workday(date(2026, 10, 10))
    assert weekdays().is_settled(date(2030, 1, 1))


@pytest.mark.parametrize(
    ("start", "number", "end", "why"),
    [
        ("2026-03-02", 5, "2026-03-09", "a Monday and a week"),
        ("2026-03-06", 1, "2026-03-09", "a Friday, over the weekend"),
        ("2026-03-07", 1, "2026-03-09", "from a Saturday"),
        ("2026-02-12", 5, "2026-02-26", "13 and 14 February, then 24 to 26"),
        ("2026-09-29", 5, "2026-10-12", "30 September, 8, 9, 10 and 12 October"),
        ("2026-12-29", 5, "2027-01-05", "30, 31, then 1, 4 and 5 January: none made up"),
        ("2026-03-07", 0, "2026-03-07", "none asked, none taken, even on a Saturday"),
    ],
)
def test_work_days_are_added(start: str, number: int, end: str, why: str) -> None:
    found = add_workdays(date.fromisoformat(start), number, china())
    assert found == date.fromisoformat(end), why


def test_time_limits_run_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_workdays(date(2026, 3, 2), -1, china())


def test_a_calendar_without_work_days_is_at_fault() -> None:
    @dataclass
    class Never:
        def is_workday(self, day: date) -> bool:
            return False

        def is_settled(self, day: date) -> bool:
            return True

    with pytest.raises(ValueError, match="no work day"):
        next_workday(date(2026, 3, 2), Never())


@given(day=days, calendar=st.sampled_from([china(), weekdays()]))
def test_the_next_work_day_is_worked_and_none_was_passed(day: date, calendar: Calendar) -> None:
    found = next_workday(day, calendar)
    assert found >= day
    assert calendar.is_workday(found)
    passed = ((found - day).days) * [day]
    assert not any(
        calendar.is_workday(one + timedelta(days=number)) for number, one in enumerate(passed)
    )


@given(start=days, first=st.integers(0, 12), second=st.integers(0, 12))
def test_work_days_add_up(start: date, first: int, second: int) -> None:
    halfway = add_workdays(start, first, china())
    assert add_workdays(halfway, second, china()) == add_workdays(start, first + second, china())
