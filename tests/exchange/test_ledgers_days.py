"""Days as clerks write them, and the refusal of those that name no single day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.exchange.ledgers import read_day
from qunce.kernel.refusals import Refusal


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-3-5", "2026-03-05"),
        ("2026.3.5", "2026-03-05"),
        ("2026/03/05", "2026-03-05"),
        ("２０２６．３．５", "2026-03-05"),
        ("2026年3月5日", "2026-03-05"),
        ("2026 年 3 月 5 日", "2026-03-05"),
        ("二〇二六年三月五日", "2026-03-05"),
        ("二○二六年十二月三十一日", "2026-12-31"),
        ("3月5日", "2026-03-05"),
        ("今年3月5号", "2026-03-05"),
        ("三月二十五日", "2026-03-25"),
        ("20260305", "2026-03-05"),
        (20260305, "2026-03-05"),
        (46086, "2026-03-05"),
        (46086.0, "2026-03-05"),
        (46086.604, "2026-03-05"),
        ("46086", "2026-03-05"),
        (date(2026, 3, 5), "2026-03-05"),
        ("2026-03-05 14:30:00", "2026-03-05"),
        ("2026-03-05T14:30", "2026-03-05"),
        ("2026年3月5日（星期四）", "2026-03-05"),
        ("2026年3月5日前", "2026-03-05"),
        ("截至2026.3.5", "2026-03-05"),
        ("农历九月初三", "2026-10-12"),
        ("九月初三", "2026-10-12"),
        ("2026年正月十五", "2026-03-03"),
        ("农历2026年正月十五", "2026-03-03"),
        ("正月十五", "2026-03-03"),
        ("腊月廿八", "2027-02-04"),
        ("2025年闰六月初一", "2025-07-25"),
        ("农历九月十五", "2026-10-24"),
        ("2023年闰二月廿九", "2023-04-19"),
        ("2033年冬月初一", "2033-11-22"),
        ("2033年闰冬月初一", "2033-12-22"),
        ("1978年农历八月十五", "1978-09-17"),  # the new moon came nine minutes after midnight
        ("1954年冬月初一", "1954-11-25"),
    ],
)
def test_days_are_read(cell, day):
    assert read_day(cell, year=2026) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("8月底", "2026-08-31"),
        ("8月底前", "2026-08-31"),
        ("2026年8月", "2026-08-31"),
        ("2026.2", "2026-02-28"),
        ("8月中旬", "2026-08-20"),
        ("8月上旬", "2026-08-10"),
        ("八月下旬", "2026-08-31"),
        ("年底前", "2026-12-31"),
        ("2027年底", "2027-12-31"),
        ("上半年", None),
        ("2026年上半年", "2026-06-30"),
        ("2026年3月至8月", "2026-08-31"),
        ("2026.3.1-2026.8.15", None),
        ("2026年3月1日—8月15日", "2026-08-15"),
    ],
)
def test_a_deadline_may_be_a_month_or_a_span(cell, day):
    found = read_day(cell, year=2026, latest=True)
    assert found == date.fromisoformat(day) if day else isinstance(found, Refusal)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2026-02-30", "day_unreadable"),
        ("2026-13-01", "day_unreadable"),
        ("长期坚持", "day_unreadable"),
        ("九月十五", "day_unreadable"),
        ("26.3.5", "day_unreadable"),
        ("3/5/2026", "day_unreadable"),
        (3.5, "day_unreadable"),
        (2026.3, "day_unreadable"),
        (5, "day_unreadable"),
        (float("inf"), "day_unreadable"),
        (float("nan"), "day_unreadable"),
        (date(1900, 1, 1), "day_unreadable"),
        ("8月底", "day_only_month"),
        ("2026年8月", "day_only_month"),
        ("2026年闰六月初一", "day_not_in_lunar_calendar"),
        ("2026年农历二月三十", "day_not_in_lunar_calendar"),
        ("2033年闰七月初一", "day_not_in_lunar_calendar"),
    ],
)
def test_what_names_no_single_day_is_refused_in_words(cell, code):
    refusal = read_day(cell, year=2026, on="found_on")
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.on) == (code, "found_on")
    assert "2026-03-05" in str(refusal)


@pytest.mark.parametrize("cell", ["3月5日", "农历九月初三"])
def test_without_a_year_nothing_is_guessed(cell):
    refusal = read_day(cell, year=None)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "day_without_year"


@pytest.mark.parametrize("cell", [None, "", "  "])
def test_no_day_is_no_fault(cell):
    assert read_day(cell, year=2026) is None


@given(
    st.text("〇一二三四五六七八九十廿卅初正腊冬闰年月日底农历前0123456789.-/ 至", max_size=14),
    st.booleans(),
)
def test_whatever_is_written_is_a_day_or_a_refusal(words, latest):
    found = read_day(words, year=2026, latest=latest)
    assert found is None or isinstance(found, date | Refusal)


@given(st.floats() | st.integers())
def test_whatever_the_number_it_is_a_day_or_a_refusal(number):
    assert isinstance(read_day(number, year=2026), date | Refusal)
